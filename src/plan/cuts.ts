import { floorDivide, spanOf, windowTaps } from "../shape/axis.ts";
import type { LoopAxis } from "./loops.ts";

/**
 * Some of an axis's windows, all with the same number of taps: `count` results from `out` on, the first tap at `first`, and
 * what this axis adds to the divisor where padding counts.
 */
export interface Cut {
  readonly out: number;
  readonly count: number;
  readonly first: number;
  readonly taps: number;
  readonly padded: number;
  /** Taps of the window that are missing before its first. */
  readonly skipped: number;
  /** Whether some taps stand outside the array, where something real is: `first` is outside then, and `taps` are all of them. */
  readonly outside: boolean;
}

/** A part of each window along an axis: `taps` of them from `first` on. */
export interface Piece {
  readonly first: number;
  readonly taps: number;
}

/** What one step may take. */
export interface Limits {
  /** Taps of the box of input that a step reads. */
  readonly input: number;
  /** Results of a step. */
  readonly output: number;
  /** Taps that a fold adds up without overflow. */
  readonly taps: number;
  /** Whether windows may not come in pieces, whatever the limits. */
  readonly whole?: boolean | undefined;
  /** Whether something real stands outside the array. */
  readonly outside?: boolean | undefined;
}

/** A problem cut into steps: every combination of the axes' cuts, and for each of those every combination of pieces. */
export interface Cuts {
  readonly cuts: readonly (readonly Cut[])[];
  /** The most taps of a window that one step takes, axis by axis. */
  readonly piece: readonly number[];
  /** Whether windows come in pieces. */
  readonly split: boolean;
  /** The most elements that a step takes. */
  readonly box: number;
}

/** Entries of the engine's table of a window's rows. */
export const ROWS_LIMIT = 4096;

/** A run of memory worth copying: shorter ones cost more to begin than to copy. */
const RUN = 1024;

/**
 * Cuts a problem so that each step keeps within the limits: along the outer axes first, so that what is read stays in long
 * runs; through the windows themselves only where a single one, or a short run of them, is too large.
 */
export function cutAxes(axes: readonly LoopAxis[], limits: Limits): Cuts {
  const outside = limits.outside === true;
  const piece = limits.whole ? axes.map((axis) => mostTaps(axis, outside)) : pieceOf(axes, limits);
  const size = new Array<number>(axes.length).fill(1);
  for (let a = axes.length - 1; a >= 0; a--) {
    const axis = axes[a] as LoopAxis;
    let others = 1;
    let results = 1;
    for (let b = 0; b < axes.length; b++) {
      if (b === a) continue;
      others *= boxOf(axes[b] as LoopAxis, size[b] as number, piece[b] as number);
      results *= size[b] as number;
    }
    const room = limits.input / others;
    const most = Math.min(mostOf(axis, room, piece[a] as number), Math.floor(limits.output / results));
    size[a] = Math.max(1, Math.min(axis.out, most));
    if (size[a] !== axis.out) break;
  }
  return {
    cuts: axes.map((axis, a) => cutsOf(axis, size[a] as number, outside)),
    piece,
    split: axes.some((axis, a) => (piece[a] as number) < mostTaps(axis, outside)),
    box: axes.reduce((product, axis, a) => product * boxOf(axis, size[a] as number, piece[a] as number), 1),
  };
}

/**
 * Whether the taps of so many windows are taken apart: `taps` runs of what lies between the first window and the last. Far
 * dilated ones are, since what lies between the taps would be more.
 */
export function isApart(axis: LoopAxis, count: number, taps: number): boolean {
  return (
    axis.dilation > 1 && taps * spanOf(count, axis.stride) < (count - 1) * axis.stride + spanOf(taps, axis.dilation)
  );
}

/** Input elements taken for `count` windows of an axis. */
function boxOf(axis: LoopAxis, count: number, taps: number): number {
  const some = Math.min(taps, axis.window);
  const windows = spanOf(count, axis.stride);
  return isApart(axis, count, some) ? some * windows : windows - 1 + spanOf(some, axis.dilation);
}

/** How many windows of an axis take up to so many input elements, when so many of their taps are taken at a time. */
function mostOf(axis: LoopAxis, room: number, taps: number): number {
  const together = Math.floor((room - spanOf(taps, axis.dilation)) / axis.stride) + 1;
  const apart = Math.floor((room / taps - 1) / axis.stride) + 1;
  return axis.dilation > 1 ? Math.max(together, apart) : together;
}

