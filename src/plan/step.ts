import { addsAsTree, DRIVERS, type Driver, type RowShape } from "../registry/drivers.ts";
import type { Problem } from "../shape/problem.ts";
import { ROWS_LIMIT } from "./cuts.ts";
import { type FoldChoice, familyOf, foldOf, narrows, needsTree, settleOf, takesMeans, totalBytes } from "./fold.ts";
import { isMedian, isScan } from "./scan.ts";

/** One axis of a step: how many windows, taps of each, and the distances in bytes. */
export interface StepAxis {
  readonly count: number;
  readonly taps: number;
  /** From tap to tap, and from window to window, in the input. */
  readonly pitch: number;
  readonly hop: number;
  /** From result to result. */
  readonly outHop: number;
  /** Where the axis comes in the order of a window's taps. */
  readonly turn: number;
  /** What a tap adds to positions, and a window. */
  readonly place: number;
  readonly placeHop: number;
}

interface Loop {
  readonly count: number;
  readonly hop: number;
  readonly outHop: number;
  readonly placeHop: number;
}

/** Steps of positions along a row of outputs, and where the rows of the window stand. */
interface Places {
  readonly rows: readonly number[];
  readonly width: number;
  readonly hop: number;
  readonly lane: number;
}

/** Everything that one call of the engine needs, but addresses. */
export interface Step {
  readonly driver: Driver;
  readonly fold: FoldChoice;
  readonly row: RowShape;
  /** Offsets of the window's rows. */
  readonly rows: readonly number[];
  readonly places: Places;
  /** Bytes from result to result of a row, where they are apart in the output; 0 where they follow each other. */
  readonly outStep: number;
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
  // A median does not show the order of its taps, and the columns of its window matter.
  const taps: Taps[] = isMedian(problem)
    ? axes.filter((axis) => axis.taps > 1)
    : joinTaps(isScan(problem) ? inTurn(axes) : axes);
  const resultBytes = split ? totalBytes(problem) : problem.result.bytes;
  let lanes = 1;
  let lanePlace = 0;
  const inner = loops.at(-1);
  if (inner && inner.hop === element && inner.outHop === resultBytes) {
    lanes = inner.count;
    lanePlace = inner.placeHop;
    loops.pop();
  }
  let count = 1;
  let hop = 0;
  let hopPlace = 0;
  const next = loops.at(-1);
  if (next && next.outHop === lanes * resultBytes) {
    count = next.count;
    hop = next.hop;
    hopPlace = next.placeHop;
    loops.pop();
  }
  let outStep = 0;
  const column = loops.at(-1);
  if (lanes === 1 && count === 1 && column && !split && !isScan(problem)) {
    // A column of results: a row all the same, spread out afterwards.
    count = column.count;
    hop = column.hop;
    outStep = column.outHop;
    loops.pop();
  }
  const cell = lanes * element;
  // The innermost taps run along a row of the window, unless the window is a column: then each tap is a row of its own,
  // as long as their table holds them.
  const last = taps.at(-1);
  const isRow = last && (taps.length > 1 || last.pitch === cell || last.pitch === element || last.taps > ROWS_LIMIT);
  const along = isRow ? taps.pop() : undefined;
  const rows = offsetsOf(taps, (axis) => axis.pitch);
  const shape = {
    element,
    lanes,
    count,
    hop,
    width: along?.taps ?? 1,
    widthPitch: along?.pitch ?? cell,
    rowCount: rows.length,
  };
  const rowPlaces = along?.place || taps.some(({ place }) => place !== 0) ? offsetsOf(taps, (axis) => axis.place) : [];
  const farthest =
    rowPlaces.reduce((most, place) => Math.max(most, place), 0) + (shape.width - 1) * (along?.place ?? 0);
  const near = farthest < 2 ** 15;
  const tree = addsAsTree({ ...shape, near, family: "own", asTree: false });
  const family = familyOf(problem, windowTaps, split, { ...shape, tree });
  let row: RowShape = { ...shape, near, family, asTree: family === "own" && needsTree({ ...shape, tree }) };
  let driver = driverOf(row);
  if (row.family === "own" && driver.name === "strided") {
    // Tap by tap, wider sums cost nothing.
    row = { ...row, family: problem.input.bits === 64 ? "compensated" : "wide" };
    driver = driverOf(row);
  }
  const few: RowShape = { ...row, family: "few" };
  if (row.family === "wide" && !split && narrows(problem, windowTaps, divisor) && takesMeans(driverOf(few))) {
    // Where nothing but means is asked for, 16 bits hold the sums of more taps.
    row = few;
    driver = driverOf(few);
  }
  let results = 1;
  for (const axis of axes) results *= axis.count;
  return {
    driver,
    fold: foldOf(problem, windowTaps, divisor, split, row.family, driver),
    row,
    rows,
    places: {
      rows: rowPlaces,
      width: along?.place ?? 0,
      hop: hopPlace,
      lane: lanePlace,
    },
    outStep,
    loops: loops.reverse(),
    results,
    settle: split ? settleOf(problem, windowTaps, divisor) : undefined,
  };
}

function driverOf(row: RowShape): Driver {
  return DRIVERS.find((candidate) => candidate.fits(row)) as Driver;
}

/** Axes in the order of a window's taps; those that are not pooled have one tap, and no part in it. */
function inTurn(axes: readonly StepAxis[]): StepAxis[] {
  return axes.filter(({ taps }) => taps > 1).sort((a, b) => a.turn - b.turn);
}

function joinLoops(axes: readonly StepAxis[]): Loop[] {
  const loops: Loop[] = [];
  for (const { count, hop, outHop, placeHop } of axes) {
    if (count === 1) continue;
    const outer = loops.at(-1);
    const goesOn = outer && outer.hop === count * hop && outer.outHop === count * outHop;
    if (outer && goesOn && outer.placeHop === count * placeHop) {
      loops[loops.length - 1] = { count: outer.count * count, hop, outHop, placeHop };
    } else loops.push({ count, hop, outHop, placeHop });
  }
  return loops;
}

interface Taps {
  readonly taps: number;
  readonly pitch: number;
  readonly place: number;
}

function joinTaps(axes: readonly StepAxis[]): Taps[] {
  const joined: Taps[] = [];
  for (const { taps, pitch, place } of axes) {
    if (taps === 1) continue;
    const outer = joined.at(-1);
    if (outer && outer.pitch === taps * pitch && outer.place === taps * place) {
      joined[joined.length - 1] = { taps: outer.taps * taps, pitch, place };
    } else joined.push({ taps, pitch, place });
  }
  return joined;
}

function offsetsOf(taps: readonly Taps[], step: (axis: Taps) => number): number[] {
  let offsets = [0];
  for (const axis of taps) {
    const next: number[] = [];
    const by = step(axis);
    for (const offset of offsets) for (let i = 0; i < axis.taps; i++) next.push(offset + i * by);
    offsets = next;
  }
  return offsets;
}
