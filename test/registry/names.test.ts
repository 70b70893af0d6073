import { expect, test } from "vitest";
import { OP_NAMES, OPS } from "../../src/registry/ops.ts";
import * as options from "../../src/registry/options.ts";

/* The words that callers use. A change to them is a change to this test. */

test("the ops", () => {
  const names = "max min mean sum prod lp rms median mode var std range any all count first argmax argmin";
  expect([...OP_NAMES].sort()).toEqual(names.split(" ").sort());
  for (const name of OP_NAMES) expect(OPS[name].name).toBe(name);
});

test("the options", () => {
  const names =
    "stride dilation padding edge fill padMode axes dtype round countPadding divisor nan nodata mask minCount indices p ddof out interpolation";
  expect([...options.OPTION_NAMES].sort()).toEqual(names.split(" ").sort());
});

test("their words", () => {
  const { EDGES, PADDINGS, PAD_MODES, ROUNDS, NAN_RULES, NUMBERINGS, INTERPOLATIONS } = options;
  expect(EDGES).toEqual(["trim", "partial", "exact"]);
  expect(PADDINGS).toEqual(["valid", "same", "same-lower"]);
  expect(PAD_MODES).toEqual(["edge", "reflect", "symmetric", "wrap"]);
  expect(ROUNDS).toEqual(["half-up", "half-even", "trunc", "floor"]);
  expect(NAN_RULES).toEqual(["propagate", "ignore"]);
  expect(NUMBERINGS).toEqual(["window", "plane", "tensor"]);
  expect(INTERPOLATIONS).toEqual(["midpoint", "lower", "higher"]);
});
