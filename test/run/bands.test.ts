import { describe, expect, test } from "vitest";
import { DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";

import { BAND_MEMORY } from "../../src/run/room.ts";
import type { NdArray, Op, PoolOptions, StridedInput } from "../../src/types.ts";
import { BUILDS, type Build, ENGINE_BUILDS } from "../support/builds.ts";
import { expectPooled, firstWrong } from "../support/compare.ts";
import { oracle, type Task } from "../support/oracle.ts";
import { type Flavour, pick, randomData, randomOf } from "../support/random.ts";

/*
 * Inputs beyond what the engine's memory holds of one, and windows beyond that, or beyond what an accumulator takes:
 * one-shot calls cut them into bands and pieces, arrays of alloc and plans into pieces.
 */

/** The ops whose windows come in pieces; what others do with many taps is in scan.test.ts. */
const FOLDS = ["max", "min", "mean", "sum"] as const;

/** Elements of a dtype that are more than the memory of one-shot calls has room for, whatever else is in it. */
const tooMany = (dtype: DType): number => Math.ceil((1.2 * BAND_MEMORY) / DTYPES[dtype].bytes);

interface Large {
  readonly op: Op;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly window: readonly number[];
  readonly stride?: readonly number[];
  readonly axes?: readonly number[];
  readonly edge?: "trim" | "partial";
  readonly result?: DType;
  readonly flavour?: Flavour;
  /** Pitches and offset, in elements; row-major where there are none. */
  readonly pitch?: readonly number[];
  readonly offset?: number;
  readonly fill?: number | bigint;
}

/** By every way in: one-shot, alloc, and a plan where the array is row-major. */
function check(large: Large, builds: readonly Build[] = ENGINE_BUILDS): void {
  const { op, dtype, shape, window } = large;
  const rowMajor = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const pitch = large.pitch ?? rowMajor;
  const offset = large.offset ?? 0;
  const length = 1 + shape.reduce((reach, extent, a) => reach + (extent - 1) * Math.max(0, pitch[a] as number), offset);
  const data = randomData(dtype, length, randomOf(7), large.flavour ?? "full");
  if (large.fill !== undefined) (data as unknown as { fill(value: unknown): void }).fill(large.fill);
  const axes = large.axes ?? window.map((_, i) => shape.length - window.length + i);
  const edge = large.edge ?? "trim";
  const task: Task = {
    op,
    data,
    dtype,
    shape,
    pitch,
    offset,
    axes,
    window,
    stride: large.stride ?? window,
    edge,
    result: large.result,
  };
  const expected = oracle(task);
  const options: PoolOptions = {
    axes,
    edge,
    ...(large.stride && { stride: large.stride }),
    ...(large.result && { dtype: large.result }),
  };
  const called = `${op} ${dtype} [${shape}] window [${window}] ${JSON.stringify(options)}`;
  for (const { name, api } of builds) {
    const input: StridedInput = { data, shape, stride: pitch, offset };
    expectPooled(api.pool(op, input, window, options) as NdArray, expected, `${name}, one shot, ${called}:`);
    const inside = api.alloc(dtype, [length]);
    (inside.data as Uint8Array).set(data as Uint8Array);
    expectPooled(
      api.pool(op, { ...inside, shape, stride: pitch, offset }, window, options) as NdArray,
      expected,
      `${name}, alloc, ${called}:`,
    );
    if (large.pitch !== undefined) continue;
    const plan = api.createPlan(op, { shape, dtype }, window, options);
    (plan.input.data as Uint8Array).set(data as Uint8Array);
    plan.run();
    const complaint = firstWrong(Array.from(plan.output.data as ArrayLike<number | bigint>), expected);
    expect(complaint, `${name}, plan, ${called}`).toBeUndefined();
    plan.dispose();
  }
}

describe("inputs of many bands", () => {
  test.each(["uint8", "int16", "uint32", "int64", "float32", "float64"] as const)("%s", (dtype) => {
    const flavour = dtype.startsWith("float") ? "small" : "full";
    for (const op of FOLDS) {
      check({ op, dtype, shape: [Math.ceil(tooMany(dtype) / 403), 403], window: [3, 5], edge: "partial", flavour });
      check({ op, dtype, shape: [Math.ceil(tooMany(dtype) / 503), 503], window: [2, 2], edge: "partial", flavour });
    }
    const rows = Math.ceil(tooMany(dtype) / 301);
    check({ op: "mean", dtype, shape: [rows, 301], window: [4, 3], stride: [3, 2], edge: "partial", flavour });
    check({ op: "max", dtype, shape: [Math.ceil(rows / 4), 1201], window: [5, 4], stride: [1, 3], flavour });
    const pixels = Math.ceil(tooMany(dtype) / 61 / 17);
    check({ op: "sum", dtype, shape: [pixels, 61, 17], window: [2, 3], axes: [0, 1], edge: "partial", flavour });
    check({ op: "mean", dtype, shape: [Math.ceil(tooMany(dtype) / 16), 4, 4], window: [2, 2], flavour });
    check({ op: "max", dtype, shape: [Math.ceil(tooMany(dtype) / 49), 7, 7], window: [7, 7], flavour });
    const images = Math.ceil(tooMany(dtype) / 33 / 47 / 3);
    check({ op: "sum", dtype, shape: [images, 33, 47, 3], window: [2, 2], axes: [1, 2], edge: "partial", flavour });
  });

  test("transposed, stepped, reversed and repeated", () => {
    for (const op of FOLDS) {
      for (const dtype of ["uint8", "float32", "int64"] as const) {
        const flavour = dtype === "float32" ? "small" : "full";
        check({ op, dtype, shape: [301, 203], pitch: [1, 301], window: [3, 2], edge: "partial", flavour });
        check({ op, dtype, shape: [101, 151], pitch: [600, 3], offset: 5, window: [2, 3], flavour });
        check({
          op,
          dtype,
          shape: [200, 201],
          pitch: [-201, -1],
          offset: 200 * 201 - 1,
          window: [2, 2],
          edge: "partial",
          flavour,
        });
        check({ op, dtype, shape: [150, 301], pitch: [0, 1], window: [4, 2], flavour });
        check({ op, dtype, shape: [301, 150], pitch: [1, 0], window: [4, 2], flavour });
      }
    }
  });

  test("rows wider than a band", () => {
    for (const op of FOLDS) {
      check({ op, dtype: "float64", shape: [2, 80_001], window: [2, 2], edge: "partial", flavour: "small" });
      check({ op, dtype: "uint8", shape: [2, 600_001], window: [2, 7], stride: [1, 5], edge: "partial" });
      check({ op, dtype: "uint16", shape: [300_001], window: [2], edge: "partial" });
      check({
        op,
        dtype: "float32",
        shape: [2, 40_000, 1],
        pitch: [1, 2, 1],
        window: [2, 2],
        axes: [0, 1],
        flavour: "small",
      });
    }
  });
});

describe("windows larger than a band", () => {
  test.each(["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"] as const)(
    "%s: the whole of a megabyte",
    (dtype) => {
      const extent = Math.ceil(Math.sqrt(2 ** 20 / DTYPES[dtype].bytes)) + 3;
      const flavour = dtype.startsWith("float") ? "small" : "full";
      for (const op of FOLDS) check({ op, dtype, shape: [extent, extent + 2], window: [extent, extent + 2], flavour });
      check({ op: "mean", dtype, shape: [extent, extent + 2], window: [extent, extent + 2], flavour, result: dtype });
    },
  );

  test("columns of 5000, rows of 100 000", () => {
    for (const op of FOLDS) {
      for (const dtype of ["uint8", "uint16", "float32", "float64", "int64"] as const) {
        const flavour = dtype.startsWith("float") ? "small" : "full";
        check({ op, dtype, shape: [5000, 21], window: [5000, 1], flavour });
        check({ op, dtype, shape: [10_001, 3], window: [5000, 1], edge: "partial", flavour });
        check({ op, dtype, shape: [1, 100_000], window: [1, 100_000], flavour });
        check({ op, dtype, shape: [100_000], window: [100_000], flavour });
        check({ op, dtype, shape: [2, 50_000], pitch: [1, 2], window: [1, 50_000], flavour });
        check({ op, dtype, shape: [50_000], pitch: [3], window: [50_000], flavour });
        check({ op, dtype, shape: [50_000], pitch: [-2], offset: 100_000, window: [50_000], flavour });
        check({ op, dtype, shape: [20_000, 2], pitch: [5, 2], window: [20_000, 1], flavour });
        check({ op, dtype, shape: [70, 80, 3], pitch: [240, 1, 80], window: [70, 80], axes: [0, 1], flavour });
      }
    }
  });

  test("one row of 700 000 bytes", () => {
    for (const op of FOLDS) {
      check({ op, dtype: "uint8", shape: [1, 700_000], window: [1, 700_000] });
      check({ op, dtype: "int8", shape: [2, 350_000], pitch: [1, 2], window: [2, 350_000] });
    }
  });

  test("overlapping large windows, with what the end clips", () => {
    for (const op of FOLDS) {
      check({ op, dtype: "uint16", shape: [260, 270], window: [200, 256], stride: [50, 13], edge: "partial" });
      check({
        op,
        dtype: "float64",
        shape: [30, 2100],
        window: [20, 2000],
        stride: [7, 90],
        edge: "partial",
        flavour: "small",
      });
    }
  });

  test("volumes", () => {
    for (const op of FOLDS) {
      check({ op, dtype: "float64", shape: [33, 34, 35], window: [30, 31, 32], stride: [3, 3, 3], flavour: "small" });
      check({ op, dtype: "uint8", shape: [60, 61, 62], window: [60, 61, 62] });
      check({ op, dtype: "int32", shape: [41, 6, 700], window: [20, 3, 300], edge: "partial" });
      check({ op, dtype: "float32", shape: [5, 9, 9, 200], window: [5, 9, 9], axes: [0, 1, 2], flavour: "small" });
    }
  });
});

describe("sums beyond an accumulator", () => {
  test("16-bit taps, more than 32 768 of them, at the ends of their range", () => {
    for (const op of ["sum", "mean"] as const) {
      for (const [dtype, fill] of [
        ["uint16", 65_535],
        ["int16", -32_768],
        ["int16", 32_767],
      ] as const) {
        check({ op, dtype, shape: [200, 201], window: [200, 201], fill });
        check({ op, dtype, shape: [200, 400], window: [200, 200], fill });
        check({ op, dtype, shape: [40_000, 9], window: [40_000, 1], fill });
        check({ op, dtype, shape: [3, 33_000], window: [1, 33_000], fill });
        check({ op, dtype, shape: [200, 200, 4], window: [200, 200], axes: [0, 1], fill });
        check({ op, dtype, shape: [200, 201], window: [200, 201], fill, result: dtype });
      }
    }
  });

  test("8-bit taps, more than 2^23 of them", () => {
    const extent = 2900;
    for (const { name, api } of ENGINE_BUILDS) {
      for (const [dtype, fill] of [
        ["uint8", 255],
        ["int8", -128],
      ] as const) {
        const plan = api.createPlan("sum", { shape: [extent, extent], dtype }, [extent, extent]);
        plan.input.data.fill(fill);
        plan.run();
        expect(plan.output.data[0], name).toBe(fill * extent * extent);
        plan.dispose();
        const data = new DTYPES[dtype].array(extent * extent) as Uint8Array | Int8Array;
        data.fill(fill);
        expect(api.sumPool({ data, shape: [extent, extent] }, extent).data[0], name).toBe(fill * extent * extent);
        expect(api.globalPool("mean", { data, shape: [extent, extent] }, { dtype }).data[0], name).toBe(fill);
      }
    }
  });

  test("32-bit and 64-bit taps at the ends of their range", () => {
    for (const op of ["sum", "mean"] as const) {
      check({ op, dtype: "uint32", shape: [150, 300], window: [150, 300], fill: 2 ** 32 - 1 });
      check({ op, dtype: "int32", shape: [150, 300], window: [150, 300], fill: -(2 ** 31) });
      for (const [dtype, fill] of [
        ["int64", -(2n ** 63n)],
        ["int64", 2n ** 63n - 1n],
        ["uint64", 2n ** 64n - 1n],
      ] as const) {
        check({ op, dtype, shape: [150, 300], window: [150, 300], fill });
        check({ op, dtype, shape: [150, 300], window: [150, 300], fill, result: dtype });
        check({ op, dtype, shape: [150, 300], window: [150, 300], fill, result: "int32" });
      }
    }
  });
});

describe("windows in pieces that overlap", () => {
  test("16-bit windows just past what one fold adds up, one after the other", () => {
    const [length, window] = [152_768, 32_769];
    const data = Uint16Array.from({ length }, (_, i) => (i * 40_503) & 0xffff);
    const sums = new Float64Array(length - window + 1);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      sum += (data[i] as number) - (i >= window ? (data[i - window] as number) : 0);
      if (i >= window - 1) sums[i - window + 1] = sum;
    }
    // Sliding windows cost as many taps as they hold, so a few of them are compared.
    for (const { name, api } of ENGINE_BUILDS.filter((build) => build.name === "release")) {
      const stride = 1999;
      const plan = api.createPlan("sum", { shape: [length], dtype: "uint16" }, window, { stride });
      plan.input.data.set(data);
      plan.run();
      const expected = Array.from(plan.output.data, (_, i) => sums[i * stride]);
      expect(Array.from(plan.output.data), name).toEqual(expected);
      expect(Array.from(api.sumPool({ data, shape: [length] }, window, { stride }).data), name).toEqual(expected);
      plan.dispose();
    }
    const { api } = BUILDS.find(({ name }) => name === "release") as Build;
    const plan = api.createPlan("sum", { shape: [33_000], dtype: "uint16" }, window, { stride: 1 });
    plan.input.data.set(data.subarray(0, 33_000));
    plan.run();
    expect(Array.from(plan.output.data)).toEqual(Array.from(sums.subarray(0, 232)));
    plan.dispose();
  });
});

