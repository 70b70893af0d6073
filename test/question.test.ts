import { expect, test } from "vitest";
import type { NdArray } from "../src/types.ts";
import { onEveryBuild } from "./support/builds.ts";
import { elementsOf } from "./support/compare.ts";

const EIGHT = [
  [19, 32, 28, 25, 31, 49, 17, 18],
  [4, 19, 50, 57, 29, 42, 5, 8],
  [44, 16, 54, 13, 15, 1, 58, 50],
  [18, 36, 29, 12, 39, 45, 47, 44],
  [34, 31, 17, 28, 35, 62, 30, 54],
  [38, 50, 14, 50, 25, 24, 36, 4],
  [58, 27, 20, 34, 55, 22, 63, 59],
  [61, 30, 37, 24, 23, 34, 5, 16],
];
const SIX_BY_FOUR = [
  [40, 24, 61, 60],
  [8, 11, 27, 5],
  [17, 41, 7, 41],
  [44, 5, 47, 13],
  [31, 53, 40, 36],
  [31, 23, 39, 26],
];

/** One int64 matrix of the question. */
const int64 = (rows: number[][]) => ({
  data: BigInt64Array.from(rows.flat(), (value) => BigInt(value)),
  shape: [rows.length, (rows[0] as number[]).length],
});

onEveryBuild("the question's cases", (api) => {
  test("8 x 8 of int64 by 2 x 2: the view of the blocks", () => {
    const k = int64(EIGHT);
    const view = api.windows(k, [2, 2]);
    expect(view.shape).toEqual([4, 4, 2, 2]);
    expect(view.stride).toEqual([16, 2, 8, 1]);
    expect(api.byteStrides(view)).toEqual([128, 16, 64, 8]);
    expect(view.data).toBe(k.data);
    expect(api.toNested(view)).toMatchObject([
      [
        [
          [19n, 32n],
          [4n, 19n],
        ],
        [
          [28n, 25n],
          [50n, 57n],
        ],
        {},
        {},
      ],
      {},
      {},
      {},
    ]);
  });

  test("8 x 8 of int64 by 2 x 2: mean", () => {
    const mean = api.meanPool(int64(EIGHT), [2, 2]);
    expect(mean.dtype).toBe("float64");
    expect(mean.data).toBeInstanceOf(Float64Array);
    expect(mean.stride).toEqual([4, 1]);
    expect(api.toNested(mean)).toEqual([
      [18.5, 40, 37.75, 12],
      [28.5, 27, 25, 49.75],
      [38.25, 27.25, 36.5, 31],
      [44, 28.75, 33.5, 35.75],
    ]);
    // The windows' view says the same: the mean over its last two axes.
    const view = api.windows(int64(EIGHT), [2, 2]);
    expect(elementsOf(api.globalPool("mean", view))).toEqual(Array.from(mean.data));
  });

  test("8 x 8 of int64 by 2 x 2: max", () => {
    const max = api.maxPool(int64(EIGHT), [2, 2]);
    expect(max.dtype).toBe("int64");
    expect(api.toNested(max)).toEqual([
      [32n, 57n, 49n, 18n],
      [44n, 54n, 45n, 58n],
      [50n, 50n, 62n, 54n],
      [61n, 37n, 55n, 63n],
    ]);
  });

  test("6 x 4 by 2 x 2: max", () => {
    expect(api.toNested(api.maxPool(SIX_BY_FOUR, 2))).toEqual([
      [40, 61],
      [44, 47],
      [53, 40],
    ]);
    expect(api.toNested(api.maxPool(int64(SIX_BY_FOUR), 2))).toEqual([
      [40n, 61n],
      [44n, 47n],
      [53n, 40n],
    ]);
    expect(api.byteStrides(api.windows(int64(SIX_BY_FOUR), 2))).toEqual([64, 16, 32, 8]);
  });

  test("14 x 15 by 2 x 3: every op as a plain loop has it", () => {
    const matrix = Array.from({ length: 14 }, (_, i) =>
      Array.from({ length: 15 }, (_, j) => (i * 37 + j * 11 + i * j) % 101),
    );
    const blocks = Array.from({ length: 7 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => {
        const taps: number[] = [];
        for (let a = 0; a < 2; a++)
          for (let b = 0; b < 3; b++) taps.push((matrix[2 * i + a] as number[])[3 * j + b] as number);
        return taps;
      }),
    );
    const of = (fold: (taps: number[]) => number) => blocks.map((row) => row.map(fold));
    const sum = (taps: number[]) => taps.reduce((a, b) => a + b, 0);
    expect(api.toNested(api.maxPool(matrix, [2, 3]))).toEqual(of((taps) => Math.max(...taps)));
    expect(api.toNested(api.minPool(matrix, [2, 3]))).toEqual(of((taps) => Math.min(...taps)));
    expect(api.toNested(api.sumPool(matrix, [2, 3]))).toEqual(of(sum));
    expect(api.toNested(api.meanPool(matrix, [2, 3]))).toEqual(of((taps) => sum(taps) / 6));
    expect(api.toNested(api.avgPool(matrix, [2, 3]))).toEqual(of((taps) => sum(taps) / 6));
    const view = api.windows(int64(matrix), [2, 3]);
    expect(view.shape).toEqual([7, 5, 2, 3]);
    expect(api.byteStrides(view)).toEqual([240, 24, 120, 8]);
  });

  test("strides follow the input's: transposed, sliced and narrower matrices", () => {
    const k = int64(EIGHT);
    const transposed = { data: k.data, shape: [8, 8], stride: [1, 8] };
    expect(api.byteStrides(api.windows(transposed, [2, 2]))).toEqual([16, 128, 8, 64]);
    expect(api.toNested(api.meanPool(transposed, 2))).toEqual([
      [18.5, 28.5, 38.25, 44],
      [40, 27, 27.25, 28.75],
      [37.75, 25, 36.5, 33.5],
      [12, 49.75, 31, 35.75],
    ]);
    const everyOther = { data: k.data, shape: [4, 8], stride: [16, 1] };
    expect(api.byteStrides(api.windows(everyOther, [2, 4]))).toEqual([256, 32, 128, 8]);
    const bytes = { data: Uint8Array.from(EIGHT.flat()), shape: [8, 8] };
    expect(api.byteStrides(api.windows(bytes, [2, 2]))).toEqual([16, 2, 8, 1]);
    const wider: NdArray = api.windows({ data: new Float32Array(14 * 15), shape: [14, 15] }, [2, 3]);
    expect(wider.stride).toEqual([30, 3, 15, 1]);
    // Overlapping windows: NumPy's sliding_window_view.
    expect(api.windows(bytes, [3, 3], { stride: 1 })).toMatchObject({ shape: [6, 6, 3, 3], stride: [8, 1, 8, 1] });
  });
});
