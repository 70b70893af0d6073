import { type Cut, type Cuts, cutAxes, forEachChoice, isEmpty, isOutside, type Piece, piecesOf } from "../plan/cuts.ts";
import {
  divisorOf,
  firstPlaceOf,
  fitStep,
  maskOffsetOf,
  offsetOf,
  type Packing,
  packedPitch,
  packingOf,
  pitchesOf,
  roomOf,
  valueBytesOf,
} from "../plan/fit.ts";
import { engineDivides, tapLimit } from "../plan/fold.ts";
import { type ArrayPitches, type LoopAxis, loopAxes } from "../plan/loops.ts";
import { isByElement, isScan, isTallied, positionsOf, readsOutside, sortingOf } from "../plan/scan.ts";
import type { Step } from "../plan/step.ts";
import {
  DELIVER,
  DELIVER_FIELD,
  encode,
  INPUT_FIELD,
  MASK_FIELD,
  OUTPUT_FIELD,
  PLACE_FIELD,
  POSITIONS_FIELD,
  scans,
} from "../plan/struct.ts";
import { TOUCH_FROM, touchOf } from "../plan/touch.ts";
import { settle } from "../reference/exact.ts";
import { DTYPES, type TypedArray } from "../registry/dtypes.ts";
import { writerOf } from "../registry/elements.ts";
import { toFloat16Bits } from "../registry/float16.ts";
import type { Arrays, Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Engine, type EngineCall, Instance } from "../wasm/engine.ts";
import { type Band, type BandShape, bandsOf, type Part, type Staged } from "./banding.ts";
import { copyBox, copyRun } from "./copy.ts";
import { fillBox } from "./fill.ts";
import { bitsOf, putHalves } from "./half.ts";
import { maskIntakeOf } from "./mask.ts";
import { emptyElement, engineProblem, outcomesOf } from "./outcomes.ts";
import { align, BAND, LARGE_BAND, type Room, roomFor, SHARED_ROOM } from "./room.ts";
import { copyStaged, renumbered, type Staging, stagedOffset, stagingOf } from "./stage.ts";
import { settleTotals } from "./totals.ts";

/** A problem over arrays of one layout, cut and fitted: worth keeping for the next call alike. */
export interface Layout {
  /** What is asked for, and what of it the engine sees. */
  readonly asked: Problem;
  readonly problem: Problem;
  readonly axes: readonly LoopAxis[];
  readonly outPitch: readonly number[];
  readonly cuts: Cuts;
  /** Whether folded values become totals first: windows come in pieces, or their sums are divided as the engine cannot. */
  readonly split: boolean;
  /** Whether the input lies in the engine's memory and is read in place. */
  readonly resident: boolean;
  /** Whether results come with positions beside them. */
  readonly positions: boolean;
  readonly masked: boolean;
  readonly room: Room;
  /** Fitted parts by the shape of their box. */
  readonly fitted: Map<string, Fitted>;
  /** Neighbouring boxes together; undefined where each is better off alone. */
  readonly bands: readonly Band[] | undefined;
}

/** One box of results, or one piece of it, whose windows lie alike wherever the box stands. */
interface Fitted {
  readonly step: Step;
  readonly words: Int32Array;
  readonly divisor: number;
  readonly packing: Packing;
  /** Where windows reach outside the array. */
  readonly staging: Staging | undefined;
  /** Extents of the box of results, and their pitches packed tight. */
  readonly results: readonly number[];
  readonly resultsPacked: readonly number[];
  readonly maskAt: number;
  readonly positionsAt: number;
  /** Whether its plan has the position of its first tap. */
  readonly placed: boolean;
}

/** What several problems over one input have in common, so that they go through it together. */
export interface Common {
  readonly axes: readonly LoopAxis[];
  /** Results of a step. */
  readonly output: number;
  readonly whole: boolean;
}

