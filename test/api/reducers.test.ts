import { describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import type { NdArray, PoolOptions, Reducer } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { bytesUnder, elementsOf } from "../support/compare.ts";
import { expectRefused, range, type } from "../support/refusal.ts";
import { matrix } from "./bad/row.ts";
import type { Loose } from "./functions.ts";

/* Functions of the caller's own over the taps of a window. */

/** What a reducer is given in each window. */
function seen(run: (reducer: Reducer) => unknown): { shape: number[]; taps: unknown[] }[] {
  const windows: { shape: number[]; taps: unknown[] }[] = [];
  run((taps) => {
    windows.push({ shape: taps.shape, taps: elementsOf(taps) });
    return 0;
  });
  return windows;
}

const values = (): Float32Array => matrix().data as Float32Array;
const row = (taps: number[]) => ({ data: Float64Array.from(taps), shape: [taps.length] });

onEveryBuild("the taps of a reducer", (api) => {
  test("are an array like every other, one for each window in row-major order", () => {
    const arrays: NdArray[] = [];
    const given: unknown[][] = [];
    const result = api.pool(
      (...args: NdArray[]) => {
        given.push(args);
        arrays.push(args[0] as NdArray);
        return arrays.length;
      },
      matrix("int16"),
      [2, 4],
    );
    expect(result).toMatchObject({ shape: [2, 2], stride: [2, 1], offset: 0, dtype: "float64" });
    expect(result.data).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(given.map((args) => args.length)).toEqual([1, 1, 1, 1]);
    expect(arrays[0]).toEqual({
      data: Int16Array.of(0, 1, 2, 3, 8, 9, 10, 11),
      shape: [2, 4],
      stride: [4, 1],
      offset: 0,
      dtype: "int16",
    });
    expect(arrays.map(({ data }) => data[0])).toEqual([0, 4, 16, 20]);
    expect(api.sumPool(arrays[3] as NdArray<Int16Array>, 2).data).toEqual(
      Float64Array.of(20 + 21 + 28 + 29, 22 + 23 + 30 + 31),
    );
  });

  test("of every dtype are in an array of its class, float16 as numbers", () => {
    for (const dtype of DTYPE_NAMES) {
      const { array, coded } = DTYPES[dtype];
      const taken: NdArray[] = [];
      api.pool((taps) => taken.push(taps), matrix(dtype), 4);
      const [first] = taken as [NdArray];
      expect(taken).toHaveLength(2);
      expect(first.dtype).toBe(coded ? "float32" : dtype);
      expect(Object.getPrototypeOf(first.data)).toBe(coded ? Float32Array.prototype : array.prototype);
      expect(Array.from(first.data as ArrayLike<unknown>, Number)).toEqual([
        ...[0, 1, 2, 3, 8, 9, 10, 11],
        ...[16, 17, 18, 19, 24, 25, 26, 27],
      ]);
    }
  });

  test("have a shape that follows the order of axes, over the pooled ones alone", () => {
    const input = { data: Float32Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] };
    const first = (options: PoolOptions, window: number[]) =>
      seen((reducer) => api.pool(reducer, input, window, options))[0];
    expect(first({ axes: [1, 2] }, [3, 2])).toEqual({ shape: [3, 2], taps: [0, 1, 4, 5, 8, 9] });
    expect(first({ axes: [2, 1] }, [2, 3])).toEqual({ shape: [2, 3], taps: [0, 4, 8, 1, 5, 9] });
    expect(first({ axes: [0, -1] }, [2, 2])).toEqual({ shape: [2, 2], taps: [0, 1, 12, 13] });
    expect(first({ axes: [1] }, [2])).toEqual({ shape: [2], taps: [0, 4] });
    expect(first({}, [2, 2, 2])).toEqual({ shape: [2, 2, 2], taps: [0, 1, 4, 5, 12, 13, 16, 17] });
    expect(seen((reducer) => api.globalPool(reducer, input, { axes: [0, 2] }))).toEqual([
      { shape: [2, 4], taps: [0, 1, 2, 3, 12, 13, 14, 15] },
      { shape: [2, 4], taps: [4, 5, 6, 7, 16, 17, 18, 19] },
      { shape: [2, 4], taps: [8, 9, 10, 11, 20, 21, 22, 23] },
    ]);
    const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, height: 2 };
    expect(seen((reducer) => api.pool(reducer, image, 2))).toEqual([
      { shape: [2, 2], taps: [1, 3, 5, 7] },
      { shape: [2, 2], taps: [2, 4, 6, 8] },
    ]);
  });

  test("are clipped to the input", () => {
    expect(
      seen((reducer) =>
        api.pool(
          reducer,
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          2,
          { padding: 1 },
        ),
      ),
    ).toEqual([
      { shape: [1, 1], taps: [1] },
      { shape: [1, 2], taps: [2, 3] },
      { shape: [1, 1], taps: [4] },
      { shape: [1, 2], taps: [5, 6] },
    ]);
    expect(seen((reducer) => api.pool(reducer, row([1, 2, 3, 4, 5]), 3, { edge: "partial" }))).toEqual([
      { shape: [3], taps: [1, 2, 3] },
      { shape: [2], taps: [4, 5] },
    ]);
    expect(
      seen((reducer) => api.pool(reducer, row([1, 2, 3, 4, 5]), 2, { dilation: 3, stride: 1, padding: 1 })),
    ).toEqual([
      { shape: [1], taps: [3] },
      { shape: [2], taps: [1, 4] },
      { shape: [2], taps: [2, 5] },
      { shape: [1], taps: [3] },
    ]);
    expect(seen((reducer) => api.adaptivePool(reducer, row([1, 2, 3, 4, 5]), 3)).map(({ taps }) => taps)).toEqual([
      [1, 2],
      [2, 3, 4],
      [4, 5],
    ]);
  });

  test("are all of the window with fill or padMode", () => {
    const input = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(seen((reducer) => api.pool(reducer, input, 2, { padding: 1, fill: 9 }))).toEqual([
      { shape: [2, 2], taps: [9, 9, 9, 1] },
      { shape: [2, 2], taps: [9, 9, 2, 3] },
      { shape: [2, 2], taps: [9, 4, 9, 9] },
      { shape: [2, 2], taps: [5, 6, 9, 9] },
    ]);
    const around = (padMode: PoolOptions["padMode"]) =>
      seen((reducer) => api.pool(reducer, row([1, 2, 3]), 7, { padding: 2, padMode }))[0]?.taps;
    expect(around("edge")).toEqual([1, 1, 1, 2, 3, 3, 3]);
    expect(around("reflect")).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(around("symmetric")).toEqual([2, 1, 1, 2, 3, 3, 2]);
    expect(around("wrap")).toEqual([2, 3, 1, 2, 3, 1, 2]);
  });

  test("are flat in windows where some are left out", () => {
    const input = { data: Float32Array.of(1, 2, Number.NaN, 4, 5, 6, 7, 8), shape: [2, 4] };
    const flat = [
      { shape: [2, 2], taps: [1, 2, 5, 6] },
      { shape: [3], taps: [4, 7, 8] },
    ];
    expect(seen((reducer) => api.pool(reducer, input, 2, { nan: "ignore" }))).toEqual(flat);
    expect(seen((reducer) => api.pool(reducer, input, 2, { nodata: Number.NaN }))).toEqual(flat);
    expect(
      seen((reducer) =>
        api.pool(reducer, input, 2, {
          mask: [
            [1, 1, 0, 1],
            [1, 1, 1, 1],
          ],
        }),
      ),
    ).toEqual(flat);
    // A fill value counts, unless it is what is left out.
    expect(seen((reducer) => api.pool(reducer, row([1, 2]), 4, { padding: 1, fill: 7, nodata: 2 }))).toEqual([
      { shape: [3], taps: [7, 1, 7] },
    ]);
    expect(seen((reducer) => api.pool(reducer, row([1, 2]), 4, { padding: 1, fill: 2, nodata: 2 }))).toEqual([
      { shape: [1], taps: [1] },
    ]);
  });

  test("that are too few, or none, are not shown: the window gives nodata, NaN, or 0 as an integer", () => {
    const calls: number[] = [];
    const count: Reducer = (taps) => calls.push(taps.data.length);
    const holes = row([1, -1, -1, -1, 5, 6]);
    expect(api.pool(count, holes, 2, { nodata: -1 }).data).toEqual(Float64Array.of(1, -1, 2));
    expect(api.pool(count, holes, 2, { nodata: -1, minCount: 2 }).data).toEqual(Float64Array.of(-1, -1, 3));
    expect(calls).toEqual([1, 2, 2]);
    const mask = [1, 1, 0, 0, 0, 1];
    expect(api.pool(count, holes, 2, { mask }).data).toEqual(Float64Array.of(4, Number.NaN, 5));
    expect(api.pool(count, holes, 2, { mask, nodata: 77, dtype: "uint8" }).data).toEqual(Uint8Array.of(6, 77, 7));
    expect(api.pool(count, row([Number.NaN, Number.NaN]), 2, { nan: "ignore" }).data).toEqual(
      Float64Array.of(Number.NaN),
    );
    expect(api.pool(count, row([Number.NaN, 1]), 1, { nan: "ignore", dtype: "int8" }).data).toEqual(Int8Array.of(0, 8));
    // Windows that no tap of the input is in.
    expect(api.pool(count, row([4]), 1, { padding: 1, stride: 1 }).data).toEqual(
      Float64Array.of(Number.NaN, 9, Number.NaN),
    );
    expect(api.pool(count, row([4]), 1, { padding: 1, stride: 1, dtype: "int8" }).data).toEqual(Int8Array.of(0, 10, 0));
    expect(calls).toHaveLength(10);
    expect(api.pool(count, { data: new Int8Array(0), shape: [0, 4] }, [2], { axes: [1] }).shape).toEqual([0, 2]);
    expect(calls).toHaveLength(10);
  });
});

