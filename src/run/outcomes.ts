import type { Outcomes } from "../plan/struct.ts";
import { allLeftOutValue, emptyValue, tooFewValue } from "../reference/empty.ts";
import { settle } from "../reference/exact.ts";
import { DTYPES } from "../registry/dtypes.ts";
import { toFloat16Bits } from "../registry/float16.ts";
import type { Problem } from "../shape/problem.ts";

/** What a scan gives where it computes nothing. */
export function outcomesOf(problem: Problem): Outcomes {
  return {
    tooFew: tooFewValue(problem),
    allLeftOut: allLeftOutValue(problem),
    nanResult: settle(problem, Number.NaN),
  };
}

/** What windows without any tap give, as the result's elements are held. */
export function emptyElement(problem: Problem): number | bigint {
  const value = emptyValue(problem);
  return problem.result.coded ? toFloat16Bits(value as number) : value;
}

/**
 * A problem as the engine takes it: it knows no float16, but reads them as float32, which holds them all, and gives results that
 * are rounded to them once they leave it.
 */
export function engineProblem(problem: Problem): Problem {
  const { input, result, op } = problem;
  if (input.name !== "float16" && result.name !== "float16") return problem;
  const exact = op.fold === "max" || op.fold === "min";
  return {
    ...problem,
    input: input.name === "float16" ? DTYPES.float32 : input,
    result:
      result.name === "float16" ? (exact && input.bits <= 32 && input.float ? DTYPES.float32 : DTYPES.float64) : result,
  };
}
