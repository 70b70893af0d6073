import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { DType, NdArray, Op, PoolOptions } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { toFloat } from "../support/oracle.ts";
import { matrix } from "./bad/row.ts";

/* Windows in which no tap is, none is valid, or too few are; for every op and dtype. */

const EXEMPT: Partial<Record<Op, number>> = { any: 0, all: 1, count: 0, argmax: -1, argmin: -1 };

/** What windows without any tap give, but for max and min. */
const EMPTY: Record<Exclude<Op, "max" | "min">, number> = {
  ...{ mean: Number.NaN, rms: Number.NaN, median: Number.NaN, mode: Number.NaN, var: Number.NaN, std: Number.NaN },
  ...{ range: Number.NaN, first: Number.NaN },
  ...{ sum: 0, lp: 0, prod: 1, any: 0, all: 1, count: 0, argmax: -1, argmin: -1 },
};

function emptyOf(op: Op, dtype: DType): number | bigint {
  const { lowest, highest } = DTYPES[dtype];
  return op === "max" ? lowest : op === "min" ? highest : EMPTY[op];
}

/** A value as an element of a result: NaN is 0 as an integer, and what is too far saturates. */
function heldAs(value: number | bigint, dtype: DType): number | bigint {
  const { float, bits, big, lowest, highest } = DTYPES[dtype];
  if (float) return toFloat(Number(value), bits);
  const whole = Number.isNaN(value) ? 0 : value;
  const held = whole < lowest ? lowest : whole > highest ? highest : whole;
  return big ? BigInt(held) : Number(held);
}

/** One element, and windows on both sides of it that reach none. */
const alone = { padding: 2, stride: 1 } as const;

onEveryBuild("windows without any tap", (api) => {
  /** The elements for windows 0, 1, 3 and 4, which are all the same. */
  const outer = (op: Op, dtype: DType, options: PoolOptions = {}): [number | bigint, DType] => {
    const result = api.pool(op, matrix(dtype, [1]), 1, { ...alone, ...options }) as NdArray;
    const elements = elementsOf(result);
    expect(elements).toHaveLength(5);
    for (const i of [1, 3, 4]) expect(elements[i], `${op} ${dtype}`).toBe(elements[0]);
    return [elements[0] as number | bigint, result.dtype];
  };

  test.each(OP_NAMES)("%s", (op) => {
    for (const dtype of DTYPE_NAMES) {
      const [value, result] = outer(op, dtype);
      expect(value, dtype).toBe(heldAs(emptyOf(op, dtype), result));
      // Nothing is too few where none are asked for.
      expect(outer(op, dtype, { minCount: 0 }), dtype).toEqual([value, result]);
      for (const asked of ["int16", "uint8", "int64", "float16", "float64"] as const) {
        expect(outer(op, dtype, { dtype: asked })[0], `${dtype} as ${asked}`).toBe(heldAs(emptyOf(op, dtype), asked));
      }
      // NaN are left out here, but there are none.
      expect(outer(op, dtype, { nan: "ignore" })[0], dtype).toBe(value);
    }
  });

  test.each(OP_NAMES)("%s, with nodata, a mask or a least number of taps", (op) => {
    for (const dtype of DTYPE_NAMES) {
      const exempt = EXEMPT[op];
      for (const more of [
        {},
        { mask: { data: Uint8Array.of(1), shape: [1] } },
        { minCount: 1 },
        { nan: "ignore" },
      ] as const) {
        const [value, result] = outer(op, dtype, { nodata: 9, ...more });
        expect(value, dtype).toBe(heldAs(exempt ?? 9, result));
      }
      for (const more of [{ mask: [1] }, { minCount: 1 }, { minCount: 7 }]) {
        const [value] = outer(op, dtype, { ...more, dtype: "float64" });
        expect(value, dtype).toBe(exempt ?? Number.NaN);
      }
      expect(outer(op, dtype, { nodata: 9, minCount: 0, dtype: "float64" })[0], dtype).toBe(Number(emptyOf(op, dtype)));
    }
  });

  test("a mean that counts padding, or divides by a number, is 0", () => {
    for (const dtype of DTYPE_NAMES) {
      for (const options of [{ countPadding: true }, { divisor: 3 }, { countPadding: true, nan: "ignore" }] as const) {
        expect(outer("mean", dtype, options)[0]).toBe(0);
        expect(outer("mean", dtype, { ...options, nodata: 9 })[0]).toBe(9);
        expect(outer("mean", dtype, { ...options, minCount: 1 })[0]).toBe(Number.NaN);
        expect(Number(outer("mean", dtype, { ...options, dtype })[0])).toBe(0);
      }
    }
  });

  test("through plans and all at once", () => {
    for (const op of OP_NAMES) {
      const plan = api.createPlan(op, { shape: [1], dtype: "float32" }, 1, alone);
      plan.run();
      const { [op]: result } = api.poolStats(matrix("float32", [1]), 1, { ...alone, stats: [op] });
      for (const array of [plan.output, result]) {
        expect(elementsOf(array as NdArray)[0], op).toBe(emptyOf(op, "float32"));
        expect(elementsOf(array as NdArray)[4], op).toBe(emptyOf(op, "float32"));
      }
      plan.dispose();
    }
  });

  test("fill and padMode leave no such windows", () => {
    const row = matrix("int32", [1]);
    row.data[0] = 4 as never;
    expect(api.pool("sum", row, 1, { ...alone, fill: 9 }).data).toEqual(Float64Array.of(9, 9, 4, 9, 9));
    expect(api.pool("max", row, 1, { ...alone, padMode: "wrap" }).data).toEqual(Int32Array.of(4, 4, 4, 4, 4));
    expect(api.pool("count", row, 1, { ...alone, padMode: "reflect" }).data).toEqual(Uint32Array.of(1, 1, 1, 1, 1));
  });
});

