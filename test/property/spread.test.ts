import { test } from "vitest";
import type { Input, NdArray, PoolOptions } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";
import { pasteable } from "../support/cases/pasteable.ts";
import { type Case, drawnWith, spreadCaseOf } from "../support/cases.ts";
import { oracle } from "../support/oracle.ts";
import { assertOn, checked, checkGuards } from "../support/property.ts";

/** What globalPool and adaptivePool take, as pool's options are typed. */
type Given = Pick<PoolOptions, "axes" | "dtype" | "out">;

function checkSpread(made: Case, adaptive: boolean): void {
  const expected = oracle(made.task);
  for (const { name, api } of BUILDS) {
    const out = made.makeOut?.();
    const options: Given = out === undefined ? made.options : { ...made.options, out };
    const op = made.op as "max";
    const input = made.input as Input;
    const result = (
      adaptive ? api.adaptivePool(op, input, made.window, options) : api.globalPool(op, input, options)
    ) as NdArray & { readonly indices?: NdArray };
    checked(result, expected, name);
    if (expected.indices) checked(result.indices, expected.indices, `${name}, indices`);
    if (out !== undefined) checkGuards(out);
  }
}

test("adaptivePool spreads its windows as the definition says, on every build", () => {
  const show = (made: Case) => pasteable(made).replace("\npool(", "\nadaptivePool(");
  assertOn(
    drawnWith(),
    2000,
    (raw) => show(spreadCaseOf(raw, true)),
    (raw) => checkSpread(spreadCaseOf(raw, true), true),
  );
});

test("globalPool's window is the whole extent, on every build", () => {
  const show = (made: Case) => pasteable(made).replace("\npool(", "\nglobalPool(");
  assertOn(
    drawnWith(),
    1500,
    (raw) => show(spreadCaseOf(raw, false)),
    (raw) => checkSpread(spreadCaseOf(raw, false), false),
  );
});
