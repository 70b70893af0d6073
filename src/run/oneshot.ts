import { type Cut, type Cuts, cutAxes, forEachChoice, type Piece, piecesOf } from "../plan/cuts.ts";
import { divisorOf, fitStep, packedPitch, valueBytesOf } from "../plan/fit.ts";
import { tapLimit } from "../plan/fold.ts";
import { type LoopAxis, loopAxes } from "../plan/loops.ts";
import type { Step } from "../plan/step.ts";
import { DELIVER, DELIVER_FIELD, encode, INPUT_FIELD, OUTPUT_FIELD } from "../plan/struct.ts";
import { SCRATCH_BYTES } from "../registry/drivers.ts";
import { DTYPES } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Engine, Instance } from "../wasm/engine.ts";
import { copyBox } from "./copy.ts";
import { settleTotals } from "./totals.ts";

/** Bytes of input, and of results, that go through the engine's memory at once: together they stay in the L2 cache. */
const BAND = 131072;

/** Entries of the table of a window's rows. */
const ROWS_LIMIT = 4096;

/** Where things stand in the memory of one-shot calls; the first bytes stay empty. */
const PLAN_AT = 1024;
const SCRATCH_AT = PLAN_AT + 4 * (ROWS_LIMIT + 1024);
const OUT_AT = SCRATCH_AT + SCRATCH_BYTES + 64;
const IN_AT = OUT_AT + BAND + 64;
/** Memory of the one-shot instance, and what an array of `alloc` stands behind in its own. */
export const BAND_MEMORY = IN_AT + BAND + 64;

/** A problem over arrays of one layout, cut and fitted: worth keeping for the next call alike. */
export interface Layout {
  readonly problem: Problem;
  readonly axes: readonly LoopAxis[];
  readonly cuts: Cuts;
  readonly resident: boolean;
  /** Encoded steps by the shape of their box. */
  readonly steps: Map<string, Fitted>;
}

interface Fitted {
  readonly step: Step;
  readonly words: Int32Array;
  readonly divisor: number;
}

/** Fits a problem to the layout of its arrays. `resident` input lies in the engine's memory and is read in place. */
export function layoutOf(problem: Problem, input: View, out: View, resident: boolean): Layout {
  const axes = loopAxes(problem.axes, input.pitch, out.pitch);
  const widest = Math.max(problem.result.bytes, valueBytesOf(problem, true));
  const cuts = cutAxes(axes, {
    input: resident ? Infinity : BAND / problem.input.bytes,
    output: Math.floor(BAND / widest),
    taps: tapLimit(problem),
    rows: ROWS_LIMIT,
  });
  return { problem, axes, cuts, resident, steps: new Map() };
}

/** One-shot calls over an instance: bands of input in, folded, results out. Memory is fixed, whatever the input's size. */
export class OneShot {
  readonly instance: Instance;
  #written: Int32Array | undefined;
  readonly #plan: Int32Array;

  constructor(engine: Engine, bytes = BAND_MEMORY) {
    this.instance = new Instance(engine, bytes);
    this.#plan = this.instance.view(DTYPES.int32).subarray(PLAN_AT / 4, SCRATCH_AT / 4) as Int32Array;
  }

  run(layout: Layout, input: View, out: View): void {
    const { cuts, piece } = layout.cuts;
    forEachChoice(cuts, (box) => {
      const pieces = box.map((cut, a) => piecesOf(cut.taps, piece[a] as number));
      const results = box.map((cut) => cut.count);
      let fitted: Fitted | undefined;
      let first = true;
      forEachChoice(pieces, (part) => {
        fitted = this.#part(layout, input, box, part, first);
        first = false;
      });
      this.#deliver(layout, fitted as Fitted, box, results, out);
    });
  }

  /** Folds one piece of one box. */
  #part(layout: Layout, input: View, box: readonly Cut[], part: readonly Piece[], first: boolean): Fitted {
    const { axes, problem } = layout;
    const offset = box.reduce(
      (at, cut, a) => at + (cut.first + (part[a] as Piece).first) * (axes[a] as LoopAxis).pitch,
      input.offset,
    );
    const extents = box.map((cut, a) => (cut.count - 1) * (axes[a] as LoopAxis).stride + (part[a] as Piece).taps);
    const packed = packedPitch(extents);
    const key = box.map((cut, a) => `${cut.count},${(part[a] as Piece).taps},${cut.taps}`).join(";");
    let fitted = layout.steps.get(key);
    if (fitted === undefined) {
      const outPitch = packedPitch(box.map((cut) => cut.count));
      const pitch = layout.resident ? axes.map((axis) => axis.pitch) : packed;
      const step = fitStep(problem, axes, box, part, layout.cuts.split, pitch, outPitch);
      const divisor = divisorOf(box);
      fitted = { step, words: encode(problem, step, divisor, PLAN_AT, SCRATCH_AT), divisor };
      layout.steps.set(key, fitted);
    }
    const plan = this.#plan;
    if (this.#written !== fitted.words) {
      plan.set(fitted.words);
      this.#written = fitted.words;
    }
    if (layout.resident) plan[INPUT_FIELD] = input.data.byteOffset + offset * problem.input.bytes;
    else {
      const data = this.instance.view(problem.input);
      const at = IN_AT / problem.input.bytes;
      const pitch = axes.map((axis) => axis.pitch);
      copyBox(extents, { data: input.data, offset, pitch }, { data, offset: at, pitch: packed });
      plan[INPUT_FIELD] = IN_AT;
    }
    plan[OUTPUT_FIELD] = OUT_AT;
    if (layout.cuts.split) plan[DELIVER_FIELD] = first ? DELIVER.firstPiece : DELIVER.nextPiece;
    this.instance.call(fitted.step.fold.name)(PLAN_AT);
    return fitted;
  }

  /** Brings a box of results home. */
  #deliver(layout: Layout, fitted: Fitted, box: readonly Cut[], results: readonly number[], out: View): void {
    const { axes, problem } = layout;
    const { result } = problem;
    let data = this.instance.view(result);
    let at = OUT_AT / result.bytes;
    if (layout.cuts.split) {
      const length = fitted.step.results;
      data = new result.array(length);
      at = 0;
      settleTotals(problem, fitted.step.fold, fitted.divisor, this.instance, OUT_AT, length, data, 0);
    }
    const offset = box.reduce((sum, cut, a) => sum + cut.out * (axes[a] as LoopAxis).outPitch, out.offset);
    const pitch = axes.map((axis) => axis.outPitch);
    copyBox(results, { data, offset: at, pitch: packedPitch(results) }, { data: out.data, offset, pitch });
  }
}
