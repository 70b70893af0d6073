import { SCRATCH_BYTES } from "../registry/drivers.ts";
import { ROUNDS } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";
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
] as const;

/** What becomes of folded values; the numbers of assembly/driver/nest.ts. */
export const DELIVER = { direct: 0, finish: 1, firstPiece: 2, nextPiece: 3 } as const;

const FIELD = Object.fromEntries(FIELDS.map((name, i) => [name, i])) as Record<(typeof FIELDS)[number], number>;

export const INPUT_FIELD = FIELD.input;
export const OUTPUT_FIELD = FIELD.output;
export const DELIVER_FIELD = FIELD.deliver;

/** 4-byte words that a step's struct and tables take. */
export function wordsOf(step: Step): number {
  return FIELDS.length + step.rows.length + step.loops.length * 4;
}

/** A step as the engine reads it, for the address where it will stand; its input and output are filled in later. */
export function encode(
  problem: Problem,
  step: Step,
  divisor: number,
  address: number,
  scratch: number,
  touch = 0,
): Int32Array {
  const words = new Int32Array(wordsOf(step));
  const { row, fold, loops } = step;
  const rowsAt = FIELDS.length;
  const loopsAt = rowsAt + step.rows.length;
  const countersAt = loopsAt + loops.length * 3;
  words.set(step.rows, rowsAt);
  loops.forEach((loop, i) => {
    words.set([loop.count, loop.hop, loop.outHop], loopsAt + i * 3);
  });
  const { segment, laneSegment } = segmentsOf(step);
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
    segment,
    laneSegment,
    elementBytes: row.element,
    outType: problem.result.code,
    outBytes: problem.result.bytes,
    round: ROUNDS.indexOf(problem.round),
    divisor,
    scale: 0,
  };
  for (const name of FIELDS) words[FIELD[name]] = fields[name];
  new Float32Array(words.buffer)[FIELD.scale] = fold.scale;
  return words;
}

/** How much of a row of outputs fits into scratch at once. */
function segmentsOf({ row, fold, driver }: Step): { segment: number; laneSegment: number } {
  const { lanes, element } = row;
  if (driver.name === "rows") {
    // The row of scratch holds every tap of the piece, not just its results.
    const hopCells = Math.max(1, row.hop / (lanes * element));
    const cells = Math.floor(SCRATCH_BYTES / Math.max(fold.valueBytes, 1) / lanes);
    return { segment: Math.max(1, Math.floor((cells - row.width) / hopCells) + 1), laneSegment: lanes };
  }
  const room = Math.floor(SCRATCH_BYTES / fold.valueBytes);
  if (lanes > room) return { segment: 1, laneSegment: room };
  return { segment: Math.floor(room / lanes), laneSegment: lanes };
}
