import type { Axis } from "../shape/axis.ts";

/** One axis of a run, in memory order: how it is pooled, and how far apart its elements lie. Pitches count elements. */
export interface LoopAxis extends Axis {
  readonly pitch: number;
  readonly outPitch: number;
}

/**
 * The axes of a problem as few loops as possible, outermost first, the one with the shortest pitch last: axes of one
 * element vanish, and neighbours that form one run of memory become one axis (FFTW's way with tensors of any rank). So
 * batches, channels, N-D arrays and transposed ones all become the same few cases.
 */
export function loopAxes(axes: readonly Axis[], pitch: readonly number[], outPitch: readonly number[]): LoopAxis[] {
  const ordered = axes
    .map((axis, i) => ({ ...axis, pitch: pitch[i] as number, outPitch: outPitch[i] as number }))
    .filter((axis) => !isAbsent(axis))
    .sort((a, b) => distance(b) - distance(a));
  const loops: LoopAxis[] = [];
  for (const axis of ordered) {
    const outer = loops.at(-1);
    const merged = outer && merge(outer, axis);
    if (merged) loops[loops.length - 1] = merged;
    else loops.push(axis);
  }
  return loops;
}

/** Axes that repeat one element come first, so that a contiguous one can be last. */
function distance({ pitch }: LoopAxis): number {
  return pitch === 0 ? Infinity : Math.abs(pitch);
}

function merge(outer: LoopAxis, inner: LoopAxis): LoopAxis | undefined {
  if (outer.pitch !== inner.pitch * inner.extent || !isPlain(outer) || !isPlain(inner)) return undefined;
  const extent = outer.extent * inner.extent;
  const { pitch } = inner;
  if (isWhole(outer) && isWhole(inner)) {
    return { ...inner, extent, window: extent, stride: extent, pitch };
  }
  // Rows of windows that leave nothing over go on in the next row of the batch.
  const tiles = inner.stride * inner.out === inner.extent && inner.window <= inner.stride;
  if (outer.window !== 1 || outer.stride !== 1 || !tiles) return undefined;
  if (inner.out > 1 && outer.outPitch !== inner.outPitch * inner.out) return undefined;
  const outPitch = inner.out > 1 ? inner.outPitch : outer.outPitch;
  return { ...inner, extent, out: outer.out * inner.out, outPitch };
}

/** One element that is one window. */
function isAbsent(axis: LoopAxis): boolean {
  return axis.extent === 1 && axis.window === 1 && axis.out === 1 && isPlain(axis);
}

/** One window over all of the axis. */
function isWhole(axis: LoopAxis): boolean {
  return axis.window === axis.extent && axis.out === 1 && isPlain(axis);
}

function isPlain({ dilation, low, high, adaptive }: LoopAxis): boolean {
  return dilation === 1 && low === 0 && high === 0 && !adaptive;
}
