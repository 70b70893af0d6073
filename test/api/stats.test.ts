import { expect, test } from "vitest";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray, Op, PoolOptions } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { bytesUnder } from "../support/compare.ts";
import { matrix } from "./bad/row.ts";
import type { Loose } from "./functions.ts";

onEveryBuild("poolStats", (api) => {
  const options: readonly PoolOptions[] = [
    {},
    { stride: 1, padding: 1, countPadding: true },
    { nodata: 3, minCount: 2, dtype: "float64" },
    { dtype: "uint8", round: "floor", ddof: 1, p: 1 },
    {
      mask: { data: Uint8Array.from({ length: 32 }, (_, i) => i % 3), shape: [4, 8] },
      interpolation: "lower",
      nodata: 99,
    },
    { padding: 2, padMode: "reflect", axes: [1, 0] },
    { edge: "partial", stride: 3, fill: 5, divisor: 4 },
  ];

  test("gives what pool gives, by the statistics' names and in their order", () => {
    for (const dtype of ["uint8", "int64", "float16", "float64"] as const) {
      for (const given of options) {
        const stats = api.poolStats(matrix(dtype), 2, { ...given, stats: OP_NAMES });
        expect(Object.keys(stats)).toEqual(OP_NAMES);
        const inside = api.alloc(dtype, [4, 8]);
        (inside.data as Uint8Array).set(matrix(dtype).data as Uint8Array);
        const allocated = api.poolStats(inside, 2, { ...given, stats: OP_NAMES });
        for (const op of OP_NAMES) {
          const alone = api.pool(op, matrix(dtype), 2, given);
          expect(stats[op], `${op} ${dtype}`).toEqual(alone);
          expect(allocated[op], `${op} ${dtype}, allocated`).toEqual(alone);
        }
      }
    }
    expect(Object.keys(api.poolStats(matrix(), 2, { stats: ["var", "first", "max"] }))).toEqual([
      "var",
      "first",
      "max",
    ]);
  });

  test("each statistic is an array of its own", () => {
    const stats = api.poolStats(matrix(), 2, { stats: ["max", "min", "first"], indices: "plane" });
    const arrays = [stats.max, stats.min, stats.first, stats.max.indices, stats.min.indices] as NdArray[];
    expect(new Set(arrays.map(({ data }) => data.buffer)).size).toBe(5);
    expect(new Set(arrays.map(({ shape }) => shape)).size).toBe(5);
    expect(new Set(arrays.map(({ stride }) => stride)).size).toBe(5);
  });

  test("takes every form of input, windows and options, and changes neither", () => {
    const image = { data: Uint8ClampedArray.from({ length: 32 }, (_, i) => i), width: 4, height: 2 };
    const { mean, max } = api.poolStats(image, 2, { stats: ["mean", "max"], dtype: "uint8_clamped" });
    expect(max).toMatchObject({ shape: [1, 2, 4], dtype: "uint8_clamped" });
    expect(mean.data).toEqual(Uint8ClampedArray.of(10, 11, 12, 13, 18, 19, 20, 21));
    expect(
      api.toNested(
        api.poolStats(
          [
            [1, 5],
            [2, 4],
          ],
          [2, 1],
          { stats: ["range"] },
        ).range,
      ),
    ).toEqual([[1, 1]]);
    const inside = api.alloc("int16", [4, 8]);
    inside.data.set(matrix("int16").data as Int16Array);
    const before = inside.data.slice();
    expect(api.poolStats(inside, 2, { stats: ["sum"] }).sum).toEqual(api.sumPool(matrix("int16"), 2));
    expect(inside.data).toEqual(before);
    const stats = Object.freeze(["min", "max"] as Op[]);
    const input = matrix();
    const bytes = bytesUnder(input.data);
    api.poolStats(input, 2, Object.freeze({ stats }));
    expect(bytesUnder(input.data)).toEqual(bytes);
    expect(
      api.poolStats({ data: new Int8Array(0), shape: [0, 4] }, [2], { axes: [1], stats: ["max"] }).max.shape,
    ).toEqual([0, 2]);
  });

  test("reads the fields of its input and its options once, whatever the number of statistics", () => {
    const reads: Record<string, number> = {};
    const counted = (of: Record<string, unknown>, name: string): Loose =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          Object.entries(of).map(([field, value]) => [
            field,
            {
              enumerable: true,
              get: () => {
                reads[`${name}.${field}`] = (reads[`${name}.${field}`] ?? 0) + 1;
                return value;
              },
            },
          ]),
        ),
      );
    const mask = counted({ data: new Uint8Array(32).fill(1), shape: [4, 8] }, "mask");
    const given = counted({ stats: OP_NAMES, mask, stride: 2, nodata: 1 }, "options");
    api.poolStats(counted({ data: new Float32Array(32), shape: [4, 8], offset: 0 }, "input"), 2, given);
    for (const [field, times] of Object.entries(reads)) expect(times, field).toBe(1);
    expect(Object.keys(reads)).toContain("mask.data");
    expect(Object.keys(reads)).toContain("options.stats");
  });

  test("gives the same in whatever order, alone or together", () => {
    const rest = OP_NAMES.slice();
    for (let turn = 0; turn < rest.length; turn++) {
      rest.push(rest.shift() as Op);
      for (const count of [1, 2, 3, rest.length]) {
        const given = { stats: rest.slice(0, count), stride: 1, padding: 1, nodata: 5 };
        const indices = given.stats.some((op) => /max|min/.test(op)) ? ("plane" as const) : undefined;
        const stats = api.poolStats(matrix("int32"), 3, { ...given, indices }) as Record<string, unknown>;
        const { stats: names, ...options } = given;
        for (const op of names) {
          const alone = api.pool(op, matrix("int32"), 3, /max|min/.test(op) ? { ...options, indices } : options);
          expect(stats[op], String(names)).toEqual(alone);
        }
      }
    }
  });

  test("of positions are numbered alike, those without are left alone", () => {
    for (const indices of ["window", "plane", "tensor"] as const) {
      const stats = api.poolStats(matrix(), 2, { stats: ["mean", "argmax", "max", "std"], indices });
      expect(stats.argmax).toEqual(api.argmaxPool(matrix(), 2, { indices }));
      expect(stats.max).toEqual(api.maxPool(matrix(), 2, { indices }));
      expect(stats.mean).toEqual(api.meanPool(matrix(), 2));
    }
  });
});
