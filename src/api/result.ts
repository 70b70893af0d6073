import { rangeError, show, typeError } from "../errors.ts";
import { type DTypeRow, isGone, type TypedArray } from "../registry/dtypes.ts";
import type { Axis } from "../shape/axis.ts";
import { overlap, overlapsItself } from "../shape/overlap.ts";
import { outShape } from "../shape/problem.ts";
import { detachedError, rowMajor, sizeOf, type View } from "../shape/view.ts";
import type { NdArray } from "../types.ts";
import { describe } from "./describe.ts";

interface BufferClass {
  allocUnsafeSlow?(bytes: number): Uint8Array<ArrayBuffer>;
}

/** From this size on, memory that nobody has cleared is worth asking for. */
const LARGE = 32768;

/**
 * A typed array for results, all of which will be written. Node has memory that is not cleared first; that, and that its pages
 * are used again, makes large results several times cheaper.
 */
function uncleared(dtype: DTypeRow, length: number): TypedArray {
  const bytes = length * dtype.bytes;
  if (bytes < LARGE) return new dtype.array(length);
  const { Buffer } = globalThis as { Buffer?: BufferClass };
  if (typeof Buffer?.allocUnsafeSlow !== "function") return new dtype.array(length);
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(bytes);
  // Whatever other runtimes call a Buffer: a result has a buffer of its own.
  return byteOffset === 0 && buffer.byteLength === bytes ? new dtype.array(buffer, 0, length) : new dtype.array(length);
}

/** How a result lies: row-major. */
export interface Lying {
  readonly shape: readonly number[];
  readonly pitch: readonly number[];
}

export function lyingOf(axes: readonly Axis[]): Lying {
  const shape = outShape(axes);
  return { shape, pitch: rowMajor(shape) };
}

/** A new row-major array for results. */
export function newArray(dtype: DTypeRow, shape: readonly number[], option: string): View {
  return newView({ shape, pitch: rowMajor(shape) }, dtype, sizeOf(shape, option), option);
}

/** The same, where shape, pitches and number of elements are known. */
export function newView({ shape, pitch }: Lying, dtype: DTypeRow, length: number, option: string): View {
  let data: TypedArray;
  try {
    data = uncleared(dtype, length);
  } catch {
    throw rangeError(
      "too-large",
      option,
      shape,
      `${option} of shape ${show(shape)} takes ${length * dtype.bytes} bytes of ${dtype.name}, more than this runtime gives ` +
        "to one array; pool it in parts, or pass a narrower dtype",
    );
  }
  return { data, dtype, shape, pitch, offset: 0, image: false };
}

/** A view as the public array form; row-major results have offset 0. */
export function arrayOf(view: View): NdArray {
  const { data, dtype, shape, pitch, offset } = view;
  return { data, shape: shape.slice(), stride: pitch.slice(), offset, dtype: dtype.name };
}

/** The array to write into, checked against the result that is to stand there. */
export function outView(
  out: unknown,
  dtype: DTypeRow,
  shape: readonly number[],
  input: View,
  beside?: View | undefined,
): View {
  if (Array.isArray(out)) {
    throw typeError(
      "wrong-type",
      "out",
      out,
      "out must be a strided array over a typed array, got nested arrays; give { data, shape }, and toNested the result",
    );
  }
  const view = describe(out, "out");
  if (!isSameShape(view.shape, shape)) {
    throw rangeError(
      "shape-mismatch",
      "out",
      out,
      `out has shape ${show(view.shape)}, but the result has ${show(shape)}; outputShape tells it beforehand`,
    );
  }
  if (view.dtype.code !== dtype.code) {
    throw typeError(
      "wrong-type",
      "out",
      out,
      `out holds ${view.dtype.name}, but the result is ${dtype.name}; pass dtype: "${view.dtype.name}", or a ${dtype.array.name}`,
    );
  }
  refuseDetached(view, "out");
  if (overlapsItself(view)) {
    throw rangeError(
      "overlap",
      "out",
      out,
      `out of shape ${show(view.shape)} and stride ${show(view.pitch)} overlaps itself: two results would share an element; give it other strides`,
    );
  }
  const overInput = overlap(view, input);
  if (overInput || (beside !== undefined && overlap(view, beside))) {
    const what = overInput ? "input" : "mask or indices";
    throw rangeError("overlap", "out", out, `out overlaps the ${what}; write to an array of its own, then copy`);
  }
  return view;
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Refuses a view whose buffer went away, or shrank, since it was described: the last check before anything is read. */
export function refuseDetached(view: View, name: string): void {
  if (isGone(view.data)) throw detachedError(view.data, name);
}
