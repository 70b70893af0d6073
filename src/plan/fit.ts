import type { Problem } from "../shape/problem.ts";
import type { Cut, Piece } from "./cuts.ts";
import { totalBytes } from "./fold.ts";
import type { LoopAxis } from "./loops.ts";
import { type Step, type StepAxis, stepOf } from "./step.ts";

/** Pitches of a box that is packed tight. */
export function packedPitch(extents: readonly number[]): number[] {
  const pitch = new Array<number>(extents.length);
  let step = 1;
  for (let a = extents.length - 1; a >= 0; a--) {
    pitch[a] = step;
    step *= extents[a] as number;
  }
  return pitch;
}

/** Bytes of what a step leaves for each result: the result, or its total so far. */
export function valueBytesOf(problem: Problem, split: boolean): number {
  return split ? totalBytes(problem) : problem.result.bytes;
}

/** Taps of the whole windows of a box: what its sums are divided by. */
export function divisorOf(box: readonly Cut[]): number {
  return box.reduce((product, cut) => product * cut.taps, 1);
}

/** The step that folds one piece of one box, whose elements and values lie at these pitches (in elements). */
export function fitStep(
  problem: Problem,
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  part: readonly Piece[],
  split: boolean,
  pitch: readonly number[],
  outPitch: readonly number[],
): Step {
  const element = problem.input.bytes;
  const valueBytes = valueBytesOf(problem, split);
  const stepAxes: StepAxis[] = box.map((cut, a) => {
    const bytes = (pitch[a] as number) * element;
    return {
      count: cut.count,
      taps: (part[a] as Piece).taps,
      pitch: bytes,
      hop: bytes * (axes[a] as LoopAxis).stride,
      outHop: (outPitch[a] as number) * valueBytes,
    };
  });
  return stepOf(problem, stepAxes, divisorOf(box), split);
}