const NAN = { data: Float64Array.of(Number.NaN, Number.NaN, 5, Number.NaN), shape: [4] };

onEveryBuild("windows of which all is NaN", (api) => {
  /** What is left of nothing but NaN, where they are left out. */
  const ALL_NAN: Partial<Record<Op, number>> = { sum: 0, prod: 1, lp: 0, ...EXEMPT };

  test.each(OP_NAMES)("%s", (op) => {
    const value = (options: PoolOptions) => elementsOf(api.pool(op, NAN, 2, options) as NdArray)[0];
    const exempt = EXEMPT[op];
    expect(value({ nan: "ignore" })).toBe(ALL_NAN[op] ?? Number.NaN);
    expect(value({ nan: "ignore", minCount: 0 })).toBe(ALL_NAN[op] ?? Number.NaN);
    expect(value({ nan: "ignore", divisor: 2 })).toBe(ALL_NAN[op] ?? Number.NaN);
    expect(value({ nan: "ignore", countPadding: true, padding: 0 })).toBe(ALL_NAN[op] ?? Number.NaN);
    expect(value({ nan: "ignore", dtype: "int16" })).toBe(ALL_NAN[op] ?? 0);
    // From a number of taps on, or with a mask or nodata, they are too few.
    expect(value({ nan: "ignore", minCount: 1 })).toBe(exempt ?? Number.NaN);
    expect(value({ nan: "ignore", mask: [1, 1, 1, 1] })).toBe(exempt ?? Number.NaN);
    expect(value({ nan: "ignore", nodata: -9 })).toBe(exempt ?? -9);
    expect(value({ nodata: Number.NaN })).toBe(exempt ?? Number.NaN);
    expect(value({ nan: "ignore", nodata: -9, dtype: "int8" })).toBe(exempt ?? -9);
    // The next window has one that is none.
    const rest = elementsOf(api.pool(op, NAN, 2, { nan: "ignore" }) as NdArray);
    expect(rest[1]).toBe(elementsOf(api.pool(op, { data: Float64Array.of(5), shape: [1] }, 1) as NdArray)[0]);
  });

  test("propagate, they are what comes out, but of counts and questions", () => {
    for (const op of OP_NAMES) {
      const value = elementsOf(api.pool(op, NAN, 2) as NdArray)[0];
      expect(value, op).toBe({ any: 1, all: 1, count: 2, argmax: 0, argmin: 0 }[op as string] ?? Number.NaN);
      const integer = elementsOf(api.pool(op, NAN, 2, { dtype: "int32" }) as NdArray)[0];
      expect(integer, op).toBe({ any: 1, all: 1, count: 2, argmax: 0, argmin: 0 }[op as string] ?? 0);
    }
  });

  test("NaN asked as an integer is nodata, where there is one, also where it was computed", () => {
    const mixed = { data: Float32Array.of(Number.NaN, 1, 2, 3), shape: [4] };
    expect(api.maxPool(mixed, 2, { dtype: "uint8", nodata: 200 }).data).toEqual(Uint8Array.of(200, 3));
    expect(api.meanPool(mixed, 2, { dtype: "int64", nodata: -1n }).data).toEqual(BigInt64Array.of(-1n, 3n));
    expect(api.meanPool(mixed, 2, { dtype: "int64", nodata: -1 }).data).toEqual(BigInt64Array.of(-1n, 3n));
    expect(api.maxPool(mixed, 2, { dtype: "uint8" }).data).toEqual(Uint8Array.of(0, 3));
    const infinite = { data: Float32Array.of(Infinity, -Infinity), shape: [2] };
    expect(api.sumPool(infinite, 2, { dtype: "int8", nodata: 7 }).data).toEqual(Int8Array.of(7));
    const few = { data: Int32Array.of(4), shape: [1] };
    expect(api.varPool(few, 1, { ddof: 1, dtype: "int8", nodata: 7 }).data).toEqual(Int8Array.of(7));
    expect(api.varPool(few, 1, { ddof: 1 }).data).toEqual(Float64Array.of(Number.NaN));
  });
});