/** The most taps that a window finds on its axis. */
function mostTaps(axis: LoopAxis, outside: boolean): number {
  if (outside) return axis.window;
  return Math.min(axis.window, floorDivide(axis.extent - 1, axis.dilation) + 1);
}

/** How much of a window a step takes: all of it, unless that is too much; then less along the outermost axes. */
function pieceOf(axes: readonly LoopAxis[], limits: Limits): number[] {
  const piece = axes.map((axis) => mostTaps(axis, limits.outside === true));
  const last = axes.length - 1;
  if (last < 0) return piece;
  const inner = axes[last] as LoopAxis;
  const taps = piece[last] as number;
  const wanted = Math.min(inner.out, Math.max(1, mostOf(inner, RUN, taps)));
  const run = boxOf(inner, wanted, taps);
  let rows = 1;
  for (let a = 0; a < last; a++) rows *= piece[a] as number;
  const mostRows = Math.max(1, Math.min(ROWS_LIMIT, Math.floor(limits.input / run), Math.floor(limits.taps / taps)));
  for (let a = 0; a < last && rows > mostRows; a++) {
    const rest = rows / (piece[a] as number);
    piece[a] = Math.max(1, Math.floor(mostRows / rest));
    rows = rest * (piece[a] as number);
  }
  piece[last] = Math.min(taps, limits.input, limits.taps);
  return piece;
}

/** Cuts of at most `size` windows: those that are all there together; one by one those that an end of the input clips. */
function cutsOf(axis: LoopAxis, size: number, outside: boolean): Cut[] {
  const { extent, window, stride, dilation, low, out } = axis;
  // The first window without a missing tap before the input, and the first with one behind it.
  const begin = axis.adaptive ? out : Math.min(out, -floorDivide(-low, stride));
  const end = Math.min(out, Math.max(begin, floorDivide(extent + low - spanOf(window, dilation), stride) + 1));
  const cuts: Cut[] = [];
  const together = (from: number, to: number, beyond: boolean): void => {
    for (let i = from; i < to; i += size) {
      const count = Math.min(size, to - i);
      cuts.push({ out: i, count, first: i * stride - low, taps: window, padded: window, skipped: 0, outside: beyond });
    }
  };
  const clipped = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const { first, taps, padded } = windowTaps(axis, i);
      const before = cuts.at(-1);
      // Without any tap, windows are all alike.
      if (taps === 0 && before?.taps === 0) cuts[cuts.length - 1] = { ...before, count: before.count + 1 };
      else {
        const skipped = axis.adaptive ? 0 : (first - (i * stride - low)) / dilation;
        cuts.push({ out: i, count: 1, first, taps, padded, skipped, outside: false });
      }
    }
  };
  if (outside && !axis.adaptive) together(0, begin, true);
  else clipped(0, begin);
  together(begin, end, false);
  if (outside && !axis.adaptive) together(end, out, true);
  else clipped(end, out);
  return cuts;
}

/** Whether something real outside the array is read for a box. */
export function isOutside(box: readonly Cut[]): boolean {
  for (let a = 0; a < box.length; a++) if ((box[a] as Cut).outside) return true;
  return false;
}

/** Whether windows of a box find no tap at all. */
export function isEmpty(box: readonly Cut[]): boolean {
  for (let a = 0; a < box.length; a++) if ((box[a] as Cut).taps === 0) return true;
  return false;
}

/** The pieces of a window of so many taps. */
export function piecesOf(taps: number, piece: number): Piece[] {
  if (taps <= piece) return [{ first: 0, taps }];
  const pieces: Piece[] = [];
  for (let first = 0; first < taps; first += piece) pieces.push({ first, taps: Math.min(piece, taps - first) });
  return pieces;
}

/** Visits every combination of one entry of each list; the last list turns fastest. The array is reused. */
export function forEachChoice<T>(lists: readonly (readonly T[])[], visit: (choice: readonly T[]) => void): void {
  if (lists.some((list) => list.length === 0)) return;
  const position = lists.map(() => 0);
  const choice = lists.map((list) => list[0] as T);
  for (;;) {
    visit(choice);
    let a = lists.length - 1;
    for (; a >= 0; a--) {
      const list = lists[a] as readonly T[];
      const next = (position[a] as number) + 1;
      position[a] = next < list.length ? next : 0;
      choice[a] = list[position[a] as number] as T;
      if (next < list.length) break;
    }
    if (a < 0) return;
  }
}
