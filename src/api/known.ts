import type { DTypeRow } from "../registry/dtypes.ts";
import type { OpRow } from "../registry/ops.ts";
import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { Reducer } from "../types.ts";
import { geometryOf, Lists } from "./geometry.ts";
import { type Given, NONE } from "./options.ts";
import { problemOf } from "./problem.ts";
import { type Lying, lyingOf } from "./result.ts";

/** A checked problem and how its result lies. */
export interface Known extends Lying {
  readonly problem: Problem;
}

/** What the checks saw: the same again needs none. */
interface Seen {
  readonly known: Known;
  readonly op: OpRow;
  readonly dtype: DTypeRow;
  readonly shape: readonly number[];
  readonly image: boolean;
  readonly given: Given;
  readonly masked: boolean;
  readonly window: Said;
  readonly axes: Said;
  readonly stride: Said;
  readonly dilation: Said;
  readonly padding: Said;
}

/** A number or a word as it was given, or a copy of a list of numbers. */
type Said = unknown;

export function knownOf(problem: Problem): Known {
  const { shape, pitch } = lyingOf(problem.axes);
  return { problem, shape, pitch };
}

/** Problems worth remembering: a program pools a few kinds of arrays, over and over. */
const KEPT = 16;

/**
 * The last few problems that passed every check, by all that the checks look at. In small calls they take longer than the
 * pooling.
 */
export class KnownProblems {
  readonly #kept: Seen[] = [];
  /** Where the last one was found, and where the next new one goes. */
  #last = 0;
  #next = 0;

  /** Reads a call's window and lists, each once and in the order in which they are checked, and checks what is new. */
  of(op: OpRow | Reducer, view: View, window: unknown, given: Given): Known {
    const kept = this.#kept;
    const lists = new Lists();
    for (let i = 0, at = this.#last; i < kept.length; i++, at++) {
      if (at === kept.length) at = 0;
      const seen = kept[at] as Seen;
      if (seen.op !== op || seen.dtype !== view.dtype || seen.image !== view.image) continue;
      if (!isSameList(seen.shape, view.shape) || !saysTheSame(seen, window, given, lists)) continue;
      this.#last = at;
      return seen.known;
    }
    const geometry = geometryOf(view.shape, view.image, window, given, lists);
    const known = knownOf(problemOf(op, view.dtype, geometry, given));
    if (typeof op !== "function") this.#keep(known, op, view, window, given, lists);
    return known;
  }

  #keep(known: Known, op: OpRow, { dtype, shape, image }: View, window: unknown, given: Given, lists: Lists): void {
    // Pairs would have to be compared one by one.
    if (lists.padding?.some((entry) => typeof entry !== "number")) return;
    this.#last = this.#next;
    this.#kept[this.#next] = {
      known,
      op,
      dtype,
      shape,
      image,
      // Without what is compared otherwise, and is not to be held on to.
      given: given === NONE ? NONE : { ...given, mask: undefined, out: undefined, ...NO_LISTS },
      masked: given.mask !== undefined,
      window: lists.window ?? window,
      axes: lists.axes ?? given.axes,
      stride: lists.stride ?? given.stride,
      dilation: lists.dilation ?? given.dilation,
      padding: lists.padding ?? given.padding,
    };
    this.#next = (this.#next + 1) % KEPT;
  }
}

const NO_LISTS = { axes: undefined, stride: undefined, dilation: undefined, padding: undefined };

/** Whether window and options are what they were. A list is read only where all that is checked before it is the same. */
function saysTheSame(seen: Seen, window: unknown, given: Given, lists: Lists): boolean {
  const again = isList(window) ? isSameList(seen.window, lists.windowOf(window)) : window === seen.window;
  if (!again || given === NONE || seen.given === NONE) return again && given === seen.given;
  const { axes, stride, dilation, padding } = given;
  if (isList(axes) ? !isSameList(seen.axes, lists.axesOf(axes)) : axes !== seen.axes) return false;
  if (isList(stride) ? !isSameList(seen.stride, lists.strideOf(stride)) : stride !== seen.stride) return false;
  if (isList(dilation) ? !isSameList(seen.dilation, lists.dilationOf(dilation)) : dilation !== seen.dilation) {
    return false;
  }
  if (isList(padding) ? !isSameList(seen.padding, lists.paddingOf(padding)) : padding !== seen.padding) return false;
  return isSameSaid(seen.given, given) && seen.masked === (given.mask !== undefined);
}

/** Zeros of either sign are two fills; NaN is one. */
function isSameSaid(a: Given, b: Given): boolean {
  return (
    a.edge === b.edge &&
    a.dtype === b.dtype &&
    a.round === b.round &&
    a.padMode === b.padMode &&
    a.countPadding === b.countPadding &&
    a.divisor === b.divisor &&
    a.nan === b.nan &&
    a.indices === b.indices &&
    a.minCount === b.minCount &&
    a.p === b.p &&
    a.ddof === b.ddof &&
    a.interpolation === b.interpolation &&
    Object.is(a.fill, b.fill) &&
    Object.is(a.nodata, b.nodata)
  );
}

function isList(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Whether a list is the copy of one that was kept, if one was. */
function isSameList(kept: Said, list: readonly unknown[]): boolean {
  if (!Array.isArray(kept) || kept.length !== list.length) return false;
  for (let i = 0; i < list.length; i++) if (kept[i] !== list[i]) return false;
  return true;
}
