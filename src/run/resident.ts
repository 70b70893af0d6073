import { type Cut, cutAxes, forEachChoice, isEmpty, isOutside, type Piece, piecesOf } from "../plan/cuts.ts";
import {
  divisorOf,
  firstPlaceOf,
  fitStep,
  offsetOf,
  packedPitch,
  packingOf,
  pitchesOf,
  valueBytesOf,
} from "../plan/fit.ts";
import { engineDivides, tapLimit } from "../plan/fold.ts";
import { type LoopAxis, loopAxes } from "../plan/loops.ts";
import { isByElement, isScan, positionsOf, readsOutside, sortingOf } from "../plan/scan.ts";
import { slideOf } from "../plan/slide.ts";
import { medianSlideOf } from "../plan/slidemedian.ts";
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
  wordsOf,
} from "../plan/struct.ts";
import { TOUCH_FROM, TOUCH_SLACK, touchOf } from "../plan/touch.ts";
import { settle } from "../reference/exact.ts";
import { SCRATCH_BYTES } from "../registry/drivers.ts";
import { DTYPES, type DTypeRow, type TypedArray } from "../registry/dtypes.ts";
import { hasIndices, outShape, type Problem } from "../shape/problem.ts";
import { rowMajor, type View } from "../shape/view.ts";
import { type Engine, type EngineCall, Instance } from "../wasm/engine.ts";
import type { Prepared } from "./backend.ts";
import { prepareBands } from "./bands.ts";
import { copyBox, copyRun } from "./copy.ts";
import { lengthOf } from "./definition.ts";
import { fillBox } from "./fill.ts";
import { maskIntakeOf } from "./mask.ts";
import { renumber } from "./oneshot.ts";
import { emptyElement, engineProblem, outcomesOf } from "./outcomes.ts";
import { align } from "./room.ts";
import { prepareSlide, prepareSliding, slidingOf } from "./slide.ts";
import { stagedCopyOf, stagedOffset, stagingOf } from "./stage.ts";
import { settleTotals } from "./totals.ts";

const PLANS_AT = 1024;

/** More steps than this are not prepared one by one. */
const MOST_STEPS = 4096;

interface Part {
  readonly box: readonly Cut[];
  readonly piece: readonly Piece[];
  readonly step: Step;
  readonly divisor: number;
  /** Elements of input and results before its first. */
  readonly from: number;
  readonly to: number;
  readonly deliver: number | undefined;
  readonly last: boolean;
}

/** What a part takes besides the engine's call. */
interface Around {
  readonly before: (() => void) | undefined;
  readonly after: (() => void) | undefined;
}

