import { rangeError, show } from "../errors.ts";
import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import { type OpRow, REDUCER } from "../registry/ops.ts";
import type { PadMode } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";
import type { Reducer } from "../types.ts";
import { dtypeNamed } from "./describe.ts";
import type { Geometry } from "./geometry.ts";
import { divisorOf, type Given, roundOf } from "./options.ts";
import { checkReducible, reduceBy } from "./reducer.ts";
import { fillOf, numberingOf, padModeOf, skipOf, statisticOf } from "./values.ts";

/** What is asked for, checked; the arrays come apart from it. */
export function problemOf(asked: OpRow | Reducer, input: DTypeRow, geometry: Geometry, given: Given): Problem {
  const op = typeof asked === "function" ? REDUCER : asked;
  const { axes, pooled } = geometry;
  const named = given.dtype === undefined ? undefined : dtypeNamed(given.dtype, "dtype");
  const { p, ddof, interpolation } = statisticOf(given);
  const numbering = numberingOf(given, op);
  const position = positionType(axes, pooled, numbering);
  const result = named ?? (op.positions === "itself" ? position : op.result(input, interpolation));
  const fill = fillOf(given, input);
  const padMode = padModeOf(given);
  if (padMode !== undefined) checkMapped(geometry, padMode);
  if (typeof asked === "function") {
    checkReducible(axes, fill !== undefined || padMode !== undefined, windowsAlong(geometry));
  }
  return {
    op,
    input,
    axes,
    pooled,
    result,
    round: roundOf(given),
    divisor: divisorOf(given),
    wraps: op.wraps && input.big && named === undefined,
    fill,
    padMode,
    skip: skipOf(given, op, input, result),
    numbering,
    position,
    p,
    ddof,
    interpolation,
    reduce: typeof asked === "function" ? reduceBy(asked, input) : undefined,
  };
}

function windowsAlong({ axes, pooled }: Geometry): number[] {
  return pooled.map((axis) => (axes[axis] as Geometry["axes"][number]).window);
}

/** What reads elements from outside the array needs an array that has some. */
function checkMapped({ axes, pooled }: Geometry, padMode: PadMode): void {
  for (const axis of pooled) {
    if ((axes[axis] as Geometry["axes"][number]).extent > 0) continue;
    throw rangeError(
      "out-of-range",
      "padMode",
      padMode,
      `padMode ${show(padMode)} reads elements of the array, but axis ${axis} has none; give fill instead`,
    );
  }
}

/** The dtype of positions: int32 as long as it holds the last. */
function positionType(axes: Geometry["axes"], pooled: readonly number[], numbering: Problem["numbering"]): DTypeRow {
  if (numbering === undefined) return DTYPES.int32;
  const over = numbering === "tensor" ? axes : pooled.map((axis) => axes[axis] as Geometry["axes"][number]);
  const size = over.reduce((product, axis) => product * (numbering === "window" ? axis.window : axis.extent), 1);
  return size > 2 ** 31 ? DTYPES.float64 : DTYPES.int32;
}
