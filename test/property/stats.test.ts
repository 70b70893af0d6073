import fc from "fast-check";
import { test } from "vitest";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray, Op } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";
import { literal, optionsOf, pasteable } from "../support/cases/pasteable.ts";
import { type Case, caseOf, type Drawn, drawnWith } from "../support/cases.ts";
import { oracle } from "../support/oracle.ts";
import { assertOn, checked } from "../support/property.ts";

/** A case and the statistics that are asked of it, those with positions first where positions are. */
interface DrawnStats {
  readonly raw: Drawn;
  readonly stats: readonly Op[];
}

const POSITIONED: readonly string[] = ["max", "min", "argmax", "argmin"];

/** The case of the first statistic; a nodata that every dtype holds, since results of several come out. */
function firstOf({ raw, stats }: DrawnStats): Case {
  const skips = raw.nodata !== "none" || raw.mask !== null || raw.minCount !== null;
  const op = stats.find((stat) => POSITIONED.includes(stat)) ?? (stats[0] as Op);
  const care = stats.includes("prod") ? "product" : "sum";
  const made = caseOf({ ...raw, op, path: "oneshot", out: "new", nodata: "none" }, care);
  const nodata = skips ? 7 : undefined;
  const { nodata: _, ...options } = made.options;
  return {
    ...made,
    task: { ...made.task, nodata },
    options: nodata === undefined ? options : { ...options, nodata },
  };
}

function shown({ raw, stats }: DrawnStats): string {
  const list = `stats: ${literal(stats)}`;
  return pasteable(
    firstOf({ raw, stats }),
    (_op, window, fields) => `poolStats(input, ${window}${optionsOf([list, ...fields])});`,
  );
}

test("poolStats gives what each statistic's definition says, on every build", () => {
  const stats = fc.uniqueArray(fc.constantFrom(...OP_NAMES), { minLength: 1, maxLength: 6 });
  const drawn = fc.record({ raw: drawnWith(), stats });
  assertOn(drawn, 1500, shown, (all) => {
    const made = firstOf(all);
    for (const { name, api } of BUILDS) {
      const results = api.poolStats(made.input, made.window, { ...made.options, stats: all.stats }) as Record<
        string,
        NdArray & { readonly indices?: NdArray }
      >;
      if (String(Object.keys(results)) !== String(all.stats)) {
        throw new Error(`${name}: gives [${Object.keys(results)}], not [${all.stats}]`);
      }
      for (const op of all.stats) {
        const indices = POSITIONED.includes(op) ? made.task.indices : undefined;
        const expected = oracle({ ...made.task, op, indices });
        checked(results[op], expected, `${name}, ${op}`);
        if (expected.indices) checked(results[op]?.indices, expected.indices, `${name}, ${op}'s indices`);
      }
    }
  });
});
