import { DTYPES } from "../registry/dtypes.ts";
import { OPS } from "../registry/ops.ts";
import { type Axis, batchAxis, spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { engineDivides, tapLimit } from "./fold.ts";
import { isScan, minds, readsOutside } from "./scan.ts";

/** Two poolings, one after the other, that make one. */
export interface Chain {
  readonly first: Problem;
  readonly second: Problem;
  /** What each does. */
  readonly why: string;
}

const BY_AXIS = "one axis, then the others, band by band";
const WIDER = "of small integers made int32, whose sums are float64";

/** The sliding driver takes two axes; rows of a window along others are folded one by one up to this many. */
const MOST_ROWS = 12;

/** Elements between the two poolings that are worth their memory. */
const MOST_BETWEEN = 2 ** 26;

/** How a problem is pooled in two steps; undefined where one is as good. */
export function chainOf(problem: Problem): Chain | undefined {
  return axisByAxis(problem) ?? widened(problem);
}

/** Sums of more 16-bit taps than this, or squares of 8-bit ones, pass 32 bits; of more 32-bit taps than that, what float64 holds. */
const SMALL = 2 ** 15;
const WIDE = 2 ** 20;

/** How sums slide that pass 32 bits: of integers of 32 bits they are float64. */
function widened(problem: Problem): Chain | undefined {
  const { op, input, axes, p } = problem;
  const squares = op.fold === "rms" || (op.fold === "lp" && p === 2);
  if (input.float || input.bits !== (squares ? 8 : 16) || !(squares || op.fold === "sum")) return undefined;
  const taps = axes.reduce((product, { window }) => product * window, 1);
  if (taps <= SMALL || taps > WIDE || minds(problem) || axes.some(({ adaptive }) => adaptive)) return undefined;
  if (axes.filter((axis) => !isKept(axis)).length > 2 || !axes.some(overlaps)) return undefined;
  if (axes.reduce((size, { extent }) => size * extent, 1) > MOST_BETWEEN) return undefined;
  const same = axes.map(({ extent }) => batchAxis(extent));
  const made = { op: OPS.sum, result: DTYPES.int32, divisor: "taps", wraps: false } as const;
  return {
    first: { ...problem, ...made, axes: same, fill: undefined, padMode: undefined },
    second: { ...problem, input: DTYPES.int32 },
    why: WIDER,
  };
}

/**
 * How windows that overlap along three axes or more are pooled one axis at a time, so that the cost does not grow with their
 * volume; undefined where they are not. Sums in between are float64: exact for integers of 32 bits, and for float32 as good as that.
 */
function axisByAxis(problem: Problem): Chain | undefined {
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
  const why = BY_AXIS;
  if (truths) return { first: { ...first, result: DTYPES.uint8 }, second: { ...second, input: DTYPES.uint8 }, why };
  if (!sums) return { first: { ...first, result: input }, second, why };

  const taps = folded.reduce((product, a) => product * windowOf(a), 1);
  if (taps > tapLimit(problem) || (input.float && input.bits === 64) || !engineDivides(problem)) return undefined;
  // The second pooling does not know what the first found missing.
  if (op.divides && typeof problem.divisor !== "number" && axes.some(isClipped)) return undefined;
  const divisor = typeof problem.divisor === "number" ? problem.divisor : taps;
  return {
    first: { ...first, op: OPS.sum, result: DTYPES.float64, wraps: false },
    second: { ...second, input: DTYPES.float64, divisor },
    why,
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
