import { describe, expect, test } from "vitest";
import { DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { BUILDS, onEveryBuild } from "../support/builds.ts";
import { PATTERN } from "../support/cases.ts";
import { elementsOf } from "../support/compare.ts";
import { checkGuards } from "../support/property.ts";
import { expectRefused, range } from "../support/refusal.ts";
import { matrix } from "./bad/row.ts";

/* Places to write to; those that are refused are in bad/out.ts. */

onEveryBuild("out", (api) => {
  test("that lies beside the input, or interleaved with it, is welcome", () => {
    const data = Float32Array.from({ length: 64 }, (_, i) => i);
    const beside = { data, shape: [2, 4], offset: 32 };
    expect(api.maxPool({ data, shape: [4, 8], offset: 0 }, 2, { out: beside })).toBe(beside);
    expect(Array.from(data.subarray(31, 41))).toEqual([31, 9, 11, 13, 15, 25, 27, 29, 31, 40]);

    const mixed = Float32Array.from({ length: 64 }, (_, i) => i);
    const odd = { data: mixed, shape: [2, 4], stride: [16, 2], offset: 1 };
    expect(api.maxPool({ data: mixed, shape: [4, 8], stride: [16, 2], offset: 0 }, 2, { out: odd })).toBe(odd);
    const expected = Float32Array.from({ length: 64 }, (_, i) => i);
    [18, 22, 26, 30, 50, 54, 58, 62].forEach((value, i) => {
      expected[1 + 16 * Math.floor(i / 4) + 2 * (i % 4)] = value;
    });
    expect(mixed).toEqual(expected);
    // The input's first and last elements lie on both sides of out.
    const around = { data: new Float32Array(20).fill(1), shape: [1, 2], offset: 8 };
    api.sumPool({ data: around.data, shape: [2, 4], stride: [16, 1], offset: 0 }, 2, { out: around });
    expect(Array.from(around.data)).toEqual(Array.from({ length: 20 }, (_, i) => (i === 8 || i === 9 ? 4 : 1)));
  });

  test("of an extent of 1 may have any stride there", () => {
    const out = { data: new Float32Array(4), shape: [1, 4], stride: [0, 1] };
    expect(api.maxPool({ data: matrix().data.subarray(0, 16), shape: [2, 8] }, 2, { out }).data).toEqual(
      Float32Array.of(9, 11, 13, 15),
    );
  });

  test("of every op, strided, gets what a new array would, and nothing else is touched", () => {
    const given: readonly PoolOptions[] = [
      {},
      { stride: 1, padding: 1 },
      { edge: "partial", stride: 3, fill: 3 },
      { padding: 1, padMode: "reflect", dtype: "float64" },
      { nodata: 9, minCount: 2, axes: [1, 0] },
      { mask: { data: Uint8Array.from({ length: 32 }, (_, i) => i % 3), shape: [4, 8] } },
    ];
    for (const op of [...OP_NAMES, (taps: NdArray) => Number(taps.data[0]) / 2]) {
      for (const options of given) {
        const plain = api.pool(op, matrix(), 2, options) as NdArray;
        const [rows, columns] = plain.shape as [number, number];
        const { array, bytes } = DTYPES[plain.dtype];
        const buffer = new ArrayBuffer((2 * rows * columns + 8) * bytes);
        new Uint8Array(buffer).fill(PATTERN);
        const out = {
          data: new array(buffer, 0, 2 * rows * columns + 8),
          shape: [rows, columns],
          stride: [-1, 2 * rows],
          offset: rows,
          dtype: plain.dtype,
        };
        expect(api.pool(op, matrix(), 2, { ...options, out })).toBe(out);
        expect(elementsOf(out), `${op} ${JSON.stringify(options)}`).toEqual(elementsOf(plain));
        checkGuards(out);
      }
    }
  });

  test("in any form but nested arrays, with fields of its own", () => {
    const written = [9, 11, 13, 15, 25, 27, 29, 31];
    const input = matrix("uint8");
    const dims = { data: new Uint8Array(8), dims: [2, 4], type: "uint8" };
    expect(api.maxPool(input, 2, { out: dims as never })).toBe(dims);
    expect(Array.from(dims.data)).toEqual(written);
    const image = { data: new Uint8ClampedArray(8), width: 4, height: 2 };
    api.maxPool({ data: input.data, width: 8, height: 4 }, 2, { out: { ...image, shape: [2, 4, 1] } as never });
    expect(Array.from(image.data)).toEqual(written);
    const raw = { data: Buffer.alloc(8), info: { width: 4, height: 2, channels: 1 } };
    expect(api.maxPool({ data: input.data, width: 8, height: 4 }, 2, { out: raw as never })).toBe(raw);
    expect(Array.from(raw.data)).toEqual(written);
    const mine = { data: new Uint8Array(8), shape: [2, 4], name: "mine", stride: undefined };
    const result = api.maxPool(input, 2, { out: mine });
    expect(result).toBe(mine);
    expect(Object.keys(result)).toEqual(["data", "shape", "name", "stride"]);
  });

  test("frozen, it takes values all the same, as long as no positions go with them", () => {
    const out = Object.freeze({ data: new Float32Array(8), shape: Object.freeze([2, 4]) });
    expect(api.maxPool(matrix(), 2, { out })).toBe(out);
    expect(out.data[7]).toBe(31);
    expect(api.argmaxPool(matrix(), 2, { indices: "plane", out: Object.freeze(matrix("int32", [2, 4])) }).data[7]).toBe(
      31,
    );
  });

  test("must not overlap the mask either, nor the positions of maxUnpool", () => {
    const memory = new Float32Array(64).fill(1);
    const before = memory.slice();
    const refusal = { ...range("out", /out overlaps the mask or indices/, "overlap"), got: "out" };
    const mask = { data: memory, shape: [4, 8], offset: 16 };
    for (const offset of [9, 16, 47]) {
      const out = { data: memory, shape: [2, 4], offset };
      expectRefused(() => api.maxPool(matrix(), 2, { mask, out }), refusal);
      expectRefused(
        () => api.globalPool("max", matrix(), { mask, axes: [0], out: { ...out, shape: [1, 8] } }),
        refusal,
      );
      expectRefused(
        () =>
          api.maxUnpool(matrix("float32", [1, 1]), { data: memory, shape: [1, 1], offset: 48 }, [2, 4], {
            out: { ...out, offset: 41 },
          }),
        refusal,
      );
    }
    expect(memory).toEqual(before);
    const beside = { data: memory, shape: [2, 4], offset: 8 };
    expect(api.maxPool(matrix(), 2, { mask, out: beside })).toBe(beside);
    expect(Array.from(memory.subarray(7, 17))).toEqual([1, 9, 11, 13, 15, 25, 27, 29, 31, 1]);
  });

  test("of maxUnpool: strided, and zero wherever no value goes", () => {
    const buffer = new ArrayBuffer(64);
    new Uint8Array(buffer).fill(PATTERN);
    const out = { data: new Int16Array(buffer), shape: [2, 4], stride: [-12, 3], offset: 14, dtype: "int16" as const };
    const input = { data: Int16Array.of(5, -7), shape: [1, 2] };
    expect(api.maxUnpool(input, [[4, 3]], 2, { out })).toBe(out);
    expect(elementsOf(out)).toEqual([0, 0, 0, -7, 5, 0, 0, 0]);
    checkGuards(out);
  });
});

describe("results that no array can hold", () => {
  test.each(BUILDS)("are refused as too large [$name]", ({ api }) => {
    const one = { data: Float64Array.of(7), shape: [2 ** 20, 2 ** 20], stride: [0, 0] };
    const refusal = { ...range("output", undefined, "too-large"), got: "1048576" };
    expectRefused(() => api.maxPool(one, 1), refusal);
    expectRefused(() => api.poolStats(one, 1, { stats: ["min", "max"] }), refusal);
    expectRefused(() => api.maxUnpool({ data: Int8Array.of(1), shape: [1] }, [0], 1, { outputShape: 2 ** 50 }), {
      ...refusal,
      got: "1125899906842624",
    });
    expectRefused(() => api.adaptivePool("max", matrix(), 2 ** 24), { ...refusal, got: "16777216" });
    expect(api.maxPool(matrix(), 2).data[0]).toBe(9);
  });
});