/** A run over arrays that stay in the engine's memory, in an instance of its own: each call only calls the engine. */
export function prepareResident(engine: Engine, problem: Problem, mask: View | undefined): Prepared {
  const extents = problem.axes.map((axis) => axis.extent);
  const shape = outShape(problem.axes);
  const pitches = { input: rowMajor(extents), out: rowMajor(shape) };
  const masked = mask === undefined ? {} : { mask: pitches.input };
  const beside = hasIndices(problem);
  const axes = loopAxes(problem, { ...pitches, ...masked, ...(beside && { indices: pitches.out }) });
  const length = lengthOf(extents);
  const outLength = lengthOf(shape);
  const converted = engineProblem(problem) !== problem;
  if (outLength > 0) {
    const slide = converted ? undefined : (slideOf(problem, axes) ?? medianSlideOf(problem, axes));
    const inPlace = slide && prepareSlide(engine, problem, slide);
    if (inPlace !== undefined) return inPlace;
    const inBands = converted || readsOutside(problem) || isScan(problem) ? slidingOf(problem, pitches) : undefined;
    if (inBands !== undefined) return prepareSliding(engine, inBands);
  }
  if (converted) {
    return prepareBands(
      engine,
      problem,
      mask,
      "float16 is converted on the way into the engine's memory, band by band",
    );
  }
  const found = partsOf(problem, axes, outLength);
  if (found === undefined)
    return prepareBands(engine, problem, mask, "its windows are too many kinds to prepare one by one");
  const { parts, split, empty } = found;

  const addresses: number[] = [];
  let at = PLANS_AT;
  for (const { step } of parts) {
    addresses.push(at);
    at = align(at + 4 * wordsOf(step));
  }
  const { bytes } = problem.input;
  // Positions of windows that reach outside the array are translated, so they have a place, wanted or not.
  const numbers = beside || (isByElement(problem) && readsOutside(problem) && positionsOf(problem) !== undefined);
  const scratch = at;
  const sorting = align(scratch + 2 * SCRATCH_BYTES);
  const totals = align(sorting + Math.max(SCRATCH_BYTES, sortingOf(problem)));
  const most = parts.reduce((most, { step }) => Math.max(most, step.results), 0);
  const settled = align(totals + (split ? most * valueBytesOf(problem, true) : 0));
  const stageAt = align(settled + (split ? most * problem.result.bytes : 0));
  const staged = parts.reduce((most, { box, piece }) => {
    return isOutside(box) ? Math.max(most, lengthOf(packingOf(axes, box, piece).extents)) : most;
  }, 0);
  const stageMaskAt = align(stageAt + staged * bytes);
  const maskAt = align(stageMaskAt + (mask === undefined ? 0 : staged));
  const indicesAt = align(maskAt + (mask === undefined ? 0 : length));
  const outAt = align(indicesAt + (numbers ? 4 * outLength : 0));
  const inAt = align(outAt + outLength * problem.result.bytes);
  const instance = new Instance(engine, inAt + length * bytes + TOUCH_SLACK);

  const words = instance.view(DTYPES.int32) as Int32Array;
  const input = arrayAt(instance, problem.input, inAt, length);
  const output = arrayAt(instance, problem.result, outAt, outLength);
  const indices = numbers ? (arrayAt(instance, DTYPES.int32, indicesAt, outLength) as Int32Array) : undefined;
  const bits = mask === undefined ? undefined : arrayAt(instance, DTYPES.uint8, maskAt, length);
  if (mask !== undefined && bits !== undefined) {
    copyBox(extents, mask.data, mask.offset, mask.pitch, bits, 0, pitches.input, maskIntakeOf(mask.dtype));
  }
  const large = length * bytes > TOUCH_FROM;
  const outcomes = outcomesOf(problem);
  const around = parts.map(({ box, piece, step, divisor, from, to, deliver }, i): Around => {
    const address = addresses[i] as number;
    const touch = large && !isOutside(box) ? touchOf(step) : 0;
    const plan = encode(problem, step, divisor, address, scratch, sorting, outcomes, touch);
    const outside = isOutside(box);
    plan[INPUT_FIELD] = outside ? stageAt : inAt + from * bytes;
    plan[OUTPUT_FIELD] = split ? totals : outAt + to * problem.result.bytes;
    plan[MASK_FIELD] = outside ? stageMaskAt : maskAt + from;
    plan[POSITIONS_FIELD] = numbers ? indicesAt + 4 * to : 0;
    plan[PLACE_FIELD] = firstPlaceOf(problem, axes, box);
    if (deliver !== undefined) plan[DELIVER_FIELD] = deliver;
    words.set(plan, address / 4);
    if (!outside) return { before: undefined, after: undefined };
    const packing = packingOf(axes, box, piece);
    const staging = stagingOf(problem, axes, box, piece, packing);
    const pitch = axes.map((axis) => axis.pitch);
    const start = stagedOffset(axes, box, piece, pitch);
    const target = instance.view(problem.input);
    const targetBits = instance.view(DTYPES.uint8);
    const fill = problem.fill ?? 0;
    const stage = stagedCopyOf(staging, pitch, input, start, target, stageAt / bytes, copyRun, fill);
    const stageMask = bits && stagedCopyOf(staging, pitch, bits, start, targetBits, stageMaskAt, copyRun, 1);
    return {
      before() {
        stage();
        stageMask?.();
      },
      after:
        numbers && isByElement(problem)
          ? translator(problem, axes, box, step.row.family === "seek" && !beside ? output : indices, output, to)
          : undefined,
    };
  });

  const calls = parts.map(({ step }) => instance.call(step.fold.name));
  const run = split
    ? piecewise(problem, axes, parts, calls, addresses, instance, { totals, settled, output: outAt }, output, around)
    : around.some(({ before }) => before !== undefined)
      ? staging(calls, addresses, around)
      : straight(calls, addresses);
  const nothing = emptyElement(problem);
  const outPitch = axes.map((axis) => axis.outPitch);
  return {
    input,
    output,
    indices: beside ? indices : undefined,
    run:
      empty.length === 0
        ? run
        : () => {
            run();
            for (const { results, to } of empty) {
              fillBox(results, nothing, output, to, outPitch);
              if (indices !== undefined) fillBox(results, -1, indices, to, outPitch);
            }
          },
    steps: parts.map(({ step }) => ({ driver: step.driver.name, why: step.driver.why, results: step.results })),
    bytes: instance.memory.buffer.byteLength,
  };
}

