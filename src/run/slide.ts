import { MemoryRefused } from "../errors.ts";
import { packedPitch } from "../plan/fit.ts";
import { type ArrayPitches, type LoopAxis, loopAxes } from "../plan/loops.ts";
import { type Slide, slideOf } from "../plan/slide.ts";
import { medianSlideOf } from "../plan/slidemedian.ts";
import { encodeSlide, type Outside, type SlideBox, slideWords } from "../plan/slidestruct.ts";
import { endsWithin, type Stretch, standWithin, stretchOf, tapsWithin } from "../plan/stretch.ts";
import { type Term, type Terms, termsOf } from "../plan/terms.ts";
import { TOUCH_SLACK } from "../plan/touch.ts";
import { referencePool } from "../reference/pool.ts";
import { DTYPES } from "../registry/dtypes.ts";
import { toFloat16Bits } from "../registry/float16.ts";
import { spanOf } from "../shape/axis.ts";
import { coordinateOf } from "../shape/outside.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";
import { type Engine, type EngineCall, Instance, MEMORY_LIMIT } from "../wasm/engine.ts";
import { afterwards, namesOf, type Taps } from "./afterwards.ts";
import type { Prepared } from "./backend.ts";
import { copyBox, copyRun } from "./copy.ts";
import { lengthOf, newArray, viewOver } from "./definition.ts";
import { bitsOf, putHalves } from "./half.ts";
import { engineProblem, outcomesOf } from "./outcomes.ts";
import { align, BAND } from "./room.ts";
import { copyStaged, runsAlong, type Staging } from "./stage.ts";

const PLAN_AT = 1024;

/** Rows of a band come with those that its windows share with the band before; so many times as many are worth it. */
const WORTH = 3;

/** What is made of elements may run over behind them by so many bytes. */
const SLACK = 64;

/** Fewer taps than this are gone through sooner one by one than twice as planes. */
const MANY_TAPS = 400;

/** Memory that calls share; larger bands have an instance of their own. */
const SHARED_BYTES = 2 ** 25;

/** Part of a problem: so many rows and columns of results, from a place on. */
interface Part {
  readonly rows: Stretch;
  readonly columns: Stretch;
}

/** So many planes of a part, as they are packed into the engine's memory and out of it again. */
interface Load {
  /** The plan of each term. */
  readonly words: readonly Int32Array[];
  readonly extents: readonly number[];
  readonly packed: readonly number[];
  /** Elements packed. */
  readonly size: number;
  readonly counts: readonly number[];
  readonly packedOut: readonly number[];
  readonly results: number;
  /** What is packed where windows reach outside the array. */
  readonly staging: Staging | undefined;
  /** How many taps its windows have, where that is asked for. */
  readonly taps: Taps | undefined;
  /** From the first element of the planes to the part's. */
  readonly from: number;
  readonly to: number;
}

/** A term as the engine takes it: addresses of its taps and of its results. */
interface SlideTerm extends Term {
  readonly slide: Slide;
  readonly inAt: number;
  readonly outAt: number;
}

/** A problem whose windows overlap, over arrays of one layout, cut into bands. */
export interface SlideLayout {
  readonly asked: Problem;
  readonly problem: Problem;
  /** Where its windows lie, in each of the terms. */
  readonly slide: Slide;
  readonly terms: readonly SlideTerm[];
  /** What is done with the results of the terms. */
  readonly after: readonly string[];
  readonly settle: ReturnType<typeof namesOf>["settle"];
  readonly tableAt: number;
  /** Planes along the innermost of the axes around that go through at once. */
  readonly planes: number;
  readonly outAt: number;
  readonly inAt: number;
  readonly end: number;
  /** Of the parts, each with as many planes as go through at once; and with those that are left over. */
  readonly full: readonly Load[];
  readonly rest: readonly Load[];
  /** Pitches of planes, rows, columns and channels. */
  readonly pitch: readonly number[];
  readonly outPitch: readonly number[];
}

/** The bands of a problem that the sliding driver takes; undefined for others. */
export function slidingOf(asked: Problem, pitches: ArrayPitches): SlideLayout | undefined {
  const problem = engineProblem(asked);
  const terms = termsOf(problem);
  if (terms === undefined) {
    const median = medianSlideOf(problem, loopAxes(problem, pitches));
    const itself = { list: [{ problem, map: undefined }], after: [], value: problem.result };
    return median && slideLayout(asked, problem, itself, [median]);
  }
  if (terms.list.length > 1 && tapsIn(problem) < MANY_TAPS) return undefined;
  const slides: Slide[] = [];
  for (const { problem } of terms.list) {
    const slide = slideOf(problem, loopAxes(problem, pitches));
    if (slide === undefined) return undefined;
    slides.push(slide);
  }
  return slideLayout(asked, problem, terms, slides);
}

