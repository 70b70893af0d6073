import { type Chain, chainOf } from "../plan/chain.ts";
import { type Counting, countingOf } from "../plan/counting.ts";
import { firstOf } from "../plan/first.ts";
import type { ArrayPitches } from "../plan/loops.ts";
import { refusalOf } from "../plan/scan.ts";
import type { Axis } from "../shape/axis.ts";
import type { Arrays, Problem, Skip } from "../shape/problem.ts";
import { type Layout, layoutOf } from "./oneshot.ts";
import { type SlideLayout, slidingOf } from "./slide.ts";

/** Layouts worth remembering: a program pools a few kinds of arrays, over and over. */
const KEPT = 16;

/** How the engine takes a problem. */
type Fit = Layout | SlideLayout | Chain | Counting;

interface Kept {
  readonly layout: Fit | undefined;
  readonly problem: Problem;
  readonly pitches: ArrayPitches;
  readonly inPlace: boolean;
}

/** The last few layouts. Small calls spend their time on fitting, so the same geometry is fitted once. */
export class Layouts {
  readonly #kept: Kept[] = [];
  /** Where the last one was found, and where the next new one goes. */
  #last = 0;
  #next = 0;

  /** Undefined where the engine does not take the problem. */
  of(problem: Problem, arrays: Arrays, inPlace: boolean): Fit | undefined {
    const kept = this.#kept;
    for (let i = 0, at = this.#last; i < kept.length; i++, at++) {
      if (at === kept.length) at = 0;
      const one = kept[at] as Kept;
      if (one.inPlace !== inPlace || !isSame(one.problem, problem) || !liesAlike(one.pitches, arrays)) continue;
      this.#last = at;
      return one.layout;
    }
    const pitches = pitchesOf(arrays);
    const layout = fitOf(problem, pitches, inPlace);
    this.#last = this.#next;
    kept[this.#next] = { layout, problem, pitches, inPlace };
    this.#next = (this.#next + 1) % KEPT;
    return layout;
  }
}

function fitOf(asked: Problem, pitches: ArrayPitches, inPlace: boolean): Fit | undefined {
  const counting = countingOf(asked);
  if (counting !== undefined) return counting;
  const problem = firstOf(asked) ?? asked;
  if (refusalOf(problem) !== undefined) return undefined;
  return chainOf(problem) ?? slidingOf(problem, pitches) ?? layoutOf(problem, pitches, inPlace);
}

/** The pitches of the arrays of a run. */
export function pitchesOf({ input, out, mask, indices }: Arrays): ArrayPitches {
  return { input: input.pitch, out: out.pitch, mask: mask?.pitch, indices: indices?.pitch };
}

/** Whether what is to be computed is the same; the numbers are compared so that NaN is itself. */
export function isSame(a: Problem, b: Problem): boolean {
  if (a === b) return true;
  if (a.op !== b.op || a.input !== b.input || a.result !== b.result || a.round !== b.round || a.wraps !== b.wraps) {
    return false;
  }
  if (!Object.is(a.divisor, b.divisor) || !Object.is(a.fill, b.fill) || a.padMode !== b.padMode) return false;
  if (a.numbering !== b.numbering || a.position !== b.position || a.interpolation !== b.interpolation) return false;
  if (a.p !== b.p || a.ddof !== b.ddof || a.reduce !== b.reduce || !skipsAlike(a.skip, b.skip)) return false;
  return sameAxes(a.axes, b.axes) && sameList(a.pooled, b.pooled);
}

function skipsAlike(a: Skip | undefined, b: Skip | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.nan !== b.nan || a.masked !== b.masked || a.least !== b.least) return false;
  return Object.is(a.nodata, b.nodata) && Object.is(a.otherwise, b.otherwise);
}

function sameAxes(a: readonly Axis[], b: readonly Axis[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const one = a[i] as Axis;
    const other = b[i] as Axis;
    if (one.extent !== other.extent || one.window !== other.window || one.stride !== other.stride) return false;
    if (one.out !== other.out || one.dilation !== other.dilation || one.low !== other.low) return false;
    if (one.high !== other.high || one.adaptive !== other.adaptive) return false;
  }
  return true;
}

export function liesAlike(pitches: ArrayPitches, { input, out, mask, indices }: Arrays): boolean {
  if (!sameList(pitches.input, input.pitch) || !sameList(pitches.out, out.pitch)) return false;
  return samePitch(pitches.mask, mask?.pitch) && samePitch(pitches.indices, indices?.pitch);
}

function samePitch(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameList(a, b);
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
