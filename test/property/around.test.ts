import fc from "fast-check";
import { test } from "vitest";
import { PAD_MODES } from "../../src/registry/options.ts";
import { caseOf, type Drawn, drawnWith } from "../support/cases.ts";
import { assertCases } from "../support/property.ts";

const padding = fc.constantFrom("some" as const, "same" as const, "same-lower" as const);

test("fill stands outside the array as a value of its own, on every build", () => {
  assertCases(drawnWith({ padding, outside: fc.constant("fill" as const) }), 1500);
});

test("padMode reads what NumPy's pad has there, on every build", () => {
  assertCases(drawnWith({ padding, outside: fc.constantFrom(...PAD_MODES) }), 1500);
});

test("windows over an array without elements hold what stands outside it, on every build", () => {
  const drawn = drawnWith({
    padding: fc.constant("some" as const),
    outside: fc.constantFrom("absent" as const, "fill" as const, "fill" as const),
    hollow: fc.constant(true),
    path: fc.constantFrom("oneshot" as const, "plan" as const),
  });
  assertCases(drawn.map(least).filter(isHollow), 1500);
});

/** Windows that overlap, over as few elements as they lie on. */
function least(raw: Drawn): Drawn {
  return { ...raw, axes: raw.axes.map((axis) => ({ ...axis, stride: 1, slack: 0 })) };
}

/** Whether an input has no elements although there are results. */
function isHollow(raw: Drawn): boolean {
  const { task, outShape } = caseOf(raw);
  return task.shape.includes(0) && !outShape.includes(0);
}
