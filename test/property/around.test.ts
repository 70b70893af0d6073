import fc from "fast-check";
import { test } from "vitest";
import { PAD_MODES } from "../../src/registry/options.ts";
import { drawnWith } from "../support/cases.ts";
import { assertCases } from "../support/property.ts";

const padding = fc.constantFrom("some" as const, "same" as const, "same-lower" as const);

test("fill stands outside the array as a value of its own, on every build", () => {
  assertCases(drawnWith({ padding, outside: fc.constant("fill" as const) }), 1500);
});

test("padMode reads what NumPy's pad has there, on every build", () => {
  assertCases(drawnWith({ padding, outside: fc.constantFrom(...PAD_MODES) }), 1500);
});
