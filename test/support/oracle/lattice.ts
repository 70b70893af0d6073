import type { Edge } from "../../../src/types.ts";
import type { PadMode, Task } from "./task.ts";

/** A tap of a window along one axis: its place in the window, and the coordinate that it reads, -1 for the fill value. */
export interface AxisTap {
  readonly place: number;
  readonly at: number;
}

/** The windows of an axis: for each its taps, how many it has in all, and how many count with padding. */
export interface Lattice {
  readonly taps: AxisTap[][];
  readonly extents: number[];
  readonly padded: number[];
}

/** The number of windows of a span along an axis with its padding. */
export function countOf(extent: number, span: number, stride: number, edge: Edge, low = 0, high = 0): number {
  const room = extent + low + high - span;
  if (edge !== "partial") return Math.floor(room / stride) + 1;
  // The ceiling; the last window must start inside the input or its low padding.
  const count = Math.ceil(room / stride) + 1;
  return (count - 1) * stride >= extent + low ? count - 1 : count;
}

const upTo = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, n) => first + n);

/** Windows of these taps and no others. */
function plain(taps: number[][]): Lattice {
  const extents = taps.map(({ length }) => length);
  return { taps: taps.map((all) => all.map((at, place) => ({ at, place }))), extents, padded: extents };
}

export function latticeOf(task: Task, axis: number): Lattice {
  const extent = task.shape[axis] as number;
  const i = task.axes.indexOf(axis);
  if (i < 0) return plain(upTo(0, extent).map((at) => [at]));
  if (task.adaptive !== undefined) {
    const out = task.adaptive[i] as number;
    return plain(upTo(0, out).map((o) => upTo(Math.floor((o * extent) / out), Math.ceil(((o + 1) * extent) / out))));
  }
  const [window, stride] = [task.window[i] as number, task.stride[i] as number];
  const dilation = task.dilation?.[i] ?? 1;
  const span = (window - 1) * dilation + 1;
  let [low, high] = [0, 0];
  let count: number;
  if (typeof task.padding === "string") {
    count = Math.ceil(extent / stride);
    const all = Math.max(0, (count - 1) * stride + span - extent);
    low = task.padding === "same" ? Math.floor(all / 2) : Math.ceil(all / 2);
    high = all - low;
  } else {
    [low, high] = task.padding?.[i] ?? [0, 0];
    count = countOf(extent, span, stride, task.edge, low, high);
  }
  const lattice: Lattice = { taps: [], extents: [], padded: [] };
  const real = task.fill !== undefined || task.padMode !== undefined;
  for (let o = 0; o < count; o++) {
    const taps: AxisTap[] = [];
    let padded = 0;
    for (let place = 0; place < window; place++) {
      const at = o * stride - low + place * dilation;
      if (real || at < extent + high) padded++;
      if (at >= 0 && at < extent) taps.push({ place, at });
      else if (task.fill !== undefined) taps.push({ place, at: -1 });
      else if (task.padMode !== undefined) taps.push({ place, at: mirrored(at, extent, task.padMode) });
    }
    lattice.taps.push(taps);
    lattice.extents.push(window);
    lattice.padded.push(padded);
  }
  return lattice;
}

/** The coordinate that NumPy's pad of this mode has at a coordinate outside the array. */
function mirrored(at: number, extent: number, mode: PadMode): number {
  if (mode === "edge") return at < 0 ? 0 : extent - 1;
  let place = at;
  if (mode === "wrap") {
    while (place < 0) place += extent;
    return place % extent;
  }
  // Turned back at one end after the other, until it comes to lie within.
  const turn = mode === "symmetric" ? 1 : 0;
  while (place < 0 || place >= extent) {
    if (extent === 1) return 0;
    place = place < 0 ? -place - turn : 2 * (extent - 1) - place + turn;
  }
  return place;
}
