import { rangeError, type StridepoolError, show, typeError } from "../errors.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";

/** A described array: what every input form becomes. Pitches and offset count elements. */
export interface View {
  readonly data: TypedArray;
  readonly dtype: DTypeRow;
  readonly shape: readonly number[];
  readonly pitch: readonly number[];
  readonly offset: number;
  /** Whether it came in an image form, whose first two axes are pooled unless said otherwise. */
  readonly image: boolean;
}

/** More axes than this are refused, as in NumPy. */
export const MAX_RANK = 64;

/** Pitches of a row-major array. */
export function rowMajor(shape: readonly number[]): number[] {
  const pitch = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    pitch[axis] = step;
    step *= shape[axis] as number;
  }
  return pitch;
}

/** Number of elements of a shape; refuses more than 2^53 - 1 with the option's name, whose rest may come apart from it. */
export function sizeOf(shape: readonly number[], option: string, part = ""): number {
  let size = 1;
  let empty = false;
  for (let axis = 0; axis < shape.length; axis++) {
    const extent = shape[axis] as number;
    if (extent === 0) empty = true;
    else size *= extent;
  }
  if (size > Number.MAX_SAFE_INTEGER) {
    throw rangeError(
      "too-large",
      option + part,
      shape,
      `${option}${part} ${show(shape)} holds more than 2^53 - 1 elements; pool it in parts`,
    );
  }
  return empty ? 0 : size;
}

/** First and last element that a view touches, or undefined for an empty one. */
export function boundsOf(
  shape: readonly number[],
  pitch: readonly number[],
  offset: number,
): { first: number; last: number } | undefined {
  let first = offset;
  let last = offset;
  for (let axis = 0; axis < shape.length; axis++) {
    const extent = shape[axis] as number;
    if (extent === 0) return undefined;
    const reach = (extent - 1) * (pitch[axis] as number);
    if (reach < 0) first += reach;
    else last += reach;
  }
  return { first, last };
}

/** Refuses a view that reaches outside its data. */
export function checkBounds(view: View, name: string, option?: string): void {
  const bounds = boundsOf(view.shape, view.pitch, view.offset);
  if (bounds === undefined) return;
  if (bounds.first < 0 || bounds.last >= view.data.length) {
    throw rangeError(
      "out-of-bounds",
      option ?? `${name}.stride`,
      view.pitch,
      `${name} of shape ${show(view.shape)}, stride ${show(view.pitch)} and offset ${view.offset} reaches elements ` +
        `${bounds.first} to ${bounds.last}, but its data has ${view.data.length}; ` +
        "check the strides (they count elements, not bytes) and the offset",
    );
  }
}

/** The refusal of data whose buffer went away. */
export function detachedError(data: unknown, name: string): StridepoolError {
  return typeError(
    "detached",
    `${name}.data`,
    data,
    `${name}.data is detached from its buffer, which was transferred or shrank below it, got ${show(data)} of length 0; use it ` +
      "before that, or use a copy",
  );
}
