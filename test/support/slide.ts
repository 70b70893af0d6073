import { PASS } from "../../src/plan/passes.ts";
import { SLIDE_FIELDS } from "../../src/plan/slidestruct.ts";
import { FIELDS } from "../../src/plan/struct.ts";
import { DTYPES, type DType, type DTypeRow, type TypedArray } from "../../src/registry/dtypes.ts";
import { type Engine, Instance } from "../../src/wasm/engine.ts";

/*
 * The engine's sliding windows, called as the wrapper calls them: planes, tables and scratch laid out in a memory with
 * guards around everything that may be written.
 */

/** Words of assembly/plan.ts that finishing reads. */
const FINISH_WORDS = FIELDS.length;
const OUT_TYPE = FIELDS.indexOf("outType");
const OUT_BYTES = FIELDS.indexOf("outBytes");
const ROUND = FIELDS.indexOf("round");
const DIVISOR = FIELDS.indexOf("divisor");

export interface SlideAxis {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly low: number;
  readonly count: number;
}

export interface Slide {
  /** The export's name without `slide_`, and the dtypes of taps and of folded values. */
  readonly name: string;
  readonly taps: DType;
  readonly values: DType;
  readonly op: "max" | "min" | "sum";
  readonly rows: SlideAxis;
  readonly columns: SlideAxis;
  readonly lanes: number;
  /** Planes, as loops around each other, innermost first. */
  readonly planes: readonly number[];
  readonly tile: number;
  readonly chunk: number;
  /** Sums go down the columns by rows that enter and leave. */
  readonly running?: boolean;
  readonly passes: readonly (readonly number[])[];
  /** Rows stand in the input from the last one on. */
  readonly upwards?: boolean;
  /** Elements between rows of the input, and of the output. */
  readonly gap?: number;
  /** Finished as a dtype; divided by the taps of each window, or by a number. Otherwise folded values are the results. */
  readonly finish?: { readonly dtype: DType; readonly divide: "taps" | number };
  readonly scale?: number;
}

/** First and last tap of a window that are there. */
export function tapsOf({ extent, window, stride, dilation, low }: SlideAxis, i: number): number[] {
  const taps: number[] = [];
  for (let j = 0; j < window; j++) {
    const at = i * stride - low + j * dilation;
    if (at >= 0 && at < extent) taps.push(at);
  }
  return taps;
}

/** Taps of the windows at both ends, and of those between: what tables of divisors are made of. */
function divisorsOf(axis: SlideAxis): { table: number[]; from: number; to: number; inner: number } {
  const counts = Array.from({ length: axis.count }, (_, i) => tapsOf(axis, i).length);
  const whole = (n: number | undefined): boolean => n === axis.window;
  let from = counts.findIndex(whole);
  if (from < 0) from = axis.count;
  let to = from;
  while (to < axis.count && whole(counts[to])) to++;
  return { table: [...counts.slice(0, from), ...counts.slice(to)], from, to, inner: axis.window };
}

const GUARD = 0xa5;
const GUARD_BYTES = 256;
const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

export interface Prepared {
  readonly instance: Instance;
  readonly plan: number;
  readonly input: TypedArray;
  readonly output: TypedArray;
  /** Elements from plane to plane and row to row. */
  readonly inputPitch: { readonly plane: number; readonly row: number; readonly start: number };
  readonly outputPitch: { readonly plane: number; readonly row: number };
  run(): void;
  /** The first address that was written but must not be. */
  trespass(): number | undefined;
}