/** Fits a problem to the layout of its arrays. */
export function layoutOf(asked: Problem, pitches: ArrayPitches, inPlace: boolean, common?: Common): Layout {
  const problem = engineProblem(asked);
  const axes = common?.axes ?? loopAxes(problem, pitches);
  const scans = isScan(problem);
  const masked = pitches.mask !== undefined;
  // Positions of windows that reach outside the array are translated, so they have a place, wanted or not.
  const beside = pitches.indices !== undefined;
  const positions = beside || (isByElement(problem) && readsOutside(problem) && positionsOf(problem) !== undefined);
  const resident = inPlace && !masked && asked.input === problem.input && !readsOutside(problem);
  const widest = scans ? problem.result.bytes + (positions ? 4 : 0) : valueBytesOf(problem, true);
  const elementBytes = problem.input.bytes + (masked ? 1 : 0);
  const band = isTallied(problem) ? LARGE_BAND : BAND;
  const cuts = cutAxes(axes, {
    input: resident ? Infinity : roomOf(axes, Math.floor(band / elementBytes)),
    output: common?.output ?? Math.floor(band / Math.max(problem.result.bytes, widest)),
    taps: tapLimit(problem),
    whole: common?.whole ?? scans,
    outside: readsOutside(problem),
  });
  const outBytes = band === BAND ? BAND : outBytesOf(axes, widest, band);
  const room = scans ? roomForScan(problem, axes, resident ? 0 : cuts.box * elementBytes, outBytes) : SHARED_ROOM;
  // A memory that is not shared has no resident array in it.
  if (resident && room !== SHARED_ROOM) return layoutOf(asked, pitches, false);
  const layout = {
    asked,
    problem,
    axes,
    outPitch: axes.map((axis) => axis.outPitch),
    cuts,
    split: !scans && (cuts.split || !engineDivides(problem)),
    resident,
    positions,
    masked,
    room,
    fitted: new Map(),
  };
  return { ...layout, bands: common === undefined ? bandsOf(layout) : undefined };
}

/** Bytes of the results of a step, of up to so many. */
function outBytesOf(axes: readonly LoopAxis[], bytes: number, band: number): number {
  return Math.min(
    band,
    axes.reduce((product, { out }) => product * out, bytes),
  );
}

/** Windows do not come in pieces here, so some need more room than there is. */
function roomForScan(problem: Problem, axes: readonly LoopAxis[], inBytes: number, outBytes: number): Room {
  let taps = 1;
  let last: LoopAxis | undefined;
  for (const axis of axes) {
    taps *= axis.window;
    if (axis.window > 1 && (last === undefined || axis.turn > last.turn)) last = axis;
  }
  const rows = taps / (last?.window ?? 1);
  return roomFor(rows, sortingOf(problem), inBytes, outBytes);
}

function fitPart(layout: Layout, box: readonly Cut[], part: readonly Piece[]): Fitted {
  const { axes, problem, split, room } = layout;
  const elementBytes = problem.input.bytes + (layout.masked ? 1 : 0);
  const packing = packingOf(axes, box, part, room === SHARED_ROOM ? Math.floor(BAND / elementBytes) : 0);
  const results = box.map((cut) => cut.count);
  const resultsPacked = packedPitch(results);
  const pitches = layout.resident ? pitchesOf(axes) : packing.pitches;
  const step = fitStep(problem, axes, box, part, split, pitches, resultsPacked);
  const divisor = divisorOf(problem, box);
  const size = axes.reduce((product, { extent }) => product * extent, problem.input.bytes);
  const touch = layout.resident && size > TOUCH_FROM ? touchOf(step) : 0;
  const { planAt, scratchAt, sortingAt, outAt, inAt } = room;
  const words = encode(problem, step, divisor, planAt, scratchAt, sortingAt, outcomesOf(problem), touch);
  const maskAt = align(inAt + problem.input.bytes * packing.extents.reduce((product, extent) => product * extent, 1));
  const positionsAt = align(outAt + step.results * problem.result.bytes);
  words[INPUT_FIELD] = inAt;
  words[OUTPUT_FIELD] = outAt;
  words[MASK_FIELD] = maskAt;
  words[POSITIONS_FIELD] = layout.positions ? positionsAt : 0;
  const staging = isOutside(box) ? stagingOf(problem, axes, box, part, packing) : undefined;
  const placed = scans(step);
  return { step, words, divisor, packing, staging, results, resultsPacked, maskAt, positionsAt, placed };
}

/** One-shot calls over an instance: bands of input in, folded, results out. Memory is fixed, whatever the input's size. */
export class OneShot {
  readonly instance: Instance;
  readonly #room: Room;
  readonly #plan: Int32Array;
  #written: Fitted | BandShape | undefined;
  #call: EngineCall | undefined;
  #bound: Bound | undefined;
  /** Where the results of the plan that was written last stand. */
  #results: TypedArray | undefined;