onEveryBuild("the value of a reducer", (api) => {
  const always =
    (value: unknown): Reducer =>
    () =>
      value as number;

  test("floats keep their dtype, integers give float64; a dtype that is asked for is rounded to", () => {
    expect(api.pool(always(0.1), matrix("float32"), 4)).toMatchObject({
      dtype: "float32",
      data: Float32Array.of(0.1, 0.1),
    });
    expect(api.pool(always(0.1), matrix("float16"), 4).dtype).toBe("float16");
    expect(api.toNested(api.pool(always(0.1), matrix("float16"), 4))).toEqual([[0.0999755859375, 0.0999755859375]]);
    expect(api.pool(always(2 ** 40), matrix("uint8_clamped"), 4)).toMatchObject({
      dtype: "float64",
      data: Float64Array.of(2 ** 40, 2 ** 40),
    });
    const asked = (value: number, options: PoolOptions) =>
      (api.pool(always(value), matrix(), 4, options) as NdArray).data[0];
    expect(asked(2.5, { dtype: "int8" })).toBe(3);
    expect(asked(2.5, { dtype: "int8", round: "half-even" })).toBe(2);
    expect(asked(-2.5, { dtype: "int8", round: "trunc" })).toBe(-2);
    expect(asked(-2.5, { dtype: "int8", round: "floor" })).toBe(-3);
    expect(asked(1e9, { dtype: "int8" })).toBe(127);
    expect(asked(-1, { dtype: "uint8_clamped" })).toBe(0);
    expect(asked(Number.NaN, { dtype: "int8" })).toBe(0);
    expect(asked(Number.NaN, { dtype: "int8", nodata: -9 })).toBe(-9);
    expect(asked(Number.NaN, {})).toBe(Number.NaN);
    expect(asked(-0, {})).toBe(-0);
    expect(asked(2 ** 60 + 256, { dtype: "int64" })).toBe(2n ** 60n + 256n);
  });

  test("of 64-bit taps may be a bigint", () => {
    for (const dtype of ["int64", "uint64"] as const) {
      const exact = 2n ** 62n + 1n;
      expect(api.pool(always(exact), matrix(dtype), 4, { dtype }).data).toEqual(
        dtype === "int64" ? BigInt64Array.of(exact, exact) : BigUint64Array.of(exact, exact),
      );
      expect(api.pool(always(exact), matrix(dtype), 4).data).toEqual(Float64Array.of(2 ** 62, 2 ** 62));
      expect(api.pool(always(7.25), matrix(dtype), 4).data).toEqual(Float64Array.of(7.25, 7.25));
      expect(api.pool(always(-5n), matrix(dtype), 4, { dtype: "uint8" }).data).toEqual(Uint8Array.of(0, 0));
      expect(api.pool(always(2n ** 70n), matrix(dtype), 4, { dtype: "int64" }).data[0]).toBe(2n ** 63n - 1n);
    }
  });

  test("that is none is refused, with nothing written", () => {
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /got undefined/],
      [null, /got null/],
      ["3", /got "3"/],
      [true, /got true/],
      [{}, /got an object/],
      [[3], /got \[3\]/],
      [Symbol("three"), /got a symbol/],
      [() => 3, /got a function/],
      [Object(3), /got a Number/],
    ];
    for (const dtype of DTYPE_NAMES) {
      const rows = DTYPES[dtype].big ? bad : [...bad, [3n, /got 3n/] as const];
      for (const [value, message] of rows) {
        let calls = 0;
        const reducer: Reducer = () => (++calls < 2 ? 1 : (value as number));
        const refusal = type("op", /must return a number.* for a window of 16 taps/);
        expectRefused(() => api.pool(reducer, matrix(dtype), 4), { ...refusal, message }, dtype);
        calls = 0;
        const out = { data: new Float64Array(2).fill(7), shape: [1, 2] };
        expectRefused(() => api.pool(reducer, matrix(dtype), 4, { out, dtype: "float64" }), refusal, dtype);
        expect(out.data).toEqual(Float64Array.of(7, 7));
      }
    }
    const plan = api.createPlan(always("3"), { shape: [2], dtype: "int8" }, 2);
    expectRefused(() => plan.run(), type("op", /must return a number/));
    plan.dispose();
  });

  test("that throws throws that very thing, with nothing written, and the next call works", () => {
    for (const thrown of [new Error("mine"), new RangeError("mine"), "a string", 0, undefined, Symbol("mine"), null]) {
      for (const last of [1, 2, 8]) {
        let calls = 0;
        const reducer = (): number => {
          if (++calls === last) throw thrown;
          return 1;
        };
        const out = matrix("float32", [2, 4]);
        const before = bytesUnder(out.data);
        const runs: Record<string, () => unknown> = {
          pool: () => api.pool(reducer, matrix(), 2),
          out: () => api.pool(reducer, matrix(), 2, { out }),
          adaptive: () => api.adaptivePool(reducer, matrix(), [2, 4], { out }),
          masked: () => api.pool(reducer, matrix(), 2, { out, mask: matrix("uint8") }),
          global: () => api.globalPool(reducer, matrix(), { axes: [0] }),
        };
        for (const [name, run] of Object.entries(runs)) {
          calls = 0;
          const caught: { error?: unknown } = {};
          try {
            run();
          } catch (error) {
            caught.error = error;
          }
          expect(caught, name).toHaveProperty("error");
          expect(caught.error, name).toBe(thrown);
          expect(calls, name).toBe(last);
          expect(bytesUnder(out.data), name).toEqual(before);
        }
        expect(api.maxPool(matrix(), 2).data[0]).toBe(9);
      }
    }
  });

  test("a plan whose reducer throws keeps its output, and runs again", () => {
    let calls = 0;
    let thrown: Error | undefined;
    const plan = api.createPlan(
      (taps: NdArray): number => {
        if (++calls === 2 && thrown !== undefined) throw thrown;
        return Number(taps.data[0]);
      },
      { shape: [4], dtype: "int32" },
      2,
    );
    plan.input.data.set([1, 2, 3, 4]);
    plan.run();
    expect(Array.from(plan.output.data)).toEqual([1, 3]);
    thrown = new Error("mine");
    calls = 0;
    plan.input.data.set([5, 6, 7, 8]);
    expect(() => plan.run()).toThrow(thrown);
    expect(Array.from(plan.output.data)).toEqual([1, 3]);
    thrown = undefined;
    plan.run();
    expect(Array.from(plan.output.data)).toEqual([5, 7]);
    plan.dispose();
  });
});

