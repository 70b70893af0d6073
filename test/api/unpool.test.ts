import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { NUMBERINGS } from "../../src/registry/options.ts";
import type { MaxUnpoolOptions, NdArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { bytesUnder, elementsOf } from "../support/compare.ts";
import { matrix } from "./bad/row.ts";
import type { Loose } from "./functions.ts";

onEveryBuild("maxUnpool", (api) => {
  const row = (...values: number[]) => ({ data: Int16Array.from(values), shape: [values.length] });
  const flat = (input: Loose, indices: Loose, window: Loose, options: MaxUnpoolOptions = {}) =>
    elementsOf(api.maxUnpool(input, indices, window, options) as NdArray);

  test("gives a new row-major array of the input's dtype and class", () => {
    for (const dtype of DTYPE_NAMES) {
      const input = matrix(dtype, [2, 3]);
      const result = api.maxUnpool(
        input,
        [
          [0, 3, 5],
          [6, 8, 10],
        ],
        [2, 1],
      ) as NdArray;
      const { data, ...fields } = result;
      expect(fields).toEqual({ shape: [4, 3], stride: [3, 1], offset: 0, dtype });
      expect(Object.getPrototypeOf(data)).toBe(DTYPES[dtype].array.prototype);
      expect(elementsOf(result).map(Number)).toEqual([0, 0, 0, 1, 0, 2, 3, 0, 4, 0, 5, 0]);
    }
  });

  test("undoes maxPool in every numbering, with gaps, padding and dilation", () => {
    const input = { data: Float32Array.from({ length: 70 }, (_, i) => ((i * 31) % 71) + 1), shape: [2, 5, 7] };
    const given: readonly MaxUnpoolOptions[] = [
      {},
      { stride: [1, 2] },
      { stride: 3, padding: 1 },
      {
        padding: [
          [0, 1],
          [1, 0],
        ],
        stride: [2, 3],
      },
      { dilation: [2, 1], stride: 1 },
      { axes: [2, 1] },
      { axes: [0, 2], stride: 1 },
    ];
    for (const options of given) {
      for (const indices of NUMBERINGS) {
        const pooled = api.maxPool(input, [2, 3], { ...options, indices });
        const back = api.maxUnpool(pooled, pooled.indices, [2, 3], { ...options, indices, outputShape: input.shape });
        expect(back.shape, JSON.stringify(options)).toEqual(input.shape);
        // Every value that was chosen stands where it stood, the rest is zero.
        const chosen = new Set(elementsOf(pooled));
        const expected = Array.from(input.data, (value) => (chosen.has(value) ? value : 0));
        expect(Array.from(back.data), `${indices} ${JSON.stringify(options)}`).toEqual(expected);
      }
    }
  });

  test("infers (n - 1) s - low - high + span", () => {
    const shape = (window: Loose, options: MaxUnpoolOptions = {}) =>
      api.maxUnpool(
        { data: new Int8Array(12), shape: [3, 4] },
        { data: new Int8Array(12).fill(-1), shape: [3, 4] },
        window,
        options,
      ).shape;
    expect(shape(2)).toEqual([6, 8]);
    expect(shape([3, 2], { stride: 2 })).toEqual([7, 8]);
    expect(shape(3, { stride: 2, padding: 1 })).toEqual([5, 7]);
    expect(shape(3, { stride: 2, padding: [[0, 1], 2] })).toEqual([6, 5]);
    expect(shape(3, { stride: 2, dilation: 2 })).toEqual([9, 11]);
    expect(shape([2], { axes: [0] })).toEqual([6, 4]);
    expect(shape([2, 3], { axes: [1, 0] })).toEqual([9, 8]);
    expect(shape(1, { padding: 9 })).toEqual([0, 0]);
    expect(shape(2, { padding: "valid" })).toEqual([6, 8]);
  });

  test("takes an output shape as a number, one per pooled axis in their order, or whole", () => {
    const input = { data: Int8Array.of(1, 2), shape: [2, 1] };
    const nowhere = { data: Int8Array.of(-1, -1), shape: [2, 1] };
    const shape = (options: MaxUnpoolOptions) => api.maxUnpool(input, nowhere, 2, options).shape;
    expect(shape({ outputShape: 5 })).toEqual([5, 5]);
    expect(shape({ outputShape: [5, 3] })).toEqual([5, 3]);
    expect(shape({ outputShape: Int32Array.of(5, 3) })).toEqual([5, 3]);
    expect(shape({ outputShape: 9, axes: [0] })).toEqual([9, 1]);
    expect(shape({ outputShape: [9], axes: [0] })).toEqual([9, 1]);
    expect(shape({ outputShape: [9, 1], axes: [0] })).toEqual([9, 1]);
    expect(shape({ outputShape: [2, 9], axes: [-1] })).toEqual([2, 9]);
    expect(shape({ outputShape: 0 })).toEqual([0, 0]);
    expect(shape({ outputShape: [4, 0] })).toEqual([4, 0]);
    expect(api.maxUnpool(input, nowhere, [2, 3], { outputShape: [4, 3], axes: [0, 1] }).shape).toEqual([4, 3]);
    const image = { data: new Uint8Array(6), width: 2, height: 1 };
    const result = api.maxUnpool(image, { ...nowhere, data: new Int8Array(6).fill(-1), shape: [1, 2, 3] }, 2);
    expect(result).toMatchObject({ shape: [2, 4, 3], dtype: "uint8" });
  });

  test("the last in row-major order wins, -1 is no place, and more than once is no matter", () => {
    expect(flat(row(1, 2, 3), [1, 1, 1], 2)).toEqual([0, 3, 0, 0, 0, 0]);
    expect(flat(row(1, 2, 3), [-1, 4, -1], 2)).toEqual([0, 0, 0, 0, 2, 0]);
    const backwards = { ...row(1, 2, 3), stride: [-1], offset: 2 };
    expect(flat(backwards, [1, 1, 1], 2)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(flat({ ...row(7), shape: [3], stride: [0] }, [0, 2, 5], 2)).toEqual([7, 0, 7, 0, 0, 7]);
  });

  test("indices may be of any dtype and form", () => {
    for (const dtype of DTYPE_NAMES) {
      const indices = matrix(dtype, [3]);
      expect(flat(row(5, 6, 7), indices, 2), dtype).toEqual([5, 6, 7, 0, 0, 0]);
    }
    expect(flat(row(5, 6, 7), [2, 1, -0], 2)).toEqual([7, 6, 5, 0, 0, 0]);
    expect(flat(row(5, 6), { data: Int32Array.of(3, 9, 1), shape: [2], stride: [2] }, 2)).toEqual([0, 6, 0, 5]);
    expect(flat(row(5, 6), { data: Int32Array.of(3, 1), dims: [2] }, 2)).toEqual([0, 6, 0, 5]);
    const input = row(5, 6);
    expect(flat(input, { data: Uint8Array.of(1, 0), shape: [2] }, 1)).toEqual([6, 5]);
  });

  test("positions in windows stand where the window stood; what is dilated or padded included", () => {
    const options = { indices: "window" } as const;
    expect(flat(row(5, 6), [1, 0], 2, options)).toEqual([0, 5, 6, 0]);
    expect(flat(row(5, 6), [1, 0], 2, { ...options, padding: 1 })).toEqual([5, 6]);
    expect(flat(row(5, 6), [2, 1], 3, { ...options, stride: 1, dilation: 2 })).toEqual([0, 0, 0, 6, 5, 0]);
    expect(flat(row(5, 6, 7), [1, 0, 1], 2, { ...options, padding: [[1, 0]], outputShape: 5 })).toEqual([
      5, 6, 0, 0, 7,
    ]);
    // "same" has its padding from the result's extent.
    expect(flat(row(5, 6, 7), [0, 0, 1], 2, { ...options, padding: "same", outputShape: 6 })).toEqual([
      5, 0, 6, 0, 0, 7,
    ]);
    expect(flat(row(5, 6, 7), [1, 0, 1], 2, { ...options, padding: "same-lower", outputShape: 5 })).toEqual([
      5, 6, 0, 0, 7,
    ]);
    expect(flat(row(5, 6, 7), [0, 0, 0], 2, { ...options, padding: "same", outputShape: 5 })).toEqual([5, 0, 6, 0, 7]);
  });

  test("of nothing gives zeros, or nothing", () => {
    const none = { data: new Float64Array(0), shape: [0, 2] };
    const nowhere = { data: new Int32Array(0), shape: [0, 2] };
    expect(api.maxUnpool(none, nowhere, 2)).toMatchObject({ shape: [0, 4], data: new Float64Array(0) });
    expect(api.maxUnpool(none, nowhere, 2, { outputShape: [1, 2] }).data).toEqual(Float64Array.of(0, 0));
    expect(flat(row(1, 2), [-1, -1], 2)).toEqual([0, 0, 0, 0]);
    const big = { data: BigInt64Array.of(5n), shape: [1] };
    expect(api.maxUnpool(big, [-1], 3).data).toEqual(new BigInt64Array(3));
  });

  test("changes neither values nor positions, and may write beside them", () => {
    const memory = Int32Array.of(5, 6, 3, 0, 9, 9, 9, 9);
    const input = { data: memory, shape: [2], offset: 0 };
    const indices = { data: memory, shape: [2], offset: 2 };
    const out = { data: memory, shape: [4], offset: 4 };
    expect(api.maxUnpool(input, indices, 2, { out })).toBe(out);
    expect(memory).toEqual(Int32Array.of(5, 6, 3, 0, 6, 0, 0, 5));
    const apart = row(1, 2);
    const before = bytesUnder(apart.data);
    api.maxUnpool(apart, [3, 0], 2);
    expect(bytesUnder(apart.data)).toEqual(before);
  });
});
