import { describe, expect, test } from "vitest";
import { DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { Input, NdArray, StridedInput, TypedArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { writerOf } from "../support/oracle.ts";
import { expectRefused, type } from "../support/refusal.ts";

/*
 * float16: a Float16Array where the runtime has one, else the bits in a Uint16Array that says so. Values below were worked out by
 * hand: between 2^11 and 2^12 neighbours are 2 apart, the largest is 65504, the smallest above 0 is 2^-24.
 */

/** Whether float16 arrays hold bits here. */
const CODED = DTYPES.float16.array === (Uint16Array as unknown);

function half(...values: number[]): TypedArray {
  const data = new DTYPES.float16.array(values.length);
  const write = writerOf(data, "float16");
  values.forEach((value, i) => {
    write(i, value);
  });
  return data;
}

/** The same as bits, which are taken everywhere where float16 is stated. */
const bits = (...values: number[]): Uint16Array => {
  const data = half(...values);
  return new Uint16Array(data.buffer, data.byteOffset, data.length);
};

const row = (...values: number[]): StridedInput => ({
  data: half(...values),
  shape: [values.length],
  dtype: "float16",
});
const plain = (result: NdArray): unknown[] => elementsOf(result);

onEveryBuild("arrays of float16", (api) => {
  const values = [1, 5, -2, 0.5, 3, 4, 8, 65504];

  test("come as bits in every form that says so", () => {
    const data = bits(...values);
    const forms: Record<string, Input> = {
      shape: { data, shape: [2, 4], dtype: "float16" },
      stride: { data, shape: [2, 4], stride: [4, 1], offset: 0, dtype: "float16" },
      strides: { data, shape: [2, 4], strides: [4, 1], dtype: "float16" },
      offset: { data, shape: [2, 4], offset: 0, dtype: "float16" },
      "shape and type": { data, shape: [2, 4], type: "float16" } as Input,
      "dims and type": { data, dims: [2, 4], type: "float16" } as Input,
      "dims and dtype": { data, dims: [2, 4], dtype: "float16" } as Input,
      image: { data, width: 4, height: 2, dtype: "float16" } as Input,
      "image with channels": { data, width: 4, height: 2, channels: 1, dtype: "float16" } as Input,
      "raw image": { data, info: { width: 4, height: 2, channels: 1 }, dtype: "float16" } as Input,
    };
    for (const [name, input] of Object.entries(forms)) {
      const max = api.maxPool(input, 2) as NdArray;
      expect(max.dtype, name).toBe("float16");
      expect(Object.getPrototypeOf(max.data), name).toBe(DTYPES.float16.array.prototype);
      expect(plain(max), name).toEqual([5, 65504]);
      expect(plain(api.globalPool("min", input) as NdArray), name).toEqual([-2]);
      expect(api.toNested(input).flat(2), name).toEqual(values);
    }
  });

  test("on the runtime's own class, where there is one, need not say so", () => {
    const unstated = api.maxPool({ data: half(...values), shape: [2, 4] }, 2);
    expect(unstated.dtype).toBe(CODED ? "uint16" : "float16");
    // Without a word a Uint16Array is what it is.
    const words = { data: Uint16Array.of(1, 0x8000, 3, 4), shape: [4] };
    expect(api.maxPool(words, 4)).toMatchObject({ dtype: "uint16", data: Uint16Array.of(0x8000) });
    expect(api.maxPool({ ...words, dtype: "uint16" }, 4)).toMatchObject({ dtype: "uint16" });
    expect(api.maxPool({ ...words, dtype: "half" }, 4)).toMatchObject({ dtype: "uint16" });
    expect(plain(api.maxPool({ ...words, dtype: "float16" }, 4) as NdArray)).toEqual([4 * 2 ** -24]);
  });

  test("keep their dtype through views, and toNested reads numbers", () => {
    const view = api.windows({ data: bits(...values), shape: [2, 4], dtype: "float16" }, 2);
    expect(view).toMatchObject({ shape: [1, 2, 2, 2], stride: [8, 2, 4, 1], dtype: "float16" });
    expect(api.byteStrides(view)).toEqual([16, 4, 8, 2]);
    expect(api.byteStrides(row(1, 2))).toEqual([2]);
    expect(api.toNested(view)).toEqual([
      [
        [
          [1, 5],
          [3, 4],
        ],
        [
          [-2, 0.5],
          [8, 65504],
        ],
      ],
    ]);
    const strided = api.asStrided(row(...values), { shape: [3], stride: [-2], offset: 6 });
    expect(strided.dtype).toBe("float16");
    expect(api.toNested(strided)).toEqual([8, 3, -2]);
    expect(plain(api.globalPool("max", view) as NdArray)).toEqual([5, 65504]);
    expect(api.toNested(api.maxPool(strided, 3))).toEqual([8]);
    expect(api.toNested(row(-0, Number.NaN, Infinity, 2 ** -24, 2 ** -14))).toEqual([
      ...[-0, Number.NaN, Infinity],
      ...[2 ** -24, 2 ** -14],
    ]);
  });

  test("of alloc and of plans are pooled like others", () => {
    const inside = api.alloc("float16", [2, 4]);
    expect(inside).toMatchObject({ shape: [2, 4], stride: [4, 1], dtype: "float16" });
    expect(Object.getPrototypeOf(inside.data)).toBe(DTYPES.float16.array.prototype);
    (inside.data as Uint16Array).set(half(...values) as Uint16Array);
    for (const op of OP_NAMES) {
      const outside = { data: half(...values), shape: [2, 4], dtype: "float16" };
      expect(api.pool(op, inside, 2), op).toEqual(api.pool(op, outside, 2));
      const plan = api.createPlan(op, { shape: [2, 4], dtype: "float16" }, 2);
      (plan.input.data as Uint16Array).set(half(...values) as Uint16Array);
      plan.run();
      expect(elementsOf(plan.output), op).toEqual(elementsOf(api.pool(op, outside, 2) as NdArray));
      plan.dispose();
    }
    expect(plain(api.minPool({ ...inside, shape: [8], stride: [-1], offset: 7 }, 4) as NdArray)).toEqual([3, -2]);
  });

  test("are written to where they are stated", () => {
    const out = { data: bits(9, 9), shape: [1, 2], dtype: "float16" as const };
    const input = { data: bits(...values), shape: [2, 4], dtype: "float16" };
    expect(api.maxPool(input, 2, { out })).toBe(out);
    expect(plain({ ...out, stride: [2, 1], offset: 0 })).toEqual([5, 65504]);
    const floats = { data: Float32Array.of(0.1, 1e6, -65520, 65519, 2049, 2051, 2 ** -25, -0), shape: [8] };
    const rounded = { data: bits(1, 1, 1, 1, 1, 1, 1, 1), shape: [8], dtype: "float16" as const };
    api.maxPool(floats, 1, { dtype: "float16", out: rounded });
    expect(plain({ ...rounded, stride: [1], offset: 0 })).toEqual([
      ...[0.0999755859375, Infinity, -Infinity, 65504],
      ...[2048, 2052, 0, -0],
    ]);
    const message = { ...type("out", /out holds uint16, but the result is float16/), got: "uint16" };
    expectRefused(() => api.maxPool(input, 2, { out: { data: bits(1, 1), shape: [1, 2] } }), message);
    const other = { ...type("out", /out holds float16, but the result is float32/), got: "float16" };
    expectRefused(() => api.maxPool(floats, 1, { out: { ...rounded, shape: [8] } }), other);
    const word = { ...type("out", /out holds float16, but the result is uint16/), got: "float16" };
    expectRefused(() => api.maxPool({ data: new Uint16Array(8), shape: [8] }, 1, { out: rounded }), word);
  });

  test("serve as masks and as positions", () => {
    const mask = { data: bits(1, 0, -0, Number.NaN, 2 ** -24, 0, 5, 0), shape: [2, 4], dtype: "float16" };
    expect(api.pool("count", { data: new Int8Array(8), shape: [2, 4] }, 1, { mask })).toMatchObject({
      data: Uint32Array.of(1, 0, 0, 1, 1, 0, 1, 0),
    });
    const indices = { data: bits(3, -1), shape: [2], dtype: "float16" };
    expect(api.maxUnpool({ data: Int8Array.of(7, 8), shape: [2] }, indices, 2).data).toEqual(Int8Array.of(0, 0, 0, 7));
  });

  test("go back to their positions as they are held", () => {
    // A NaN's own bits, and the sign of a zero.
    const data = Uint16Array.of(0x7e01, 0x8000, 0x0001);
    const unpooled = api.maxUnpool({ data, shape: [3], dtype: "float16" }, [1, 2, 5], 2) as NdArray;
    expect(unpooled).toMatchObject({ shape: [6], dtype: "float16" });
    const held = new Uint16Array(unpooled.data.buffer, unpooled.data.byteOffset, 6);
    expect(held).toEqual(Uint16Array.of(0, 0x7e01, 0x8000, 0, 0, 0x0001));
  });
});

onEveryBuild("values of float16", (api) => {
  const value = (op: (typeof OP_NAMES)[number], input: StridedInput, options = {}) => {
    const result = api.pool(op, input, input.shape as number[], options) as NdArray;
    return elementsOf(result)[0];
  };

  test("are summed wider, and rounded once", () => {
    const ones = row(...new Array(4096).fill(1));
    expect(value("sum", ones)).toBe(4096);
    expect(value("mean", ones)).toBe(1);
    expect(value("rms", ones)).toBe(1);
    // 2048 + 1 is a tie; 2048 + 1 + 1 is none, whichever comes first.
    expect(value("sum", row(2048, 1))).toBe(2048);
    expect(value("sum", row(2050, 1))).toBe(2052);
    expect(value("sum", row(2048, 1, 1))).toBe(2050);
    expect(value("sum", row(1, 1, 2048))).toBe(2050);
    expect(value("sum", row(65504, 15))).toBe(65504);
    expect(value("sum", row(65504, 16))).toBe(Infinity);
    expect(value("mean", row(65504, 65504, 65504, 65504))).toBe(65504);
    expect(value("median", row(65504, 65504))).toBe(65504);
    expect(value("sum", row(65504, 65504, -65504))).toBe(65504);
    expect(value("rms", row(300, 300, 300, 300))).toBe(300);
    expect(value("lp", row(300, 400))).toBe(500);
    expect(value("lp", row(30000, 40000))).toBe(49984);
    expect(value("var", row(1001, 1003))).toBe(1);
    expect(value("std", row(30000, -30000))).toBe(30000);
    expect(value("prod", row(300, 300, 0.01))).toBeCloseTo(900, -1);
    expect(value("range", row(-65504, 65504))).toBe(Infinity);
    expect(value("mean", row(2 ** -24, 0))).toBe(0);
    expect(value("mean", row(2 ** -24, 2 ** -23))).toBe(2 ** -23);
    // What is too small keeps its sign, as in NumPy; of integers, too.
    expect(value("mean", row(-(2 ** -24), 0))).toBe(-0);
    const small = api.pool("mean", { data: Int8Array.of(-24), shape: [1] }, [1], {
      divisor: 2 ** 40,
      dtype: "float16",
    });
    expect(elementsOf(small)[0]).toBe(-0);
  });

  test("are compared as numbers, whatever their bits", () => {
    expect(value("max", row(-1, -2, -0.5))).toBe(-0.5);
    expect(value("min", row(-1, -2, 65504))).toBe(-2);
    expect(value("argmin", row(1, -1, -3, 2))).toBe(2);
    expect(value("max", row(-Infinity, -65504))).toBe(-65504);
    expect(value("max", row(1, Number.NaN, 3))).toBe(Number.NaN);
    expect(value("max", row(1, Number.NaN, 3), { nan: "ignore" })).toBe(3);
    expect(value("mode", row(0, 1, -0, 1, 0))).toBe(0);
    expect(value("median", row(-1, 3, -2))).toBe(-1);
    expect(value("any", row(-0, 0))).toBe(0);
    expect(value("any", row(-0, 2 ** -24))).toBe(1);
    expect(value("all", row(1, Number.NaN))).toBe(1);
    expect(value("first", row(-0, 5))).toBe(-0);
    const negative = { data: Uint16Array.of(0xfc00, 0xfbff, 0x8001), shape: [3], dtype: "float16" };
    expect(value("max", negative)).toBe(-(2 ** -24));
    expect(value("min", negative)).toBe(-Infinity);
  });

  test("are left out by a nodata as they are held, and filled with what they hold", () => {
    // 0.1 is rounded before it is looked for.
    expect(value("count", row(0.1, 0.2, 0.1), { nodata: 0.1 })).toBe(1);
    expect(value("count", row(65504, Infinity), { nodata: 1e6 })).toBe(2);
    expect(value("count", row(65504, Infinity), { nodata: Infinity })).toBe(1);
    expect(value("count", row(Number.NaN, 1), { nodata: Number.NaN })).toBe(1);
    const around = { padding: 1, stride: 9 } as const;
    const filled = (fill: number) => plain(api.pool("sum", row(1), 3, { ...around, fill }) as NdArray);
    expect(filled(0.1)).toEqual([1.2001953125]);
    expect(filled(65504)).toEqual([Infinity]);
    expect(filled(-Infinity)).toEqual([-Infinity]);
    // What windows with nothing in them give is the caller's number in the result's dtype.
    expect(value("max", row(0.1), { nodata: 0.1 })).toBe(0.0999755859375);
    expect(value("mean", row(0.1), { nodata: 0.1, dtype: "float64" })).toBe(0.1);
  });

  test("come of any dtype that is asked to be float16", () => {
    const asked = (data: TypedArray, op: (typeof OP_NAMES)[number] = "sum") => {
      const result = api.pool(op, { data, shape: [data.length] }, data.length, { dtype: "float16" }) as NdArray;
      expect(result.dtype).toBe("float16");
      return elementsOf(result)[0];
    };
    expect(asked(Uint8Array.of(200, 201), "mean")).toBe(200.5);
    expect(asked(Int32Array.of(70000))).toBe(Infinity);
    expect(asked(Int32Array.of(-65519))).toBe(-65504);
    expect(asked(Int32Array.of(-65520))).toBe(-Infinity);
    expect(asked(BigInt64Array.of(2n ** 62n))).toBe(Infinity);
    expect(asked(BigInt64Array.of(2049n))).toBe(2048);
    expect(asked(BigInt64Array.of(2049n, 1n))).toBe(2050);
    expect(asked(Float64Array.of(1 + 2 ** -11 + 2 ** -40))).toBe(1 + 2 ** -10);
    expect(asked(Float64Array.of(1 + 2 ** -11))).toBe(1);
    expect(asked(Float32Array.of(2 ** -25))).toBe(0);
    expect(asked(Float32Array.of(2 ** -25 * 1.5))).toBe(2 ** -24);
    expect(asked(Uint8Array.of(3, 9, 9), "argmax")).toBe(1);
    expect(asked(new Uint8Array(4096), "count")).toBe(4096);
  });

  test("give integers as others do", () => {
    const asked = (dtype: "int8" | "int64" | "uint8", ...values: number[]) =>
      (api.pool("sum", row(...values), values.length, { dtype }) as NdArray).data[0];
    expect(asked("int8", 2.5)).toBe(3);
    expect(asked("int8", 1000)).toBe(127);
    expect(asked("uint8", -1)).toBe(0);
    expect(asked("int64", -Infinity)).toBe(-(2n ** 63n));
    expect(asked("int64", 65504, 65504)).toBe(131008n);
    expect(asked("int8", Number.NaN)).toBe(0);
  });
});

describe("a Uint16Array of bits", () => {
  onEveryBuild("and the runtime's own array", (api) => {
    test("give the same", () => {
      const values = Array.from({ length: 48 }, (_, i) => ((i * 37) % 101) / 8 - 6);
      for (const op of OP_NAMES) {
        const coded = { data: bits(...values), shape: [6, 8], dtype: "float16" };
        const own = { data: half(...values), shape: [6, 8], dtype: "float16" };
        const wide = { data: Float32Array.from(values), shape: [6, 8] };
        const options = { padding: 1, stride: 2, edge: "partial" } as const;
        expect(api.pool(op, coded, 3, options), op).toEqual(api.pool(op, own, 3, options));
        // These values and what is chosen of them are exact in any float.
        if (!["max", "min", "mode", "first", "argmax", "argmin", "any", "all", "count", "median"].includes(op))
          continue;
        expect(elementsOf(api.pool(op, coded, 3, options) as NdArray), op).toEqual(
          elementsOf(api.pool(op, wide, 3, options) as NdArray),
        );
      }
    });
  });
});