  constructor(engine: Engine, room: Room = SHARED_ROOM, bytes = room.end) {
    this.instance = new Instance(engine, bytes);
    this.#room = room;
    this.#plan = this.instance.view(DTYPES.int32).subarray(room.planAt / 4, room.scratchAt / 4) as Int32Array;
  }

  run(layout: Layout, arrays: Arrays): void {
    const { input, out } = arrays;
    const { bands } = layout;
    if (bands !== undefined) {
      for (let i = 0; i < bands.length; i++) this.#foldBand(layout, bands[i] as Band, arrays);
      return;
    }
    const { cuts, piece } = layout.cuts;
    const { axes, split } = layout;
    forEachChoice(cuts, (box) => {
      let to = out.offset;
      for (let a = 0; a < box.length; a++) to += (box[a] as Cut).out * (axes[a] as LoopAxis).outPitch;
      if (isEmpty(box)) {
        fillEmpty(layout, box, arrays, to);
        return;
      }
      const pieces = box.map((cut, a) => piecesOf(cut.taps, piece[a] as number));
      let fitted: Fitted | undefined;
      let deliver: number = DELIVER.firstPiece;
      forEachChoice(pieces, (part) => {
        const at = input.offset + offsetOf(axes, box, part);
        fitted = fittedOf(layout, box, part);
        this.#fold(layout, fitted, box, part, arrays, at, split ? deliver : undefined);
        deliver = DELIVER.nextPiece;
      });
      this.#bring(layout, fitted as Fitted, box, arrays, to);
    });
  }

  /** Several problems over one input and mask, cut alike: each box of input comes in once. */
  runEach(layouts: readonly Layout[], runs: readonly Arrays[]): void {
    const first = layouts[0];
    if (first === undefined) return;
    const { input } = runs[0] as Arrays;
    const { cuts } = first.cuts;
    forEachChoice(cuts, (box) => {
      const part = box.map(({ taps }) => ({ first: 0, taps }));
      for (let i = 0; i < layouts.length; i++) {
        const layout = layouts[i] as Layout;
        const arrays = runs[i] as Arrays;
        const { axes } = layout;
        const to = box.reduce((sum, cut, a) => sum + cut.out * (axes[a] as LoopAxis).outPitch, arrays.out.offset);
        if (isEmpty(box)) {
          fillEmpty(layout, box, arrays, to);
          continue;
        }
        const fitted = fittedOf(layout, box, part);
        this.#fold(layout, fitted, box, part, arrays, input.offset + offsetOf(axes, box, part), undefined, i > 0);
        this.#bring(layout, fitted, box, arrays, to);
      }
    });
  }

