import { DTYPES } from "../registry/dtypes.ts";
import { OPS } from "../registry/ops.ts";
import { type Axis, batchAxis, spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { engineDivides, tapLimit } from "./fold.ts";
import { isScan, minds, readsOutside } from "./scan.ts";

/** Two poolings, one after the other, that make one: along the outermost pooled axis, then along the others. */
export interface Chain {
  readonly first: Problem;
  readonly second: Problem;
}

/** The sliding driver takes two axes; rows of a window along others are folded one by one up to this many. */
const MOST_ROWS = 12;

/** Elements between the two poolings that are worth their memory. */
const MOST_BETWEEN = 2 ** 26;

/**
 * How windows that overlap along three axes or more are pooled one axis at a time, so that the cost does not grow with their
 * volume; undefined where they are not. Sums in between are float64: exact for integers of 32 bits, and for float32 as good as that.
 */
export function chainOf(problem: Problem): Chain | undefined {
  const { op, input, axes, pooled } = problem;
  const sums = op.fold === "sum";
  // Whether any is true of any, or all of all, is asked of 0 and 1.
  const truths = op.fold === "any" || op.fold === "all";
  if (!sums && !truths && op.fold !== "max" && op.fold !== "min") return undefined;
  if (truths ? minds(problem) : isScan(problem)) return undefined;
  if (readsOutside(problem) || (input.big && !truths) || axes.some(({ adaptive }) => adaptive)) return undefined;
  const folded = axes.map((_, a) => a).filter((a) => !isKept(axes[a] as Axis));
  if (folded.length < 3 || !folded.some((a) => overlaps(axes[a] as Axis))) return undefined;
  const windowOf = (a: number) => (axes[a] as Axis).window;
  if (folded.slice(0, -1).reduce((rows, a) => rows * windowOf(a), 1) <= MOST_ROWS) return undefined;
  const outermost = folded[0] as number;
  const between = axes.map((axis, a) => (a === outermost ? axis : batchAxis(axis.extent)));
  const after = axes.map((axis, a) => (a === outermost ? batchAxis(axis.out) : axis));
  if (after.reduce((size, { extent }) => size * extent, 1) > MOST_BETWEEN) return undefined;
  const first = { ...problem, axes: between, pooled: [outermost], divisor: "taps" } as const;
  const second = { ...problem, axes: after, pooled: pooled.filter((a) => a !== outermost) };
  if (truths) return { first: { ...first, result: DTYPES.uint8 }, second: { ...second, input: DTYPES.uint8 } };
  if (!sums) return { first: { ...first, result: input }, second };

  const taps = folded.reduce((product, a) => product * windowOf(a), 1);
  if (taps > tapLimit(problem) || (input.float && input.bits === 64) || !engineDivides(problem)) return undefined;
  // The second pooling does not know what the first found missing.
  if (op.divides && typeof problem.divisor !== "number" && axes.some(isClipped)) return undefined;
  const divisor = typeof problem.divisor === "number" ? problem.divisor : taps;
  return {
    first: { ...first, op: OPS.sum, result: DTYPES.float64, wraps: false },
    second: { ...second, input: DTYPES.float64, divisor },
  };
}

function isKept({ window, stride, low, high }: Axis): boolean {
  return window === 1 && stride === 1 && low === 0 && high === 0;
}

function overlaps({ window, stride, dilation }: Axis): boolean {
  return window > 1 && spanOf(window, dilation) > stride;
}

/** Whether an end of an axis clips windows. */
function isClipped({ extent, window, stride, dilation, low, out }: Axis): boolean {
  return low > 0 || (out - 1) * stride - low + spanOf(window, dilation) > extent;
}
