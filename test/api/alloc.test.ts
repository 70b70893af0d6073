import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { expectPooled, sameValues } from "../support/compare.ts";
import { type Expected, oracle } from "../support/oracle.ts";
import { randomData, randomOf } from "../support/random.ts";
import { expectRefused } from "../support/refusal.ts";

const known = new Map<string, Expected>();

/** What is expected of a call is the same on every build. */
function expectedOf(call: string, make: () => Expected): Expected {
  const expected = known.get(call) ?? make();
  known.set(call, expected);
  return expected;
}

onEveryBuild("alloc", (api, build) => {
  test("gives a row-major array of zeros", () => {
    for (const dtype of DTYPE_NAMES) {
      const array = api.alloc(dtype, [2, 3, 4]);
      expect(array).toMatchObject({ shape: [2, 3, 4], stride: [12, 4, 1], offset: 0, dtype });
      expect(array.data).toBeInstanceOf(DTYPES[dtype].array);
      expect(array.data.length).toBe(24);
      expect(Array.from(array.data as ArrayLike<number | bigint>, Number)).toEqual(new Array(24).fill(0));
      expect(array.data.buffer.byteLength).toBeGreaterThanOrEqual(array.data.byteOffset + array.data.byteLength);
    }
    expect(api.alloc("int8", Int32Array.of(2, 2)).shape).toEqual([2, 2]);
    expect(api.alloc("float32", [1]).data.length).toBe(1);
  });

  test("pools like any array, whatever view of it: transposed, stepped, backwards, repeated, shifted", () => {
    for (const dtype of DTYPE_NAMES) {
      const inside = api.alloc(dtype, [30, 40]);
      const data = randomData(dtype, 1200, randomOf(8), dtype.startsWith("float") ? "small" : "full");
      (inside.data as Uint8Array).set(data as Uint8Array);
      const views: readonly (readonly [readonly number[], readonly number[], number])[] = [
        [[30, 40], [40, 1], 0],
        [[40, 30], [1, 40], 0],
        [[15, 13], [80, 3], 41],
        [[30, 40], [-40, -1], 1199],
        [[29, 40], [40, -1], 79],
        [[6, 40], [0, 1], 80],
        [[40, 5], [1, 0], 7],
        [[5, 6, 40], [240, 40, 1], 0],
        [[40, 5, 6], [1, 240, 40], 0],
        [[10, 10, 3], [40, 3, 1], 5],
        [[1199], [1], 1],
        [[9, 9], [41, 1], 3],
      ];
      for (const [shape, stride, offset] of views) {
        for (const op of OP_NAMES) {
          const window = shape.length === 1 ? [3] : [2, 3];
          const task = {
            op,
            data,
            dtype,
            shape,
            pitch: stride,
            offset,
            axes: window.map((_, i) => shape.length - window.length + i),
          };
          const view = { ...inside, shape, stride, offset };
          const called = `${op} ${dtype} [${shape}] [${stride}]`;
          for (const [how, options, hop] of [
            ["partial", { edge: "partial" }, window],
            ["stride 1", { stride: 1 }, window.map(() => 1)],
          ] as const) {
            const edge = how === "partial" ? "partial" : "trim";
            const expected = expectedOf(`${called} ${how}`, () => oracle({ ...task, window, stride: hop, edge }));
            expectPooled(api.pool(op, view, window, options) as NdArray, expected, `${build.name} ${called} ${how}`);
          }
        }
      }
      expect(sameValues(inside.data as Uint8Array, data as Uint8Array)).toBe(true);
    }
  });

  test("other typed arrays over its buffer are read in place too", () => {
    const inside = api.alloc("float32", [8, 8]);
    inside.data.set(Array.from({ length: 64 }, (_, i) => i));
    const part = inside.data.subarray(8, 40);
    expect(Array.from(api.maxPool({ data: part, shape: [4, 8] }, 4).data)).toEqual([35, 39]);
    const bytes = new Uint8Array(inside.data.buffer, inside.data.byteOffset, 256);
    const misaligned = bytes.subarray(3, 3 + 64);
    expect(api.maxPool({ data: misaligned, shape: [8, 8] }, 8).data[0]).toBe(Math.max(...misaligned));
    const whole = new Int16Array(inside.data.buffer, inside.data.byteOffset + 2, 100);
    expect(api.minPool({ data: whole, shape: [10, 10] }, 10).data[0]).toBe(Math.min(...whole));
  });

  test("takes results: of itself beside the input, and of others", () => {
    const inside = api.alloc("int32", [64]);
    inside.data.set(Array.from({ length: 64 }, (_, i) => i));
    const input = { ...inside, shape: [4, 8], stride: [8, 1] };
    const out = { ...inside, shape: [2, 4], stride: [4, 1], offset: 40 };
    expect(api.maxPool(input, 2, { out })).toBe(out);
    expect(Array.from(inside.data.subarray(39, 49))).toEqual([39, 9, 11, 13, 15, 25, 27, 29, 31, 48]);
    const refusal = { code: "overlap", option: "out", kind: RangeError, got: "out" } as const;
    expectRefused(() => api.maxPool(input, 2, { out: { ...out, offset: 31 } }), refusal);
    const other = api.alloc("int32", [2, 4]);
    api.minPool(input, 2, { out: other });
    expect(Array.from(other.data)).toEqual([0, 2, 4, 6, 16, 18, 20, 22]);
  });

  test("arrays are independent of each other, of plans and of one-shot calls", () => {
    const arrays = Array.from({ length: 20 }, (_, i) => {
      const array = api.alloc("uint8", [4, 4]);
      array.data.fill(i);
      return array;
    });
    const plan = api.createPlan("max", { shape: [4, 4], dtype: "uint8" }, 2);
    plan.input.data.fill(99);
    arrays.forEach((array, i) => {
      api.maxPool({ data: new Uint8Array(16).fill(200), shape: [4, 4] }, 2);
      plan.run();
      expect(Array.from(api.maxPool(array, 2).data)).toEqual([i, i, i, i]);
      expect(array.data.every((value) => value === i)).toBe(true);
    });
    plan.dispose();
  });

  test("stays valid while other arrays come and go", () => {
    const kept = api.alloc("float64", [2, 2]);
    kept.data.set([1, 2, 3, 4]);
    for (let i = 0; i < 200; i++) api.alloc("float64", [10]).data.fill(i);
    expect(api.sumPool(kept, 2).data[0]).toBe(10);
    expect(Array.from(kept.data)).toEqual([1, 2, 3, 4]);
  });
});

