import type { Problem } from "../shape/problem.ts";
import { shortName } from "./fold.ts";
import type { LoopAxis } from "./loops.ts";
import { isMedian, readsOutside } from "./scan.ts";
import { planesOf, type Slide } from "./slide.ts";
import { stepOf } from "./step.ts";
import { endsOf } from "./stretch.ts";

/*
 * Medians of sliding windows that reach what stands outside the array, plane by plane: the numbers of assembly/slide/medians.ts.
 */

/** Bytes of results of a row that are found at a time; of windows of 3x3, and of others. */
const TILE = 1024;
const TILE_OF_THREE = 2048;

/** Bytes from the first tap of a window's row to its last one, and rows of it. */
const MOST_REACH = 1024;
const MOST_ROWS = 16;

/** Bytes from one packed row to the next, of a row of scratch, and how many of those there are. */
const PITCH = 3136;
const SLOT = 17664;
const SLOTS = 9;

/** Room for a plan's scratch, and for taps that are sorted behind it. */
export const MEDIAN_SORTING = 32768;

/** How the planes of a problem are taken; undefined where boxes of windows are. */
export function medianSlideOf(problem: Problem, axes: readonly LoopAxis[]): Slide | undefined {
  if (!isMedian(problem) || !readsOutside(problem)) return undefined;
  const planes = planesOf(axes);
  if (planes === undefined) return undefined;
  const { rows, columns, channels } = planes;
  const { bytes } = problem.input;
  const lanes = channels?.extent ?? 1;
  const cell = lanes * bytes;
  if (!follow(rows) || !follow(columns) || rows.window > MOST_ROWS) return undefined;
  if ((columns.window - 1) * cell > MOST_REACH || cell > TILE) return undefined;
  const three = rows.window === 3 && columns.window === 3;
  const most = Math.floor((three ? TILE_OF_THREE : TILE) / cell);
  const tile = Math.ceil(columns.out / Math.ceil(columns.out / most));
  const shared = { hop: cell, outHop: lanes * problem.result.bytes, place: 0, placeHop: 0 };
  const one = {
    count: 1,
    taps: 1,
    pitch: bytes,
    hop: bytes,
    outHop: problem.result.bytes,
    turn: 2,
    place: 0,
    placeHop: 0,
  };
  const step = stepOf(
    problem,
    [
      { ...shared, count: 1, taps: rows.window, pitch: PITCH, turn: 0 },
      { ...shared, count: tile, taps: columns.window, pitch: cell, turn: 1 },
      { ...one, count: lanes },
    ],
    rows.window * columns.window,
    1,
    false,
  );
  if (step.driver.name !== "sorted" || step.row.width !== columns.window) return undefined;
  return {
    ...planes,
    driver: { name: step.driver.name, why: `${step.driver.why}; with what stands outside, plane by plane` },
    lanes,
    outside: true,
    name: `slide_median_${shortName(problem.input)}`,
    direct: false,
    scale: 1,
    divisor: 1,
    divides: false,
    rowEnds: endsOf(rows, "window"),
    ends: endsOf(columns, "window"),
    running: false,
    chunk: 0,
    ring: 0,
    tile,
    slot: SLOT,
    slots: SLOTS,
    program: [],
    passCount: 0,
    median: step,
  };
}

/** Whether windows of an axis follow each other, and none of them is outside it altogether. */
function follow({ extent, window, stride, dilation, low, out }: LoopAxis): boolean {
  return stride === 1 && dilation === 1 && low >= 0 && low < window && out - 1 - low < extent;
}