/** Lays everything out; `fill` is a byte for the input's room before taps are put into it. */
export function prepareSlide(engine: Engine, slide: Slide): Prepared {
  const { rows, columns, lanes, planes, tile, chunk, passes, finish } = slide;
  const taps: DTypeRow = DTYPES[slide.taps];
  const values: DTypeRow = DTYPES[slide.values];
  const result: DTypeRow = finish ? DTYPES[finish.dtype] : values;
  const gap = slide.gap ?? 0;
  const planeCount = planes.reduce((a, b) => a * b, 1);
  const rowLength = columns.extent * lanes + gap;
  const outRow = columns.count * lanes + gap;
  const inputPlane = rowLength * rows.extent;
  const outPlane = outRow * rows.count;
  const widest = Math.max(taps.bytes, values.bytes);
  const reach = (tile - 1) * columns.stride + (columns.window - 1) * columns.dilation + 1;
  const slot = Math.ceil((reach * lanes * widest + 64) / 16) * 16;
  const ring = chunk ? Math.ceil(rows.window / chunk) + 2 : 0;
  const slots = 10 + chunk + ring;
  const down = divisorsOf(rows);
  const along = divisorsOf(columns);
  const program = passes.flat();
  const tables = [...program, ...down.table, ...along.table];

  let next = 1024;
  const place = (bytes: number, skew = 0): number => {
    const at = next + GUARD_BYTES + skew;
    next = align(at + bytes) + GUARD_BYTES;
    return at;
  };
  const plan = place(4 * SLIDE_FIELDS.length);
  const finishAt = place(4 * FINISH_WORDS);
  const loopsAt = place(20 * planes.length);
  const tablesAt = place(4 * tables.length);
  const scratch = place(slots * slot);
  // Nothing but elements is aligned.
  const inputAt = place(planeCount * inputPlane * taps.bytes, taps.bytes);
  const outputAt = place(planeCount * outPlane * result.bytes, 3 * result.bytes);
  const instance = new Instance(engine, next + GUARD_BYTES);
  const bytes = new Uint8Array(instance.memory.buffer);
  bytes.fill(GUARD);
  const words = new Int32Array(instance.memory.buffer);

  words.set(tables, tablesAt / 4);
  words.fill(0, finishAt / 4, finishAt / 4 + FINISH_WORDS);
  words[finishAt / 4 + OUT_TYPE] = result.code;
  words[finishAt / 4 + OUT_BYTES] = result.bytes;
  words[finishAt / 4 + ROUND] = 0;
  words[finishAt / 4 + DIVISOR] = typeof finish?.divide === "number" ? finish.divide : 1;
  let before = 1;
  planes.forEach((count, i) => {
    words.set([count, before * inputPlane * taps.bytes, before * outPlane * result.bytes, 0], loopsAt / 4 + 4 * i);
    before *= count;
  });
  const start = slide.upwards ? (rows.extent - 1) * rowLength : 0;
  const rowEnds = tablesAt + 4 * program.length;
  const fields: Record<(typeof SLIDE_FIELDS)[number], number> = {
    input: inputAt + start * taps.bytes,
    output: outputAt,
    deliver: finish ? 1 : 0,
    rank: planes.length,
    loops: loopsAt,
    counters: loopsAt + 16 * planes.length,
    rowExtent: rows.extent,
    rowPitch: (slide.upwards ? -1 : 1) * rowLength * taps.bytes,
    rowWindow: rows.window,
    rowStride: rows.stride,
    rowDilation: rows.dilation,
    rowLow: rows.low,
    rowCount: rows.count,
    outPitch: outRow * result.bytes,
    chunk,
    extent: columns.extent,
    lanes,
    window: columns.window,
    stride: columns.stride,
    dilation: columns.dilation,
    low: columns.low,
    count: columns.count,
    tile,
    passes: tablesAt,
    passCount: passes.length,
    scratch,
    slot,
    ring,
    finish: finishAt,
    divide: finish?.divide === "taps" ? 1 : 0,
    rowEnds,
    rowInnerFrom: down.from,
    rowInnerTo: down.to,
    rowInner: down.inner,
    ends: rowEnds + 4 * down.table.length,
    innerFrom: along.from,
    innerTo: along.to,
    inner: along.inner,
    scale: 0,
    running: slide.running ? 1 : 0,
    outside: 0,
    rowTable: 0,
    table: 0,
    fill: 0,
  };
  SLIDE_FIELDS.forEach((name, i) => {
    words[plan / 4 + i] = fields[name];
  });
  new Float32Array(instance.memory.buffer)[plan / 4 + SLIDE_FIELDS.indexOf("scale")] = slide.scale ?? 1;

  const input = new taps.array(instance.memory.buffer, inputAt, planeCount * inputPlane);
  const output = new result.array(instance.memory.buffer, outputAt, planeCount * outPlane);
  const call = instance.call(`slide_${slide.name}`);
  if (call === undefined) throw new Error(`the engine has no slide_${slide.name}`);
  const mayBeWritten: readonly (readonly [number, number])[] = [
    [plan, 4 * SLIDE_FIELDS.length],
    [finishAt, 4 * FINISH_WORDS],
    [loopsAt, 20 * planes.length],
    [tablesAt, 4 * tables.length],
    [scratch, slots * slot],
    [inputAt, planeCount * inputPlane * taps.bytes],
  ];
  return {
    instance,
    plan,
    input,
    output,
    inputPitch: { plane: inputPlane, row: slide.upwards ? -rowLength : rowLength, start },
    outputPitch: { plane: outPlane, row: outRow },
    run: () => call(plan),
    trespass() {
      const seen = bytes.slice();
      for (const [at, length] of mayBeWritten) seen.fill(GUARD, at, at + length);
      for (let row = 0; row < planeCount * rows.count; row++) {
        const at = outputAt + row * outRow * result.bytes;
        seen.fill(GUARD, at, at + columns.count * lanes * result.bytes);
      }
      const first = seen.findIndex((byte) => byte !== GUARD);
      return first < 0 ? undefined : first;
    },
  };
}