/** Taps of all windows together. */
function tapsIn({ axes }: Problem): number {
  return axes.reduce((product, { out, window }) => product * out * window, 1);
}

/**
 * Cuts a problem into bands that fit the caches, as far as its windows do. What stands outside comes in with them, but for medians, which
 * find it in the band. Undefined where that has not all of it, and where a band is more than one memory holds.
 */
function slideLayout(
  asked: Problem,
  problem: Problem,
  terms: Terms,
  slides: readonly Slide[],
): SlideLayout | undefined {
  const { list, value } = terms;
  const slide = slides[0] as Slide;
  const { rows, columns, lanes, around } = slide;
  const outside = slide.outside && slide.median === undefined;
  // Beside the input stand taps that are made of it, and beside the results what those are made of.
  const made = list.reduce((most, term) => Math.max(most, term.map === undefined ? 0 : term.problem.input.bytes), 0);
  const inPlace = value.code === problem.result.code;
  const beside = list.map((term, i) => (i === list.length - 1 && inPlace ? 0 : term.problem.result.bytes));
  const inBytes = problem.input.bytes + made;
  const outBytes = beside.reduce((sum, bytes) => sum + bytes, problem.result.bytes);
  const rowLimit = Math.max(BAND / 2, 1);
  const columnCount = countWithin(columns, rowLimit / (lanes * inBytes), rowLimit / (lanes * outBytes));
  const widest = stretchOf(columns, Math.min(columns.out - columnCount, 1), columnCount, outside);
  const inRow = (widest.extent + widest.low) * lanes * inBytes;
  const outRow = columnCount * lanes * outBytes;
  const rowCount = countWithin(rows, BAND / inRow, BAND / outRow);
  if (slide.outside && !outside && !standsInBands(asked, problem, slide, rowCount, columnCount)) return undefined;
  const parts: Part[] = [];
  for (let r = 0; r < rows.out; r += rowCount) {
    for (let c = 0; c < columns.out; c += columnCount) {
      parts.push({
        rows: stretchOf(rows, r, Math.min(rowCount, rows.out - r), outside),
        columns: stretchOf(columns, c, Math.min(columnCount, columns.out - c), outside),
      });
    }
  }
  const most = (sizeOf: (part: Part) => number) => parts.reduce((largest, part) => Math.max(largest, sizeOf(part)), 0);
  const inMost = most((part) => part.rows.extent * part.columns.extent) * lanes;
  const outMost = most((part) => part.rows.count * part.columns.count) * lanes;
  const along = around.at(-1)?.out ?? 1;
  const fits = Math.floor(Math.min(BAND / (inMost * inBytes), BAND / (outMost * Math.max(outBytes, 2))));
  const planes = parts.length > 1 ? 1 : Math.max(1, Math.min(along, fits));
  let end = PLAN_AT;
  const place = (bytes: number): number => {
    const at = align(end);
    end = at + bytes;
    return at;
  };
  place(4 * Math.max(...slides.map((one) => most((part) => slideWords(one, boxOf(problem, one, part, planes))))));
  const scratch = place(Math.max(...slides.map(({ slot, slots }) => slot * slots)));
  const outAt = place(planes * outMost * problem.result.bytes + SLACK);
  const outs = beside.map((bytes) => (bytes === 0 ? outAt : place(planes * outMost * bytes + SLACK)));
  const tableAt = terms.after.includes("variance") ? place(8 * columnCount * lanes) : 0;
  const madeAt = made === 0 ? 0 : place(planes * inMost * made + SLACK);
  const inAt = place(0) + 64;
  // Float16s come in behind what they become.
  const halves = asked.input === problem.input ? 0 : planes * inMost * 2;
  end = align(inAt + planes * inMost * problem.input.bytes + halves) + TOUCH_SLACK;
  const found = list.map((term, i): SlideTerm => {
    const taps = term.map === undefined ? inAt : madeAt;
    return { ...term, slide: slides[i] as Slide, inAt: taps, outAt: outs[i] as number };
  });
  const loads = (count: number) =>
    count === 0 ? [] : parts.map((part) => loadOf(problem, found, part, count, scratch, tableAt > 0));
  const full = loads(planes);
  const rest = loads(along % planes);
  const [pitch, outPitch] = [pitchesOf(slide, "pitch"), pitchesOf(slide, "outPitch")];
  const common = { asked, problem, slide, terms: found, ...namesOf(terms, problem), tableAt, planes };
  return end > MEMORY_LIMIT ? undefined : { ...common, outAt, inAt, end, full, rest, pitch, outPitch };
}

