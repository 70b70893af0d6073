import fc from "fast-check";
import { test } from "vitest";
import type { Input, NdArray, PoolOptions } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";
import { optionsOf, pasteable, type Spelling } from "../support/cases/pasteable.ts";
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

function assertSpread(adaptive: boolean, runs: number): void {
  const call: Spelling = (op, window, fields) =>
    adaptive
      ? `adaptivePool(${op}, input, ${window}${optionsOf(fields)});`
      : `globalPool(${op}, input${optionsOf(fields)});`;
  assertOn(
    drawnWith({ path: fc.constant("oneshot" as const) }),
    runs,
    (raw) => pasteable(spreadCaseOf(raw, adaptive), call),
    (raw) => checkSpread(spreadCaseOf(raw, adaptive), adaptive),
  );
}

test("adaptivePool spreads its windows as the definition says, on every build", () => {
  assertSpread(true, 2000);
});

test("globalPool's window is the whole extent, on every build", () => {
  assertSpread(false, 1500);
});
