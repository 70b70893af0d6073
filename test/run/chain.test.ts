import { describe, expect, test } from "vitest";
import { chainOf } from "../../src/plan/chain.ts";
import { DTYPE_NAMES, DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import type { Problem } from "../../src/shape/problem.ts";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";

/* Windows that overlap along three axes: one axis is pooled, then the others. */

const js = BUILDS.find(({ name }) => name === "js")?.api as (typeof BUILDS)[number]["api"];

const CASES: { shape: number[]; window: number[]; options: PoolOptions }[] = [
  { shape: [9, 11, 13], window: [5, 4, 3], options: { stride: 1 } },
  { shape: [2, 9, 11, 13, 3], window: [5, 4, 3], options: { stride: [1, 2, 2], axes: [1, 2, 3] } },
  { shape: [14, 9, 10], window: [14, 2, 2], options: { stride: [1, 1, 2] } },
  { shape: [7, 8, 6, 5], window: [3, 3, 3, 3], options: { stride: 1 } },
];
const PADDED: typeof CASES = [
  { shape: [9, 11, 13], window: [5, 4, 3], options: { stride: 2, padding: [2, 1, 1] } },
  { shape: [9, 11, 13], window: [5, 5, 5], options: { stride: 2, edge: "partial" } },
  { shape: [20, 7, 9], window: [4, 4, 3], options: { stride: 1, dilation: [3, 1, 2], padding: 1 } },
];

describe.each(BUILDS.filter(({ name }) => name !== "js"))("$name", ({ api }) => {
  const compare = (
    op: "max" | "min" | "sum" | "mean" | "any" | "all",
    dtype: (typeof DTYPE_NAMES)[number],
    one: (typeof CASES)[number],
  ) => {
    const { shape, window, options } = one;
    const length = shape.reduce((product, extent) => product * extent, 1);
    const data = new DTYPES[dtype].array(length) as TypedArray;
    const write = data as unknown as (number | bigint)[];
    for (let i = 0; i < length; i++) {
      const value = (Math.imul(i, 0x9e3779b1) >>> 20) % 120;
      write[i] = DTYPES[dtype].big ? BigInt(value) : value;
    }
    const input = { data, shape, dtype };
    const known = js.pool(op, input, window, options) as NdArray;
    const found = api.pool(op, input, window, options) as NdArray;
    const name = `${op} ${dtype} [${shape}] by [${window}] ${JSON.stringify(options)}`;
    expect(found.shape, name).toEqual(known.shape);
    expect([...found.data], name).toEqual([...known.data]);
    const plan = api.createPlan(op, { shape, dtype }, window, options);
    (plan.input.data as Uint8Array).set(data as Uint8Array);
    plan.run();
    plan.run();
    expect([...plan.output.data], `${name}, plan`).toEqual([...known.data]);
    if ((!DTYPES[dtype].big && dtype !== "float64") || op === "any" || op === "all")
      expect(plan.describe(), name).toMatch(/slide|reference/);
    plan.dispose();
  };

  test.each(DTYPE_NAMES)("%s", (dtype) => {
    for (const one of CASES) for (const op of ["max", "min", "sum", "mean"] as const) compare(op, dtype, one);
    for (const one of PADDED) for (const op of ["max", "min"] as const) compare(op, dtype, one);
  });

  test.each(DTYPE_NAMES)("whether any or all of %s are true", (dtype) => {
    for (const one of [...CASES, ...PADDED]) for (const op of ["any", "all"] as const) compare(op, dtype, one);
  });

  test("means into bytes are rounded once", () => {
    for (const round of ["half-up", "half-even", "floor", "trunc"] as const) {
      for (const one of CASES) {
        const options = { ...one.options, dtype: "uint8", round } as const;
        compare("mean", "uint8", { ...one, options });
        compare("mean", "int16", { ...one, options: { ...options, dtype: "int8" } });
      }
    }
  });
});

/** Windows of more taps than 32 bits hold the sum of, that overlap. */
const WIDE: { shape: number[]; window: number[]; options: PoolOptions }[] = [
  { shape: [210, 215], window: [190, 180], options: { stride: [5, 9] } },
  { shape: [190, 200, 3], window: [187, 181], options: { stride: [1, 17], axes: [0, 1], padding: 2 } },
  { shape: [2, 200, 190], window: [186, 187], options: { stride: [13, 2], edge: "partial" } },
  { shape: [200, 190], window: [190, 186], options: { stride: [9, 9], padding: [9, 8], fill: 7 } },
  { shape: [200, 190], window: [190, 186], options: { stride: [9, 9], padding: [9, 8], padMode: "reflect" } },
  { shape: [70_000], window: [40_000], options: { stride: 9000 } },
];

describe("sums that pass 32 bits", () => {
  const api = BUILDS.filter(({ name }) => name !== "js");
  const inputOf = (dtype: "int8" | "uint8" | "int16" | "uint16", shape: number[]) => {
    const data = new DTYPES[dtype].array(shape.reduce((product, extent) => product * extent, 1)) as Int16Array;
    const { lowest, highest } = DTYPES[dtype] as { lowest: number; highest: number };
    // Most of them are far from 0, so that sums pass every bound that there is.
    for (let i = 0; i < data.length; i++) data[i] = i % 31 === 0 ? lowest : highest - (Math.imul(i, 0x9e3779b1) >>> 26);
    return { data, shape, dtype };
  };
  const cases = (["int16", "uint16", "int8", "uint8"] as const).flatMap((dtype) =>
    (dtype.endsWith("16") ? (["sum", "mean"] as const) : (["rms", "lp"] as const)).map((op) => ({ dtype, op })),
  );

  test.each(cases)("$op of $dtype", ({ dtype, op }) => {
    for (const { shape, window, options } of WIDE) {
      const input = inputOf(dtype, shape);
      for (const more of op === "mean" ? [{}, { dtype }, { countPadding: true }, { divisor: 12345 }] : [{}]) {
        const all = { ...options, ...more };
        const known = js.pool(op, input, window, all) as NdArray;
        for (const { name, api: engine } of api) {
          const said = `${name}: [${shape}] by [${window}] ${JSON.stringify(all)}`;
          expect((engine.pool(op, input, window, all) as NdArray).data, said).toEqual(known.data);
          const plan = engine.createPlan(op, { shape, dtype }, window, all);
          (plan.input.data as Int16Array).set(input.data);
          plan.run();
          expect(plan.output.data, `${said}, plan`).toEqual(known.data);
          expect(plan.describe()).toContain("of small integers made int32");
          plan.dispose();
        }
      }
    }
  });

  test("cost about as much as small ones", () => {
    const shape = [600, 600];
    for (const { name, api: engine } of api) {
      const timeOf = (window: number, dtype: "uint16" | "int32"): number => {
        const plan = engine.createPlan("mean", { shape, dtype }, window, { stride: 1 });
        const times = [0, 1, 2].map(() => {
          const start = performance.now();
          plan.run();
          return performance.now() - start;
        });
        plan.dispose();
        return Math.min(...times);
      };
      // Tap by tap it is hundreds of times as much.
      expect(timeOf(301, "uint16"), name).toBeLessThan(20 * timeOf(301, "int32"));
    }
  });
});

describe("which problems are pooled one axis at a time", () => {
  const axis = (window: number, stride = 1) => ({
    extent: 20,
    window,
    stride,
    dilation: 1,
    low: 0,
    high: 0,
    out: Math.floor((20 - window) / stride) + 1,
    adaptive: false,
  });
  const problem = (windows: readonly number[], stride?: number): Problem => ({
    op: { ...({} as Problem["op"]), fold: "max", positions: "none", divides: false, name: "max" },
    input: DTYPES.uint8,
    axes: windows.map((window) => axis(window, stride)),
    pooled: windows.map((_, a) => a),
    result: DTYPES.uint8,
    round: "half-up",
    divisor: "taps",
    wraps: false,
    fill: undefined,
    padMode: undefined,
    skip: undefined,
    numbering: undefined,
    position: DTYPES.int32,
    p: 2,
    ddof: 0,
    interpolation: "midpoint",
    reduce: undefined,
  });

  test("three axes of many rows, and no fewer", () => {
    expect(chainOf(problem([5, 5, 5]))?.first.axes.map(({ window }) => window)).toEqual([5, 1, 1]);
    expect(chainOf(problem([5, 5, 5]))?.second.axes.map(({ window }) => window)).toEqual([1, 5, 5]);
    expect(chainOf(problem([3, 3, 3]))).toBeUndefined();
    expect(chainOf(problem([9, 9]))).toBeUndefined();
    expect(chainOf(problem([5, 5, 5], 5))).toBeUndefined();
  });
});