onEveryBuild("what a reducer may do with its taps", (api) => {
  const EACH = [9, 11, 13, 15, 25, 27, 29, 31];
  const largest: Reducer = ({ data }) => Math.max(...(data as Float32Array));

  test("keep them: each window has an array of its own", () => {
    const kept: NdArray[] = [];
    api.pool((taps) => kept.push(taps), matrix(), 2);
    expect(new Set(kept.map(({ data }) => data.buffer)).size).toBe(8);
    expect(new Set(kept.map(({ shape }) => shape)).size).toBe(8);
    expect(kept.map(({ data }) => data[3])).toEqual(EACH);
    for (const { data } of kept) expect(data.buffer.byteLength).toBe(16);
  });

  test("write into them, and into what describes them", () => {
    for (const input of [matrix(), api.alloc("float32", [4, 8])]) {
      const before = input.data.slice();
      const { data } = api.pool(
        (taps) => {
          const value = largest(taps);
          taps.data.fill(99 as never);
          taps.shape[0] = 0;
          taps.stride.length = 0;
          taps.offset = 5;
          return value;
        },
        input,
        2,
        { stride: 1 },
      );
      const expected = api.maxPool(input, 2, { stride: 1 }).data;
      expect(data).toEqual(expected);
      expect(input.data).toEqual(before);
    }
  });

  test("write into the input: it reads what is there when its window comes", () => {
    const input = row([1, 2, 3, 4]);
    const result = api.pool(
      (taps) => {
        input.data.fill(50);
        return Number(taps.data[0]);
      },
      input,
      2,
    );
    expect(result.data).toEqual(Float64Array.of(1, 50));
  });

  test("transfer them elsewhere", () => {
    const reducer: Reducer = ({ data }) => {
      const moved = structuredClone(data, { transfer: [data.buffer as ArrayBuffer] }) as Float32Array;
      return Math.max(...moved);
    };
    expect(Array.from(api.pool(reducer, matrix(), 2).data)).toEqual(EACH);
  });

  test("call the library back, in every way, on every kind of array", () => {
    const inner = api.alloc("float32", [2, 2]);
    const plan = api.createPlan("max", { shape: [2, 2], dtype: "float32" }, 2);
    const ways: Record<string, (taps: NdArray<Float32Array>) => number> = {
      named: (taps) => api.maxPool(taps, 2).data[0] as number,
      global: (taps) => api.globalPool("max", taps).data[0] as number,
      median: (taps) =>
        api.medianPool(taps, 2, { padding: 1, stride: 1, nan: "ignore" }).data.reduce((a, b) => Math.max(a, b)),
      reducer: (taps) => api.pool((again) => api.pool(largest, again, 2).data[0] as number, taps, 2).data[0] as number,
      stats: (taps) => api.poolStats(taps, 2, { stats: ["min", "max"] }).max.data[0] as number,
      alloc: (taps) => {
        inner.data.set(taps.data);
        return api.maxPool(inner, 2).data[0] as number;
      },
      plan: (taps) => {
        plan.input.data.set(taps.data);
        plan.run();
        return plan.output.data[0] as number;
      },
      "a new plan": (taps) => {
        const other = api.createPlan("max", { shape: taps.shape, dtype: "float32" }, 2);
        other.input.data.set(taps.data);
        other.run();
        const value = other.output.data[0] as number;
        other.dispose();
        return value;
      },
      large: (taps) => {
        const many = { data: new Float32Array(300_000).fill(taps.data[3] as number), shape: [300_000] };
        return api.maxPool(many, 3).data.at(-1) as number;
      },
      refused: (taps) => {
        expect(() => api.maxPool(taps, 3)).toThrow(expect.objectContaining({ name: "StridepoolError" }));
        return largest(taps) as number;
      },
    };
    for (const [name, way] of Object.entries(ways)) {
      const reducer = way as Reducer;
      expect(Array.from(api.pool(reducer, matrix(), 2).data), name).toEqual(EACH);
      const outer = api.createPlan(reducer, { shape: [4, 8], dtype: "float32" }, 2);
      outer.input.data.set(values());
      outer.run();
      expect(Array.from(outer.output.data), `${name} in a plan`).toEqual(EACH);
      outer.dispose();
      const inside = api.alloc("float32", [4, 8]);
      inside.data.set(values());
      expect(Array.from(api.pool(reducer, inside, 2).data), `${name} of an allocated array`).toEqual(EACH);
    }
    plan.dispose();
  });

  test("stop a plan in the middle of its run", () => {
    let stop = false;
    const plan = api.createPlan(
      () => {
        if (stop) plan.dispose();
        return 1;
      },
      { shape: [4], dtype: "int8" },
      2,
    );
    plan.run();
    const { data } = plan.output;
    expect(Array.from(data)).toEqual([1, 1]);
    stop = true;
    plan.run();
    expectRefused(() => plan.run(), { code: "disposed", option: "plan.run", kind: TypeError, got: "run" });
    expect(api.maxPool(matrix(), 2).data[0]).toBe(9);
  });
});

