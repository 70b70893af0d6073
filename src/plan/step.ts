import { DRIVERS, type Driver, type RowShape } from "../registry/drivers.ts";
import type { Problem } from "../shape/problem.ts";
import { ROWS_LIMIT } from "./cuts.ts";
import { type FoldChoice, familyOf, foldOf, settleOf, totalBytes } from "./fold.ts";

/** One axis of a step: how many windows, taps of each, and the distances in bytes. */
export interface StepAxis {
  readonly count: number;
  readonly taps: number;
  /** From tap to tap, and from window to window, in the input. */
  readonly pitch: number;
  readonly hop: number;
  /** From result to result. */
  readonly outHop: number;
}

interface Loop {
  readonly count: number;
  readonly hop: number;
  readonly outHop: number;
}

/** Everything that one call of the engine needs, but addresses. */
export interface Step {
  readonly driver: Driver;
  readonly fold: FoldChoice;
  readonly row: RowShape;
  /** Offsets of the window's rows. */
  readonly rows: readonly number[];
  /** Loops around the rows of outputs, innermost first. */
  readonly loops: readonly Loop[];
  readonly results: number;
  /** The engine's function for its totals, if they are totals and there is one. */
  readonly settle: string | undefined;
}

/** Fits axes into the engine's loops and chooses the driver; pure. `windowTaps` counts those of the whole window. */
export function stepOf(
  problem: Problem,
  axes: readonly StepAxis[],
  windowTaps: number,
  divisor: number,
  split: boolean,
): Step {
  const element = problem.input.bytes;
  const loops = joinLoops(axes);
  const taps = joinTaps(axes);
  const resultBytes = split ? totalBytes(problem) : problem.result.bytes;
  let lanes = 1;
  const inner = loops.at(-1);
  if (inner && inner.hop === element && inner.outHop === resultBytes) {
    lanes = inner.count;
    loops.pop();
  }
  let count = 1;
  let hop = 0;
  const next = loops.at(-1);
  if (next && next.outHop === lanes * resultBytes) {
    count = next.count;
    hop = next.hop;
    loops.pop();
  }
  const cell = lanes * element;
  // The innermost taps run along a row of the window, unless the window is a column: then each tap is a row of its own,
  // as long as their table holds them.
  const last = taps.at(-1);
  const isRow = last && (taps.length > 1 || last.pitch === cell || last.pitch === element || last.taps > ROWS_LIMIT);
  const along = isRow ? taps.pop() : undefined;
  const rows = offsetsOf(taps);
  const shape = {
    element,
    lanes,
    count,
    hop,
    width: along?.taps ?? 1,
    widthPitch: along?.pitch ?? cell,
    rowCount: rows.length,
  };
  const row: RowShape = { ...shape, family: familyOf(problem, windowTaps, split, shape) };
  const driver = DRIVERS.find((candidate) => candidate.fits(row)) as Driver;
  let results = 1;
  for (const axis of axes) results *= axis.count;
  return {
    driver,
    fold: foldOf(problem, windowTaps, divisor, split, row.family, driver),
    row,
    rows,
    loops: loops.reverse(),
    results,
    settle: split ? settleOf(problem, windowTaps, divisor) : undefined,
  };
}

function joinLoops(axes: readonly StepAxis[]): Loop[] {
  const loops: Loop[] = [];
  for (const { count, hop, outHop } of axes) {
    if (count === 1) continue;
    const outer = loops.at(-1);
    if (outer && outer.hop === count * hop && outer.outHop === count * outHop) {
      loops[loops.length - 1] = { count: outer.count * count, hop, outHop };
    } else loops.push({ count, hop, outHop });
  }
  return loops;
}

interface Taps {
  readonly taps: number;
  readonly pitch: number;
}

function joinTaps(axes: readonly StepAxis[]): Taps[] {
  const joined: Taps[] = [];
  for (const { taps, pitch } of axes) {
    if (taps === 1) continue;
    const outer = joined.at(-1);
    if (outer && outer.pitch === taps * pitch) joined[joined.length - 1] = { taps: outer.taps * taps, pitch };
    else joined.push({ taps, pitch });
  }
  return joined;
}

function offsetsOf(taps: readonly Taps[]): number[] {
  let offsets = [0];
  for (const axis of taps) {
    const next: number[] = [];
    for (const offset of offsets) for (let i = 0; i < axis.taps; i++) next.push(offset + i * axis.pitch);
    offsets = next;
  }
  return offsets;
}