  /** Brings a band in, folds its parts, and brings their results home. */
  #foldBand(layout: Layout, band: Band, { input, out, mask, indices }: Arrays): void {
    const { problem, asked, resident } = layout;
    const { shape } = band;
    const plan = this.#plan;
    // Whoever holds a resident array can write all over the memory it lies in, so there nothing is taken for granted.
    if (this.#written !== shape || resident) this.#bind(layout, shape);
    const { calls, results, positions } = this.#bound as Bound;
    const start = input.offset + band.from;
    if (!resident) {
      const { packing, run } = shape;
      const half = asked.input !== problem.input;
      if (half) this.#takeHalf(shape, input, start);
      else if (run > 0)
        copyRun(run, input.data, start, 1, this.#intake(problem), this.#room.inAt / problem.input.bytes, 1);
      else if (shape.count > 0) {
        const at = this.#room.inAt / problem.input.bytes;
        copyBox(packing.extents, input.data, start, packing.from, this.#intake(problem), at, packing.to);
      }
      if (mask !== undefined && shape.count > 0) {
        const data = this.instance.view(DTYPES.uint8);
        const from = mask.offset + band.mask;
        copyBox(
          packing.extents,
          mask.data,
          from,
          packing.fromMask,
          data,
          shape.maskAt,
          packing.to,
          maskIntakeOf(mask.dtype),
        );
      }
    }
    const { parts, empty } = shape;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const { word } = part;
      if (part.staged !== undefined) this.#stage(layout, part.staged, band, input, mask);
      else if (resident) {
        plan[word + INPUT_FIELD] = input.data.byteOffset + (start + part.from) * problem.input.bytes;
      }
      if (part.placed) plan[word + PLACE_FIELD] = part.moves ? part.place + band.place : part.place;
      (calls[i] as EngineCall)(part.plan);
      if (part.staged !== undefined && layout.positions && isByElement(problem)) {
        renumberPart(layout, part, shape, results, positions as Int32Array);
      }
    }
    for (let i = 0; i < empty.length; i++) {
      const { at, results: extents } = empty[i] as BandShape["empty"][number];
      fillBox(extents, emptyElement(problem), results, at, shape.packed);
      if (positions !== undefined) fillBox(extents, -1, positions, at, shape.packed);
    }
    const to = out.offset + band.out;
    const same = asked.result === problem.result;
    const data = same ? results : this.#halves(results);
    const home = same ? out.data : bitsOf(out.data);
    if (shape.resultRun > 0) copyRun(shape.resultRun, data, 0, 1, home, to, 1);
    else copyBox(shape.results, data, 0, shape.packed, home, to, layout.outPitch);
    if (indices === undefined) return;
    const pitch = layout.axes.map((axis) => axis.indexPitch);
    const at = indices.offset + band.index;
    copyBox(shape.results, positions as Int32Array, 0, shape.packed, indices.data, at, pitch);
  }

  /** Writes the plans of a band's parts. */
  #bind({ problem, positions }: Layout, shape: BandShape): void {
    const { resultCount, parts, positionsAt } = shape;
    this.#plan.set(shape.words);
    this.#written = shape;
    if (this.#bound?.shape === shape) return;
    const at = this.#room.outAt / problem.result.bytes;
    const from = positionsAt / 4;
    this.#bound = {
      shape,
      calls: parts.map(({ step }) => this.instance.call(step.fold.name)),
      results: this.instance.view(problem.result).subarray(at, at + resultCount),
      positions: positions
        ? (this.instance.view(DTYPES.int32).subarray(from, from + resultCount) as Int32Array)
        : undefined,
    };
  }

