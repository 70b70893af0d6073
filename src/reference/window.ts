import { rangeError, type StridepoolError, show } from "../errors.ts";
import { readerOf } from "../registry/elements.ts";
import type { PadMode } from "../registry/options.ts";
import { type Axis, windowTaps } from "../shape/axis.ts";
import { type AxisTaps, tapsAlong } from "../shape/outside.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";

type Tap = number | bigint;

/** The taps of one window that count, in row-major order of the pooled axes. Of large windows the lists are typed arrays. */
export interface Window {
  values: readonly Tap[];
  /** How often each is tapped: once, but for elements and fill values that windows far beyond the array tap many times. */
  times: readonly number[];
  /** Where each stands in the window (first); and as positions are numbered. */
  places: readonly number[];
  positions: readonly number[];
  /** Taps that count, and those that were left out. */
  valid: number;
  leftOut: number;
  /** Taps along each pooled axis. */
  readonly extents: number[];
}

/** Windows of more taps than this are gathered in memory that does not grow; of more than that, or of bigints, which are objects, not at all. */
const MANY = 2 ** 20;
const MOST = 2 ** 27;
const MOST_BIG = 2 ** 25;

/** Taps outside an array that are named one by one, at most. */
const APART = 66;

/** Refuses windows of more taps than can be gathered. */
export function checkTaps(problem: Problem): void {
  const { axes, op, input } = problem;
  const most = input.big ? MOST_BIG : MOST;
  if (mostTaps(problem) <= most || outShape(axes).includes(0)) return;
  throw tooMany(
    problem,
    `more than the ${most} of ${input.name} that TypeScript gathers at once, which runs ${op.fold} here`,
  );
}

function tooMany(problem: Problem, why: string): StridepoolError {
  const windows = problem.pooled.map((axis) => (problem.axes[axis] as Axis).window);
  const message = `window ${show(windows)} has ${mostTaps(problem)} taps, ${why}; pool parts of it first`;
  return rangeError("too-large", "window", windows, message);
}

/** How many different taps a window has at most. */
function mostTaps({ axes, pooled, fill, padMode, reduce }: Problem): number {
  const outside = fill !== undefined || padMode !== undefined;
  return pooled.reduce((taps, a) => {
    const { window, extent, dilation, adaptive } = axes[a] as Axis;
    if (adaptive) return taps * window;
    const along = outside ? (reduce === undefined ? extent + APART : window) : Math.ceil(extent / dilation);
    return taps * Math.min(window, along);
  }, 1);
}

/** Lists of so many taps. */
interface Lists {
  readonly values: Tap[];
  readonly times: number[];
  readonly places: number[];
  readonly positions: number[];
}

/** Room for windows: lists that grow, or typed arrays, which are outside the heap of JavaScript. */
function roomFor(problem: Problem): Lists {
  const taps = mostTaps(problem);
  if (taps <= MANY) return { values: [], times: [], places: [], positions: [] };
  try {
    const room = (): number[] => new Float64Array(taps) as unknown as number[];
    return { values: problem.input.big ? [] : room(), times: room(), places: room(), positions: room() };
  } catch (error) {
    throw tooMany(problem, `and this runtime refused the memory for them (${(error as Error).message})`);
  }
}

/** As many of a list as there are. */
function cut<T>(list: T[], count: number): readonly T[] {
  if (ArrayBuffer.isView(list)) return (list as unknown as Float64Array).subarray(0, count) as unknown as T[];
  list.length = count;
  return list;
}

