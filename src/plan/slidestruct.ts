import { ROUNDS } from "../registry/options.ts";
import type { Problem } from "../shape/problem.ts";
import type { Slide } from "./slide.ts";
import { MEDIAN_SORTING } from "./slidemedian.ts";
import { endsWithin, type Stretch } from "./stretch.ts";
import { encode, FIELDS, type Outcomes, wordsOf as stepWords } from "./struct.ts";

/** The fields of assembly/slide/plan.ts, 4 bytes each, in its order. */
export const SLIDE_FIELDS = [
  "input",
  "output",
  "deliver",
  "rank",
  "loops",
  "counters",
  "rowExtent",
  "rowPitch",
  "rowWindow",
  "rowStride",
  "rowDilation",
  "rowLow",
  "rowCount",
  "outPitch",
  "chunk",
  "extent",
  "lanes",
  "window",
  "stride",
  "dilation",
  "low",
  "count",
  "tile",
  "passes",
  "passCount",
  "scratch",
  "slot",
  "ring",
  "finish",
  "divide",
  "rowEnds",
  "rowInnerFrom",
  "rowInnerTo",
  "rowInner",
  "ends",
  "innerFrom",
  "innerTo",
  "inner",
  "scale",
  "running",
  "outside",
  "rowTable",
  "table",
  "fill",
] as const;

type Field = (typeof SLIDE_FIELDS)[number];

const FIELD = Object.fromEntries(SLIDE_FIELDS.map((name, i) => [name, i])) as Record<Field, number>;

/** A stretch of the rows and one of the columns of some planes, and how far apart they lie, in bytes. */
export interface SlideBox {
  readonly rows: Stretch;
  readonly columns: Stretch;
  readonly rowPitch: number;
  readonly outPitch: number;
  /** Loops around the planes, innermost first. */
  readonly loops: readonly { readonly count: number; readonly hop: number; readonly outHop: number }[];
  readonly outside?: Outside | undefined;
}

/** What stands where windows reach outside a plane: which rows and cells of it, -1 where none do; and what does then. */
export interface Outside {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly fill: number | undefined;
}

/** Words of a fill of any dtype. */
const FILL_WORDS = 2;

/** Where a box's arrays and scratch stand. */
export interface SlidePlace {
  readonly plan: number;
  readonly input: number;
  readonly output: number;
  readonly scratch: number;
}

const LOOP_WORDS = 4;

/** 4-byte words that a box's struct and tables take. */
export function slideWords(slide: Slide, { rows, columns, loops, outside }: SlideBox): number {
  const ends = slide.divides ? rows.count + columns.count : 0;
  const tables = outside === undefined ? 0 : outside.rows.length + outside.columns.length + FILL_WORDS;
  // A median's plan begins with an even word.
  const rest = slide.median === undefined ? FIELDS.length : stepWords(slide.median) + 1;
  return SLIDE_FIELDS.length + rest + slide.program.length + ends + tables + loops.length * (LOOP_WORDS + 1);
}

/** A box as the engine reads it. */
export function encodeSlide(
  problem: Problem,
  slide: Slide,
  box: SlideBox,
  at: SlidePlace,
  outcomes: Outcomes,
): Int32Array {
  const { rows, columns, loops, outside } = box;
  const words: number[] = new Array<number>(SLIDE_FIELDS.length).fill(0);
  const append = (list: Iterable<number>): number => {
    const address = at.plan + 4 * words.length;
    words.push(...list);
    return address;
  };
  const finishOf = (): Iterable<number> => {
    if (slide.median === undefined) return finishWords(problem, slide.divisor);
    if (words.length % 2 === 1) words.push(0);
    const address = at.plan + 4 * words.length;
    return encode(problem, slide.median, 1, address, at.scratch, at.scratch + MEDIAN_SORTING, outcomes);
  };
  const rowEnds = endsWithin(slide.rowEnds, rows);
  const ends = endsWithin(slide.ends, columns);
  const fields: Record<Field, number> = {
    input: at.input,
    output: at.output,
    deliver: slide.direct ? 0 : 1,
    rank: loops.length,
    loops: append(loops.flatMap(({ count, hop, outHop }) => [count, hop, outHop, 0])),
    counters: append(loops.map(() => 0)),
    rowExtent: rows.extent,
    rowPitch: box.rowPitch,
    rowWindow: slide.rows.window,
    rowStride: slide.rows.stride,
    rowDilation: slide.rows.dilation,
    rowLow: rows.low,
    rowCount: rows.count,
    outPitch: box.outPitch,
    chunk: slide.chunk,
    extent: columns.extent,
    lanes: slide.lanes,
    window: slide.columns.window,
    stride: slide.columns.stride,
    dilation: slide.columns.dilation,
    low: columns.low,
    count: columns.count,
    tile: Math.min(slide.tile, columns.count),
    passes: append(slide.program),
    passCount: slide.passCount,
    scratch: at.scratch,
    slot: slide.slot,
    ring: slide.ring,
    finish: append(finishOf()),
    divide: slide.divides ? 1 : 0,
    rowEnds: slide.divides ? append(rowEnds.table) : 0,
    rowInnerFrom: rowEnds.from,
    rowInnerTo: rowEnds.to,
    rowInner: rowEnds.inner,
    ends: slide.divides ? append(ends.table) : 0,
    innerFrom: ends.from,
    innerTo: ends.to,
    inner: ends.inner,
    scale: 0,
    running: slide.running ? 1 : 0,
    outside: outside === undefined ? 0 : 1,
    rowTable: outside === undefined ? 0 : append(outside.rows),
    table: outside === undefined || outside.columns.length === 0 ? 0 : append(outside.columns),
    fill: outside?.fill === undefined ? 0 : append(wordsOf(problem, outside.fill)),
  };
  const encoded = Int32Array.from(words);
  for (const name of SLIDE_FIELDS) encoded[FIELD[name]] = fields[name];
  new Float32Array(encoded.buffer)[FIELD.scale] = slide.scale;
  return encoded;
}

/** What finishing reads of assembly/plan.ts. */
export function finishWords({ result, round }: Problem, divisor: number): number[] {
  const words = new Array<number>(FIELDS.length).fill(0);
  words[FIELDS.indexOf("outType")] = result.code;
  words[FIELDS.indexOf("outBytes")] = result.bytes;
  words[FIELDS.indexOf("round")] = ROUNDS.indexOf(round);
  words[FIELDS.indexOf("divisor")] = divisor;
  return words;
}

/** An element of the input as words. */
function wordsOf({ input }: Problem, value: number): Int32Array {
  const bytes = new Uint8Array(4 * FILL_WORDS);
  const element = new input.array(1) as Float64Array;
  element[0] = value;
  bytes.set(new Uint8Array(element.buffer));
  return new Int32Array(bytes.buffer);
}