describe("a reducer's windows", () => {
  onEveryBuild("that no array of taps could hold", (api: Stridepool) => {
    test("are refused at once", () => {
      let calls = 0;
      const reducer: Reducer = () => ++calls;
      const far = { padding: 2 ** 40, stride: 2 ** 41 };
      const large = {
        ...range("window", /more than the 2\^27 that are gathered for a function/, "too-large"),
        got: "taps",
      };
      for (const around of [{ fill: 0 }, { padMode: "edge" as const }, { padMode: "wrap" as const }]) {
        expectRefused(() => api.pool(reducer, row([1, 2]), 2 ** 29, { ...far, ...around }), large);
      }
      const repeated = { data: Int8Array.of(1), shape: [2 ** 15, 2 ** 15], stride: [0, 0] };
      expectRefused(() => api.globalPool(reducer, repeated), large);
      expectRefused(() => api.createPlan(reducer, { shape: [2 ** 15, 2 ** 15], dtype: "int8" }, 2 ** 15), large);
      expect(calls).toBe(0);
      // Where nothing stands outside the array, its own elements are all that a window can hold.
      const two: number[] = [];
      api.pool((taps: NdArray) => two.push(taps.data.length), row([1, 2]), 2 ** 41, far as PoolOptions);
      expect(two).toEqual([2]);
    });
  });

  onEveryBuild("have no positions, and one function no two statistics", (api) => {
    test("so these are refused", () => {
      const reducer: Reducer = () => 1;
      for (const indices of ["window", "plane", "tensor"] as const) {
        expectRefused(() => api.pool(reducer, matrix(), 2, { indices }), range("indices", /and reducer has none/));
      }
      expect(api.pool(reducer, matrix(), 2, { indices: false }).data[0]).toBe(1);
      const stats = type("stats[0]", undefined, "unknown-op");
      expectRefused(() => api.poolStats(matrix(), 2, { stats: [reducer as Loose] }), stats);
      for (const [dtype, options] of [
        ["float32", { dtype: "int8", mask: matrix("int8") }],
        ["int64", { dtype: "int64", minCount: 2 }],
      ] as const) {
        const option = "mask" in options ? "mask" : "minCount";
        expectRefused(() => api.pool(reducer, matrix(dtype), 2, options as PoolOptions), range(option, /give nodata/));
      }
    });
  });
});
