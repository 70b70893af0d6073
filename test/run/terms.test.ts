import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import { toFloat16Bits } from "../../src/registry/float16.ts";
import type { NdArray, Op, PoolOptions } from "../../src/types.ts";
import { BUILDS, ENGINE_BUILDS } from "../support/builds.ts";
import { sameValues } from "../support/compare.ts";

/* Ops that slide as largest and smallest ones and sums of what is made of their taps: against the definition. */

const js = BUILDS.find(({ name }) => name === "js")?.api as (typeof BUILDS)[number]["api"];

interface Asked {
  readonly shape: readonly number[];
  readonly window: readonly number[];
  readonly options: PoolOptions;
}

/** Planes with every kind of border; tails, lanes, batches, strides and dilations. */
const CASES: readonly Asked[] = [
  { shape: [13, 49], window: [3, 3], options: { stride: 1, padding: 1 } },
  { shape: [17, 33], window: [2, 2], options: { stride: 1 } },
  { shape: [31, 47], window: [9, 9], options: { stride: 1, padding: [4, 3] } },
  { shape: [23, 31], window: [5, 4], options: { stride: 2, edge: "partial" } },
  { shape: [23, 31], window: [5, 7], options: { stride: [1, 2], padding: 3, padMode: "reflect" } },
  { shape: [23, 31], window: [5, 7], options: { stride: [2, 1], padding: 3, fill: 3 } },
  { shape: [23, 31], window: [3, 3], options: { stride: 1, dilation: [2, 3], padding: 2 } },
  { shape: [2, 21, 19, 3], window: [5, 5], options: { stride: 1, padding: 2, axes: [1, 2] } },
  { shape: [3, 12, 15], window: [3, 4], options: { stride: 1, padding: 1 } },
  { shape: [97], window: [16], options: { stride: 1, padding: 8 } },
  { shape: [97], window: [16], options: { stride: 3, padding: 8, padMode: "wrap" } },
];

/** Bytes of no kind of order, among them many zeros and ends of the dtype. */
function inputOf(dtype: DType, length: number, seed: number): TypedArray {
  const row = DTYPES[dtype];
  const data = new row.array(length);
  const write = data as unknown as (number | bigint)[];
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const kind = state >>> 27;
    const some = (state >>> 12) % 120;
    const value = kind < 12 ? 0 : kind === 12 ? Number(row.lowest) : kind === 13 ? Number(row.highest) : some;
    if (row.big) write[i] = kind === 12 ? row.lowest : kind === 13 ? row.highest : BigInt(value);
    else write[i] = row.float && (kind === 12 || kind === 13) ? (kind === 12 ? -0.5 : 60000) : value;
    if (row.float && kind === 14) write[i] = -0;
  }
  return data;
}

/** How far from the definition's a result may be: the last digit or two of floats whose sums are made in another order. */
const CLOSE: Partial<Record<DType, number>> = { float16: 2 ** -10, float32: 2 ** -23, float64: 2 ** -48 };

function areClose(found: ArrayLike<number | bigint>, known: ArrayLike<number | bigint>, most: number): boolean {
  for (let i = 0; i < known.length; i++) {
    const [a, b] = [Number(found[i]), Number(known[i])];
    if (!Object.is(a, b) && a !== b && !(Math.abs(a - b) <= most * Math.abs(b))) return false;
  }
  return found.length === known.length;
}

/** So large that they go through in several bands, and the definition's results, found once. */
const MANY = (["any", "range", "std", "rms", "first"] as const).flatMap((op) =>
  (["uint8", "int16"] as const).map((dtype) => {
    const shape = [2, 190, 150, 2];
    const input = { data: inputOf(dtype, 2 * 190 * 150 * 2, 9), shape, dtype };
    const options: PoolOptions = { stride: [1, 2], padding: [3, 4], axes: [1, 2] };
    return { op, dtype, input, options, known: js.pool(op, input, [7, 9], options) as NdArray };
  }),
);