/** What turns positions in windows that reach outside the array into those of elements, and into results where they are those. */
function translator(
  problem: Problem,
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  positions: TypedArray | undefined,
  output: TypedArray,
  to: number,
): () => void {
  const pitch = axes.map((axis) => axis.outPitch);
  const itself = problem.op.positions === "itself";
  const write = output as unknown as (number | bigint)[];
  return () => {
    renumber(problem, axes, box, positions as Int32Array, to, pitch, (at, position) => {
      if (itself) write[at] = settle(problem, position);
    });
  };
}

function staging(calls: readonly EngineCall[], addresses: readonly number[], around: readonly Around[]): () => void {
  return () => {
    for (let i = 0; i < calls.length; i++) {
      const { before, after } = around[i] as Around;
      before?.();
      (calls[i] as EngineCall)(addresses[i] as number);
      after?.();
    }
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
  around: readonly Around[],
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
      (around[i] as Around).before?.();
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

/** The steps of a problem; undefined where they are too many. */
function partsOf(problem: Problem, axes: readonly LoopAxis[], outLength: number): Parts | undefined {
  const parts: Part[] = [];
  const empty: { results: number[]; to: number }[] = [];
  if (outLength === 0) return { parts, split: false, empty };
  const scans = isScan(problem);
  const limits = {
    input: Infinity,
    output: Infinity,
    taps: tapLimit(problem),
    whole: scans,
    outside: readsOutside(problem),
  };
  const { cuts, piece, split: cut } = cutAxes(axes, limits);
  if (cuts.reduce((product, list) => product * list.length, 1) > MOST_STEPS) return undefined;
  const split = !scans && (cut || !engineDivides(problem));
  const inPlace = pitchesOf(axes);
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
    forEachChoice(pieces, (choice) => {
      const part = choice.slice();
      const from = offsetOf(axes, box, part);
      const pitches = isOutside(box) ? packingOf(axes, box, part).pitches : inPlace;
      const step = fitStep(problem, axes, box, part, split, pitches, outPitch);
      const deliver = split ? (parts.length === before ? DELIVER.firstPiece : DELIVER.nextPiece) : undefined;
      parts.push({ box, piece: part, step, divisor, from, to, deliver, last: false });
    });
    parts[parts.length - 1] = { ...(parts.at(-1) as Part), last: true };
  });
  return { parts, split, empty };
}

function arrayAt(instance: Instance, dtype: DTypeRow, address: number, length: number): TypedArray {
  return new dtype.array(instance.memory.buffer, address, length);
}