  #intake({ input }: Problem): TypedArray {
    return this.instance.view(input);
  }

  /** Float16s come in as bits, as far behind as they take to become wider. */
  #takeHalf({ packing, count }: BandShape, input: View, start: number): void {
    const { inAt } = this.#room;
    const bits = this.instance.view(DTYPES.uint16);
    if (count === 0) return;
    copyBox(packing.extents, bitsOf(input.data), start, packing.from, bits, inAt / 2 + count, packing.to);
    this.instance.convert("decode_f16")(inAt + 2 * count, inAt, count);
  }

  /** Brings in a box that reaches outside the array, and what stands there. */
  #stage({ problem, asked, axes }: Layout, staged: Staged, band: Band, input: View, mask: View | undefined): void {
    const { staging, count, at } = staged;
    const pitch = axes.map((axis) => axis.pitch);
    const start = input.offset + band.from + staged.from;
    const fill = problem.fill ?? 0;
    if (asked.input === problem.input) {
      copyStaged(staging, pitch, input.data, start, this.#intake(problem), at / problem.input.bytes, copyRun, fill);
    } else {
      const bits = this.instance.view(DTYPES.uint16);
      const filler = toFloat16Bits(fill as number);
      copyStaged(staging, pitch, bitsOf(input.data), start, bits, at / 2 + count, copyRun, filler);
      this.instance.convert("decode_f16")(at + 2 * count, at, count);
    }
    if (mask === undefined) return;
    const maskPitch = axes.map((axis) => axis.maskPitch);
    const from = mask.offset + band.mask + staged.mask;
    const data = this.instance.view(DTYPES.uint8);
    copyStaged(staging, maskPitch, mask.data, from, data, staged.maskAt, maskIntakeOf(mask.dtype), 1);
  }

  /** Brings a box of input in, unless it is there, and folds it. */
  #fold(
    layout: Layout,
    fitted: Fitted,
    box: readonly Cut[],
    part: readonly Piece[],
    { input, mask }: Arrays,
    offset: number,
    deliver?: number,
    isThere = false,
  ): void {
    const { problem } = layout;
    const plan = this.#plan;
    // Whoever holds a resident array can write all over the memory it lies in, so there nothing is taken for granted.
    if (this.#written !== fitted || layout.resident) {
      plan.set(fitted.words);
      this.#call = this.instance.call(fitted.step.fold.name);
      const at = this.#room.outAt / problem.result.bytes;
      this.#results = this.instance.view(problem.result).subarray(at, at + fitted.step.results);
      this.#written = fitted;
    }
    const { bytes } = problem.input;
    if (layout.resident) plan[INPUT_FIELD] = input.data.byteOffset + offset * bytes;
    else if (!isThere) this.#take(layout, fitted, box, part, input, offset);
    if (mask !== undefined && !isThere) this.#takeMask(layout, fitted, box, part, mask);
    if (deliver !== undefined) plan[DELIVER_FIELD] = deliver;
    if (fitted.placed) plan[PLACE_FIELD] = firstPlaceOf(problem, layout.axes, box);
    (this.#call as EngineCall)(this.#room.planAt);
  }

  #take(
    layout: Layout,
    { packing, staging }: Fitted,
    box: readonly Cut[],
    part: readonly Piece[],
    input: View,
    offset: number,
  ): void {
    const { problem, asked, axes } = layout;
    const half = asked.input !== problem.input;
    const { inAt } = this.#room;
    // Float16s come in as bits, as far behind as they take to become wider.
    const count = half ? packing.extents.reduce((product, extent) => product * extent, 1) : 0;
    const from = half ? bitsOf(input.data) : input.data;
    const data = this.instance.view(half ? DTYPES.uint16 : problem.input);
    const at = half ? inAt / 2 + count : inAt / problem.input.bytes;
    if (staging === undefined) copyBox(packing.extents, from, offset, packing.from, data, at, packing.to);
    else {
      const pitch = axes.map((axis) => axis.pitch);
      const start = input.offset + stagedOffset(axes, box, part, pitch);
      const fill = problem.fill ?? 0;
      copyStaged(staging, pitch, from, start, data, at, copyRun, half ? toFloat16Bits(fill as number) : fill);
    }
    if (half) this.instance.convert("decode_f16")(inAt + 2 * count, inAt, count);
  }

  /** The mask beside a box of input; what is a fill value is never masked. */
  #takeMask({ axes }: Layout, fitted: Fitted, box: readonly Cut[], part: readonly Piece[], mask: View): void {
    const data = this.instance.view(DTYPES.uint8);
    const run = maskIntakeOf(mask.dtype);
    if (fitted.staging === undefined) {
      const { extents, fromMask, to } = fitted.packing;
      copyBox(extents, mask.data, mask.offset + maskOffsetOf(axes, box), fromMask, data, fitted.maskAt, to, run);
      return;
    }
    const pitch = axes.map((axis) => axis.maskPitch);
    const from = mask.offset + stagedOffset(axes, box, part, pitch);
    copyStaged(fitted.staging, pitch, mask.data, from, data, fitted.maskAt, run, 1);
  }

  /** Brings a box of results home. */
  #bring(layout: Layout, fitted: Fitted, box: readonly Cut[], { out, indices }: Arrays, offset: number): void {
    const { problem, asked, room } = layout;
    const { result } = problem;
    let data = this.#results as TypedArray;
    if (layout.split) {
      const { step, divisor } = fitted;
      if (step.settle === undefined) {
        data = new result.array(step.results);
        settleTotals(problem, step.fold, divisor, this.instance, room.outAt, step.results, data);
      } else {
        // The band of input has been folded, so its place is free.
        const at = room.inAt / result.bytes;
        this.instance.settle(step.settle)(room.planAt, room.outAt, room.inAt, step.results);
        data = this.instance.view(result).subarray(at, at + step.results);
      }
    }
    if (layout.positions) this.#number(layout, fitted, box, data, indices);
    const { results, resultsPacked } = fitted;
    if (asked.result === result) copyBox(results, data, 0, resultsPacked, out.data, offset, layout.outPitch);
    else {
      const bits = this.#halves(data);
      copyBox(results, bits, 0, resultsPacked, bitsOf(out.data), offset, layout.outPitch);
    }
  }

  /** Results as bits of float16s; totals that were settled here are brought to the engine for it. */
  #halves(results: TypedArray): TypedArray {
    const { outAt } = this.#room;
    const { memory } = this.instance;
    let from = outAt;
    if (results.buffer === memory.buffer) from = results.byteOffset;
    else
      new Uint8Array(memory.buffer, outAt).set(new Uint8Array(results.buffer, results.byteOffset, results.byteLength));
    return putHalves(this.instance, results.BYTES_PER_ELEMENT, from, outAt, results.length);
  }

  /** Positions into what is asked for: translated where windows reach outside the array, and brought home. */
  #number(layout: Layout, fitted: Fitted, box: readonly Cut[], results: TypedArray, indices: View | undefined): void {
    const { axes, problem } = layout;
    const { step, staging, positionsAt } = fitted;
    const itself = problem.op.positions === "itself";
    const from = positionsAt / 4;
    const positions =
      itself && step.row.family === "seek"
        ? (results as Int32Array)
        : (this.instance.view(DTYPES.int32).subarray(from, from + step.results) as Int32Array);
    if (staging !== undefined && isByElement(problem)) {
      const write = writerOf(results, problem.result);
      renumber(problem, axes, box, positions, 0, fitted.resultsPacked, (at, position) => {
        if (itself) write(at, settle(problem, position));
      });
    }
    if (indices === undefined) return;
    let to = indices.offset;
    for (let a = 0; a < box.length; a++) to += (box[a] as Cut).out * (axes[a] as LoopAxis).indexPitch;
    const pitch = axes.map((axis) => axis.indexPitch);
    copyBox(fitted.results, positions, 0, fitted.resultsPacked, indices.data, to, pitch);
  }
}

