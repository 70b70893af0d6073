import {
  type Cut,
  type Cuts,
  cutAxes,
  forEachChoice,
  isEmpty,
  type Piece,
  piecesOf,
  ROWS_LIMIT,
} from "../plan/cuts.ts";
import {
  divisorOf,
  fitStep,
  offsetOf,
  type Packing,
  packedPitch,
  packingOf,
  pitchesOf,
  valueBytesOf,
} from "../plan/fit.ts";
import { engineDivides, tapLimit } from "../plan/fold.ts";
import { type LoopAxis, loopAxes } from "../plan/loops.ts";
import type { Step } from "../plan/step.ts";
import { DELIVER, DELIVER_FIELD, encode, INPUT_FIELD, OUTPUT_FIELD } from "../plan/struct.ts";
import { TOUCH_FROM, TOUCH_SLACK, touchOf } from "../plan/touch.ts";
import { emptyValue } from "../reference/empty.ts";
import { SCRATCH_BYTES } from "../registry/drivers.ts";
import { DTYPES, type TypedArray } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Engine, type EngineCall, Instance } from "../wasm/engine.ts";
import { copyBox } from "./copy.ts";
import { fillBox } from "./fill.ts";
import { settleTotals } from "./totals.ts";

/** Bytes of input, and of results, that go through the engine's memory at once: together they stay in the L2 cache. */
const BAND = 262144;

/** Where things stand in the memory of one-shot calls; the first bytes stay empty. */
const PLAN_AT = 1024;
const SCRATCH_AT = PLAN_AT + 4 * (ROWS_LIMIT + 1024);
const OUT_AT = SCRATCH_AT + 2 * SCRATCH_BYTES + 64;
const IN_AT = OUT_AT + BAND + 64;
/** Memory of the one-shot instance, and what an array of `alloc` stands behind in its own. */
export const BAND_MEMORY = IN_AT + BAND + TOUCH_SLACK;

/** A problem over arrays of one layout, cut and fitted: worth keeping for the next call alike. */
export interface Layout {
  readonly problem: Problem;
  readonly axes: readonly LoopAxis[];
  readonly outPitch: readonly number[];
  readonly cuts: Cuts;
  /** Whether folded values become totals first: windows come in pieces, or their sums are divided as the engine cannot. */
  readonly split: boolean;
  /** Whether the input lies in the engine's memory and is read in place. */
  readonly resident: boolean;
  /** Fitted parts by the shape of their box. */
  readonly fitted: Map<string, Fitted>;
  /** The only part, of a problem that is not cut, and how far its first tap is from the first element. */
  readonly whole: (Fitted & { readonly offset: number }) | undefined;
}

/** One box of results, or one piece of it, whose windows lie alike wherever the box stands. */
interface Fitted {
  readonly step: Step;
  readonly words: Int32Array;
  readonly divisor: number;
  readonly packing: Packing;
  /** Extents of the box of results, and their pitches packed tight. */
  readonly results: readonly number[];
  readonly resultsPacked: readonly number[];
}

/** Fits a problem to the layout of its arrays. */
export function layoutOf(problem: Problem, input: View, out: View, resident: boolean): Layout {
  const axes = loopAxes(problem.axes, input.pitch, out.pitch);
  const widest = Math.max(problem.result.bytes, valueBytesOf(problem, true));
  const cuts = cutAxes(axes, {
    input: resident ? Infinity : BAND / problem.input.bytes,
    output: Math.floor(BAND / widest),
    taps: tapLimit(problem),
  });
  const layout = {
    problem,
    axes,
    outPitch: axes.map((axis) => axis.outPitch),
    cuts,
    split: cuts.split || !engineDivides(problem),
    resident,
    fitted: new Map(),
    whole: undefined,
  };
  if (cuts.split || cuts.cuts.some((list) => list.length !== 1)) return layout;
  const box = cuts.cuts.map((list) => list[0] as Cut);
  if (isEmpty(box)) return layout;
  const part = box.map(({ taps }) => ({ first: 0, taps }));
  return { ...layout, whole: { ...fitPart(layout, box, part), offset: offsetOf(axes, box, part) } };
}

function fitPart(layout: Layout, box: readonly Cut[], part: readonly Piece[]): Fitted {
  const { axes, problem, split } = layout;
  const packing = packingOf(axes, box, part);
  const results = box.map((cut) => cut.count);
  const resultsPacked = packedPitch(results);
  const pitches = layout.resident ? pitchesOf(axes) : packing.pitches;
  const step = fitStep(problem, axes, box, part, split, pitches, resultsPacked);
  const divisor = divisorOf(problem, box);
  const size = axes.reduce((product, { extent }) => product * extent, problem.input.bytes);
  const touch = layout.resident && size > TOUCH_FROM ? touchOf(step) : 0;
  const words = encode(problem, step, divisor, PLAN_AT, SCRATCH_AT, touch);
  words[INPUT_FIELD] = IN_AT;
  words[OUTPUT_FIELD] = OUT_AT;
  return { step, words, divisor, packing, results, resultsPacked };
}

