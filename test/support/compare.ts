import { expect } from "vitest";
import type { NdArray, TypedArray } from "../../src/types.ts";
import { type Expected, placesOf, readerOf, type Value, wrong } from "./oracle.ts";

/** A strided array as far as its elements are concerned; without a dtype they are as the typed array holds them. */
type Strided = Pick<NdArray, "data" | "shape" | "stride" | "offset"> & { readonly dtype?: string };

/** The elements of a strided array in row-major order. */
export function elementsOf({ data, shape, stride, offset, dtype }: Strided): Value[] {
  const read = readerOf(data, dtype ?? "");
  return placesOf(shape, stride, offset).map(read);
}

/** The first element that is wrong, in words; undefined where all are right. */
export function firstWrong(elements: readonly Value[], expected: Expected): string | undefined {
  if (elements.length !== expected.cells.length)
    return `${elements.length} elements instead of ${expected.cells.length}`;
  for (let i = 0; i < elements.length; i++) {
    const complaint = wrong(elements[i] as Value, expected.cells[i] as Expected["cells"][number]);
    if (complaint !== undefined) return `element ${i} of ${expected.dtype} [${expected.shape}]: ${complaint}`;
  }
  return undefined;
}

/** Asserts that a result is what the oracle says, with its shape, dtype and row-major strides. */
export function expectPooled(result: NdArray, expected: Expected, called = ""): void {
  const step = expected.shape.map((_, axis) => expected.shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  expect({ shape: result.shape, stride: result.stride, offset: result.offset, dtype: result.dtype }, called).toEqual({
    shape: expected.shape,
    stride: step,
    offset: 0,
    dtype: expected.dtype,
  });
  const complaint = firstWrong(elementsOf(result), expected);
  if (complaint !== undefined) expect.fail(`${called} ${complaint}`);
}

/** Whether two typed arrays hold the same values, NaN like NaN and one zero like the other. */
export function sameValues(a: ArrayLike<Value>, b: ArrayLike<Value>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  return true;
}

/** The bytes of a typed array's whole buffer, copied. */
export function bytesUnder(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer).slice();
}
