import { type Cut, type Cuts, forEachChoice, isApart, isEmpty, isOutside, type Piece } from "../plan/cuts.ts";
import {
  divisorOf,
  firstPlaceOf,
  fitStep,
  type Packing,
  packedPitch,
  packingOf,
  pitchesOf,
  roomOf,
} from "../plan/fit.ts";
import type { LoopAxis } from "../plan/loops.ts";
import { isByElement, readsOutside } from "../plan/scan.ts";
import type { Step } from "../plan/step.ts";
import { encode, INPUT_FIELD, MASK_FIELD, OUTPUT_FIELD, POSITIONS_FIELD, scans } from "../plan/struct.ts";
import { TOUCH_FROM, touchOf } from "../plan/touch.ts";
import { spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { outcomesOf } from "./outcomes.ts";
import { align, BAND, type Room, SHARED_ROOM, STAGE } from "./room.ts";
import { type Staging, stagedOffset, stagingOf } from "./stage.ts";

/** What bands are made of: a problem over arrays of one layout, cut into boxes of results. */
export interface Boxed {
  readonly problem: Problem;
  readonly axes: readonly LoopAxis[];
  readonly outPitch: readonly number[];
  readonly cuts: Cuts;
  readonly split: boolean;
  readonly resident: boolean;
  readonly positions: boolean;
  readonly masked: boolean;
  readonly room: Room;
}

/**
 * Neighbouring boxes that come in together, as one box of input, and go home as one box of results: those inside beside those
 * that an end of the array clips.
 */
export interface Band {
  readonly shape: BandShape;
  /** Elements of the input, the mask, the results and the positions before the band's first. */
  readonly from: number;
  readonly mask: number;
  readonly out: number;
  readonly index: number;
  /** The position of the band's first element, where windows number their taps by elements. */
  readonly place: number;
}

/** What bands that lie alike share. */
export interface BandShape {
  readonly packing: Packing;
  /** Elements that are copied in; the same where they are one run of the array, else 0. */
  readonly count: number;
  readonly run: number;
  readonly results: readonly number[];
  readonly packed: readonly number[];
  readonly resultCount: number;
  readonly resultRun: number;
  readonly maskAt: number;
  readonly positionsAt: number;
  /** The plans of all parts, one after the other. */
  readonly words: Int32Array;
  readonly parts: readonly Part[];
  /** Results of windows without any tap: where, and what box of them. */
  readonly empty: readonly { readonly at: number; readonly results: readonly number[] }[];
}

/** One box of a band. */
export interface Part {
  readonly box: readonly Cut[];
  readonly step: Step;
  /** Address of its plan, and its first word in the shape's. */
  readonly plan: number;
  readonly word: number;
  /** Elements from the band's first to its own, and results likewise. */
  readonly from: number;
  readonly to: number;
  /** The position of its first tap, from the band's or in the window, where its plan has that. */
  readonly placed: boolean;
  readonly place: number;
  readonly moves: boolean;
  readonly staged: Staged | undefined;
}

/** Windows that reach outside the array are packed apart, with what stands there. */
export interface Staged {
  readonly staging: Staging;
  readonly count: number;
  readonly at: number;
  readonly maskAt: number;
  /** Elements from the band's first to where the staging counts from, and likewise of the mask. */
  readonly from: number;
  readonly mask: number;
}

/** More bands than this are not worth preparing one by one. */
const MOST = 4096;

/** Cuts of one axis that come together: where in the input, and which results. */
interface Group {
  readonly cuts: readonly Cut[];
  readonly first: number;
  readonly extent: number;
  readonly out: number;
  readonly count: number;
}

/** The bands of a problem; undefined where its boxes are better off alone, or too many. */
export function bandsOf(boxed: Boxed): readonly Band[] | undefined {
  const { axes, cuts, problem, masked, room, split } = boxed;
  if (split || cuts.split || room !== SHARED_ROOM) return undefined;
  const dilated = axes.some((axis, a) => {
    return (cuts.cuts[a] as readonly Cut[]).some(({ count, taps }) => isApart(axis, count, taps));
  });
  if (dilated) return undefined;
  const input = boxed.resident ? Infinity : Math.floor(BAND / (problem.input.bytes + (masked ? 1 : 0)));
  const output = Math.floor(BAND / (problem.result.bytes + (boxed.positions ? 4 : 0)));
  const groups = groupsOf(axes, cuts.cuts, boxed.resident ? Infinity : roomOf(axes, input), output);
  if (groups === undefined || groups.reduce((product, list) => product * list.length, 1) > MOST) return undefined;
  // Positions outside are translated by where they stand.
  const apart = boxed.positions && readsOutside(problem);
  const shapes = new Map<string, BandShape>();
  const bands: Band[] = [];
  let fits = true;
  forEachChoice(groups, (choice) => {
    if (!fits) return;
    const key = choice.map((group) => keyOf(group, apart)).join(";");
    let shape = shapes.get(key);
    if (shape === undefined) {
      shape = shapeOf(boxed, choice.slice(), input);
      if (shape === undefined) {
        fits = false;
        return;
      }
      shapes.set(key, shape);
    }
    const sum = (pitch: (axis: LoopAxis) => number, at: (group: Group) => number): number =>
      choice.reduce((total, group, a) => total + at(group) * pitch(axes[a] as LoopAxis), 0);
    bands.push({
      shape,
      from: sum(
        (axis) => axis.pitch,
        ({ first }) => first,
      ),
      mask: sum(
        (axis) => axis.maskPitch,
        ({ first }) => first,
      ),
      out: sum(
        (axis) => axis.outPitch,
        ({ out }) => out,
      ),
      index: sum(
        (axis) => axis.indexPitch,
        ({ out }) => out,
      ),
      place: isByElement(problem)
        ? sum(
            (axis) => axis.place,
            ({ first }) => first,
          )
        : 0,
    });
  });
  return fits ? bands : undefined;
}

/** What parts depend on; for a cut that reaches outside that is where it stands as well. */
function keyOf({ cuts, extent, out, first }: Group, apart: boolean): string {
  const list = cuts.map(({ count, taps, padded, outside, first: at, skipped }) => {
    return `${count},${taps},${padded},${at - first},${skipped}${outside ? "o" : ""}`;
  });
  return `${extent}:${list.join()}${apart || cuts.some(({ outside }) => outside) ? `@${out}` : ""}`;
}

/** Along the inner axes all cuts together, then as many as fit, and each by itself along the axes outside. */
function groupsOf(
  axes: readonly LoopAxis[],
  cuts: readonly (readonly Cut[])[],
  input: number,
  output: number,
): Group[][] | undefined {
  const groups = new Array<Group[]>(axes.length);
  let room = input;
  let results = output;
  let together = true;
  for (let a = axes.length - 1; a >= 0; a--) {
    const axis = axes[a] as LoopAxis;
    const list: Group[] = [];
    for (const cut of cuts[a] as readonly Cut[]) {
      const alone = groupOf(axis, [cut]);
      if (alone.extent > room || alone.count > results) return undefined;
      const before = list.at(-1);
      const both = before && together ? groupOf(axis, [...before.cuts, cut]) : undefined;
      if (both !== undefined && both.extent <= room && both.count <= results) list[list.length - 1] = both;
      else list.push(alone);
    }
    groups[a] = list;
    together &&= list.length === 1;
    room = Math.floor(room / Math.max(1, ...list.map(({ extent }) => extent)));
    results = Math.floor(results / Math.max(1, ...list.map(({ count }) => count)));
  }
  return groups;
}

function groupOf({ extent, stride, dilation }: LoopAxis, cuts: readonly Cut[]): Group {
  let first = Infinity;
  let end = 0;
  for (const { first: from, count, taps, outside } of cuts) {
    // Outside boxes come in by themselves.
    if (taps === 0 || outside) continue;
    first = Math.min(first, from);
    end = Math.max(end, Math.min(extent, from + (count - 1) * stride + spanOf(taps, dilation)));
  }
  if (end === 0) first = 0;
  const count = cuts.reduce((sum, cut) => sum + cut.count, 0);
  return { cuts, first, extent: end - first, out: (cuts[0] as Cut).out, count };
}

function shapeOf(boxed: Boxed, groups: readonly Group[], input: number): BandShape | undefined {
  const { axes, problem, room, resident, positions, outPitch } = boxed;
  const packing = packedBand(axes, groups, resident ? 0 : input);
  const count = groups.some(({ extent }) => extent === 0)
    ? 0
    : packing.extents.reduce((product, extent) => product * extent, 1);
  const results = groups.map((group) => group.count);
  const packed = packedPitch(results);
  const resultCount = results.reduce((product, extent) => product * extent, 1);
  const pitches = resident ? pitchesOf(axes) : withTaps(packing, axes);
  const maskAt = align(room.inAt + problem.input.bytes * count);
  const positionsAt = align(room.outAt + resultCount * problem.result.bytes);
  const parts: Part[] = [];
  const plans: Int32Array[] = [];
  const empty: { at: number; results: number[] }[] = [];
  const outcomes = outcomesOf(problem);
  const size = axes.reduce((product, { extent }) => product * extent, problem.input.bytes);
  let word = 0;
  let fits = true;
  forEachChoice(
    groups.map(({ cuts }) => cuts),
    (choice) => {
      const box = choice.slice();
      const to = box.reduce((sum, cut, a) => sum + (cut.out - (groups[a] as Group).out) * (packed[a] as number), 0);
      if (isEmpty(box)) {
        empty.push({ at: to, results: box.map((cut) => cut.count) });
        return;
      }
      const part = box.map(({ taps }) => ({ first: 0, taps }));
      const staged = isOutside(box) ? stagedOf(boxed, groups, box, part) : undefined;
      if (isOutside(box) && staged === undefined) fits = false;
      const at = staged === undefined ? pitches : staged.packing.pitches;
      const from =
        staged === undefined
          ? box.reduce((sum, cut, a) => {
              return sum + (cut.first - (groups[a] as Group).first) * (pitches.position[a] as number);
            }, 0)
          : 0;
      const step = fitStep(problem, axes, box, part, false, at, packed);
      const plan = room.planAt + 4 * word;
      const touch = resident && size > TOUCH_FROM ? touchOf(step) : 0;
      const words = encode(
        problem,
        step,
        divisorOf(problem, box),
        plan,
        room.scratchAt,
        room.sortingAt,
        outcomes,
        touch,
      );
      words[INPUT_FIELD] = staged === undefined ? room.inAt + from * problem.input.bytes : room.stageAt;
      words[OUTPUT_FIELD] = room.outAt + to * problem.result.bytes;
      words[MASK_FIELD] = staged === undefined ? maskAt + from : staged.maskAt;
      words[POSITIONS_FIELD] = positions ? positionsAt + 4 * to : 0;
      const moves = isByElement(problem) && staged === undefined;
      const first = groups.reduce((sum, group, a) => sum + group.first * (axes[a] as LoopAxis).place, 0);
      const place = firstPlaceOf(problem, axes, box) - (moves ? first : 0);
      parts.push({ box, step, plan, word, from, to, placed: scans(step), place, moves, staged });
      plans.push(words);
      // Their numbers take 8 bytes.
      word += words.length + (words.length % 2);
    },
  );
  if (!fits || room.planAt + 4 * word > room.scratchAt) return undefined;
  const words = new Int32Array(word);
  plans.forEach((plan, i) => {
    words.set(plan, (parts[i] as Part).word);
  });
  return {
    packing,
    count,
    run: isRun(packing.extents, packing.from, packing.to) ? count : 0,
    results,
    packed,
    resultCount,
    resultRun: isRun(results, packed, outPitch) ? resultCount : 0,
    maskAt,
    positionsAt,
    words,
    parts,
    empty,
  };
}

/** The box of input that the cuts of a band share: one window that covers all of it is packed just so. */
function packedBand(axes: readonly LoopAxis[], groups: readonly Group[], room: number): Packing {
  const plain = axes.map((axis) => ({ ...axis, stride: 1, dilation: 1 }));
  const part = groups.map(({ extent }) => ({ first: 0, taps: extent }));
  const box = part.map(({ taps }, a) => {
    const { first, out } = groups[a] as Group;
    return { out, count: 1, first, taps, padded: taps, skipped: 0, outside: false };
  });
  return packingOf(plain, box, part, room);
}

function withTaps({ pitches }: Packing, axes: readonly LoopAxis[]): Packing["pitches"] {
  const { position } = pitches;
  return { position, tap: axes.map(({ dilation }, a) => (position[a] as number) * dilation) };
}

function stagedOf(
  { axes, problem, room, masked }: Boxed,
  groups: readonly Group[],
  box: readonly Cut[],
  part: readonly Piece[],
): (Staged & { packing: Packing }) | undefined {
  const packing = packingOf(axes, box, part);
  const count = packing.extents.reduce((product, extent) => product * extent, 1);
  const maskAt = align(room.stageAt + count * problem.input.bytes);
  if (maskAt + (masked ? count : 0) > room.stageAt + STAGE) return undefined;
  const offset = (pitch: (axis: LoopAxis) => number): number => {
    return groups.reduce(
      (sum, { first }, a) => sum - first * pitch(axes[a] as LoopAxis),
      stagedOffset(axes, box, part, axes.map(pitch)),
    );
  };
  return {
    packing,
    staging: stagingOf(problem, axes, box, part, packing),
    count,
    at: room.stageAt,
    maskAt,
    from: offset((axis) => axis.pitch),
    mask: offset((axis) => axis.maskPitch),
  };
}

/** Whether a box is one run of neighbouring elements on both sides. */
function isRun(extents: readonly number[], from: readonly number[], to: readonly number[]): boolean {
  let step = 1;
  for (let a = extents.length - 1; a >= 0; a--) {
    if (extents[a] === 1) continue;
    if (from[a] !== step || to[a] !== step) return false;
    step *= extents[a] as number;
  }
  return true;
}
