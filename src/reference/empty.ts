import type { OpRow } from "../registry/ops.ts";
import type { Problem } from "../shape/problem.ts";
import { settle } from "./exact.ts";

/** The result of a window without any tap. */
export function emptyValue(problem: Problem): number | bigint {
  const { skip } = problem;
  return skip !== undefined && skip.least > 0 ? tooFewValue(problem) : ofNothing(problem);
}

/** The result of a window with taps, all of which were left out. */
export function allLeftOutValue(problem: Problem): number | bigint {
  const { op, skip } = problem;
  if (skip !== undefined && skip.least > 0) return tooFewValue(problem);
  const allNaN = skip?.nodata === undefined && !skip?.masked;
  return allNaN ? nothing(problem, op.allNaN) : ofNothing(problem);
}

function ofNothing(problem: Problem): number | bigint {
  const { op, divisor } = problem;
  return nothing(problem, op.divides && divisor !== "taps" ? 0 : op.empty);
}

/** The result of a window with fewer valid taps than are asked for. */
export function tooFewValue(problem: Problem): number | bigint {
  const { op, skip } = problem;
  return op.exempt ? nothing(problem, op.empty) : settle(problem, skip?.otherwise ?? Number.NaN);
}

function nothing(problem: Problem, what: OpRow["empty"]): number | bigint {
  const { input } = problem;
  if (what === "lowest") return settle(problem, input.lowest);
  if (what === "highest") return settle(problem, input.highest);
  return settle(problem, what === "nan" ? Number.NaN : what);
}