function tapsOf({ rowEnds, ends, lanes }: Slide, { rows, columns }: Part): Taps {
  const cells = tapsWithin(endsWithin(ends, columns));
  const elements = new Float64Array(cells.length * lanes);
  for (let i = 0; i < elements.length; i++) elements[i] = cells[Math.floor(i / lanes)] as number;
  return { rows: tapsWithin(endsWithin(rowEnds, rows)), elements };
}

function loadOf(
  problem: Problem,
  terms: readonly SlideTerm[],
  part: Part,
  planes: number,
  scratch: number,
  counted: boolean,
): Load {
  const { slide } = terms[0] as SlideTerm;
  const { rows, columns, lanes } = slide;
  const extents = [planes, part.rows.extent, part.columns.extent, lanes];
  const counts = [planes, part.rows.count, part.columns.count, lanes];
  const packed = packedPitch(extents);
  return {
    words: terms.map(({ problem, slide, inAt, outAt }) => {
      const box = boxOf(problem, slide, part, planes);
      const at = { plan: PLAN_AT, input: inAt, output: outAt, scratch };
      return encodeSlide(problem, slide, box, at, outcomesOf(problem));
    }),
    extents,
    packed,
    size: lengthOf(extents),
    counts,
    packedOut: packedPitch(counts),
    results: lengthOf(counts),
    staging: stagedPart(problem, slide, part, planes, packed),
    taps: counted ? tapsOf(slide, part) : undefined,
    from: part.rows.first * rows.pitch + part.columns.first * columns.pitch,
    to: part.rows.out * rows.outPitch + part.columns.out * columns.outPitch,
  };
}

/** What a part packs that reaches outside the array; undefined for others. */
function stagedPart(
  { padMode }: Problem,
  { rows, columns, lanes }: Slide,
  part: Part,
  planes: number,
  packed: readonly number[],
): Staging | undefined {
  const within = ({ first, extent }: Stretch, axis: LoopAxis) => first >= 0 && first + extent <= axis.extent;
  if (within(part.rows, rows) && within(part.columns, columns)) return undefined;
  const [plane, down, along, lane] = packed as [number, number, number, number];
  return [
    runsAlong(planes, undefined, 0, planes, plane),
    runsAlong(rows.extent, padMode, part.rows.first, part.rows.extent, down),
    runsAlong(columns.extent, padMode, part.columns.first, part.columns.extent, along),
    runsAlong(lanes, undefined, 0, lanes, lane),
  ];
}

/** How many windows of an axis keep within so many elements of input and results; more where most of them would be shared. */
function countWithin(axis: LoopAxis, input: number, output: number): number {
  const span = (axis.window - 1) * axis.dilation + 1;
  const fits = Math.floor((input - span) / axis.stride) + 1;
  const worth = Math.ceil((WORTH * span) / axis.stride);
  return Math.max(1, Math.min(axis.out, Math.max(Math.min(fits, Math.floor(output)), worth)));
}

/** Whether bands of so many rows and columns have what stands outside them, where they reach it. */
function standsInBands(asked: Problem, problem: Problem, slide: Slide, rowCount: number, columnCount: number): boolean {
  // A fill that float16s are beside is rounded as they are.
  if (problem.padMode === undefined) return asked.input === problem.input;
  const { rows, columns } = slide;
  return standWithin(rows, problem.padMode, rowCount) && standWithin(columns, problem.padMode, columnCount);
}

/** A part as the engine sees it, packed tight. */
function boxOf(problem: Problem, slide: Slide, { rows, columns }: Part, planes: number): SlideBox {
  const inRow = columns.extent * slide.lanes * problem.input.bytes;
  const outRow = columns.count * slide.lanes * problem.result.bytes;
  const loop = { count: planes, hop: rows.extent * inRow, outHop: rows.count * outRow };
  const finds = slide.outside && slide.median !== undefined;
  const outside = finds ? outsideOf(problem, slide.rows, rows, slide.columns, columns) : undefined;
  return { rows, columns, outside, rowPitch: inRow, outPitch: outRow, loops: planes === 1 ? [] : [loop] };
}

