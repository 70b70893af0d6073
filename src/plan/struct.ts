import { type Family, SCRATCH_BYTES, spanCells } from "../registry/drivers.ts";
import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import { ROUNDS } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";
import {
  columnsOf,
  DIVIDE,
  isBest,
  isSeek,
  isTotal,
  NUMBERS,
  orderOf,
  REDUCTIONS,
  type Reduction,
  readsOutside,
  reductionOf,
  SKIP,
  skipBits,
} from "./scan.ts";
import type { Step } from "./step.ts";

/** The fields of assembly/plan.ts, 4 bytes each, in its order. */
export const FIELDS = [
  "input",
  "output",
  "kernel",
  "deliver",
  "rows",
  "rowCount",
  "width",
  "widthPitch",
  "count",
  "hop",
  "lanes",
  "touch",
  "rank",
  "loops",
  "counters",
  "scratch",
  "values",
  "segment",
  "laneSegment",
  "elementBytes",
  "outType",
  "outBytes",
  "round",
  "divisor",
  "scale",
  "op",
  "skip",
  "least",
  "divide",
  "numbers",
  "mask",
  "positions",
  "places",
  "widthPlace",
  "hopPlace",
  "lanePlace",
  "place",
  "sorting",
  "outStep",
] as const;

/** What becomes of folded values; the numbers of assembly/driver/nest.ts. */
export const DELIVER = { direct: 0, finish: 1, firstPiece: 2, nextPiece: 3 } as const;

const FIELD = Object.fromEntries(FIELDS.map((name, i) => [name, i])) as Record<(typeof FIELDS)[number], number>;

export const INPUT_FIELD = FIELD.input;
export const OUTPUT_FIELD = FIELD.output;
export const DELIVER_FIELD = FIELD.deliver;
export const MASK_FIELD = FIELD.mask;
export const POSITIONS_FIELD = FIELD.positions;
export const PLACE_FIELD = FIELD.place;

/** Results that a scan gives without computing anything, in the result's dtype. */
export interface Outcomes {
  readonly tooFew: number | bigint;
  readonly allLeftOut: number | bigint;
  readonly nanResult: number | bigint;
}

/** 4-byte words that a step's struct and tables take. */
export function wordsOf(step: Step): number {
  const tables = FIELDS.length + step.rows.length + step.loops.length * 5;
  return scans(step) ? evenly(tables + step.places.rows.length) + 2 * NUMBERS.length : tables;
}

/**
 * A step as the engine reads it, for the address where it will stand; its input and output, mask and positions, and the position
 * of its first tap are filled in later.
 */
export function encode(
  problem: Problem,
  step: Step,
  divisor: number,
  address: number,
  scratch: number,
  sorting: number,
  outcomes: Outcomes,
  touch = 0,
): Int32Array {
  const words = new Int32Array(wordsOf(step));
  const { row, fold, loops, places } = step;
  const rowsAt = FIELDS.length;
  const loopsAt = rowsAt + step.rows.length;
  const countersAt = loopsAt + loops.length * 4;
  const placesAt = countersAt + loops.length;
  const numbersAt = evenly(placesAt + places.rows.length);
  words.set(step.rows, rowsAt);
  if (scans(step)) words.set(places.rows, placesAt);
  loops.forEach((loop, i) => {
    words.set([loop.count, loop.hop, loop.outHop, loop.placeHop], loopsAt + i * 4);
  });
  const { segment, laneSegment } = segmentsOf(step, problem.result.bytes);
  const tallies = step.driver.name === "histogram";
  const fields: Record<(typeof FIELDS)[number], number> = {
    input: 0,
    output: 0,
    kernel: step.driver.kernel,
    deliver: fold.direct ? DELIVER.direct : DELIVER.finish,
    rows: address + 4 * rowsAt,
    rowCount: row.rowCount,
    width: row.width,
    widthPitch: row.widthPitch,
    count: row.count,
    hop: row.hop,
    lanes: row.lanes,
    touch,
    rank: loops.length,
    loops: address + 4 * loopsAt,
    counters: address + 4 * countersAt,
    scratch,
    values: scratch + SCRATCH_BYTES,
    segment: tallies ? columnsOf(problem) : segment,
    laneSegment,
    elementBytes: row.element,
    outType: problem.result.code,
    outBytes: problem.result.bytes,
    round: ROUNDS.indexOf(problem.round),
    divisor,
    scale: 0,
    op: 0,
    skip: 0,
    least: 0,
    divide: 0,
    numbers: address + 4 * numbersAt,
    mask: 0,
    positions: 0,
    // Where there are no positions, any table of zeros will do: the engine adds what it finds there.
    places: address + 4 * (places.rows.length > 0 ? placesAt : rowsAt),
    widthPlace: places.width,
    hopPlace: places.hop,
    lanePlace: places.lane,
    place: 0,
    sorting,
    outStep: step.outStep,
  };
  if (scans(step)) {
    Object.assign(fields, scanFields(problem));
    setNumbers(problem, divisor, outcomes, words, numbersAt);
  }
  for (const name of FIELDS) words[FIELD[name]] = fields[name];
  new Float32Array(words.buffer)[FIELD.scale] = fold.scale;
  return words;
}

