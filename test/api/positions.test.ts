import { expect, test } from "vitest";
import { NUMBERINGS } from "../../src/registry/options.ts";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { matrix } from "./bad/row.ts";
import type { Loose } from "./functions.ts";

/* Where max, min, argmax and argmin find what they give. */

type WithIndices = NdArray & { readonly indices: NdArray };

const row = (...values: number[]) => ({ data: Float64Array.from(values), shape: [values.length] });
const numbers = (result: NdArray): unknown[] => Array.from(result.data as ArrayLike<number>);

/** Two planes of 3 x 4, with the largest and the smallest of each 3 x 2 block in another place. */
const PLANES = {
  data: Int16Array.of(
    ...[5, 9, 1, 2],
    ...[3, 0, 7, 8],
    ...[4, 6, 2, -1],

    ...[1, 2, 6, 6],
    ...[1, 1, 6, 5],
    ...[8, 8, 9, 4],
  ),
  shape: [2, 3, 4],
};

onEveryBuild("indices beside the values", (api) => {
  test("are an array of their own, row-major int32", () => {
    const result = api.maxPool(PLANES, [3, 2], { indices: "plane" });
    expect(Object.keys(result).sort()).toEqual(["data", "dtype", "indices", "offset", "shape", "stride"]);
    expect(result).toMatchObject({ data: Int16Array.of(9, 8, 8, 9), shape: [2, 1, 2], dtype: "int16" });
    expect(result.indices).toEqual({
      data: Int32Array.of(1, 7, 8, 10),
      shape: [2, 1, 2],
      stride: [2, 2, 1],
      offset: 0,
      dtype: "int32",
    });
    expect(result.indices.shape).not.toBe(result.shape);
    expect(result.indices.stride).not.toBe(result.stride);
    expect(result.indices.data.buffer).not.toBe(result.data.buffer);
    result.indices.shape[0] = 99;
    expect(result.shape).toEqual([2, 1, 2]);
  });

  test("number the window, the pooled axes, or the whole array; argmax and argmin as well", () => {
    const max = { window: [1, 3, 4, 4], plane: [1, 7, 8, 10], tensor: [1, 7, 20, 22] };
    const min = { window: [3, 5, 0, 5], plane: [5, 11, 0, 11], tensor: [5, 11, 12, 23] };
    for (const indices of NUMBERINGS) {
      expect(numbers(api.maxPool(PLANES, [3, 2], { indices }).indices)).toEqual(max[indices]);
      expect(numbers(api.minPool(PLANES, [3, 2], { indices }).indices)).toEqual(min[indices]);
      expect(numbers(api.argmaxPool(PLANES, [3, 2], { indices }))).toEqual(max[indices]);
      expect(numbers(api.argminPool(PLANES, [3, 2], { indices }))).toEqual(min[indices]);
    }
    expect(numbers(api.argmaxPool(PLANES, [3, 2]))).toEqual(max.window);
    expect(numbers(api.argmaxPool(PLANES, [3, 2], { indices: false }))).toEqual(max.window);
    expect(api.argmaxPool(PLANES, [3, 2], { indices: "plane" })).not.toHaveProperty("indices");
  });

  test("follow the order of axes, in windows and in planes; in tensors the array's own", () => {
    const at = (indices: (typeof NUMBERINGS)[number], axes: number[], window: number[]) =>
      numbers(api.argmaxPool(PLANES, window, { indices, axes }));
    // The largest of the first block stands at [0, 1] of three rows and two columns.
    expect(at("window", [2, 1], [2, 3])).toEqual([3, 4, 2, 2]);
    expect(at("window", [-1, -2], [2, 3])).toEqual([3, 4, 2, 2]);
    expect(at("plane", [2, 1], [2, 3])).toEqual([3, 10, 2, 8]);
    expect(at("tensor", [2, 1], [2, 3])).toEqual([1, 7, 20, 22]);
    expect(at("window", [0], [2])).toEqual([0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]);
    expect(at("plane", [0], [2])).toEqual([0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]);
    expect(at("tensor", [0], [2])).toEqual([0, 1, 14, 15, 4, 17, 6, 7, 20, 21, 22, 23]);
    expect(at("plane", [0, 1, 2], [2, 3, 4])).toEqual([1]);
    // Ties go to the first in the window's own order: [1, 0] before [0, 1], where columns come first.
    const tie = { data: Int8Array.of(0, 5, 5, 0), shape: [2, 2] };
    expect(numbers(api.argmaxPool(tie, [2, 2], { indices: "tensor" }))).toEqual([1]);
    expect(numbers(api.argmaxPool(tie, [2, 2], { indices: "tensor", axes: [1, 0] }))).toEqual([2]);
    expect(numbers(api.argmaxPool(tie, [2, 2], { axes: [1, 0] }))).toEqual([1]);
  });

  test("are those of the view's elements, not of its memory", () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => -i);
    const backwards = { data, shape: [2, 3], stride: [-12, -4], offset: 20 };
    expect(api.toNested(backwards)).toEqual([
      [-20, -16, -12],
      [-8, -4, -0],
    ]);
    expect(numbers(api.maxPool(backwards, [2, 3], { indices: "tensor" }).indices)).toEqual([5]);
    expect(numbers(api.minPool(backwards, [1, 3], { indices: "plane" }).indices)).toEqual([0, 3]);
    const image = { data: Uint8Array.of(1, 9, 5, 2, 7, 3, 3, 8), width: 2, height: 2 };
    expect(numbers(api.maxPool(image, 2, { indices: "plane" }).indices)).toEqual([2, 0]);
    expect(numbers(api.maxPool(image, 2, { indices: "tensor" }).indices)).toEqual([4, 1]);
  });

  test("come with every function that gives max or min, and only if asked for", () => {
    for (const indices of [undefined, false] as const) {
      expect(api.maxPool(matrix(), 2, { indices })).not.toHaveProperty("indices");
      expect(api.globalPool("min", matrix(), { indices })).not.toHaveProperty("indices");
    }
    const expected = [9, 11, 13, 15, 25, 27, 29, 31];
    expect(numbers((api.pool("max", matrix(), 2, { indices: "plane" }) as WithIndices).indices)).toEqual(expected);
    expect(numbers(api.globalPool("max", matrix(), { indices: "tensor" }).indices)).toEqual([31]);
    expect(numbers(api.globalPool("min", matrix(), { indices: "window", axes: [0] }).indices)).toEqual(
      new Array(8).fill(0),
    );
    expect(numbers(api.adaptivePool("max", matrix(), [2, 4], { indices: "plane" }).indices)).toEqual(expected);
    expect(numbers(api.adaptivePool("argmax", matrix(), [3, 2], { indices: "plane" }))).toEqual([
      11, 15, 19, 23, 27, 31,
    ]);
    const { max, mean, argmin, min } = api.poolStats(matrix(), 2, {
      stats: ["mean", "max", "argmin", "min"],
      indices: "plane",
    }) as unknown as Record<string, WithIndices>;
    expect(numbers(max?.indices as NdArray)).toEqual(expected);
    expect(numbers(min?.indices as NdArray)).toEqual([0, 2, 4, 6, 16, 18, 20, 22]);
    expect(numbers(argmin as NdArray)).toEqual([0, 2, 4, 6, 16, 18, 20, 22]);
    expect(mean).not.toHaveProperty("indices");
    expect(argmin).not.toHaveProperty("indices");
  });

  test("number each window of adaptivePool by its own extents", () => {
    // Two rows, then three columns in each window.
    const input = { data: Int32Array.from({ length: 25 }, (_, i) => (i === 5 ? 9 : 0)), shape: [5, 5] };
    expect(api.adaptivePool("argmax", input, [3, 2]).data[0]).toBe(3);
    expect(
      numbers(
        api.adaptivePool(
          "argmax",
          [
            [0, 0, 0],
            [9, 0, 0],
          ],
          [1, 2],
        ),
      ),
    ).toEqual([2, 0]);
    expect(
      numbers(
        api.adaptivePool(
          "max",
          [
            [0, 0, 0],
            [9, 0, 0],
          ],
          [1, 2],
          { indices: "window" },
        ).indices,
      ),
    ).toEqual([2, 0]);
  });

  test("stand beside out, which is what comes back, and are new each time", () => {
    const out = { data: new Float32Array(12), shape: [2, 4], stride: [6, 1], offset: 1, mine: true } as Loose;
    const result = api.maxPool(matrix(), 2, { out, indices: "plane" });
    expect(result).toBe(out);
    const { indices } = out;
    expect(indices).toMatchObject({ shape: [2, 4], stride: [4, 1], offset: 0, dtype: "int32" });
    expect(numbers(indices)).toEqual([9, 11, 13, 15, 25, 27, 29, 31]);
    expect(elementsOf(out)).toEqual([9, 11, 13, 15, 25, 27, 29, 31]);
    expect(out.mine).toBe(true);
    api.minPool(matrix(), 2, { out, indices: "window" });
    expect(out.indices).not.toBe(indices);
    expect(numbers(out.indices)).toEqual(new Array(8).fill(0));
    expect(numbers(indices)).toEqual([9, 11, 13, 15, 25, 27, 29, 31]);
  });

  test("are put beside an out of the caller's own class, and a sealed one that has had them before", () => {
    class Mine {
      readonly data = new Float32Array(8);
      readonly shape = [2, 4];
      get indices(): never {
        throw new Error("never called");
      }
    }
    const mine = new Mine() as Loose;
    expect(api.maxPool(matrix(), 2, { out: mine, indices: "plane" })).toBe(mine);
    expect(numbers(mine.indices)).toEqual([9, 11, 13, 15, 25, 27, 29, 31]);
    const sealed = Object.seal({ ...matrix("float32", [2, 4]), indices: undefined }) as Loose;
    expect(api.maxPool(matrix(), 2, { out: sealed, indices: "plane" })).toBe(sealed);
    expect(numbers(sealed.indices)).toEqual([9, 11, 13, 15, 25, 27, 29, 31]);
  });

  test("keep their dtype where another is asked for the values", () => {
    const { data, dtype, indices } = api.maxPool(matrix(), 2, { indices: "plane", dtype: "uint8" });
    expect({ data, dtype }).toEqual({ data: Uint8Array.of(9, 11, 13, 15, 25, 27, 29, 31), dtype: "uint8" });
    expect(indices.dtype).toBe("int32");
    expect(api.argmaxPool(matrix(), 4, { dtype: "uint8" })).toMatchObject({
      dtype: "uint8",
      data: Uint8Array.of(15, 15),
    });
    expect(api.argmaxPool(matrix(), 4, { dtype: "int64", indices: "plane" }).data).toEqual(BigInt64Array.of(27n, 31n));
    expect(
      api.globalPool("argmax", { data: new Uint8Array(300).fill(1, 299), shape: [300] }, { dtype: "uint8" }).data,
    ).toEqual(Uint8Array.of(255));
  });

  test("of plans are written by every run, beside the output", () => {
    const plan = api.createPlan("max", { shape: [2, 4], dtype: "float32" }, 2, { indices: "plane", stride: 1 });
    const { indices } = plan.output;
    expect(indices).toMatchObject({ shape: [1, 3], stride: [3, 1], offset: 0, dtype: "int32" });
    plan.input.data.set([1, 5, 2, 0, 3, 4, 8, 6]);
    plan.run();
    expect(numbers(plan.output)).toEqual([5, 8, 8]);
    expect(numbers(indices as NdArray)).toEqual([1, 6, 6]);
    plan.input.data.set([9, 5, 2, 9, 3, 4, 8, 6]);
    plan.run();
    expect(numbers(indices as NdArray)).toEqual([0, 6, 3]);
    expect(plan.output.indices?.data).toBe(indices?.data);
    plan.dispose();
    const argmax = api.createPlan("argmax", { shape: [3], dtype: "int8" }, 3);
    expect(argmax.output).not.toHaveProperty("indices");
    argmax.input.data.set([1, 3, 3]);
    argmax.run();
    expect(numbers(argmax.output)).toEqual([1]);
    argmax.dispose();
  });
});

