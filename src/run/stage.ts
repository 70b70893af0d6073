import { type Cut, isApart, type Piece } from "../plan/cuts.ts";
import type { Packing } from "../plan/fit.ts";
import type { LoopAxis } from "../plan/loops.ts";
import type { TypedArray } from "../registry/dtypes.ts";
import type { PadMode } from "../registry/options.ts";
import { spanOf } from "../shape/axis.ts";
import { coordinateOf } from "../shape/outside.ts";
import type { Problem } from "../shape/problem.ts";
import { type CopyRun, copyRun, runCopyOf } from "./copy.ts";

/**
 * A box whose windows reach outside the array, as it is packed beside what stands there: along each axis, runs of coordinates
 * (all -1 where there is a fill value) and where they go.
 */
export type Staging = readonly (readonly Run[])[];

interface Run {
  readonly at: number;
  readonly count: number;
  readonly to: number;
  readonly toStep: number;
}

export function stagingOf(
  { padMode }: Problem,
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  part: readonly Piece[],
  { pitches }: Packing,
): Staging {
  return axes.map((axis, a) => {
    const { count, first, outside } = box[a] as Cut;
    const { first: skipped, taps } = part[a] as Piece;
    // Along axes that the windows keep within, as far as from the box's first tap.
    const start = outside ? first + skipped * axis.dilation : 0;
    const step = pitches.position[a] as number;
    const runs: Run[] = [];
    const add = (from: number, length: number, to: number): void => {
      addRuns(runs, from, length, to, step, outside ? axis.extent : Infinity, padMode);
    };
    if (isApart(axis, count, taps)) {
      const windows = spanOf(count, axis.stride);
      for (let t = 0; t < taps; t++) add(start + t * axis.dilation, windows, t * (pitches.tap[a] as number));
    } else add(start, (count - 1) * axis.stride + spanOf(taps, axis.dilation), 0);
    return runs;
  });
}

/** Adds coordinates from one on, within an axis and outside, as runs of neighbours. */
function addRuns(
  runs: Run[],
  from: number,
  length: number,
  to: number,
  step: number,
  extent: number,
  padMode: PadMode | undefined,
): void {
  for (let i = 0; i < length; i++) {
    const at = coordinateOf(from + i, extent, padMode ?? "fill");
    const before = runs.at(-1);
    const follows = before !== undefined && before.to + before.count * step === to + i * step;
    if (follows && at === (before.at < 0 ? -1 : before.at + before.count)) {
      runs[runs.length - 1] = { ...before, count: before.count + 1 };
    } else runs.push({ at, count: 1, to: to + i * step, toStep: step });
  }
}

/** A stretch of an axis and of what is outside it, as runs. */
export function runsAlong(
  extent: number,
  padMode: PadMode | undefined,
  from: number,
  length: number,
  step: number,
): readonly Run[] {
  const runs: Run[] = [];
  addRuns(runs, from, length, 0, step, extent, padMode);
  return runs;
}

/** Elements from the start of an array to where a staged box counts from, for pitches of the array or the mask beside it. */
export function stagedOffset(
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  part: readonly Piece[],
  pitch: readonly number[],
): number {
  let offset = 0;
  for (let a = 0; a < axes.length; a++) {
    const { first, outside } = box[a] as Cut;
    if (!outside) offset += (first + (part[a] as Piece).first * (axes[a] as LoopAxis).dilation) * (pitch[a] as number);
  }
  return offset;
}

/** Copies a staged box; what is outside is `fill`. */
export function copyStaged(...given: Parameters<typeof stagedCopyOf>): void {
  stagedCopyOf(...given)();
}

/** The same, prepared to be done again and again. */
export function stagedCopyOf(
  staging: Staging,
  pitch: readonly number[],
  from: TypedArray,
  fromAt: number,
  to: TypedArray,
  toAt: number,
  run: CopyRun,
  fill: number | bigint,
): () => void {
  // Channels that lie beside each other on both sides go with their pixels.
  let [runs, steps, start, place] = [staging, pitch, fromAt, toAt];
  for (let joined = join(runs, steps); joined !== undefined; joined = join(runs, steps)) {
    start += joined.skipped;
    place += joined.placed;
    [runs, steps] = [joined.staging, joined.pitch];
  }
  const copy = { staging: runs, pitch: steps, from, to, run: run === copyRun ? runCopyOf(from, to) : run, fill };
  return () => copyAxis(copy, 0, start, place, true);
}

