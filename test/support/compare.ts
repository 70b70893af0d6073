import { expect } from "vitest";
import type { NdArray, TypedArray } from "../../src/types.ts";
import { type Expected, indices, wrong } from "./oracle.ts";

/** The elements of a strided array in row-major order. */
export function elementsOf({
  data,
  shape,
  stride,
  offset,
}: Pick<NdArray, "data" | "shape" | "stride" | "offset">): (number | bigint)[] {
  const elements: (number | bigint)[] = [];
  for (const index of indices(shape)) {
    const at = index.reduce((sum, i, axis) => sum + i * (stride[axis] as number), offset);
    elements.push(data[at] as number | bigint);
  }
  return elements;
}

/** The first element that is wrong, in words; undefined where all are right. */
export function firstWrong(elements: readonly (number | bigint)[], expected: Expected): string | undefined {
  if (elements.length !== expected.cells.length)
    return `${elements.length} elements instead of ${expected.cells.length}`;
  for (let i = 0; i < elements.length; i++) {
    const complaint = wrong(elements[i] as number | bigint, expected.cells[i] as Expected["cells"][number]);
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
  const complaint = firstWrong(Array.from(result.data as ArrayLike<number | bigint>), expected);
  if (complaint !== undefined) expect.fail(`${called} ${complaint}`);
}

/** Whether two typed arrays hold the same values, NaN like NaN and one zero like the other. */
export function sameValues(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  return true;
}

/** The bytes of a typed array's whole buffer, copied. */
export function bytesUnder(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer).slice();
}
