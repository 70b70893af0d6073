import type { Axis } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { isScan, positionsOf } from "./scan.ts";

/** One axis of a run, in memory order: how it is pooled, and how far apart its elements lie. Pitches count elements. */
export interface LoopAxis extends Axis {
  readonly pitch: number;
  readonly outPitch: number;
  /** Pitches of the mask, and of positions beside the results. */
  readonly maskPitch: number;
  readonly indexPitch: number;
  /** Where the axis comes in the order of a window's taps. */
  readonly turn: number;
  /** What a step along the axis adds to positions in the plane or the tensor, and a tap to those in the window. */
  readonly place: number;
  readonly tapPlace: number;
}

/** Pitches of the arrays of a run; 0 everywhere for one that is not there. */
export interface ArrayPitches {
  readonly input: readonly number[];
  readonly out: readonly number[];
  readonly mask?: readonly number[] | undefined;
  readonly indices?: readonly number[] | undefined;
}

/**
 * The axes of a problem as few loops as possible, outermost first, the one with the shortest pitch last: axes of one
 * element vanish, and neighbours that form one run of memory become one axis (FFTW's way with tensors of any rank). So
 * batches, channels, N-D arrays and transposed ones all become the same few cases.
 */
export function loopAxes(problem: Problem, pitches: ArrayPitches): LoopAxis[] {
  const { axes, pooled } = problem;
  const positions = positionsOf(problem);
  const ordered = axes
    .map((axis, i) => ({
      ...axis,
      stride: strideOf(axis),
      pitch: pitches.input[i] as number,
      outPitch: pitches.out[i] as number,
      maskPitch: pitches.mask?.[i] ?? 0,
      indexPitch: pitches.indices?.[i] ?? 0,
      turn: pooled.indexOf(i),
      place: positions?.place[i] ?? 0,
      tapPlace: positions?.tapPlace[i] ?? 0,
    }))
    .filter((axis) => !isAbsent(axis))
    .sort((a, b) => distance(b) - distance(a));
  const inTurn = isScan(problem);
  const loops: LoopAxis[] = [];
  for (const axis of ordered) {
    const outer = loops.at(-1);
    const merged = outer && merge(outer, axis, inTurn);
    if (merged) loops[loops.length - 1] = merged;
    else loops.push(axis);
  }
  return loops;
}

/** Of one window along an axis, the next one could begin anywhere: where the axis ends, so that axes can be one. */
function strideOf(axis: Axis): number {
  return axis.out === 1 && axis.window <= axis.extent && isPlain(axis) ? axis.extent : axis.stride;
}

/** Axes that repeat one element come first, so that a contiguous one can be last. */
function distance({ pitch }: LoopAxis): number {
  return pitch === 0 ? Infinity : Math.abs(pitch);
}

function merge(outer: LoopAxis, inner: LoopAxis, inTurn: boolean): LoopAxis | undefined {
  if (!isPlain(outer) || !isPlain(inner)) return undefined;
  const { pitch, maskPitch, place, extent } = inner;
  if (outer.pitch !== pitch * extent || outer.maskPitch !== maskPitch * extent || outer.place !== place * extent) {
    return undefined;
  }
  const both = outer.extent * extent;
  if (isWhole(outer) && isWhole(inner)) {
    if (inTurn && (outer.turn + 1 !== inner.turn || outer.tapPlace !== inner.tapPlace * extent)) return undefined;
    return { ...inner, extent: both, window: both, stride: both };
  }
  // Rows of windows that leave nothing over go on in the next row of the batch.
  const tiles = inner.stride * inner.out === extent && inner.window <= inner.stride;
  if (outer.window !== 1 || outer.stride !== 1 || !tiles) return undefined;
  if (inner.out === 1) {
    return { ...inner, extent: both, out: outer.out, outPitch: outer.outPitch, indexPitch: outer.indexPitch };
  }
  if (outer.outPitch !== inner.outPitch * inner.out || outer.indexPitch !== inner.indexPitch * inner.out)
    return undefined;
  return { ...inner, extent: both, out: outer.out * inner.out };
}

/** One element that is one window. */
function isAbsent(axis: LoopAxis): boolean {
  return axis.extent === 1 && axis.window === 1 && axis.out === 1 && isPlain(axis);
}

/** One window over all of the axis. */
function isWhole(axis: LoopAxis): boolean {
  return axis.window === axis.extent && axis.out === 1 && isPlain(axis);
}

function isPlain({ dilation, low, high, adaptive }: Axis): boolean {
  return dilation === 1 && low === 0 && high === 0 && !adaptive;
}