onEveryBuild("windows with too few valid taps", (api) => {
  test.each(OP_NAMES)("%s", (op) => {
    for (const dtype of DTYPE_NAMES) {
      // Two of the four are left out, one way or another.
      const input = matrix(dtype, [4]);
      const mask = { data: Uint8Array.of(1, 0, 0, 1), shape: [4] };
      const exempt = EXEMPT[op];
      const value = (options: PoolOptions) => {
        const result = api.pool(op, input, 4, options) as NdArray;
        return [elementsOf(result)[0], result.dtype] as const;
      };
      for (const minCount of [3, 4, 5, 2 ** 53 - 1]) {
        const [given, result] = value({ mask, minCount, nodata: 77 });
        expect(given, `${dtype} ${minCount}`).toBe(heldAs(exempt ?? 77, result));
        expect(value({ mask, minCount, dtype: "float64" })[0], dtype).toBe(exempt ?? Number.NaN);
      }
      const two = elementsOf(api.pool(op, { ...matrix(dtype, [4]), shape: [2], stride: [3] }, 2) as NdArray)[0];
      for (const minCount of [0, 1, 2, undefined]) {
        const [given] = value({ mask, minCount, nodata: 77 });
        // The last stands at 3 in the window here, at 1 there.
        expect(given, `${dtype} ${minCount}`).toBe(op === "argmax" ? 3 : two);
      }
    }
  });

  test("ops that give no nodata need none, and any will do", () => {
    const mask = { data: Uint8Array.of(0, 0, 1, 0), shape: [4] };
    for (const dtype of DTYPE_NAMES) {
      for (const [op, few] of Object.entries(EXEMPT) as [Op, number][]) {
        const input = matrix(dtype, [4]);
        for (const nodata of [undefined, -1, 0.5, 1e300, Number.NaN, 2n ** 70n]) {
          const result = api.pool(op, input, 2, { mask, nodata, minCount: 2 }) as NdArray;
          expect(elementsOf(result).map(Number), `${op} ${dtype} ${nodata}`).toEqual([few, few]);
          const uint8 = api.pool(op, input, 2, { mask, nodata, dtype: "uint8" }) as NdArray;
          // The first window has nothing, the second its third element.
          const one = { any: 1, all: 1, count: 1, argmax: 0, argmin: 0 }[op as "any"];
          expect(elementsOf(uint8), `${op} ${dtype} ${nodata}`).toEqual([Math.max(0, few), one]);
        }
      }
    }
  });

  test("left-out taps never count in a divisor", () => {
    const input = { data: Float64Array.of(1, 2, 3, 6), shape: [4] };
    const mask = [1, 0, 1, 1];
    const mean = (options: PoolOptions) => api.meanPool(input, 4, { mask, ...options }).data[0];
    expect(mean({})).toBe(10 / 3);
    expect(mean({ countPadding: true })).toBe(10 / 3);
    expect(mean({ divisor: 5 })).toBe(2);
    // Six taps with the padding, less one.
    expect(api.meanPool(input, 6, { mask, padding: 1, countPadding: true }).data[0]).toBe(2);
    expect(api.meanPool(input, 6, { mask, padding: 1 }).data[0]).toBe(10 / 3);
    expect(api.meanPool(input, 6, { mask, padding: 1, fill: 5 }).data[0]).toBe(4);
    expect(api.meanPool(input, 6, { mask, padding: 1, fill: 5, nodata: 5 }).data[0]).toBe(10 / 3);
    expect(api.varPool(input, 4, { mask, ddof: 3 }).data[0]).toBe(Number.NaN);
    expect(api.varPool(input, 4, { mask, ddof: 2 }).data[0]).toBeCloseTo(38 / 3, 12);
  });

  test("nodata matches what the input can hold of it", () => {
    const count = (input: NdArray | { data: Float32Array; shape: number[] }, nodata: number | bigint) =>
      api.pool("count", input as NdArray, (input.shape as number[])[0] as number, { nodata }).data[0];
    const floats = { data: Float32Array.of(0.1, 1e30, Number.NaN, -0, Infinity), shape: [5] };
    expect(count(floats, 0.1)).toBe(4);
    expect(count(floats, 1e30)).toBe(4);
    expect(count(floats, 0)).toBe(4);
    expect(count(floats, 1e300)).toBe(5);
    expect(count(floats, Infinity)).toBe(4);
    expect(count(floats, Number.NaN)).toBe(4);
    expect(count(floats, 2n ** 2000n)).toBe(5);
    const bytes = { data: Uint8Array.of(0, 255, 1), shape: [3] } as unknown as NdArray;
    for (const [nodata, left] of [
      [-1, 3],
      [256, 3],
      [0.5, 3],
      [Number.NaN, 3],
      [Infinity, 3],
      [-0, 2],
      [255, 2],
      [255n, 2],
      [1e300, 3],
    ] as const) {
      expect(count(bytes, nodata), String(nodata)).toBe(left);
    }
    const bigs = { data: BigInt64Array.of(2n ** 62n + 1n, 5n, -(2n ** 63n)), shape: [3] } as unknown as NdArray;
    for (const [nodata, left] of [
      [5, 2],
      [5n, 2],
      [2 ** 62, 3],
      [2n ** 62n + 1n, 2],
      [-(2 ** 63), 2],
      [2 ** 63, 3],
      [0.5, 3],
    ] as const) {
      expect(count(bigs, nodata), String(nodata)).toBe(left);
    }
    // It is given back as the result holds it, which the input need not.
    expect(api.meanPool({ data: Uint8Array.of(3), shape: [1] }, 1, { nodata: -9999, mask: [0] }).data).toEqual(
      Float64Array.of(-9999),
    );
    expect(
      api.sumPool({ data: Uint8Array.of(3), shape: [1] }, 1, { nodata: -9999n, mask: [0], dtype: "int64" }).data,
    ).toEqual(BigInt64Array.of(-9999n));
  });

  test("masks: 0 of any kind leaves out, NaN and everything else does not; any layout, any form", () => {
    const input = { data: Float64Array.of(1, 2, 4, 8), shape: [2, 2] };
    const sum = (mask: PoolOptions["mask"]) => api.sumPool(input, 2, { mask }).data[0];
    for (const dtype of DTYPE_NAMES) {
      const flags = matrix(dtype, [2, 2]);
      expect(sum(flags), dtype).toBe(14);
      expect(sum({ ...flags, stride: [-2, -1], offset: 3 }), dtype).toBe(7);
    }
    expect(
      sum([
        [1, 0],
        [-0, Number.NaN],
      ]),
    ).toBe(9);
    expect(sum({ data: Float32Array.of(Number.NaN, -0, 0, 1e-45), shape: [2, 2] })).toBe(9);
    expect(sum({ data: Uint8Array.of(0, 1), shape: [2, 2], stride: [0, 1] })).toBe(10);
    expect(sum({ data: Uint8Array.of(0, 1), shape: [2, 2], stride: [1, 0], offset: 0 })).toBe(12);
    expect(sum({ data: Uint8Array.of(1, 0, 1, 1), dims: [2, 2] })).toBe(13);
    const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2 };
    const seen = { data: Uint8ClampedArray.of(0, 255, 255, 0), width: 2, height: 2 };
    expect(api.sumPool(image, 2, { mask: seen }).data[0]).toBe(5);
    expect(sum(api.alloc("uint8", [2, 2]))).toBe(Number.NaN);
    // An array may mask itself, and is not changed by it.
    expect(api.sumPool(input, 2, { mask: input }).data[0]).toBe(15);
    expect(input.data).toEqual(Float64Array.of(1, 2, 4, 8));
  });
});