describe("large windows of floats", () => {
  test("are as exact as their bound says", () => {
    for (const op of ["sum", "mean"] as const) {
      for (const dtype of ["float32", "float64"] as const) {
        check({ op, dtype, shape: [180, 190], window: [180, 190], flavour: "full" }, BUILDS);
        check({ op, dtype, shape: [20, 3000], window: [10, 1500], flavour: "full" }, BUILDS);
        check({ op, dtype, shape: [3000, 18], window: [3000, 1], flavour: "full" }, BUILDS);
        check({ op, dtype, shape: [40, 50], window: [9, 9], stride: [3, 3], flavour: "full" }, BUILDS);
      }
    }
  });

  test("NaN and infinities stay in their window, wherever in it they stand", () => {
    for (const dtype of ["float32", "float64"] as const) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        const [rows, columns] = [4, 50_000];
        for (const at of [0, 1, 16_383, 16_384, columns - 1, columns, 2 * columns - 1, 4 * columns - 1]) {
          const data = new DTYPES[dtype].array(rows * columns) as Float32Array | Float64Array;
          data.fill(1);
          data[at] = value;
          const hit = Math.floor(at / columns);
          for (const { name, api } of ENGINE_BUILDS) {
            for (const op of FOLDS) {
              const result = api.pool(op, { data, shape: [rows, columns] }, [1, columns]) as NdArray<Float64Array>;
              const plain = op === "sum" ? columns : 1;
              const struck = op === "max" && value === -Infinity ? 1 : op === "min" && value === Infinity ? 1 : value;
              const expected = Array.from({ length: rows }, (_, row) => (row === hit ? struck : plain));
              expect(Array.from(result.data), `${name} ${op} ${dtype} ${value} at ${at}`).toEqual(expected);
            }
          }
        }
      }
    }
  });
});