/** Gathers windows by their index in the result; the window is the same object each time. */
export function gatherer(problem: Problem, { input, mask }: Arrays): (index: readonly number[]) => Window {
  const { axes, pooled, skip, fill, numbering } = problem;
  const outside: "nothing" | "fill" | PadMode = problem.padMode ?? (fill === undefined ? "nothing" : "fill");
  const together = problem.reduce === undefined;
  const read = readerOf(input.data, input.dtype);
  const readMask = mask === undefined ? undefined : readerOf(mask.data, mask.dtype);
  const adaptive = pooled.some((axis) => (axes[axis] as Axis).adaptive);
  let places = pitchesOver(pooled.map((axis) => (axes[axis] as Axis).window));
  const numbers = numbersOf(problem);
  const ofElements = numbering === "plane" || numbering === "tensor";
  const room = roomFor(problem);
  const window: Window = { ...room, valid: 0, leftOut: 0, extents: [] };
  let count = 0;
  const lists = new Array<AxisTaps>(pooled.length);
  const batch = axes.map((_, axis) => axis).filter((axis) => !pooled.includes(axis));
  const along = pooled.map((axis) => remembered(axes[axis] as Axis, outside, together));

  const take = (value: Tap, at: number, times: number, place: number, number: number): void => {
    if (skip !== undefined && isLeftOut(value, skip, at < 0 ? undefined : readMask, at)) {
      window.leftOut += times;
      return;
    }
    room.values[count] = value;
    room.times[count] = times;
    room.places[count] = place;
    room.positions[count++] = ofElements ? number : place;
    window.valid += times;
  };
  // `number` counts over the plane or the tensor, `place` in the window.
  const gather = (depth: number, at: number, maskAt: number, times: number, place: number, number: number): void => {
    if (depth === pooled.length) {
      const value = at < 0 ? (fill as Tap) : read(at);
      take(value, at < 0 ? -1 : maskAt, times, place, number);
      return;
    }
    const axis = pooled[depth] as number;
    const list = lists[depth] as AxisTaps;
    const pitch = input.pitch[axis] as number;
    const maskPitch = mask === undefined ? 0 : (mask.pitch[axis] as number);
    for (let j = 0; j < list.at.length; j++) {
      const c = list.at[j] as number;
      const absent = at < 0 || c < 0;
      gather(
        depth + 1,
        absent ? -1 : at + c * pitch,
        absent ? -1 : maskAt + c * maskPitch,
        times * (list.times[j] as number),
        place + (list.place[j] as number) * (places[depth] as number),
        absent ? -1 : number + c * (numbers[axis] as number),
      );
    }
  };
  return (index) => {
    count = 0;
    window.valid = 0;
    window.leftOut = 0;
    let at = input.offset;
    let maskAt = mask?.offset ?? 0;
    let number = 0;
    for (const axis of batch) {
      const i = index[axis] as number;
      at += i * (input.pitch[axis] as number);
      if (mask !== undefined) maskAt += i * (mask.pitch[axis] as number);
      number += i * (numbers[axis] as number);
    }
    for (let depth = 0; depth < pooled.length; depth++) {
      const axis = pooled[depth] as number;
      const list = (along[depth] as (i: number) => AxisTaps)(index[axis] as number);
      lists[depth] = list;
      window.extents[depth] = list.at.length;
    }
    // Windows that differ in size are numbered each by itself.
    if (adaptive) places = pitchesOver(window.extents);
    gather(0, at, maskAt, 1, 0, number);
    window.values = cut(room.values, count);
    window.times = cut(room.times, count);
    window.places = cut(room.places, count);
    window.positions = cut(room.positions, count);
    return window;
  };
}

/** Lists of this many taps in all are worth keeping. */
const KEPT = 2 ** 16;

/** The taps of the windows along an axis; every index of the other axes asks for them again. */
function remembered(axis: Axis, outside: "nothing" | "fill" | PadMode, together: boolean): (i: number) => AxisTaps {
  if (axis.out * Math.min(axis.window, axis.extent) > KEPT) return (i) => tapsAlong(axis, i, outside, together);
  const lists = new Array<AxisTaps | undefined>(axis.out);
  return (i) => {
    lists[i] ??= tapsAlong(axis, i, outside, together);
    return lists[i] as AxisTaps;
  };
}

function isLeftOut(
  value: Tap,
  skip: NonNullable<Problem["skip"]>,
  readMask: ((at: number) => Tap) | undefined,
  at: number,
): boolean {
  const nan = Number.isNaN(value);
  if (nan && skip.nan) return true;
  if (skip.nodata !== undefined && (value === skip.nodata || (nan && Number.isNaN(skip.nodata)))) return true;
  // biome-ignore lint/suspicious/noDoubleEquals: a zero of either kind.
  return readMask !== undefined && readMask(at) == 0;
}

/** What a step along each axis adds to a position over the plane or the tensor. */
function numbersOf({ axes, pooled, numbering }: Problem): number[] {
  const numbers = new Array<number>(axes.length).fill(0);
  const over = numbering === "tensor" ? axes.map((_, axis) => axis) : pooled;
  const pitches = pitchesOver(over.map((axis) => (axes[axis] as Axis).extent));
  over.forEach((axis, i) => {
    numbers[axis] = pitches[i] as number;
  });
  return numbers;
}

function pitchesOver(extents: readonly number[]): number[] {
  let step = 1;
  return extents
    .map((_, i) => {
      const pitch = step;
      step *= extents[extents.length - 1 - i] as number;
      return pitch;
    })
    .reverse();
}

/** What the sum of a window is divided by. */
export function divisorOf(problem: Problem, index: readonly number[], { valid, leftOut }: Window): number {
  const { op, axes, divisor, fill, padMode } = problem;
  if (!op.divides) return 1;
  if (typeof divisor === "number") return divisor;
  if (divisor === "taps" || fill !== undefined || padMode !== undefined) return valid;
  let padded = 1;
  for (let a = 0; a < axes.length; a++) padded *= windowTaps(axes[a] as Axis, index[a] as number).padded;
  return padded - leftOut;
}
