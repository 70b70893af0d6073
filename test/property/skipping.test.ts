import fc from "fast-check";
import { test } from "vitest";
import { maskOf } from "../support/cases/drawn.ts";
import { drawnWith } from "../support/cases.ts";
import { assertCases } from "../support/property.ts";

const full = fc.constantFrom("holes" as const, "few" as const, "special" as const, "small" as const);

test("what is left out takes no part, on every build", () => {
  const ways = {
    ignoreNaN: fc.boolean(),
    nodata: fc.constantFrom("none" as const, "none" as const, "present" as const, "other" as const, "nan" as const),
    mask: fc.option(maskOf, { freq: 1 }),
    minCount: fc.option(fc.nat({ max: 7 }), { freq: 1 }),
  };
  assertCases(drawnWith({ ...ways, flavour: full }), 3000);
});

test("NaN is ignored by itself, on every build", () => {
  const alone = { nodata: fc.constant("none" as const), mask: fc.constant(null), minCount: fc.constant(null) };
  const dtype = fc.constantFrom("float16" as const, "float32" as const, "float64" as const);
  assertCases(drawnWith({ ...alone, dtype, ignoreNaN: fc.constant(true), flavour: full }), 1000);
});