/** One-shot calls of the sliding driver. */
export class Slides {
  readonly #engine: Engine;
  #shared: Instance | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Runs it; false where there is not that much memory. */
  run(layout: SlideLayout, arrays: Arrays): boolean {
    const instance = this.#instanceOf(layout);
    if (instance === undefined) return false;
    this.#around(layout, instance, arrays, 0, arrays.input.offset, arrays.out.offset);
    return true;
  }

  /** Every plane along the outer axes, those of the innermost several at a time. */
  #around(layout: SlideLayout, instance: Instance, arrays: Arrays, axis: number, from: number, to: number): void {
    const { around } = layout.slide;
    const here = around[axis];
    if (here !== undefined && axis < around.length - 1) {
      for (let i = 0; i < here.out; i++) {
        this.#around(layout, instance, arrays, axis + 1, from + i * here.pitch, to + i * here.outPitch);
      }
      return;
    }
    const count = here?.out ?? 1;
    const { planes, full, rest } = layout;
    for (let plane = 0; plane < count; plane += planes) {
      const inPlane = from + plane * (here?.pitch ?? 0);
      const outPlane = to + plane * (here?.outPitch ?? 0);
      const loads = plane + planes <= count ? full : rest;
      for (let i = 0; i < loads.length; i++) fold(layout, instance, arrays, loads[i] as Load, inPlane, outPlane);
    }
  }

  #instanceOf({ end }: SlideLayout): Instance | undefined {
    const held = this.#shared?.memory.buffer.byteLength ?? 0;
    if (held >= end) return this.#shared;
    try {
      const instance = new Instance(this.#engine, end);
      if (end <= SHARED_BYTES) this.#shared = instance;
      return instance;
    } catch (error) {
      if (error instanceof MemoryRefused) return undefined;
      throw error;
    }
  }
}

/** Brings a part's planes in, folds them, and brings the results home. */
function fold(
  layout: SlideLayout,
  instance: Instance,
  { input, out }: Arrays,
  load: Load,
  inPlane: number,
  outPlane: number,
): void {
  const { asked, problem, terms, inAt, outAt, pitch, outPitch } = layout;
  const half = asked.input !== problem.input;
  const { extents, packed, size, counts, packedOut, results, staging } = load;
  const data = half ? bitsOf(input.data) : input.data;
  const into = instance.view(half ? DTYPES.uint16 : problem.input);
  const at = half ? inAt / 2 + size : inAt / problem.input.bytes;
  if (staging === undefined) copyBox(extents, data, inPlane + load.from, pitch, into, at, packed);
  else {
    const fill = asked.fill ?? 0;
    copyStaged(staging, pitch, data, inPlane, into, at, copyRun, half ? toFloat16Bits(fill as number) : fill);
  }
  if (half) instance.convert("decode_f16")(inAt + 2 * size, inAt, size);
  const words = instance.view(DTYPES.int32) as Int32Array;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as SlideTerm;
    if (term.map !== undefined) instance.convert(term.map)(inAt, term.inAt, size);
    words.set(load.words[i] as Int32Array, PLAN_AT / 4);
    instance.call(term.slide.name)(PLAN_AT);
  }
  if (layout.after.length > 0 || layout.settle !== undefined) afterwards(layout, instance, load, PLAN_AT);
  const { bytes } = problem.result;
  const home = outPlane + load.to;
  if (asked.result === problem.result) {
    copyBox(counts, instance.view(problem.result), outAt / bytes, packedOut, out.data, home, outPitch);
  } else {
    const bits = putHalves(instance, bytes, outAt, outAt, results);
    copyBox(counts, bits, 0, packedOut, bitsOf(out.data), home, outPitch);
  }
}

/** Pitches of planes, rows, columns and channels. */
function pitchesOf({ around, rows, columns, channels }: Slide, which: "pitch" | "outPitch"): number[] {
  return [around.at(-1)?.[which] ?? 0, rows[which], columns[which], channels?.[which] ?? 1];
}

