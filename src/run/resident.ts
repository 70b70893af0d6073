import { type Cut, cutAxes, forEachChoice, isEmpty, piecesOf } from "../plan/cuts.ts";
import { divisorOf, fitStep, offsetOf, packedPitch, pitchesOf, valueBytesOf } from "../plan/fit.ts";
import { engineDivides, tapLimit } from "../plan/fold.ts";
import { type LoopAxis, loopAxes } from "../plan/loops.ts";
import type { Step } from "../plan/step.ts";
import { DELIVER, DELIVER_FIELD, encode, INPUT_FIELD, OUTPUT_FIELD, wordsOf } from "../plan/struct.ts";
import { TOUCH_FROM, TOUCH_SLACK, touchOf } from "../plan/touch.ts";
import { emptyValue } from "../reference/empty.ts";
import { SCRATCH_BYTES } from "../registry/drivers.ts";
import { DTYPES, type DTypeRow, type TypedArray } from "../registry/dtypes.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import { rowMajor } from "../shape/view.ts";
import { type Engine, type EngineCall, Instance } from "../wasm/engine.ts";
import type { Prepared } from "./backend.ts";
import { copyBox } from "./copy.ts";
import { fillBox } from "./fill.ts";
import { settleTotals } from "./totals.ts";

const PLANS_AT = 1024;

interface Part {
  readonly box: readonly Cut[];
  readonly step: Step;
  readonly divisor: number;
  /** Elements of input and results before its first. */
  readonly from: number;
  readonly to: number;
  readonly deliver: number | undefined;
  readonly last: boolean;
}

/** A run over arrays that stay in the engine's memory, in an instance of its own: each call only calls the engine. */
export function prepareResident(engine: Engine, problem: Problem): Prepared {
  const extents = problem.axes.map((axis) => axis.extent);
  const shape = outShape(problem.axes);
  const axes = loopAxes(problem.axes, rowMajor(extents), rowMajor(shape));
  const length = extents.reduce((product, extent) => product * extent, 1);
  const outLength = shape.reduce((product, extent) => product * extent, 1);
  const { parts, split, empty } = partsOf(problem, axes, outLength);

  const addresses: number[] = [];
  let at = PLANS_AT;
  for (const { step } of parts) {
    addresses.push(at);
    at = align(at + 4 * wordsOf(step));
  }
  const scratch = at;
  const totals = align(scratch + 2 * SCRATCH_BYTES);
  const most = parts.reduce((most, { step }) => Math.max(most, step.results), 0);
  const settled = align(totals + (split ? most * valueBytesOf(problem, true) : 0));
  const outAt = align(settled + (split ? most * problem.result.bytes : 0));
  const inAt = align(outAt + outLength * problem.result.bytes);
  const instance = new Instance(engine, inAt + length * problem.input.bytes + TOUCH_SLACK);

  const words = instance.view(DTYPES.int32) as Int32Array;
  const large = length * problem.input.bytes > TOUCH_FROM;
  parts.forEach(({ step, divisor, from, to, deliver }, i) => {
    const plan = encode(problem, step, divisor, addresses[i] as number, scratch, large ? touchOf(step) : 0);
    plan[INPUT_FIELD] = inAt + from * problem.input.bytes;
    plan[OUTPUT_FIELD] = split ? totals : outAt + to * problem.result.bytes;
    if (deliver !== undefined) plan[DELIVER_FIELD] = deliver;
    words.set(plan, (addresses[i] as number) / 4);
  });

  const output = arrayAt(instance, problem.result, outAt, outLength);
  const calls = parts.map(({ step }) => instance.call(step.fold.name));
  const run = split
    ? piecewise(problem, axes, parts, calls, addresses, instance, { totals, settled, output: outAt }, output)
    : straight(calls, addresses);
  const nothing = emptyValue(problem);
  const outPitch = axes.map((axis) => axis.outPitch);
  return {
    input: arrayAt(instance, problem.input, inAt, length),
    output,
    run:
      empty.length === 0
        ? run
        : () => {
            run();
            for (const { results, to } of empty) fillBox(results, nothing, output, to, outPitch);
          },
    steps: parts.map(({ step }) => ({ driver: step.driver.name, why: step.driver.why, results: step.results })),
    bytes: instance.memory.buffer.byteLength,
  };
}

