import { describe, expect, test } from "vitest";
import { OP_NAMES } from "../../src/registry/ops.ts";
import { BUILDS } from "../support/builds.ts";
import { expectRefused, range } from "../support/refusal.ts";

const find = (name: string) => (BUILDS.find((build) => build.name === name) as (typeof BUILDS)[number]).api;
const js = find("js");
const release = find("release");

describe("windows of more than a million taps, gathered outside the heap", () => {
  const [height, width] = [1030, 1020];
  const small = Int16Array.from({ length: height * width }, (_, i) => ((i * 7919) % 1009) - 500);

  test.each(OP_NAMES)("%s is what the engine says", (op) => {
    const input = { data: small, shape: [height, width] };
    const options = op === "lp" ? { p: 1 } : {};
    const [whole, by] = [js.globalPool(op, input, options), release.globalPool(op, input, options)];
    // Where products pass what float64 holds exactly, so do both.
    expect(whole).toEqual(by);
  });

  test("with positions, with taps left out, and of float16", () => {
    const bits = Uint16Array.from(small, (value) => (value & 0x3ff) | 0x3800);
    const half = { data: bits, shape: [height, width], dtype: "float16" } as const;
    const mask = { data: Uint8Array.of(1, 0, 1, 1), shape: [height, width], stride: [0, 0], offset: 2 };
    for (const options of [{ indices: "plane" }, { mask, dtype: "float64" }, { nodata: 509 }] as const) {
      const input = { data: small, shape: [height, width] };
      const window = [height, width];
      expect(js.maxPool(input, window, options)).toEqual(release.maxPool(input, window, options));
      expect(js.maxPool(half, window, options)).toEqual(release.maxPool(half, window, options));
    }
  });

  test("by a function, and of bigints", () => {
    const input = { data: small, shape: [height, width] };
    const last = js.pool(({ data }) => Number(data[data.length - 1]) + data.length, input, [height, width]);
    expect([...last.data]).toEqual([(small.at(-1) as number) + height * width]);
    const big = { data: BigInt64Array.from(small, BigInt), shape: [height, width] };
    expect(js.globalPool("sum", big)).toEqual(release.globalPool("sum", big));
    expect(js.globalPool("median", big)).toEqual(release.globalPool("median", big));
  });

  test("of two windows, the second smaller", () => {
    const data = Float32Array.from({ length: 1.5 * 2 ** 20 }, (_, i) => i % 7);
    const pooled = release.lpPool({ data, shape: [1.5 * 2 ** 20] }, 2 ** 20 + 5, { p: 3, edge: "partial" });
    const cubes = (from: number, to: number): number => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += (data[i] as number) ** 3;
      return Math.fround(Math.cbrt(sum));
    };
    expect([...pooled.data]).toEqual([cubes(0, 2 ** 20 + 5), cubes(2 ** 20 + 5, data.length)]);
  });
});

test.each(BUILDS)("windows of more taps than can be gathered are refused, on $name", ({ api }) => {
  const much = { data: Float32Array.of(1), shape: [70000, 40000], stride: [0, 0] };
  const refusal = range(
    "window",
    /has 2800000000 taps, more than the 134217728 of float32 .* pool parts of it/,
    "too-large",
  );
  expectRefused(() => api.globalPool("lp", much, { p: 3 }), refusal);
  expectRefused(
    () => api.lpPool(much, [70000, 40000], { p: 3, out: { data: new Float32Array(1), shape: [1, 1] } }),
    refusal,
  );
  expectRefused(() => api.createPlan("lp", { shape: [12000, 12000], dtype: "float32" }, 12000, { p: 3 }), {
    ...refusal,
    message: /has 144000000 taps/,
  });
});

describe.each(BUILDS)("variances of large float64s, on $name", ({ api }) => {
  test.each([
    [[1e200, 1e200, 0], Infinity],
    [[1e285, 1e285, 1e285], 0],
    [[1.7e308, 1.7e308], 0],
    [[1.7e308, -1.7e308], Infinity],
    [[-1.797e308, 1, 2, 3], Infinity],
    [[3e154, 1e154, 1e154, 1e154], 7.5e307],
    [[2 ** 520, -(2 ** 520), 0, 0, 0, 0, 0, 0], Infinity],
    [[Infinity, 1, 2], Number.NaN],
    [[Number.NaN, 1e300], Number.NaN],
  ])("of %j: %f", (taps, expected) => {
    const variance = api.varPool([taps], [1, taps.length]).data[0] as number;
    const deviation = api.stdPool([taps], [1, taps.length]).data[0] as number;
    if (Number.isFinite(expected) && expected !== 0) {
      expect(Math.abs(variance / expected - 1)).toBeLessThan(1e-15);
      expect(Math.abs(deviation / Math.sqrt(expected) - 1)).toBeLessThan(1e-15);
    } else expect([variance, deviation]).toEqual([expected, Math.sqrt(expected)]);
  });

  test("of what is left", () => {
    const taps = [1e200, 5, 1e200, 5];
    const options = { nodata: 1e200, minCount: 2 };
    expect([...api.varPool([taps], [1, 4], options).data]).toEqual([0]);
    expect([...api.varPool([taps], [1, 4], { ...options, nodata: 5, minCount: 3 }).data]).toEqual([5]);
    expect([...api.varPool([taps], [1, 4], { ...options, nodata: 5 }).data]).toEqual([0]);
  });
});
