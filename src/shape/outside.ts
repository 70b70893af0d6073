import type { PadMode } from "../registry/options.ts";
import { type Axis, windowTaps } from "./axis.ts";

/**
 * What a window taps along one axis: coordinates (-1 outside the array, where a fill value stands), how often each is tapped, and
 * at which place of the window first.
 */
export interface AxisTaps {
  readonly at: readonly number[];
  readonly times: readonly number[];
  readonly place: readonly number[];
}

/** Windows with more taps than this outside the array name each coordinate once. */
const SPELT_OUT = 64;

/** Every tap of window i along an axis, in order; far beyond the array, equal ones together. */
export function tapsAlong(axis: Axis, i: number, outside: "nothing" | "fill" | PadMode, together: boolean): AxisTaps {
  const { first, taps } = windowTaps(axis, i);
  const { window, dilation } = axis;
  const plain = outside === "nothing" || axis.adaptive || taps === window;
  const start = plain ? first : i * axis.stride - axis.low;
  const before = plain ? 0 : taps === 0 ? window : Math.max(0, Math.ceil(-start / dilation));
  const list = { at: [] as number[], times: [] as number[], place: [] as number[] };
  const add = (at: number, times: number, place: number): void => {
    list.at.push(at);
    list.times.push(times);
    list.place.push(place);
  };
  if (plain) {
    const skipped = axis.adaptive ? 0 : (first - (i * axis.stride - axis.low)) / dilation;
    for (let j = 0; j < taps; j++) add(first + j * dilation, 1, skipped + j);
    return list;
  }
  if (!together || window - taps <= SPELT_OUT) {
    for (let j = 0; j < window; j++) add(coordinateOf(start + j * dilation, axis.extent, outside), 1, j);
    return list;
  }
  if (outside === "fill") {
    if (before > 0) add(-1, before, 0);
    for (let j = 0; j < taps; j++) add(first + j * dilation, 1, before + j);
    const after = window - taps - before;
    if (after > 0) add(-1, after, before + taps);
    return list;
  }
  return outside === "edge" ? clamped(axis, start, taps, first) : periodic(axis, start, outside);
}

/** The coordinate that a tap outside the array reads, by NumPy's rules of padding at any width; -1 where it is filled. */
export function coordinateOf(at: number, extent: number, outside: "nothing" | "fill" | PadMode): number {
  if (at >= 0 && at < extent) return at;
  switch (outside) {
    case "edge":
      return at < 0 ? 0 : extent - 1;
    case "wrap":
      return modulo(at, extent);
    case "symmetric": {
      const turn = modulo(at, 2 * extent);
      return turn < extent ? turn : 2 * extent - 1 - turn;
    }
    case "reflect": {
      if (extent === 1) return 0;
      const turn = modulo(at, 2 * extent - 2);
      return turn < extent ? turn : 2 * extent - 2 - turn;
    }
    default:
      return -1;
  }
}

function modulo(value: number, by: number): number {
  const rest = value % by;
  return rest < 0 ? rest + by : rest + 0;
}

/** All that lies beyond an end reads the element there. */
function clamped({ extent, window, dilation }: Axis, start: number, taps: number, first: number): AxisTaps {
  const before = Math.min(window, Math.max(0, Math.ceil(-start / dilation)));
  const times = new Map<number, [times: number, place: number]>();
  const add = (at: number, count: number, place: number): void => {
    if (count === 0) return;
    const known = times.get(at);
    times.set(at, known === undefined ? [count, place] : [known[0] + count, known[1]]);
  };
  add(0, before, 0);
  for (let j = 0; j < taps; j++) add(first + j * dilation, 1, before + j);
  add(extent - 1, window - before - taps, before + taps);
  return listed(times);
}

/** The coordinates repeat themselves, so those of one turn tell how often each is read. */
function periodic({ extent, window, dilation }: Axis, start: number, mode: PadMode): AxisTaps {
  const period = mode === "wrap" ? extent : mode === "symmetric" ? 2 * extent : Math.max(1, 2 * extent - 2);
  const turn = period / gcd(period, dilation);
  const times = new Map<number, [times: number, place: number]>();
  for (let j = 0; j < Math.min(window, turn); j++) {
    const at = coordinateOf(start + j * dilation, extent, mode);
    const count = Math.floor((window - 1 - j) / turn) + 1;
    const known = times.get(at);
    times.set(at, known === undefined ? [count, j] : [known[0] + count, known[1]]);
  }
  return listed(times);
}

function listed(times: Map<number, [times: number, place: number]>): AxisTaps {
  const entries = [...times];
  return {
    at: entries.map(([at]) => at),
    times: entries.map(([, [count]]) => count),
    place: entries.map(([, [, place]]) => place),
  };
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