function straight(calls: readonly EngineCall[], addresses: readonly number[]): () => void {
  const [call] = calls;
  const [address] = addresses;
  // The usual plan is one call, and small matrices feel a loop.
  if (call !== undefined && address !== undefined && calls.length === 1) return () => call(address);
  return () => {
    for (let i = 0; i < calls.length; i++) (calls[i] as EngineCall)(addresses[i] as number);
  };
}

/** Where windows come in pieces, totals become results after the last piece of each box. */
function piecewise(
  problem: Problem,
  axes: readonly LoopAxis[],
  parts: readonly Part[],
  calls: readonly EngineCall[],
  addresses: readonly number[],
  instance: Instance,
  at: { readonly totals: number; readonly settled: number; readonly output: number },
  output: TypedArray,
): () => void {
  const outPitch = axes.map((axis) => axis.outPitch);
  const { bytes } = problem.result;
  const ends = parts.map(({ box, step, to }) => {
    const results = box.map((cut) => cut.count);
    const pitch = packedPitch(results);
    const straight = results.every((count, a) => count === 1 || pitch[a] === outPitch[a]);
    // Results that stand together in the output are settled right there.
    const address = straight ? at.output + to * bytes : at.settled;
    const settle = step.settle === undefined ? undefined : instance.settle(step.settle);
    const data = instance.view(problem.result).subarray(address / bytes, address / bytes + step.results);
    return { results, pitch, straight, address, settle, data };
  });
  return () => {
    for (let i = 0; i < parts.length; i++) {
      const { step, divisor, to, last } = parts[i] as Part;
      (calls[i] as EngineCall)(addresses[i] as number);
      if (!last) continue;
      const { results, pitch, straight, address, settle, data } = ends[i] as (typeof ends)[number];
      if (settle === undefined) settleTotals(problem, step.fold, divisor, instance, at.totals, step.results, data);
      else settle(addresses[i] as number, at.totals, address, step.results);
      if (!straight) copyBox(results, data, 0, pitch, output, to, outPitch);
    }
  };
}

interface Parts {
  readonly parts: readonly Part[];
  readonly split: boolean;
  /** Boxes of windows that find no tap. */
  readonly empty: readonly { readonly results: readonly number[]; readonly to: number }[];
}

function partsOf(problem: Problem, axes: readonly LoopAxis[], outLength: number): Parts {
  const parts: Part[] = [];
  const empty: { results: number[]; to: number }[] = [];
  if (outLength === 0) return { parts, split: false, empty };
  const limits = { input: Infinity, output: Infinity, taps: tapLimit(problem) };
  const { cuts, piece, split: cut } = cutAxes(axes, limits);
  const split = cut || !engineDivides(problem);
  const pitches = pitchesOf(axes);
  forEachChoice(cuts, (turn) => {
    const box = turn.slice();
    const to = box.reduce((sum, cut, a) => sum + cut.out * (axes[a] as LoopAxis).outPitch, 0);
    if (isEmpty(box)) {
      empty.push({ results: box.map((cut) => cut.count), to });
      return;
    }
    const divisor = divisorOf(problem, box);
    const outPitch = split ? packedPitch(box.map((cut) => cut.count)) : axes.map((axis) => axis.outPitch);
    const pieces = box.map((cut, a) => piecesOf(cut.taps, piece[a] as number));
    const before = parts.length;
    forEachChoice(pieces, (part) => {
      const from = offsetOf(axes, box, part);
      const step = fitStep(problem, axes, box, part, split, pitches, outPitch);
      const deliver = split ? (parts.length === before ? DELIVER.firstPiece : DELIVER.nextPiece) : undefined;
      parts.push({ box, step, divisor, from, to, deliver, last: false });
    });
    parts[parts.length - 1] = { ...(parts.at(-1) as Part), last: true };
  });
  return { parts, split, empty };
}

function arrayAt(instance: Instance, dtype: DTypeRow, address: number, length: number): TypedArray {
  return new dtype.array(instance.memory.buffer, address, length);
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