onEveryBuild("positions of", (api) => {
  const all = (input: Loose, window: number, options: PoolOptions = {}) =>
    NUMBERINGS.map((indices) => numbers(api.argmaxPool(input, window, { stride: 1, ...options, indices })));

  test("ties and zeros: the first", () => {
    expect(numbers(api.argmaxPool(row(3, 7, 7, 1), 4))).toEqual([1]);
    expect(numbers(api.argminPool(row(3, 1, 7, 1), 4))).toEqual([1]);
    expect(numbers(api.argmaxPool(row(-0, 0, 0), 3))).toEqual([0]);
    expect(numbers(api.argminPool(row(0, -0), 2))).toEqual([0]);
  });

  test("NaN: the first, unless it is left out", () => {
    const input = row(1, Number.NaN, 9, Number.NaN);
    expect(numbers(api.argmaxPool(input, 4))).toEqual([1]);
    expect(numbers(api.argminPool(input, 4))).toEqual([1]);
    expect(numbers(api.argmaxPool(input, 4, { nan: "ignore" }))).toEqual([2]);
    const { data, indices } = api.maxPool(input, 4, { indices: "window" });
    expect([data[0], indices.data[0]]).toEqual([Number.NaN, 1]);
    expect(numbers(api.argmaxPool(input, 4, { nodata: 9, nan: "ignore" }))).toEqual([0]);
  });

  test("windows of nothing but -Infinity: their first tap that is there, never padding", () => {
    const input = row(-Infinity, -Infinity);
    expect(all(input, 3, { padding: 1 })).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(numbers(api.argminPool(row(Infinity), 3, { padding: 1 }))).toEqual([1]);
  });

  test("windows in which nothing is valid: -1", () => {
    expect(all(row(5), 1, { padding: 1 })).toEqual([
      [-1, 0, -1],
      [-1, 0, -1],
      [-1, 0, -1],
    ]);
    const nan = row(Number.NaN, Number.NaN, 4);
    const left: readonly PoolOptions[] = [
      { nan: "ignore" },
      { nodata: Number.NaN },
      { mask: [0, 0, 1] },
      { minCount: 1, nan: "ignore" },
    ];
    for (const options of left) {
      expect(numbers(api.argmaxPool(nan, 1, options))).toEqual([-1, -1, 0]);
      expect(numbers(api.minPool(nan, 1, { ...options, indices: "plane" }).indices)).toEqual([-1, -1, 2]);
    }
    // Fewer valid taps than asked for have no position either.
    expect(numbers(api.argmaxPool(nan, 3, { nan: "ignore", minCount: 2 }))).toEqual([-1]);
    const { data, indices } = api.maxPool(nan, 3, { nan: "ignore", minCount: 2, nodata: -9, indices: "window" });
    expect([data[0], indices.data[0]]).toEqual([-9, -1]);
    expect(numbers(api.argmaxPool(row(5, 6), 1, { mask: [1, 0], dtype: "uint8" }))).toEqual([0, 0]);
  });

  test("the full window: absent taps are counted", () => {
    // Taps at -1, 0, 1: those that are there have places 1 and 2.
    expect(numbers(api.argmaxPool(row(5, 6, 7), 3, { padding: 1, stride: 1 }))).toEqual([2, 2, 1]);
    expect(numbers(api.argmaxPool(row(5, 6, 7, 8), 3, { edge: "partial" }))).toEqual([2, 0]);
    expect(numbers(api.argmaxPool(row(1, 2, 3, 4, 5), 3, { dilation: 3, padding: 1, stride: 1 }))).toEqual([1]);
    const corner = api.argmaxPool({ data: Int8Array.of(1, 2, 3, 4), shape: [2, 2] }, 2, { padding: 1 });
    expect(numbers(corner)).toEqual([3, 2, 1, 0]);
  });

  test("a fill value: its own in the window, -1 elsewhere", () => {
    expect(all(row(5, 6), 2, { padding: 1, fill: 9 })).toEqual([
      [0, 1, 1],
      [-1, 1, -1],
      [-1, 1, -1],
    ]);
    expect(all(row(5, 6), 2, { padding: 1, fill: 5 })).toEqual([
      [0, 1, 0],
      [-1, 1, 1],
      [-1, 1, 1],
    ]);
    // One that is left out has none.
    expect(all(row(5, 6), 2, { padding: 1, fill: 9, nodata: 9 })).toEqual([
      [1, 1, 0],
      [0, 1, 1],
      [0, 1, 1],
    ]);
  });

  test("padMode: the element that was read; in the window the tap's own", () => {
    const input = row(7, 5, 6);
    // Around it: 6 5 [7 5 6] 5 7 by reflect, 7 [7 5 6] 6 by edge.
    expect(all(input, 2, { padding: 1, padMode: "edge" })).toEqual([
      [0, 0, 1, 0],
      [0, 0, 2, 2],
      [0, 0, 2, 2],
    ]);
    expect(all(input, 3, { padding: [[2, 0]], padMode: "reflect" })).toEqual([
      [2, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(all(input, 2, { padding: 1, padMode: "wrap" })).toEqual([
      [1, 0, 1, 1],
      [0, 0, 2, 0],
      [0, 0, 2, 0],
    ]);
    // What the mask leaves out is left out wherever it is read.
    expect(all(input, 2, { padding: 1, padMode: "wrap", mask: [0, 1, 1] })).toEqual([
      [0, 1, 1, 0],
      [2, 1, 2, 2],
      [2, 1, 2, 2],
    ]);
  });

  test("max beside indices is max without, in every combination", () => {
    const input = { data: Int16Array.from({ length: 60 }, (_, i) => (i * 7919) % 23), shape: [6, 10] };
    const given: readonly PoolOptions[] = [
      { stride: 1 },
      { padding: 1, fill: 11 },
      { padding: 2, padMode: "symmetric", dilation: 2 },
      { edge: "partial", stride: 4 },
      { nodata: 3, minCount: 2 },
      { axes: [1, 0] },
    ];
    for (const options of given) {
      for (const op of ["max", "min"] as const) {
        const beside = api.pool(op, input, [3, 4], { ...options, indices: "tensor" }) as WithIndices;
        expect(beside.data, JSON.stringify(options)).toEqual((api.pool(op, input, [3, 4], options) as NdArray).data);
        const itself = api.pool(op === "max" ? "argmax" : "argmin", input, [3, 4], { ...options, indices: "tensor" });
        expect(numbers(beside.indices), JSON.stringify(options)).toEqual(numbers(itself as NdArray));
      }
    }
  });
});
