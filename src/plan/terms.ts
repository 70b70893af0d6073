import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import { OPS } from "../registry/ops.ts";
import type { Problem } from "../shape/problem.ts";
import { shortName } from "./fold.ts";
import { minds } from "./scan.ts";

/** One folding of every tap, or of what is made of each. */
export interface Term {
  readonly problem: Problem;
  /** The engine's function that makes the term's taps out of the problem's; undefined where they are those. */
  readonly map: string | undefined;
}

/** An op as largest and smallest ones and sums, which slide, with what is done to each element before and behind that. */
export interface Terms {
  /** The results of the last one become the problem's; those of one before it help. */
  readonly list: readonly Term[];
  /** What is made of them, one after the other. */
  readonly after: readonly After[];
  /** dtype of what is there then, which results are converted from where theirs is another. */
  readonly value: DTypeRow;
}

/** The engine's functions of folded values, but for the names of their types. */
type After = "range" | "variance" | "root";

/** The largest integer up to which all are exact in float64. */
const SAFE = 2 ** 53;

/** The terms of a problem; undefined where it has none. */
export function termsOf(problem: Problem): Terms | undefined {
  const { op, input, result, p } = problem;
  if (op.fold === "max" || op.fold === "min" || op.fold === "sum") {
    return { list: [{ problem, map: undefined }], after: [], value: result };
  }
  if (minds(problem)) return undefined;
  const plain: Problem = { ...problem, divisor: "taps", wraps: false, numbering: undefined };
  const term = (name: "max" | "min" | "sum" | "mean" | "prod", made: Made, to: DTypeRow): Term => ({
    problem: { ...plain, op: OPS[name], input: made.dtype, result: to },
    map: made.map,
  });
  const one = (made: Term, ...after: After[]): Terms => ({ list: [made], after, value: made.problem.result });
  if (op.fold === "any" || op.fold === "all") {
    return one(term(op.fold === "any" ? "max" : "min", truthOf(input), result));
  }
  if (input.big) return undefined;
  const { float64 } = DTYPES;
  switch (op.fold) {
    case "range": {
      // A difference of float32s in float64 rounds to theirs.
      const type = !input.float || result.code === input.code ? input : float64;
      const taps = { dtype: input, map: undefined };
      return { list: [term("min", taps, type), term("max", taps, type)], after: ["range"], value: unsignedOf(type) };
    }
    case "prod": {
      const map = input.bits === 64 ? undefined : "double_f32";
      return input.float ? one(term("prod", { dtype: float64, map }, result)) : undefined;
    }
    case "lp":
      if (p === Infinity) return one(term("max", sizeOf(input), result));
      if (p === 1) return one(term("sum", sizeOf(input), input.float ? float64 : result));
      return p === 2 ? one(term("sum", squareOf(input), float64), "root") : undefined;
    case "rms":
      return one(term("mean", squareOf(input), float64), "root");
    case "var":
    case "std": {
      if (!isSafe(problem)) return undefined;
      const after: After[] = op.fold === "var" ? ["variance"] : ["variance", "root"];
      const taps = { dtype: input, map: undefined };
      return { list: [term("sum", taps, float64), term("sum", squareOf(input), float64)], after, value: float64 };
    }
  }
  return undefined;
}

/** Taps that are made of others. */
interface Made {
  readonly dtype: DTypeRow;
  readonly map: string | undefined;
}

/** 1 for what is not 0. */
function truthOf(input: DTypeRow): Made {
  return { dtype: DTYPES.uint8, map: `truth_${shortName(input).replace("i", "u")}` };
}

/** |x|: of integers an unsigned one, since the least has no other. */
function sizeOf(input: DTypeRow): Made {
  return { dtype: unsignedOf(input), map: input.signed ? `size_${shortName(input)}` : undefined };
}

/** x^2: exact, but for that of integers of 32 bits and of float64. */
function squareOf(input: DTypeRow): Made {
  const { uint16, uint32, float64 } = DTYPES;
  const dtype = input.float || input.bits === 32 ? float64 : input.bits === 8 ? uint16 : uint32;
  return { dtype, map: `square_${shortName(input)}` };
}

function unsignedOf(dtype: DTypeRow): DTypeRow {
  if (dtype.float || !dtype.signed) return dtype;
  return dtype.bits === 8 ? DTYPES.uint8 : dtype.bits === 16 ? DTYPES.uint16 : DTYPES.uint32;
}

/** Whether n sum x^2, and with it (sum x)^2, is exact in float64 whatever the integers are. */
function isSafe({ input, axes }: Problem): boolean {
  const taps = axes.reduce((product, { window }) => product * window, 1);
  const most = 2 ** (input.signed ? input.bits - 1 : input.bits);
  return !input.float && (taps * most) ** 2 <= SAFE;
}