/** What an instance holds of the band that it folded last. */
interface Bound {
  readonly shape: BandShape;
  readonly calls: readonly EngineCall[];
  readonly results: TypedArray;
  readonly positions: Int32Array | undefined;
}

/** Positions of a part that reaches outside the array, beside the results or in their place. */
function renumberPart(
  { problem, axes }: Layout,
  { box, step, to }: Part,
  { packed }: BandShape,
  results: TypedArray,
  positions: Int32Array,
): void {
  const itself = problem.op.positions === "itself";
  const from = itself && step.row.family === "seek" ? (results as Int32Array) : positions;
  const write = writerOf(results, problem.result);
  renumber(problem, axes, box, from, to, packed, (at, position) => {
    if (itself) write(at, settle(problem, position));
  });
}

/** Positions in windows become those of the elements that were read: from `at` on, with these pitches. */
export function renumber(
  problem: Problem,
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  positions: Int32Array,
  at: number,
  pitch: readonly number[],
  visit: (at: number, position: number) => void,
): void {
  const index = box.map((cut) => cut.out);
  const level = (a: number, place: number): void => {
    if (a === axes.length) {
      const position = renumbered(problem, axes, index, positions[place] as number);
      positions[place] = position;
      visit(place, position);
      return;
    }
    const { out, count } = box[a] as Cut;
    for (let i = 0; i < count; i++) {
      index[a] = out + i;
      level(a + 1, place + i * (pitch[a] as number));
    }
  };
  level(0, at);
}

/** Windows without any tap. */
function fillEmpty({ asked, axes, outPitch }: Layout, box: readonly Cut[], { out, indices }: Arrays, to: number): void {
  const results = box.map((cut) => cut.count);
  fillBox(results, emptyElement(asked), out.data, to, outPitch);
  if (indices === undefined) return;
  const pitch = axes.map((axis) => axis.indexPitch);
  const at = box.reduce((sum, cut, a) => sum + cut.out * (pitch[a] as number), indices.offset);
  fillBox(results, -1, indices.data, at, pitch);
}

/** A piece of a box, fitted once for all that lie alike. */
export function fittedOf(layout: Layout, box: readonly Cut[], part: readonly Piece[]): Fitted {
  let key = "";
  for (let a = 0; a < box.length; a++) {
    const { count, taps, padded, outside, out } = box[a] as Cut;
    const { first, taps: some } = part[a] as Piece;
    key += `${count},${some},${taps},${padded};`;
    // What is outside is not the same wherever the box stands.
    if (outside) key += `${out},${first};`;
  }
  let fitted = layout.fitted.get(key);
  if (fitted === undefined) {
    fitted = fitPart(layout, box, part);
    layout.fitted.set(key, fitted);
  }
  return fitted;
}
