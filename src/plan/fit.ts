import { spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { type Cut, isApart, isOutside, type Piece } from "./cuts.ts";
import { totalBytes } from "./fold.ts";
import type { LoopAxis } from "./loops.ts";
import { isByElement } from "./scan.ts";
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
  /** The same for the mask beside the array. */
  readonly fromMask: readonly number[];
  readonly to: readonly number[];
  readonly pitches: Pitches;
}

/** Rows that leave out no more than this part of what lies between them are copied with it, as one run. */
const GAP = 0.25;

/** Packs a piece of a box into at most `room` elements, where that is no matter of course. */
export function packingOf(axes: readonly LoopAxis[], box: readonly Cut[], part: readonly Piece[], room = 0): Packing {
  const extents: number[] = [];
  const from: number[] = [];
  const fromMask: number[] = [];
  const place: number[] = [];
  const apart: boolean[] = [];
  for (let a = 0; a < axes.length; a++) {
    const { pitch, maskPitch, stride, dilation } = axes[a] as LoopAxis;
    const { count } = box[a] as Cut;
    const { taps } = part[a] as Piece;
    apart[a] = isApart(axes[a] as LoopAxis, count, taps);
    if (apart[a]) {
      extents.push(taps);
      from.push(pitch * dilation);
      fromMask.push(maskPitch * dilation);
    }
    place[a] = extents.length;
    extents.push(apart[a] ? spanOf(count, stride) : (count - 1) * stride + spanOf(taps, dilation));
    from.push(pitch);
    fromMask.push(maskPitch);
  }
  const to = packedPitch(extents);
  const last = axes.length - 1;
  const between = isOutside(box) ? 0 : betweenRows(axes, extents, apart, room);
  if (between > 0) {
    // The rows and what is between them, one run; the axes outside it follow it.
    const rows = extents[extents.length - 2] as number;
    const width = extents.pop() as number;
    extents[extents.length - 1] = (rows - 1) * between + width;
    from.splice(-2, 1);
    fromMask.splice(-2, 1);
    const tight = packedPitch(extents);
    for (let i = 0; i < tight.length; i++) to[i] = tight[i] as number;
    to.pop();
  }
  const position = axes.map((_, a) => {
    if (between > 0 && a >= last - 1) return a === last ? 1 : between;
    return to[place[a] as number] as number;
  });
  const tap = axes.map(({ dilation }, a) =>
    apart[a] ? (to[(place[a] as number) - 1] as number) : (position[a] as number) * dilation,
  );
  return { extents, from, fromMask, to, pitches: { tap, position } };
}

/** How far apart the innermost rows of a box stay when they are copied as one run; 0 where they are not. */
function betweenRows(
  axes: readonly LoopAxis[],
  extents: readonly number[],
  apart: readonly boolean[],
  room: number,
): number {
  const last = axes.length - 1;
  const inner = axes[last];
  const outer = axes[last - 1];
  if (inner === undefined || outer === undefined || apart[last] || apart[last - 1]) return 0;
  const { pitch } = outer;
  const width = extents.at(-1) as number;
  if (inner.pitch !== 1 || pitch <= width || pitch > width * (1 + GAP) || extents.at(-2) === 1) return 0;
  // A mask is copied likewise, unless there is none, or one value of it is that of all.
  const masked = inner.maskPitch !== 0 || outer.maskPitch !== 0;
  if (masked && (inner.maskPitch !== 1 || outer.maskPitch !== pitch)) return 0;
  const elements = extents.reduce((product, extent) => product * extent, pitch / width);
  return elements <= room ? pitch : 0;
}

/** The part of a band that is left for elements, where rows of an array come with what is between them. */
export function roomOf(axes: readonly LoopAxis[], room: number): number {
  const inner = axes.at(-1);
  const outer = axes.at(-2);
  if (inner === undefined || outer === undefined || inner.pitch !== 1 || outer.pitch < inner.extent) return room;
  const width = Math.min(
    inner.extent,
    (inner.out - 1) * inner.stride + spanOf(inner.window, inner.dilation) - inner.low,
  );
  return width > 0 && outer.pitch <= width * (1 + GAP) ? Math.floor((room * width) / (outer.pitch + 2)) : room;
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
  const byElement = isNumberedByElement(problem, box);
  const tapPlaces = problem.axes.some(({ adaptive }) => adaptive) ? ownPlaces(axes, box) : undefined;
  const stepAxes: StepAxis[] = box.map((cut, a) => {
    const { stride, dilation, turn, place } = axes[a] as LoopAxis;
    const tapPlace = tapPlaces?.[a] ?? (axes[a] as LoopAxis).tapPlace;
    return {
      count: cut.count,
      taps: (part[a] as Piece).taps,
      pitch: (pitches.tap[a] as number) * element,
      hop: (pitches.position[a] as number) * stride * element,
      outHop: (outPitch[a] as number) * valueBytes,
      turn,
      place: byElement ? place * dilation : tapPlace,
      placeHop: byElement ? place * stride : 0,
    };
  });
  return stepOf(problem, stepAxes, tapsOf(box), divisorOf(problem, box), split);
}

/** Positions in windows that differ in size, which are numbered each by itself: what a tap of each axis adds. */
function ownPlaces(axes: readonly LoopAxis[], box: readonly Cut[]): number[] {
  const places = new Array<number>(axes.length).fill(0);
  const order = axes.map((_, a) => a).sort((a, b) => (axes[b] as LoopAxis).turn - (axes[a] as LoopAxis).turn);
  let step = 1;
  for (const a of order) {
    places[a] = (axes[a] as LoopAxis).tapPlace === 0 ? 0 : step;
    step *= (box[a] as Cut).taps;
  }
  return places;
}

/**
 * Whether the engine numbers the taps of a box by elements. Outside the array those that are read are anywhere; there it numbers
 * them in the window, and they are translated.
 */
function isNumberedByElement(problem: Problem, box: readonly Cut[]): boolean {
  return isByElement(problem) && !isOutside(box);
}

/** The position of the first tap of a box. */
export function firstPlaceOf(problem: Problem, axes: readonly LoopAxis[], box: readonly Cut[]): number {
  const byElement = isNumberedByElement(problem, box);
  let first = 0;
  for (let a = 0; a < axes.length; a++) {
    const { place, tapPlace } = axes[a] as LoopAxis;
    const cut = box[a] as Cut;
    first += byElement ? place * cut.first : tapPlace * cut.skipped;
  }
  return first;
}

/** Elements from the start of a mask to that of the first tap of a box. */
export function maskOffsetOf(axes: readonly LoopAxis[], box: readonly Cut[]): number {
  let offset = 0;
  for (let a = 0; a < axes.length; a++) offset += (box[a] as Cut).first * (axes[a] as LoopAxis).maskPitch;
  return offset;
}