/** What is copied, and how. */
interface Copy {
  readonly staging: Staging;
  readonly pitch: readonly number[];
  readonly from: TypedArray;
  readonly to: TypedArray;
  readonly run: CopyRun;
  readonly fill: number | bigint;
}

/** The last two axes as one, where the last is one run that begins anew where it ended; undefined where it is not. */
function join(
  staging: Staging,
  pitch: readonly number[],
): { staging: Staging; pitch: readonly number[]; skipped: number; placed: number } | undefined {
  const last = staging.length - 1;
  const [outer, inner] = [staging[last - 1], staging[last]];
  const one = inner?.[0];
  if (outer === undefined || one === undefined || inner?.length !== 1 || one.at < 0) return undefined;
  const { count, toStep } = one;
  const step = pitch[last] as number;
  if (pitch[last - 1] !== count * step || outer.some((run) => run.toStep !== count * toStep)) return undefined;
  const joined = outer.map((run) => ({
    at: run.at < 0 ? -1 : run.at * count,
    count: run.count * count,
    to: run.to,
    toStep,
  }));
  return {
    staging: [...staging.slice(0, -2), joined],
    pitch: [...pitch.slice(0, last - 1), step],
    skipped: one.at * step,
    placed: one.to,
  };
}

function copyAxis(copy: Copy, axis: number, fromAt: number, toAt: number, inside: boolean): void {
  const { staging, pitch, from, to, run, fill } = copy;
  if (staging.length === 0) {
    run(1, from, fromAt, 1, to, toAt, 1);
    return;
  }
  const last = axis === staging.length - 1;
  if (axis === staging.length - 2 && isColumn(staging, axis)) {
    copyColumns(copy, axis, fromAt, toAt, inside);
    return;
  }
  const step = pitch[axis] as number;
  for (const { at, count, to: place, toStep } of staging[axis] as readonly Run[]) {
    const there = inside && at >= 0;
    if (!last) {
      for (let i = 0; i < count; i++) {
        copyAxis(copy, axis + 1, there ? fromAt + (at + i) * step : fromAt, toAt + place + i * toStep, there);
      }
    } else if (there) run(count, from, fromAt + at * step, step, to, toAt + place, toStep);
    else for (let i = 0; i < count; i++) (to as unknown as (number | bigint)[])[toAt + place + i * toStep] = fill;
  }
}

/** Whether the runs of the last axis are shorter than those of the one outside it. */
function isColumn(staging: Staging, axis: number): boolean {
  const lengthOf = (runs: readonly Run[]) => runs.reduce((sum, { count }) => sum + count, 0) / runs.length;
  return lengthOf(staging[axis] as readonly Run[]) > 2 * lengthOf(staging[axis + 1] as readonly Run[]);
}

/** The last two axes, down each column. */
function copyColumns(copy: Copy, axis: number, fromAt: number, toAt: number, inside: boolean): void {
  const { staging, pitch, from, to, run, fill } = copy;
  const down = pitch[axis] as number;
  const along = pitch[axis + 1] as number;
  const write = to as unknown as (number | bigint)[];
  for (const column of staging[axis] as readonly Run[]) {
    for (const row of staging[axis + 1] as readonly Run[]) {
      const there = inside && column.at >= 0 && row.at >= 0;
      for (let i = 0; i < row.count; i++) {
        const target = toAt + column.to + row.to + i * row.toStep;
        if (there) {
          run(column.count, from, fromAt + column.at * down + (row.at + i) * along, down, to, target, column.toStep);
        } else for (let k = 0; k < column.count; k++) write[target + k * column.toStep] = fill;
      }
    }
  }
}

/** What each axis adds to a position: the window's own place in it, and how to read a place in the window. */
export function renumbered(
  { padMode }: Problem,
  axes: readonly LoopAxis[],
  index: readonly number[],
  windowPlace: number,
): number {
  if (windowPlace < 0) return -1;
  let position = 0;
  for (let a = 0; a < axes.length; a++) {
    const { extent, window, stride, dilation, low, place, tapPlace } = axes[a] as LoopAxis;
    const tap = tapPlace === 0 ? 0 : Math.floor(windowPlace / tapPlace) % window;
    const at = coordinateOf((index[a] as number) * stride - low + tap * dilation, extent, padMode ?? "fill");
    if (at < 0) return -1;
    position += at * place;
  }
  return position;
}