describe.each(ENGINE_BUILDS)("$name", ({ api }) => {
  test.each(MANY)("$op of $dtype in several bands", ({ op, input, options, known }) => {
    const found = api.pool(op, input, [7, 9], options) as NdArray;
    expect(sameValues(found.data, known.data)).toBe(true);
  });

  /** The result of a call and of a plan, against the definition; complains unless the plan says that driver. */
  function compare(
    op: Op,
    dtype: DType,
    { shape, window, options }: Asked,
    exact: boolean,
    driver: string | RegExp = "driver slide",
  ): void {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const data = inputOf(dtype, length, length);
    const input = { data, shape, dtype };
    const what = `${op} ${dtype} [${shape}] by [${window}] ${JSON.stringify(options)}`;
    const given = typeof options.fill === "number" && DTYPES[dtype].big ? { ...options, fill: 3n } : options;
    const known = js.pool(op, input, window, given) as NdArray;
    const found = api.pool(op, input, window, given) as NdArray;
    expect(found.dtype, what).toBe(known.dtype);
    const same = (a: NdArray) =>
      exact || known.data instanceof Uint16Array
        ? sameValues(a.data, known.data)
        : areClose(a.data, known.data, CLOSE[known.dtype] ?? 0);
    expect(same(found), `${what}: ${firstOff(found, known)}`).toBe(true);
    const plan = api.createPlan(op as "max", { shape, dtype }, window, given);
    (plan.input.data as Uint8Array).set(data as unknown as Uint8Array);
    plan.run();
    plan.run();
    expect(same(plan.output), `${what}, plan`).toBe(true);
    expect(plan.describe(), what).toMatch(driver);
    plan.dispose();
  }

  function firstOff(found: NdArray, known: NdArray): string {
    const at = [...found.data].findIndex((value, i) => !Object.is(value, known.data[i]) && value !== known.data[i]);
    return `${found.data[at]}, not ${known.data[at]}, at ${at}`;
  }

  test.each(DTYPE_NAMES)("any, all and range of %s", (dtype) => {
    for (const one of CASES) {
      compare("any", dtype, one, true);
      compare("all", dtype, one, true);
      compare("range", dtype, one, true, DTYPES[dtype].big ? "reference" : undefined);
    }
  });

  test.each(DTYPE_NAMES.filter((name) => !DTYPES[name].big))("lp and rms of %s", (dtype) => {
    const { float, bits } = DTYPES[dtype];
    for (const one of CASES) {
      const options = (p: number): Asked => ({ ...one, options: { ...one.options, p } });
      compare("lp", dtype, options(Infinity), true);
      compare("lp", dtype, options(1), !float);
      compare("lp", dtype, options(2), !float && bits < 32);
      compare("rms", dtype, one, !float && bits < 32);
    }
  });

  test.each(["float16", "float32", "float64"] as const)("prod of %s", (dtype) => {
    for (const one of CASES) {
      const { shape, window, options } = one;
      const length = shape.reduce((product, extent) => product * extent, 1);
      const data = inputOf(dtype, length, 7) as Float64Array;
      const half = DTYPES[dtype].coded;
      // Near 1, of both signs, a few zeros of either; none overflows in whatever order.
      for (let i = 0; i < length; i++) {
        const value = i % 97 === 5 ? -0 : i % 89 === 4 ? 0 : (i % 3 ? 1 : -1) * (1 + ((i * 37) % 64) / 1024);
        data[i] = half ? toFloat16Bits(value) : value;
      }
      const asked = { ...options, ...(typeof options.fill === "number" && { fill: 1.25 }) };
      const known = js.pool("prod", { data, shape, dtype }, window, { ...asked, dtype: "float64" }) as NdArray;
      const found = api.pool("prod", { data, shape, dtype }, window, { ...asked, dtype: "float64" }) as NdArray;
      const what = `prod ${dtype} [${shape}] by [${window}] ${JSON.stringify(asked)}`;
      expect(areClose(found.data, known.data, 2 ** -45), `${what}: ${firstOff(found, known)}`).toBe(true);
      const signs = (array: NdArray) => Array.from(array.data as Float64Array, (value) => Object.is(value, -0));
      expect(signs(found), what).toEqual(signs(known));
      const plan = api.createPlan("prod", { shape, dtype }, window, asked);
      (plan.input.data as unknown as Float64Array).set(data);
      plan.run();
      expect(plan.describe(), what).toContain("driver slide");
      const own = js.pool("prod", { data, shape, dtype }, window, asked) as NdArray;
      if (!half) expect(areClose(plan.output.data, own.data, CLOSE[dtype] ?? 0), `${what}, plan`).toBe(true);
      plan.dispose();
    }
  });

  test.each(["int8", "uint8", "uint8_clamped", "int16", "uint16"] as const)("var and std of %s", (dtype) => {
    for (const one of CASES) {
      for (const ddof of [0, 1, 2, 1.5]) {
        const options: Asked = { ...one, options: { ...one.options, ddof } };
        compare("var", dtype, options, true);
        compare("std", dtype, options, true);
      }
    }
  });

  test.each(DTYPE_NAMES)("count and first of %s, which need no look at every tap", (dtype) => {
    const asked: readonly Asked[] = [
      ...CASES,
      // Side by side, and apart.
      { shape: [20, 30], window: [4, 5], options: {} },
      { shape: [20, 30], window: [2, 3], options: { stride: [3, 5], padding: 1, padMode: "wrap" } },
      { shape: [20, 30], window: [4, 5], options: { edge: "partial", padding: 3 } },
      { shape: [20, 30], window: [4, 5], options: { padding: "same", axes: [1, 0] } },
      // Windows without a tap; first taps that are no neighbours; windows that begin behind the array.
      { shape: [5, 6], window: [2, 2], options: { stride: 1, padding: 3 } },
      { shape: [20, 30], window: [3, 3], options: { stride: 1, dilation: 3, padding: 2 } },
      { shape: [5, 6], window: [2, 2], options: { stride: 1, padding: 4, fill: 7 } },
    ];
    for (const one of asked) {
      compare("count", dtype, one, true, "driver count");
      compare("first", dtype, one, true, "");
    }
    compare("first", dtype, CASES[0] as Asked, true, /driver (?!gather)/);
    for (const result of ["uint8", "int64", "float32", "float64"] as const) {
      const [one] = CASES as [Asked];
      compare("count", dtype, { ...one, options: { ...one.options, dtype: result } }, true, "driver count");
      compare("first", dtype, { ...one, options: { ...one.options, dtype: result } }, true, /driver (?!gather)/);
    }
  });

  test("results of other dtypes are rounded once", () => {
    for (const dtype of ["int8", "uint8", "int16", "int32", "int64", "uint64", "float16", "float32"] as const) {
      for (const op of ["any", "range", "lp", "rms", "std"] as const) {
        for (const round of ["half-up", "half-even", "floor"] as const) {
          for (const one of CASES.slice(1, 4)) {
            const asked = { ...one, options: { ...one.options, dtype, round } };
            compare(op, "int16", asked, true);
            // Taps that are no integers would be close to ties.
            compare(op, "float32", asked, op === "any" || op === "range", op === "std" ? "gather" : undefined);
          }
        }
      }
    }
  });

  test("NaN and infinities stay in their windows", () => {
    const shape = [40, 50];
    const data = Float32Array.from({ length: 2000 }, (_, i) => (i % 7) - 3);
    data[500] = Number.NaN;
    data[1200] = Infinity;
    data[1203] = -Infinity;
    data[1900] = -Infinity;
    for (const values of [data, Float64Array.from(data)]) {
      for (const [op, p] of [["any"], ["all"], ["range"], ["lp", 1], ["lp", 2], ["lp", Infinity], ["rms"]] as const) {
        const options: PoolOptions = { stride: 1, padding: 2, ...(p !== undefined && { p }) };
        const known = js.pool(op, { data: values, shape }, 9, options);
        const found = api.pool(op, { data: values, shape }, 9, options);
        expect(areClose(found.data, known.data, 2 ** -22), `${op} ${p}`).toBe(true);
      }
    }
  });
});