onEveryBuild("arrays that callers treat roughly", (api) => {
  test("what stands before an allocated array may be overwritten between calls", () => {
    const inside = api.alloc("uint8", [8, 8]);
    inside.data.set(Array.from({ length: 64 }, (_, i) => i));
    for (let turn = 0; turn < 3; turn++) {
      expect(Array.from(api.maxPool(inside, 4).data)).toEqual([27, 31, 59, 63]);
      expect(Array.from(api.meanPool(inside, 8, { dtype: "uint8" }).data)).toEqual([32]);
      new Uint8Array(inside.data.buffer, 0, inside.data.byteOffset).fill(turn === 0 ? 0 : 0xff);
    }
  });

  test("own properties of a typed array are not believed", () => {
    for (const rough of [
      { set: () => undefined },
      { subarray: () => new Float32Array(1) },
      { byteOffset: 4096 },
      { buffer: new ArrayBuffer(8) },
      { byteLength: 0 },
      { BYTES_PER_ELEMENT: 1 },
      { constructor: Array },
    ]) {
      const data = Float32Array.from({ length: 4096 }, (_, i) => i);
      for (const [name, value] of Object.entries(rough)) Object.defineProperty(data, name, { value });
      const result = api.maxPool({ data, shape: [64, 64] }, 32);
      expect(Array.from(result.data), Object.keys(rough)[0]).toEqual([31 * 64 + 31, 31 * 64 + 63, 63 * 64 + 31, 4095]);
      const out = new Float32Array(4096);
      for (const [name, value] of Object.entries(rough)) Object.defineProperty(out, name, { value });
      api.maxPool({ data: Float32Array.from({ length: 4096 }, (_, i) => i), shape: [64, 64] }, 1, {
        out: { data: out, shape: [64, 64] },
      });
      for (const i of [0, 1, 63, 64, 4095]) expect(out[i], Object.keys(rough)[0]).toBe(i);
    }
  });
});