/* Programs along a row, as the wrapper makes them. */

const VALUES = 4;

/** A pass that folds taps (buffer, offset). */
function foldPass(dst: number, mul: number, add: number, taps: readonly (readonly [number, number])[]): number[] {
  return [PASS.fold, dst, mul, add, taps.length, ...taps.flat()];
}

/**
 * Levels of widths that are products of `factors`, the last pass of which takes what is wanted from: overlapping, or
 * from the widest down, side by side.
 */
export function levelsOf(
  window: number,
  stride: number,
  dilation: number,
  factors: readonly number[],
  overlaps: boolean,
): number[][] {
  const passes: number[][] = [];
  const widths = [1];
  const reach = (width: number): number => (window - width) * dilation + 1 - stride;
  for (const factor of factors) {
    const width = widths.at(-1) as number;
    if (widths.length === (stride === 1 ? 4 : 3) || width * factor > window) break;
    const taps = Array.from({ length: factor }, (_, k) => [widths.length - 1, k * width * dilation] as const);
    passes.push(foldPass(widths.length, stride, reach(width * factor), taps));
    widths.push(width * factor);
  }
  const last: (readonly [number, number])[] = [];
  let covered = 0;
  for (let level = widths.length - 1; level >= 0; level--) {
    const width = widths[level] as number;
    while (window - covered >= width) {
      last.push([level, covered * dilation]);
      covered += width;
    }
    if (overlaps && covered < window) {
      last.push([level, (window - width) * dilation]);
      covered = window;
    }
  }
  if (last.length > 16) return levelsOf(window, stride, dilation, [4, 4, 3], overlaps);
  if (stride === 1) passes.push(foldPass(VALUES, 1, 0, last));
  else {
    passes.push(foldPass(3, stride, 1 - stride, last));
    passes.push([PASS.pick, VALUES, 1, 0, 1, 3, 0]);
  }
  return passes;
}

/** Stride 2, dilation 1: even and odd cells apart; pairs of them where there are many, over the row that was split. */
export function splitOf(window: number): number[][] {
  const pairs = Math.ceil(window / 2) - 1;
  const passes: number[][] = [[PASS.split, 1, 1, pairs, 1, 0, 0]];
  const half = Math.floor(window / 2);
  if (window < 8) {
    const taps = Array.from({ length: window }, (_, j) => [1 + (j % 2), Math.floor(j / 2)] as const);
    return [...passes, foldPass(VALUES, 1, 0, taps)];
  }
  // Pairs of an even and an odd cell, then four of those.
  passes.push(
    foldPass(0, 1, half - 1, [
      [1, 0],
      [2, 0],
    ]),
  );
  const taps: (readonly [number, number])[] = [];
  let covered = 0;
  if (half >= 8) {
    passes.push(
      foldPass(3, 1, half - 4, [
        [0, 0],
        [0, 1],
        [0, 2],
        [0, 3],
      ]),
    );
    for (; half - covered >= 4; covered += 4) taps.push([3, covered]);
  }
  for (; covered < half; covered++) taps.push([0, covered]);
  if (window % 2) taps.push([1, half]);
  return taps.length > 16 ? levelsOf(window, 2, 1, [4, 4], false) : [...passes, foldPass(VALUES, 1, 0, taps)];
}
