import type { LoopAxis } from "./loops.ts";

/** Some of an axis's windows, all with the same number of taps: `count` results from `out` on, the first tap at `first`. */
export interface Cut {
  readonly out: number;
  readonly count: number;
  readonly first: number;
  readonly taps: number;
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
}

/** A problem cut into steps: every combination of the axes' cuts, and for each of those every combination of pieces. */
export interface Cuts {
  readonly cuts: readonly (readonly Cut[])[];
  /** The most taps of a window that one step takes, axis by axis. */
  readonly piece: readonly number[];
  /** Whether windows come in pieces. */
  readonly split: boolean;
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
  const piece = pieceOf(axes, limits);
  const size = new Array<number>(axes.length).fill(1);
  for (let a = axes.length - 1; a >= 0; a--) {
    const axis = axes[a] as LoopAxis;
    if ((piece[a] as number) < axis.window) break;
    let others = 1;
    let results = 1;
    for (let b = 0; b < axes.length; b++) {
      if (b === a) continue;
      others *= boxOf(axes[b] as LoopAxis, size[b] as number, piece[b] as number);
      results *= size[b] as number;
    }
    const room = Math.floor(limits.input / others) - axis.window;
    const most = Math.min(Math.floor(room / axis.stride) + 1, Math.floor(limits.output / results));
    size[a] = Math.max(1, Math.min(axis.out, most));
    if (size[a] !== axis.out) break;
  }
  return {
    cuts: axes.map((axis, a) => cutsOf(axis, size[a] as number)),
    piece,
    split: axes.some((axis, a) => (piece[a] as number) < axis.window),
  };
}

/** Input elements under `count` windows of an axis. */
function boxOf(axis: LoopAxis, count: number, taps: number): number {
  return (count - 1) * axis.stride + Math.min(taps, axis.window);
}

/** How much of a window a step takes: all of it, unless that is too much; then less along the outermost axes. */
function pieceOf(axes: readonly LoopAxis[], limits: Limits): number[] {
  const piece = axes.map((axis) => axis.window);
  const last = axes.length - 1;
  if (last < 0) return piece;
  const inner = axes[last] as LoopAxis;
  const wanted = Math.min(inner.out, Math.max(1, Math.floor((RUN - inner.window) / inner.stride) + 1));
  const run = boxOf(inner, wanted, inner.window);
  let rows = 1;
  for (let a = 0; a < last; a++) rows *= piece[a] as number;
  const mostRows = Math.max(
    1,
    Math.min(ROWS_LIMIT, Math.floor(limits.input / run), Math.floor(limits.taps / inner.window)),
  );
  for (let a = 0; a < last && rows > mostRows; a++) {
    const rest = rows / (piece[a] as number);
    piece[a] = Math.max(1, Math.floor(mostRows / rest));
    rows = rest * (piece[a] as number);
  }
  piece[last] = Math.min(inner.window, limits.input, limits.taps);
  return piece;
}

/** Cuts of at most `size` windows: the whole ones, then those that the end of the input clips, one by one. */
function cutsOf(axis: LoopAxis, size: number): Cut[] {
  const { extent, window, stride, out } = axis;
  const whole = Math.min(out, Math.floor((extent - window) / stride) + 1);
  const cuts: Cut[] = [];
  for (let i = 0; i < whole; i += size) {
    cuts.push({ out: i, count: Math.min(size, whole - i), first: i * stride, taps: window });
  }
  for (let i = Math.max(0, whole); i < out; i++) {
    cuts.push({ out: i, count: 1, first: i * stride, taps: extent - i * stride });
  }
  return cuts;
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