const SCANS: readonly Family[] = ["seek", "best", "total", "totals", "median", "any"];

/** Whether a step's plan has positions and numbers. */
export function scans({ row }: Step): boolean {
  return SCANS.includes(row.family);
}

function evenly(words: number): number {
  return words + (words % 2);
}

function scanFields(problem: Problem): { op: number; skip: number; least: number; divide: number } {
  const { op, divisor, skip } = problem;
  const byTaps = op.divides && (divisor === "taps" || (divisor === "padded" && readsOutside(problem)));
  return {
    op: REDUCTIONS.indexOf(reductionOf(problem) as Reduction),
    skip: skipBits(problem),
    // More than 2^32 - 1 valid taps no window of the engine has.
    least: Math.min(skip?.least ?? 0, 2 ** 32 - 1),
    divide: byTaps ? DIVIDE.byTaps : op.divides && divisor === "padded" ? DIVIDE.byRest : DIVIDE.byNumber,
  };
}

function setNumbers(problem: Problem, divisor: number, outcomes: Outcomes, words: Int32Array, at: number): void {
  const { input, result, skip, ddof } = problem;
  const put = (name: (typeof NUMBERS)[number], dtype: DTypeRow, value: number | bigint): void => {
    const place = 4 * at + 8 * NUMBERS.indexOf(name);
    (new dtype.array(words.buffer, place, 1) as unknown as (number | bigint)[])[0] = value;
  };
  put("tooFew", result, outcomes.tooFew);
  put("allLeftOut", result, outcomes.allLeftOut);
  put("nanResult", result, outcomes.nanResult);
  if (skipBits(problem) & SKIP.skipNodata) put("nodata", input, skip?.nodata as number | bigint);
  put("divisor", DTYPES.float64, divisor);
  put("ddof", DTYPES.float64, ddof);
  if (isSeek(problem) || isBest(problem) || isTotal(problem)) put("order", DTYPES.uint64, orderOf(problem));
}

/** How much of a row of outputs fits into scratch at once. */
function segmentsOf({ row, fold, driver, outStep }: Step, outBytes: number): { segment: number; laneSegment: number } {
  const { lanes, element } = row;
  const widest = Math.max(fold.valueBytes, outStep === 0 ? 1 : outBytes);
  if (driver.name === "rows") {
    // The row of scratch holds every tap of the piece, not just its results.
    const hopCells = Math.max(1, row.hop / (lanes * element));
    const cells = Math.floor(SCRATCH_BYTES / widest / lanes);
    return { segment: Math.max(1, Math.floor((cells - spanCells(row)) / hopCells) + 1), laneSegment: lanes };
  }
  const room = Math.floor(SCRATCH_BYTES / widest);
  if (lanes > room) return { segment: 1, laneSegment: room };
  return { segment: Math.floor(room / lanes), laneSegment: lanes };
}
