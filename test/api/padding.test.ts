import { expect, test } from "vitest";
import { onEveryBuild } from "../support/builds.ts";

const ramp = (length: number) => Float64Array.from({ length }, (_, i) => i + 1);

onEveryBuild("padding", (api) => {
  test("the known 4 x 4: what counts in the divisor, and the overhang that never does", () => {
    const input = { data: ramp(16), shape: [4, 4] };
    const options = { stride: 2, padding: 1, edge: "partial", countPadding: true } as const;
    const mean = api.meanPool(input, 3, options);
    expect(mean.shape).toEqual([3, 3]);
    const rounded = Array.from(mean.data, (value) => Math.round(value * 1e4) / 1e4);
    expect(rounded).toEqual([1.5556, 3.3333, 2, 6.3333, 11, 6, 4.5, 7.5, 4]);
    const without = api.meanPool(input, 3, { ...options, countPadding: false });
    expect(Array.from(without.data)).toEqual([3.5, 5, 6, 9.5, 11, 12, 13.5, 15, 16]);
    const divided = api.meanPool(input, 3, { ...options, divisor: 2 });
    expect(Array.from(divided.data)).toEqual([7, 15, 6, 28.5, 49.5, 18, 13.5, 22.5, 8]);
  });

  test("in every form: a number, one for each axis, pairs, words", () => {
    const input = { data: ramp(6), shape: [2, 3] };
    const max = (padding: Parameters<typeof api.maxPool>[2] extends infer _ ? unknown : never) =>
      api.toNested(api.maxPool(input, 2, { stride: 1, padding } as object));
    const all = [
      [1, 2, 3, 3],
      [4, 5, 6, 6],
      [4, 5, 6, 6],
    ];
    expect(max(1)).toEqual(all);
    expect(max([1, 1])).toEqual(all);
    expect(max([[1, 1], 1])).toEqual(all);
    expect(
      max([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual(all);
    expect(
      max([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual([
      [2, 3, 3],
      [5, 6, 6],
    ]);
    expect(max("valid")).toEqual([[5, 6]]);
    expect(max(0)).toEqual([[5, 6]]);
    expect(max("same")).toEqual([
      [5, 6, 6],
      [5, 6, 6],
    ]);
    expect(max("same-lower")).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("same: as many windows as hops fit, wherever the ragged end", () => {
    for (let extent = 1; extent < 12; extent++) {
      for (let window = 1; window < 6; window++) {
        for (let stride = 1; stride < 6; stride++) {
          for (const edge of ["trim", "partial", "exact"] as const) {
            for (const padding of ["same", "same-lower"] as const) {
              const shape = api.outputShape([extent], window, { stride, padding, edge });
              expect(shape, `${extent} ${window} ${stride}`).toEqual([Math.ceil(extent / stride)]);
            }
          }
        }
      }
    }
  });

  test("follows the order of axes", () => {
    const input = { data: ramp(6), shape: [2, 3] };
    const forward = api.maxPool(input, [1, 2], { axes: [0, 1], stride: 1, padding: [0, [0, 1]] });
    const backward = api.maxPool(input, [2, 1], { axes: [1, 0], stride: 1, padding: [[0, 1], 0] });
    expect(api.toNested(forward)).toEqual([
      [2, 3, 3],
      [5, 6, 6],
    ]);
    expect(backward).toEqual(forward);
  });

  test("dilated windows keep to their lattice where they begin before the input", () => {
    const input = { data: ramp(5), shape: [5] };
    // Taps at -1, 2, 5: the second alone is there.
    expect(Array.from(api.sumPool(input, 3, { dilation: 3, padding: [[1, 1]], stride: 1 }).data)).toEqual([3]);
    expect(Array.from(api.maxPool(input, 2, { dilation: 3, padding: 2, stride: 1 }).data)).toEqual([2, 3, 4, 5, 3, 4]);
    // Steps over the whole of a short axis.
    const short = { data: ramp(2), shape: [2] };
    expect(Array.from(api.maxPool(short, 2, { dilation: 5, padding: 3, stride: 1 }).data)).toEqual([
      -Infinity,
      -Infinity,
      -Infinity,
    ]);
  });

  test("sizes near 2^31 are answered at once", () => {
    const input = { data: ramp(4), shape: [4] };
    const one = { stride: 2 ** 31 - 1, padding: 2 ** 30 };
    expect(Array.from(api.maxPool(input, 2 ** 31 - 1, one).data)).toEqual([4]);
    expect(Array.from(api.sumPool(input, 2 ** 31 - 1, one).data)).toEqual([10]);
    expect(Array.from(api.meanPool(input, 2 ** 31 - 1, { ...one, countPadding: true }).data)).toEqual([
      10 / (2 ** 31 - 1),
    ]);
    expect(Array.from(api.sumPool(input, 3, { dilation: 2 ** 30, padding: 2 ** 30, stride: 2 ** 31 }).data)).toEqual([
      1,
    ]);
    expect(api.outputShape([4], 2 ** 31 - 1, one)).toEqual([1]);
  });
});

onEveryBuild("fill", (api) => {
  const row = (data: Float32Array | Int8Array | BigInt64Array | Uint8ClampedArray | Float64Array) => ({
    data,
    shape: [data.length],
  });
  const around = { padding: 1, stride: 9 } as const;

  test("is a value of the input's dtype: a number, or a bigint, for any", () => {
    for (const fill of [3, 3n]) {
      expect(api.sumPool(row(Int8Array.of(1)), 3, { ...around, fill }).data).toEqual(Float64Array.of(7));
      expect(api.sumPool(row(BigInt64Array.of(1n)), 3, { ...around, fill }).data).toEqual(BigInt64Array.of(7n));
      expect(api.sumPool(row(Float32Array.of(1)), 3, { ...around, fill }).data).toEqual(Float32Array.of(7));
      expect(api.maxPool(row(Uint8ClampedArray.of(1)), 3, { ...around, fill }).data).toEqual(Uint8ClampedArray.of(3));
    }
    const ends = { ...around, fill: -(2n ** 63n) };
    expect(api.minPool(row(BigInt64Array.of(1n)), 3, ends).data).toEqual(BigInt64Array.of(-(2n ** 63n)));
    expect(api.minPool(row(BigInt64Array.of(1n)), 3, { ...around, fill: -(2 ** 63) }).data[0]).toBe(-(2n ** 63n));
    expect(api.maxPool(row(BigInt64Array.of(1n)), 3, { ...around, fill: 2 ** 53 + 2 }).data[0]).toBe(2n ** 53n + 2n);
  });

  test("is rounded as the input's elements are", () => {
    expect(api.maxPool(row(Float32Array.of(0)), 3, { ...around, fill: 0.1, dtype: "float64" }).data[0]).toBe(
      Math.fround(0.1),
    );
    expect(api.maxPool(row(Float64Array.of(0)), 3, { ...around, fill: 0.1 }).data[0]).toBe(0.1);
    expect(api.maxPool(row(Float64Array.of(0)), 3, { ...around, fill: 2n ** 53n + 1n }).data[0]).toBe(2 ** 53);
    expect(api.maxPool(row(Int8Array.of(-5)), 3, { ...around, fill: -0 }).data[0]).toBe(0);
  });

  test("may be what floats alone can be, and counts as they do", () => {
    const input = row(Float64Array.of(2, 4));
    const mean = (options: object) => api.meanPool(input, 4, { ...around, ...options }).data[0];
    expect(mean({ fill: Number.NaN })).toBe(Number.NaN);
    expect(mean({ fill: Number.NaN, nan: "ignore" })).toBe(3);
    expect(mean({ fill: Infinity })).toBe(Infinity);
    expect(mean({ fill: 0 })).toBe(1.5);
    expect(mean({ fill: 0, countPadding: true })).toBe(1.5);
    expect(mean({ fill: 0, nodata: 0 })).toBe(3);
    expect(mean({ fill: 1, divisor: 8 })).toBe(1);
    expect(api.pool("count", input, 4, { ...around, fill: 9 }).data[0]).toBe(4);
    expect(api.pool("first", input, 4, { ...around, fill: 9 }).data[0]).toBe(9);
  });

  test('stands wherever a window reaches: padding, "same", the overhang of "partial"', () => {
    const input = row(Float64Array.of(1, 2, 3));
    const sum = (window: number, options: object) => api.toNested(api.sumPool(input, window, { fill: 10, ...options }));
    expect(sum(2, { edge: "partial" })).toEqual([3, 13]);
    expect(sum(2, { padding: "same" })).toEqual([3, 13]);
    expect(sum(2, { padding: "same-lower" })).toEqual([11, 5]);
    expect(sum(2, { padding: [[0, 3]] })).toEqual([3, 13, 20]);
    expect(sum(2, { padding: 1, dilation: 2, stride: 1 })).toEqual([12, 4, 12]);
    expect(sum(3, { padding: 9, stride: 7 })).toEqual([30, 21, 30]);
  });
});

onEveryBuild("padMode", (api) => {
  test("counts every tap, and reads the mask and nodata of the element that it reads", () => {
    const input = { data: Float64Array.of(1, 2, 6), shape: [3] };
    const mean = (options: object) => api.meanPool(input, 5, { padding: 1, padMode: "edge", ...options }).data[0];
    expect(mean({})).toBe(16 / 5);
    expect(mean({ countPadding: true })).toBe(16 / 5);
    expect(mean({ nodata: 6 })).toBe(4 / 3);
    expect(mean({ mask: [0, 1, 1] })).toBe(14 / 3);
    expect(mean({ divisor: 4 })).toBe(4);
    expect(api.pool("count", input, 5, { padding: 1, padMode: "wrap", mask: [0, 1, 1] }).data[0]).toBe(3);
  });

  test("goes with ragged ends, words of padding and several axes", () => {
    const input = { data: Int8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
    expect(api.toNested(api.sumPool(input, 2, { edge: "partial", padMode: "edge" }))).toEqual([[12, 18]]);
    expect(api.toNested(api.sumPool(input, 2, { padding: "same", padMode: "wrap" }))).toEqual([[12, 14]]);
    expect(api.toNested(api.maxPool(input, 1, { padding: 1, stride: 1, padMode: "reflect" }))).toEqual([
      [5, 4, 5, 6, 5],
      [2, 1, 2, 3, 2],
      [5, 4, 5, 6, 5],
      [2, 1, 2, 3, 2],
    ]);
    expect(api.toNested(api.maxPool(input, [1], { axes: [1], padding: 1, stride: 1, padMode: "symmetric" }))).toEqual([
      [1, 1, 2, 3, 3],
      [4, 4, 5, 6, 6],
    ]);
  });
});

onEveryBuild("divisor", (api) => {
  test("any finite number but 0, and exact for integers", () => {
    const input = { data: Int32Array.of(1, 2, 3, 5), shape: [4] };
    for (const divisor of [1, 2, 4, -4, 0.5, 7.25, -0.001, 1e300, 2 ** 31, 3]) {
      expect(api.meanPool(input, 4, { divisor }).data[0], `${divisor}`).toBe(11 / divisor);
    }
    expect(api.meanPool(input, 4, { divisor: -4, dtype: "int8" }).data[0]).toBe(-3);
    expect(api.meanPool(input, 4, { divisor: -4, dtype: "int8", round: "trunc" }).data[0]).toBe(-2);
    expect(api.meanPool(input, 4, { divisor: 0.05, dtype: "uint8" }).data[0]).toBe(220);
    expect(api.meanPool(input, 4, { divisor: 1e-300, dtype: "uint8" }).data[0]).toBe(255);
    const big = { data: BigInt64Array.of(2n ** 62n, 2n ** 62n, 2n ** 62n, 3n), shape: [4] };
    expect(api.meanPool(big, 4, { divisor: 2, dtype: "int64" }).data[0]).toBe(2n ** 62n + 2n ** 61n + 2n);
    const plan = api.createPlan("mean", { shape: [4], dtype: "int32" }, 4, { divisor: 0.5 });
    plan.input.data.set(input.data);
    plan.run();
    expect(plan.output.data[0]).toBe(22);
    plan.dispose();
  });

  test("wins over countPadding, and has no effect on other ops", () => {
    const input = { data: ramp(4), shape: [4] };
    const options = { padding: 1, stride: 2, divisor: 2, countPadding: true };
    expect(Array.from(api.meanPool(input, 2, options).data)).toEqual([0.5, 2.5, 2]);
    for (const op of ["max", "min", "sum"] as const) {
      expect(api.pool(op, input, 2, options)).toEqual(api.pool(op, input, 2, { padding: 1, stride: 2 }));
    }
  });
});

onEveryBuild("adaptivePool", (api) => {
  test("windows as PyTorch spreads them, on any axes", () => {
    expect(api.toNested(api.adaptivePool("mean", [[1, 2, 3, 4, 5]], [1, 3]))).toEqual([[1.5, 3, 4.5]]);
    const input = { data: ramp(24), shape: [2, 3, 4] };
    expect(api.adaptivePool("max", input, 1)).toMatchObject({ shape: [2, 1, 1], data: Float64Array.of(12, 24) });
    expect(api.adaptivePool("max", input, [4], { axes: [0] }).shape).toEqual([4, 3, 4]);
    expect(api.adaptivePool("max", input, [2, 1], { axes: [2, 0] }).shape).toEqual([1, 3, 2]);
    const image = { data: new Uint8Array(7 * 5 * 3).fill(9), width: 5, height: 7 };
    expect(api.adaptivePool("mean", image, [2, 3], { dtype: "uint8" })).toMatchObject({
      shape: [2, 3, 3],
      data: new Uint8Array(18).fill(9),
    });
    const out = { data: new Float64Array(2), shape: [2, 1, 1] };
    expect(api.adaptivePool("sum", input, 1, { out })).toBe(out);
    expect(Array.from(out.data)).toEqual([78, 222]);
  });

  test("zero-extent batches give empty results", () => {
    expect(api.adaptivePool("max", { data: new Float32Array(0), shape: [0, 4, 4] }, 3).shape).toEqual([0, 3, 3]);
  });
});
