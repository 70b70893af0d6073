import { expect, test } from "vitest";
import { DTYPES } from "../../src/registry/dtypes.ts";
import type { DType, NdArray, Op, PoolOptions } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { expectRefused, range } from "../support/refusal.ts";
import type { Loose } from "./functions.ts";

/* Values known beforehand: worked out by hand, or taken from what other systems answered to the same question. */

const of = (dtype: DType, shape: number[], ...values: (number | bigint)[]) => {
  const { array, big } = DTYPES[dtype];
  const data = new array(values.length);
  values.forEach((value, i) => {
    data[i] = (big ? BigInt(value) : value) as never;
  });
  return { data, shape };
};
const row = (dtype: DType, ...values: (number | bigint)[]) => of(dtype, [values.length], ...values);
const ramp = (...shape: number[]) =>
  of("float64", shape, ...Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + 1));

onEveryBuild("golden values", (api) => {
  const one = (op: Op, input: Loose, options: PoolOptions = {}): unknown =>
    elementsOf(api.pool(op, input, input.shape, options) as NdArray)[0];
  const nested = (result: Loose): unknown => api.toNested(result);

  test("4 x 4 by 3, hops of 2, padding 1, partial: explicit padding counts, the overhang never (PyTorch 2.13, run)", () => {
    const options = { stride: 2, padding: 1, edge: "partial", countPadding: true } as const;
    const mean = api.meanPool(ramp(4, 4), 3, options);
    expect(Array.from(mean.data, (value) => Math.round(value * 1e4) / 1e4)).toEqual([
      1.5556, 3.3333, 2, 6.3333, 11, 6, 4.5, 7.5, 4,
    ]);
    const { mean: again, count } = api.poolStats(ramp(4, 4), 3, { ...options, stats: ["mean", "count"] });
    expect(again).toEqual(mean);
    expect(nested(count)).toEqual([
      [4, 6, 2],
      [6, 9, 3],
      [2, 3, 1],
    ]);
    // With a fill all nine count, whatever is filled.
    const filled = api.meanPool(ramp(4, 4), 3, { ...options, fill: 0 });
    expect(Array.from(filled.data, (value) => value * 9).map(Math.round)).toEqual([14, 30, 12, 57, 99, 36, 27, 45, 16]);
  });

  test("skimage's block_reduce: 3 x 3 of 100 by 2 x 2, the end filled with 0 (scikit-image 0.26, run)", () => {
    const input = of("float64", [3, 3], ...new Array(9).fill(100));
    expect(nested(api.meanPool(input, 2, { edge: "partial", fill: 0 }))).toEqual([
      [100, 50],
      [50, 25],
    ]);
    expect(nested(api.meanPool(input, 2, { edge: "partial" }))).toEqual([
      [100, 100],
      [100, 100],
    ]);
    expect(nested(api.medianPool(input, 2, { edge: "partial", fill: 0 }))).toEqual([
      [100, 50],
      [50, 0],
    ]);
  });

  test("the mean of four 200s of uint8 is 200, not 8 (NumPy with dtype=uint8 overflows)", () => {
    for (const dtype of ["uint8", "uint8_clamped", "int16", "int64"] as const) {
      const input = of(dtype, [2, 2], 200, 200, 200, 200);
      expect(one("mean", input)).toBe(200);
      expect(Number(one("mean", input, { dtype }))).toBe(200);
      expect(Number(one("sum", input))).toBe(800);
    }
    expect(one("sum", of("uint8", [2, 2], 200, 200, 200, 200), { dtype: "uint8" })).toBe(255);
  });

  test("fractions as integers: half up as Math.round, and as OpenCV's, to even, towards zero, down", () => {
    const twice = (round: PoolOptions["round"]) =>
      [1, 3, 5, -1, -3, -5].map((sum) => Number(one("mean", row("int8", sum, 0), { dtype: "int8", round })));
    expect(twice("half-up")).toEqual([1, 2, 3, 0, -1, -2]);
    expect(twice(undefined)).toEqual([1, 2, 3, 0, -1, -2]);
    expect(twice("half-even")).toEqual([0, 2, 2, 0, -2, -2]);
    expect(twice("trunc")).toEqual([0, 1, 2, 0, -1, -2]);
    expect(twice("floor")).toEqual([0, 1, 2, -1, -2, -3]);
    // 4 values: (sum + 2) >> 2.
    expect(one("mean", row("uint8", 1, 2, 2, 1), { dtype: "uint8" })).toBe(2);
  });

  test("64-bit sums, products and ranges wrap as NumPy's; what is asked for saturates", () => {
    const top = 2n ** 63n - 1n;
    const bottom = -(2n ** 63n);
    expect(one("sum", row("int64", top, 1))).toBe(bottom);
    expect(one("sum", row("int64", top, 1), { dtype: "int64" })).toBe(top);
    expect(one("sum", row("int64", bottom, -1))).toBe(top);
    expect(one("sum", row("int64", bottom, -1), { dtype: "int64" })).toBe(bottom);
    expect(one("sum", row("uint64", 2n ** 64n - 1n, 2n))).toBe(1n);
    expect(one("sum", row("uint64", 2n ** 64n - 1n, 2n), { dtype: "uint64" })).toBe(2n ** 64n - 1n);
    expect(one("sum", row("int64", top, top, top, top))).toBe(-4n);
    expect(one("prod", row("int64", 2n ** 32n, 2n ** 31n))).toBe(bottom);
    expect(one("prod", row("int64", 2n ** 32n, 2n ** 31n), { dtype: "int64" })).toBe(top);
    expect(one("prod", row("int64", 2n ** 32n, -(2n ** 33n)), { dtype: "int64" })).toBe(bottom);
    expect(one("prod", row("int64", 3n, 2n ** 63n - 1n))).toBe(2n ** 63n - 3n);
    expect(one("prod", row("uint64", 2n ** 63n, 2n))).toBe(0n);
    expect(one("prod", row("uint64", 2n ** 63n, 2n), { dtype: "uint64" })).toBe(2n ** 64n - 1n);
    expect(one("range", row("int64", top, bottom))).toBe(-1n);
    expect(one("range", row("int64", top, bottom), { dtype: "int64" })).toBe(top);
    expect(one("range", row("int64", top, bottom), { dtype: "uint64" })).toBe(2n ** 64n - 1n);
    expect(one("range", row("int64", top, bottom), { dtype: "float64" })).toBe(2 ** 64);
    expect(one("range", row("uint64", 2n ** 64n - 1n, 0n))).toBe(2n ** 64n - 1n);
    expect(one("sum", row("int64", top, top), { dtype: "float64" })).toBe(2 ** 64);
    expect(one("sum", row("int64", top, 1), { dtype: "uint64" })).toBe(2n ** 63n);
    expect(one("mean", row("int64", top, top))).toBe(2 ** 63);
    expect(one("mean", row("int64", top, top), { dtype: "int64" })).toBe(top);
    expect(one("mean", row("int64", top, bottom))).toBe(-0.5);
    // Rounded once: the exact sum is 2^53 + 1 more than an even number of halves.
    expect(one("mean", row("int64", 2n ** 54n + 2n, 1n))).toBe(2 ** 53 + 2);
    expect(one("median", row("int64", top, top - 1n), { dtype: "int64" })).toBe(top);
    expect(one("median", row("int64", top, top - 1n), { dtype: "int64", round: "floor" })).toBe(top - 1n);
    expect(one("median", row("int64", bottom, top))).toBe(-0.5);
    expect(one("var", row("int64", top, top - 2n))).toBe(1);
    expect(one("std", row("uint64", 2n ** 64n - 1n, 2n ** 64n - 5n))).toBe(2);
  });

  test("integers up to 32 bits are exact as far as float64 goes", () => {
    expect(one("prod", row("int32", -(2 ** 31), 2 ** 21))).toBe(-(2 ** 52));
    expect(one("prod", row("int8", ...new Array(9).fill(-128)))).toBe(-(2 ** 63));
    expect(one("range", row("int8", -128, 127))).toBe(255);
    expect(one("range", row("int32", -(2 ** 31), 2 ** 31 - 1))).toBe(2 ** 32 - 1);
    expect(one("range", row("int8", -128, 127), { dtype: "int8" })).toBe(127);
    expect(one("rms", row("int32", 2 ** 31 - 1, -(2 ** 31) + 1))).toBe(2 ** 31 - 1);
    expect(one("std", row("uint32", 0, 2 ** 32 - 2))).toBe(2 ** 31 - 1);
    expect(one("lp", row("int32", -(2 ** 31)), { p: Infinity })).toBe(2 ** 31);
    expect(one("lp", row("int64", -(2n ** 63n)), { p: Infinity })).toBe(2 ** 63);
    expect(one("lp", row("int64", -(2n ** 63n)), { p: Infinity, dtype: "uint64" })).toBe(2n ** 63n);
    expect(one("lp", row("int8", -128, -128), { p: 1 })).toBe(256);
  });

  test("norms, deviations, medians, modes", () => {
    expect(one("lp", row("float64", 3, -4))).toBe(5);
    expect(one("lp", row("float64", 3, -4), { p: 1 })).toBe(7);
    expect(one("lp", row("float64", 3, -4), { p: Infinity })).toBe(4);
    expect(one("lp", row("float64", 1, -1, 1, -1), { p: 0.5 })).toBe(16);
    expect(one("lp", row("float64", -2, -2), { p: 3 })).toBeCloseTo(2 * 2 ** (1 / 3), 14);
    expect(one("lp", row("float64", Number.NaN, 1), { p: Infinity })).toBe(Number.NaN);
    expect(one("rms", row("float64", 1, 7))).toBe(5);
    expect(one("var", row("float64", 2, 4, 4, 4, 5, 5, 7, 9))).toBe(4);
    expect(one("std", row("float64", 2, 4, 4, 4, 5, 5, 7, 9))).toBe(2);
    expect(one("var", row("float64", 2, 4, 4, 4, 5, 5, 7, 9), { ddof: 1 })).toBeCloseTo(32 / 7, 14);
    expect(one("var", row("float64", 1, 2, 3), { ddof: 0.5 })).toBeCloseTo(0.8, 14);
    expect(one("var", row("float64", 1, 2, 3), { ddof: 3 })).toBe(Number.NaN);
    expect(one("var", row("float64", 1, 2, 3), { ddof: 1e300 })).toBe(Number.NaN);
    expect(one("var", row("float64", 1e9 + 1, 1e9 + 2, 1e9 + 3), { ddof: 1 })).toBe(1);
    expect(one("var", row("float64", Infinity, 1))).toBe(Number.NaN);
    expect(one("median", row("int8", 5, 1, 3))).toBe(3);
    expect(one("median", row("int8", -3, 4))).toBe(0.5);
    expect(one("median", row("int8", -3, 4), { interpolation: "lower" })).toBe(-3);
    expect(one("median", row("int8", -3, 4), { interpolation: "higher" })).toBe(4);
    expect(one("median", row("int8", -3, 4), { dtype: "int8" })).toBe(1);
    expect(one("median", row("float64", 1, Number.NaN, 3))).toBe(Number.NaN);
    expect(one("median", row("float64", 1, Number.NaN, 3), { nan: "ignore" })).toBe(2);
    expect(one("median", row("float64", 1.7e308, 1.7e308))).toBe(1.7e308);
    expect(one("median", row("float64", -Infinity, Infinity))).toBe(Number.NaN);
    expect(one("mode", row("uint8", 3, 9, 9, 3, 1))).toBe(3);
    expect(one("mode", row("uint8", 9, 3, 3, 9, 1))).toBe(9);
    expect(one("mode", row("float32", 1, 2, Number.NaN, 2))).toBe(Number.NaN);
    expect(one("mode", row("float32", -0, 1, 0, 1, 0))).toBe(-0);
    expect(one("first", of("int16", [2, 2], 4, 3, 2, 1))).toBe(4);
    expect(nested(api.pool("first", ramp(4, 4), 2, { padding: 1, stride: 2, edge: "trim" }))).toEqual([
      [1, 2, 4],
      [5, 6, 8],
      [13, 14, 16],
    ]);
  });

  test("labels stay labels: no mode and no median by lower is a value that was not there", () => {
    const labels = of("uint16", [4, 4], ...[1, 1, 500, 7], ...[1, 500, 500, 7], ...[9, 9, 3, 3], ...[3, 9, 9, 9]);
    expect(nested(api.modePool(labels, 2))).toEqual([
      [1, 500],
      [9, 3],
    ]);
    expect(nested(api.medianPool(labels, 2, { interpolation: "lower" }))).toEqual([
      [1, 7],
      [9, 3],
    ]);
  });

  test("any, all and count of floats", () => {
    const input = row("float64", 0, -0, Number.NaN, 1e-320);
    const each = (op: Op, options: PoolOptions = {}) =>
      Array.from((api.pool(op, input, 1, options) as NdArray).data as Uint8Array);
    expect(each("any")).toEqual([0, 0, 1, 1]);
    expect(each("all")).toEqual([0, 0, 1, 1]);
    expect(each("count")).toEqual([1, 1, 1, 1]);
    expect(each("count", { nan: "ignore" })).toEqual([1, 1, 0, 1]);
    expect(each("any", { nan: "ignore" })).toEqual([0, 0, 0, 1]);
    expect(each("all", { nan: "ignore" })).toEqual([0, 0, 1, 1]);
    expect(one("any", row("int64", 0n, 0n))).toBe(0);
    expect(one("all", row("int64", 1n, -1n))).toBe(1);
    expect(one("any", row("uint8", 0, 4), { dtype: "float64" })).toBe(1);
  });

  test("adaptive windows start at floor(i L / o) and end at ceil((i + 1) L / o) (PyTorch's AdaptivePooling.h)", () => {
    expect(nested(api.adaptivePool("sum", row("int32", 1, 2, 4, 8, 16, 32, 64), 3))).toEqual([7, 28, 112]);
    expect(nested(api.adaptivePool("count", row("int32", 1, 2, 3), 5))).toEqual([1, 2, 1, 2, 1]);
    expect(nested(api.adaptivePool("first", ramp(10), 4))).toEqual([1, 3, 6, 8]);
    expect(nested(api.adaptivePool("count", ramp(10), 4))).toEqual([3, 3, 3, 3]);
  });

  test("padMode as NumPy's pad, at any width", () => {
    const pads: Record<string, number[]> = {
      edge: [1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3],
      wrap: [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1],
      symmetric: [3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1],
      reflect: [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3],
    };
    for (const [padMode, expected] of Object.entries(pads)) {
      const options = { padding: 4, stride: 1, padMode: padMode as "edge" };
      expect(nested(api.maxPool(row("int8", 1, 2, 3), 1, options)), padMode).toEqual(expected);
      expect(nested(api.sumPool(row("int8", 7), 3, options)), padMode).toEqual(new Array(7).fill(21));
    }
  });

  test("infinities and NaN stay in the windows that they are in", () => {
    const input = row("float32", 1, Infinity, 2, 3, -Infinity, 4, Number.NaN, 5, 6);
    expect(nested(api.sumPool(input, 1))).toEqual(Array.from(input.data as Float32Array));
    expect(nested(api.sumPool(input, 2, { stride: 1 }))).toEqual([
      ...[Infinity, Infinity, 5, -Infinity, -Infinity],
      ...[Number.NaN, Number.NaN, 11],
    ]);
    expect(one("sum", row("float32", Infinity, -Infinity))).toBe(Number.NaN);
    expect(one("sum", row("float64", 1e308, 1e308))).toBe(Infinity);
  });
});