/** One-shot calls over an instance: bands of input in, folded, results out. Memory is fixed, whatever the input's size. */
export class OneShot {
  readonly instance: Instance;
  readonly #plan: Int32Array;
  #written: Fitted | undefined;
  #call: EngineCall | undefined;
  /** Where the results of the plan that was written last stand. */
  #results: TypedArray | undefined;

  constructor(engine: Engine, bytes = BAND_MEMORY) {
    this.instance = new Instance(engine, bytes);
    this.#plan = this.instance.view(DTYPES.int32).subarray(PLAN_AT / 4, SCRATCH_AT / 4) as Int32Array;
  }

  run(layout: Layout, input: View, out: View): void {
    if (layout.whole !== undefined) {
      const at = input.offset + layout.whole.offset;
      this.#fold(layout, layout.whole, input, at, layout.split ? DELIVER.firstPiece : undefined);
      this.#bring(layout, layout.whole, out.data, out.offset);
      return;
    }
    const { cuts, piece } = layout.cuts;
    const { axes, split } = layout;
    forEachChoice(cuts, (box) => {
      let to = out.offset;
      for (let a = 0; a < box.length; a++) to += (box[a] as Cut).out * (axes[a] as LoopAxis).outPitch;
      if (isEmpty(box)) {
        const results = box.map((cut) => cut.count);
        fillBox(results, emptyValue(layout.problem), out.data, to, layout.outPitch);
        return;
      }
      const pieces = box.map((cut, a) => piecesOf(cut.taps, piece[a] as number));
      let fitted: Fitted | undefined;
      let deliver: number = DELIVER.firstPiece;
      forEachChoice(pieces, (part) => {
        const at = input.offset + offsetOf(axes, box, part);
        fitted = fittedOf(layout, box, part);
        this.#fold(layout, fitted, input, at, split ? deliver : undefined);
        deliver = DELIVER.nextPiece;
      });
      this.#bring(layout, fitted as Fitted, out.data, to);
    });
  }

  /** Brings a box of input in, unless it is there, and folds it. */
  #fold(layout: Layout, fitted: Fitted, input: View, offset: number, deliver?: number): void {
    const { problem } = layout;
    const plan = this.#plan;
    // Whoever holds a resident array can write all over the memory it lies in, so there nothing is taken for granted.
    if (this.#written !== fitted || layout.resident) {
      plan.set(fitted.words);
      this.#call = this.instance.call(fitted.step.fold.name);
      const at = OUT_AT / problem.result.bytes;
      this.#results = this.instance.view(problem.result).subarray(at, at + fitted.step.results);
      this.#written = fitted;
    }
    const { bytes } = problem.input;
    if (layout.resident) plan[INPUT_FIELD] = input.data.byteOffset + offset * bytes;
    else {
      const data = this.instance.view(problem.input);
      const { extents, from, to } = fitted.packing;
      copyBox(extents, input.data, offset, from, data, IN_AT / bytes, to);
    }
    if (deliver !== undefined) plan[DELIVER_FIELD] = deliver;
    (this.#call as EngineCall)(PLAN_AT);
  }

  /** Brings a box of results home. */
  #bring(layout: Layout, fitted: Fitted, out: TypedArray, offset: number): void {
    const { problem } = layout;
    const { result } = problem;
    let data = this.#results as TypedArray;
    if (layout.split) {
      const { step, divisor } = fitted;
      if (step.settle === undefined) {
        data = new result.array(step.results);
        settleTotals(problem, step.fold, divisor, this.instance, OUT_AT, step.results, data);
      } else {
        // The band of input has been folded, so its place is free.
        const at = IN_AT / result.bytes;
        this.instance.settle(step.settle)(PLAN_AT, OUT_AT, IN_AT, step.results);
        data = this.instance.view(result).subarray(at, at + step.results);
      }
    }
    copyBox(fitted.results, data, 0, fitted.resultsPacked, out, offset, layout.outPitch);
  }
}

function fittedOf(layout: Layout, box: readonly Cut[], part: readonly Piece[]): Fitted {
  let key = "";
  for (let a = 0; a < box.length; a++) {
    const { count, taps, padded } = box[a] as Cut;
    key += `${count},${(part[a] as Piece).taps},${taps},${padded};`;
  }
  let fitted = layout.fitted.get(key);
  if (fitted === undefined) {
    fitted = fitPart(layout, box, part);
    layout.fitted.set(key, fitted);
  }
  return fitted;
}