describe("calls in any order", () => {
  test("what one call leaves behind is nothing to the next", () => {
    const random = randomOf(11);
    const sources = (["uint8", "int8", "float32", "float64", "int64", "uint16"] as const).map((dtype) => ({
      dtype,
      data: randomData(dtype, 4096, randomOf(3), dtype.startsWith("float") ? "small" : "full"),
    }));
    const shapes: readonly (readonly [readonly number[], readonly number[], number])[] = [
      [[8, 8], [8, 1], 0],
      [[8, 8], [8, 1], 64],
      [[8, 8], [1, 8], 0],
      [[8, 8], [-8, 1], 56],
      [[8, 9], [9, 1], 3],
      [[2, 4, 8], [32, 8, 1], 0],
      [[8, 8, 1], [8, 1, 1], 0],
      [[40, 100], [100, 1], 0],
    ];
    for (const { name, api } of BUILDS) {
      const inside = sources.map(({ dtype, data }) => {
        const array = api.alloc(dtype, [4096]);
        (array.data as Uint8Array).set(data as Uint8Array);
        return array.data as TypedArray;
      });
      for (let call = 0; call < 1500; call++) {
        const at = Math.floor(random() * sources.length);
        const { dtype, data } = sources[at] as (typeof sources)[number];
        const [shape, pitch, offset] = pick(shapes, random);
        const op = pick(FOLDS, random);
        const window = [pick([1, 2, 3], random), pick([1, 2], random)];
        const stride = pick([window, [1, 1], [2, 1]], random);
        const edge = pick(["trim", "partial"] as const, random);
        const result = pick([undefined, undefined, "uint8", "int32", "float32"] as const, random);
        const round = pick([undefined, "half-even", "floor"] as const, random);
        const axes = [shape.length - 2, shape.length - 1];
        // A trailing axis of one element cannot hold a wider window.
        if ((window[1] as number) > (shape.at(-1) as number)) window[1] = 1;
        const expected = oracle({ op, data, dtype, shape, pitch, offset, axes, window, stride, edge, result, round });
        const options = { stride, edge, ...(result && { dtype: result }), ...(round && { round }) };
        const source = random() < 0.3 ? (inside[at] as TypedArray) : data;
        const pooled = api.pool(op, { data: source, shape, stride: pitch, offset }, window, options) as NdArray;
        const complaint = firstWrong(Array.from(pooled.data as ArrayLike<number | bigint>), expected);
        if (complaint !== undefined)
          expect.fail(`${name}, call ${call}: ${complaint}; ${op} ${dtype} [${shape}] ${JSON.stringify(options)}`);
      }
    }
  });
});