onEveryBuild("windows far larger than the array", (api) => {
  const window = 2 ** 31 - 1;
  const far = { padding: 2 ** 30, stride: 2 ** 31 };
  const input = row("int32", 1, 2, 3, 4);

  test("are answered at once", () => {
    const one = (op: Op, options: PoolOptions = {}) =>
      (api.pool(op, input, window, { ...far, ...options }) as NdArray).data[0];
    const taps: Partial<Record<Op, number>> = {
      max: 4,
      min: 1,
      sum: 10,
      count: 4,
      median: 2.5,
      first: 1,
      var: 1.25,
      prod: 24,
      range: 3,
    };
    for (const [op, value] of Object.entries(taps)) expect(one(op as Op), op).toBe(value);
    expect(one("argmax")).toBe(2 ** 30 + 3);
    const filled: Partial<Record<Op, number>> = {
      max: 4,
      min: 0,
      sum: 10,
      count: window,
      median: 0,
      mode: 0,
      first: 0,
      all: 0,
      prod: 0,
    };
    for (const [op, value] of Object.entries(filled)) expect(one(op as Op, { fill: 0 }), op).toBe(value);
    expect(one("mean", { fill: 1 })).toBe((10 + window - 4) / window);
    expect(one("mean", { countPadding: true })).toBe(10 / window);
    expect(one("argmax", { fill: 5 })).toBe(0);
    expect(one("argmax", { fill: 5, indices: "plane" })).toBe(-1);
    expect(one("first", { padMode: "edge" })).toBe(1);
    // One tap more reads the first element than all others together.
    expect(one("median", { padMode: "edge" })).toBe(1);
    expect(one("mode", { padMode: "edge" })).toBe(1);
    expect(one("count", { padMode: "wrap", nodata: 4 })).toBe(3 * 2 ** 29);
    expect(one("count", { fill: 9, mask: [1, 0, 0, 1] })).toBe(window - 2);
  });

  test("along several axes, whose taps pass every integer", () => {
    const square = of("int8", [2, 2], 1, 2, 3, 4);
    const one = (op: Op, options: PoolOptions = {}) =>
      (api.pool(op, square, window, { ...far, ...options }) as NdArray).data[0];
    expect(one("sum")).toBe(10);
    expect(one("count", { fill: 0 })).toBe(2 ** 32 - 1);
    expect(one("count", { fill: 0, dtype: "float64" })).toBe(window * window);
    expect(one("argmax", { fill: 0, dtype: "float64" })).toBe((2 ** 30 + 1) * window + 2 ** 30 + 1);
    expect(api.argmaxPool(square, window, { ...far, fill: 0 }).dtype).toBe("float64");
    expect(one("mean", { fill: 7 })).toBe(7);
    expect(one("max", { padMode: "wrap" })).toBe(4);
  });

  test("have shapes and refusals like others", () => {
    expect(api.outputShape([4], window, far)).toEqual([1]);
    for (const stride of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]) {
      const small = of("float32", [4, 8], ...Array.from({ length: 32 }, (_, i) => i));
      expect(api.maxPool(small, [2, 2], { stride }).data).toEqual(Float32Array.of(9));
      expect(api.maxPool(small, [2, 2], { stride, edge: "partial" }).data).toEqual(Float32Array.of(9));
      const plan = api.createPlan("max", { shape: [4, 8], dtype: "float32" }, [2, 2], { stride });
      plan.input.data.set(small.data as Float32Array);
      plan.run();
      expect(plan.output.data).toEqual(Float32Array.of(9));
      plan.dispose();
    }
    expectRefused(() => api.maxPool(input, 2 ** 53 - 1, { padding: 2 ** 52 }), {
      ...range("padding", /more than 2\^53 - 1/, "too-large"),
      got: "spans",
    });
  });
});
