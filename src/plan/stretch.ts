import type { PadMode } from "../registry/options.ts";
import { type Axis, floorDivide, spanOf, windowTaps } from "../shape/axis.ts";
import { coordinateOf } from "../shape/outside.ts";
import type { LoopAxis } from "./loops.ts";

/** Some of an axis's windows: `count` results from `out` on, over `extent` elements from `first` on, `low` taps before them missing. */
export interface Stretch {
  readonly out: number;
  readonly count: number;
  readonly first: number;
  readonly extent: number;
  readonly low: number;
}

/** A stretch of an axis's windows and the elements that they need; `outside` the axis, too, where something real stands there. */
export function stretchOf(axis: LoopAxis, out: number, count: number, outside = false): Stretch {
  const begin = out * axis.stride - axis.low;
  if (outside) {
    return { out, count, first: begin, extent: (count - 1) * axis.stride + spanOf(axis.window, axis.dilation), low: 0 };
  }
  const first = Math.max(0, begin);
  const end = Math.min(axis.extent, begin + (count - 1) * axis.stride + spanOf(axis.window, axis.dilation));
  return { out, count, first, extent: end - first, low: first - begin };
}

/**
 * How many taps, or taps and padding, windows of an axis have: those from `from` to `to` have `inner`, the others stand in the
 * table, first those before, then those behind.
 */
export interface Ends {
  readonly table: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly inner: number;
}

/** Whether every window of an axis finds a tap. */
export function hasTaps(axis: Axis): boolean {
  const { from, to } = innerOf(axis);
  for (let i = 0; i < axis.out; i++) {
    if (i >= from && i < to) i = to - 1;
    else if (windowTaps(axis, i).taps === 0) return false;
  }
  return true;
}

/** The windows that no end of the axis clips. */
function innerOf({ extent, window, stride, dilation, low, out }: Axis): { from: number; to: number } {
  const from = Math.max(0, Math.min(out, -floorDivide(-low, stride)));
  const to = Math.min(out, Math.max(from, floorDivide(extent + low - spanOf(window, dilation), stride) + 1));
  return { from, to };
}

export function endsOf(axis: LoopAxis, counted: "window" | "taps" | "padded"): Ends {
  if (counted === "window") return { table: [], from: 0, to: axis.out, inner: axis.window };
  const { from, to } = innerOf(axis);
  const table: number[] = [];
  for (let i = 0; i < axis.out; i++) {
    if (i === from) i = to;
    if (i < axis.out) table.push(windowTaps(axis, i)[counted]);
  }
  return { table, from, to, inner: axis.window };
}

export function isConstant({ table, inner }: Ends): boolean {
  return table.every((taps) => taps === inner);
}

/** The ends of some of an axis's windows. */
export function endsWithin({ table, from, to, inner }: Ends, { out, count }: Stretch): Ends {
  const clamp = (i: number) => Math.max(0, Math.min(count, i - out));
  const within: Ends = { table: [], from: clamp(from), to: clamp(to), inner };
  const before = table.slice(0, from).slice(out, out + count);
  const behind = table.slice(from).slice(Math.max(0, out - to), Math.max(0, out + count - to));
  return { ...within, table: [...before, ...behind] };
}

/** How many taps each of so many windows has. */
export function tapsWithin({ table, from, to, inner }: Ends): number[] {
  return [...table.slice(0, from), ...new Array<number>(to - from).fill(inner), ...table.slice(from)];
}

/** Whether each stretch of so many windows has the elements that stand in for those it misses outside the axis. */
export function standWithin(axis: LoopAxis, padMode: PadMode, count: number): boolean {
  const span = spanOf(axis.window, axis.dilation);
  for (let out = 0; out < axis.out; out += count) {
    const begin = out * axis.stride - axis.low;
    const end = begin + (Math.min(count, axis.out - out) - 1) * axis.stride + span;
    const [first, last] = [Math.max(0, begin), Math.min(axis.extent, end)];
    for (let at = begin; at < end; at++) {
      if (at === first) at = Math.max(first, last);
      if (at >= end) break;
      const stands = coordinateOf(at, axis.extent, padMode);
      if (stands < first || stands >= last) return false;
    }
  }
  return true;
}
