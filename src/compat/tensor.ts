import type { Stridepool } from "../api/stridepool.ts";
import { calling } from "../errors.ts";
import type { DType, DTypeArrays, Input, NdArray, TypedArray } from "../types.ts";

/** A caller's array as a strided view of its own data, whatever form it came in. */
export interface Tensor extends NdArray {
  /** Whether it came as an image: its axes are [height, width, channels]. */
  readonly image: boolean;
}

/**
 * Reads any input form through the public functions, which check all of it; `name` is what refusals call it. Nothing is copied
 * (but nested arrays, which become float64).
 */
export function readTensor(api: Stridepool, input: unknown, name: string): Tensor {
  const array = input as Input;
  const { data, dtype } = calling({ input: name }, () => api.asStrided(array, { shape: [0] }));
  const { shape, image } = shapeOf(input);
  if (Array.isArray(input)) return { data, dtype, shape, stride: rowMajor(shape), offset: 0, image };
  const stride = calling({ view: name }, () => api.byteStrides(array)).map((bytes) => bytes / data.BYTES_PER_ELEMENT);
  return { data, dtype, shape, stride, offset: (input as { offset?: number }).offset ?? 0, image };
}

/** The extents of what has been checked already. */
function shapeOf(input: unknown): { shape: number[]; image: boolean } {
  const shape: number[] = [];
  if (Array.isArray(input)) {
    for (let level: unknown = input; Array.isArray(level); level = level[0]) shape.push(level.length);
    return { shape, image: false };
  }
  const form = input as { data: TypedArray; shape?: ArrayLike<number>; dims?: ArrayLike<number> };
  const extents = form.shape ?? form.dims;
  if (extents !== undefined) return { shape: Array.from(extents), image: false };
  const size = input as { info?: Size } & Size;
  const { width, height, channels } = size.info ?? size;
  return { shape: [height, width, channels ?? (form.data.length / (width * height) || 1)], image: true };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
}

/** Distances in elements between neighbours of a row-major array. */
export function rowMajor(shape: readonly number[]): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis] as number;
  }
  return stride;
}

/** The elements of an array in another dtype, row-major: a pooling over windows of one, so that the engine converts them. */
export function cast<K extends DType>(api: Stridepool, array: NdArray, dtype: K): NdArray<DTypeArrays[K]> {
  return api.pool("max", array, [1], { dtype }) as NdArray as NdArray<DTypeArrays[K]>;
}