/** A run in bands over arrays outside the engine's memory. */
export function prepareSliding(engine: Engine, layout: SlideLayout): Prepared {
  const { asked, slide } = layout;
  const shape = asked.axes.map(({ extent }) => extent);
  const result = outShape(asked.axes);
  const input = viewOver(newArray(asked.input, lengthOf(shape)), asked.input, shape);
  const out = viewOver(newArray(asked.result, lengthOf(result)), asked.result, result);
  const slides = new Slides(engine);
  return {
    input: input.data,
    output: out.data,
    run() {
      if (!slides.run(layout, { input, out })) referencePool(asked, { input, out });
    },
    steps: [{ driver: slide.driver.name, why: `${whyOf(layout)}; band by band`, results: out.data.length }],
    bytes: input.data.byteLength + out.data.byteLength + layout.end,
  };
}

/** Why it slides, and, where it is made of others, what of. */
function whyOf({ slide, terms, after }: SlideLayout): string {
  const named = terms.map(({ slide, map }) => (map === undefined ? slide.name : `${slide.name} over ${map}`));
  const plain = terms.length === 1 && terms[0]?.map === undefined && after.length === 0;
  return plain ? slide.driver.why : `${slide.driver.why}; made of ${[...named, ...after].join(", ")}`;
}

/** What stands outside planes whose windows reach beyond them. */
function outsideOf(
  { fill, padMode }: Problem,
  rows: LoopAxis,
  down: Stretch,
  columns: LoopAxis,
  across: Stretch,
): Outside {
  const along = (axis: LoopAxis, { first, low, extent, count }: Stretch): number[] => {
    const reach = (count - 1) * axis.stride + spanOf(axis.window, axis.dilation) - low;
    const missing = [...places(-low, 0), ...places(extent, Math.max(extent, reach))];
    return missing.map((at) => {
      const stands = coordinateOf(first + at, axis.extent, padMode ?? "fill");
      return stands < 0 ? stands : stands - first;
    });
  };
  return { rows: along(rows, down), columns: along(columns, across), fill: fill as number | undefined };
}

const places = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** A run over arrays that stay in the engine's memory; undefined where the axes do not follow each other there. */
export function prepareSlide(engine: Engine, problem: Problem, slide: Slide): Prepared | undefined {
  const { rows, columns, lanes, around, channels } = slide;
  const [down, across] = [stretchOf(rows, 0, rows.out), stretchOf(columns, 0, columns.out)];
  const outside = slide.outside ? outsideOf(problem, rows, down, columns, across) : undefined;
  const reach = slide.median === undefined ? slide.tile : columns.out;
  if (problem.padMode !== undefined && !standWithin(columns, problem.padMode, reach)) return undefined;
  if (columns.pitch !== lanes || columns.outPitch !== lanes) return undefined;
  if (channels !== undefined && (channels.pitch !== 1 || channels.outPitch !== 1)) return undefined;
  const length = lengthOf(problem.axes.map((axis) => axis.extent));
  const outLength = lengthOf(outShape(problem.axes));
  const [inBytes, outBytes] = [problem.input.bytes, problem.result.bytes];
  const box: SlideBox = {
    rows: down,
    columns: across,
    outside,
    rowPitch: rows.pitch * inBytes,
    outPitch: rows.outPitch * outBytes,
    loops: around
      .map(({ out, pitch, outPitch }) => ({ count: out, hop: pitch * inBytes, outHop: outPitch * outBytes }))
      .reverse(),
  };
  const scratch = align(PLAN_AT + 4 * slideWords(slide, box));
  const outAt = align(scratch + slide.slot * slide.slots);
  const inAt = align(outAt + outLength * outBytes) + 64;
  const instance = new Instance(engine, inAt + length * inBytes + TOUCH_SLACK);
  const at = { plan: PLAN_AT, input: inAt, output: outAt, scratch };
  // What a window's first row lies behind is skipped by the stretch.
  const first = box.rows.first * box.rowPitch + box.columns.first * lanes * inBytes;
  (instance.view(DTYPES.int32) as Int32Array).set(
    encodeSlide(problem, slide, box, { ...at, input: inAt + first }, outcomesOf(problem)),
    PLAN_AT / 4,
  );
  const call: EngineCall = instance.call(slide.name);
  return {
    input: new problem.input.array(instance.memory.buffer, inAt, length),
    output: new problem.result.array(instance.memory.buffer, outAt, outLength),
    run: () => call(PLAN_AT),
    steps: [{ driver: slide.driver.name, why: slide.driver.why, results: outLength }],
    bytes: instance.memory.buffer.byteLength,
  };
}
