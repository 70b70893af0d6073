import { spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { type Cut, isApart, type Piece } from "./cuts.ts";
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

/** Taps of each window of a box. */
function tapsOf(box: readonly Cut[]): number {
  return box.reduce((product, cut) => product * cut.taps, 1);
}

/** What the sums of a box are divided by. */
export function divisorOf({ op, divisor }: Problem, box: readonly Cut[]): number {
  if (!op.divides) return 1;
  if (typeof divisor === "number") return divisor;
  return divisor === "taps" ? tapsOf(box) : box.reduce((product, cut) => product * cut.padded, 1);
}

/** Where taps and windows of each axis lie: elements from tap to tap, and from position to position of a window. */
export interface Pitches {
  readonly tap: readonly number[];
  readonly position: readonly number[];
}

/** How a piece of a box is packed: the box to copy from an array with the axes' pitches, and what lies where in it. */
export interface Packing {
  readonly extents: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly pitches: Pitches;
}

export function packingOf(axes: readonly LoopAxis[], box: readonly Cut[], part: readonly Piece[]): Packing {
  const extents: number[] = [];
  const from: number[] = [];
  const place: number[] = [];
  const apart: boolean[] = [];
  for (let a = 0; a < axes.length; a++) {
    const { pitch, stride, dilation } = axes[a] as LoopAxis;
    const { count } = box[a] as Cut;
    const { taps } = part[a] as Piece;
    apart[a] = isApart(axes[a] as LoopAxis, count, taps);
    if (apart[a]) {
      extents.push(taps);
      from.push(pitch * dilation);
    }
    place[a] = extents.length;
    extents.push(apart[a] ? spanOf(count, stride) : (count - 1) * stride + spanOf(taps, dilation));
    from.push(pitch);
  }
  const to = packedPitch(extents);
  const position = axes.map((_, a) => to[place[a] as number] as number);
  const tap = axes.map(({ dilation }, a) =>
    apart[a] ? (to[(place[a] as number) - 1] as number) : (position[a] as number) * dilation,
  );
  return { extents, from, to, pitches: { tap, position } };
}

/** The pitches of an array that is read where it lies. */
export function pitchesOf(axes: readonly LoopAxis[]): Pitches {
  return { tap: axes.map(({ pitch, dilation }) => pitch * dilation), position: axes.map(({ pitch }) => pitch) };
}

/** Elements from the start of an array to the first tap of a piece of a box. */
export function offsetOf(axes: readonly LoopAxis[], box: readonly Cut[], part: readonly Piece[]): number {
  let offset = 0;
  for (let a = 0; a < axes.length; a++) {
    const { pitch, dilation } = axes[a] as LoopAxis;
    offset += ((box[a] as Cut).first + (part[a] as Piece).first * dilation) * pitch;
  }
  return offset;
}

/** The step that folds one piece of one box. */
export function fitStep(
  problem: Problem,
  axes: readonly LoopAxis[],
  box: readonly Cut[],
  part: readonly Piece[],
  split: boolean,
  pitches: Pitches,
  outPitch: readonly number[],
): Step {
  const element = problem.input.bytes;
  const valueBytes = valueBytesOf(problem, split);
  const stepAxes: StepAxis[] = box.map((cut, a) => ({
    count: cut.count,
    taps: (part[a] as Piece).taps,
    pitch: (pitches.tap[a] as number) * element,
    hop: (pitches.position[a] as number) * (axes[a] as LoopAxis).stride * element,
    outHop: (outPitch[a] as number) * valueBytes,
  }));
  return stepOf(problem, stepAxes, tapsOf(box), divisorOf(problem, box), split);
}
