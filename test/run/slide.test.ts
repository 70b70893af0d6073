import { describe, expect, test } from "vitest";
import type { LoopAxis } from "../../src/plan/loops.ts";
import { type Ends, endsOf, endsWithin, hasTaps, stretchOf } from "../../src/plan/stretch.ts";
import { DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import { windowTaps } from "../../src/shape/axis.ts";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";

/* Windows that overlap, over planes of many bands: what is pooled is checked one axis at a time. */

/** Each window of a line folded anew. */
function along(line: readonly number[], window: number, stride: number, pad: number, largest: boolean): number[] {
  const results: number[] = [];
  for (let start = -pad; start + window <= line.length + pad; start += stride) {
    let value = largest ? -Infinity : 0;
    for (let i = Math.max(0, start); i < Math.min(line.length, start + window); i++) {
      value = largest ? Math.max(value, line[i] as number) : value + (line[i] as number);
    }
    results.push(value);
  }
  return results;
}

function separable(
  rows: readonly (readonly number[])[],
  window: readonly [number, number],
  stride: readonly [number, number],
  pad: readonly [number, number],
  largest: boolean,
): number[][] {
  const wide = rows.map((row) => along(row, window[1], stride[1], pad[1], largest));
  const columns = (wide[0] as number[]).map((_, c) =>
    along(
      wide.map((row) => row[c] as number),
      window[0],
      stride[0],
      pad[0],
      largest,
    ),
  );
  return (columns[0] as number[]).map((_, r) => columns.map((column) => column[r] as number));
}

const CASES: [shape: [number, number], window: [number, number], stride: [number, number], pad: [number, number]][] = [
  [
    [400, 701],
    [31, 31],
    [1, 1],
    [15, 15],
  ],
  [
    [300, 1500],
    [63, 5],
    [1, 2],
    [31, 2],
  ],
  [
    [700, 300],
    [9, 40],
    [2, 3],
    [4, 0],
  ],
  [
    [40, 20_000],
    [3, 127],
    [1, 1],
    [1, 63],
  ],
  [
    [1500, 130],
    [200, 2],
    [7, 1],
    [0, 0],
  ],
  [
    [500, 500],
    [5, 5],
    [1, 1],
    [2, 2],
  ],
  [
    [500, 500],
    [3, 3],
    [2, 2],
    [1, 1],
  ],
];

describe.each(ENGINE_BUILDS)("$name", ({ api }) => {
  test.each(["uint8", "int16", "float32", "float64"] as const)("%s planes of many bands", (dtype) => {
    for (const [shape, window, stride, padding] of CASES) {
      const rows = Array.from({ length: shape[0] }, (_, r) =>
        Array.from({ length: shape[1] }, (_, c) => (Math.imul(r * shape[1] + c, 0x9e3779b1) >>> 13) % 200),
      );
      const data = new DTYPES[dtype].array(shape[0] * shape[1]) as TypedArray;
      (data as Uint8Array).set(rows.flat());
      for (const op of ["max", "sum"] as const) {
        const expected = separable(rows, window, stride, padding, op === "max").flat();
        const options: PoolOptions = {
          stride,
          padding: padding.map((n) => [n, n] as const),
          dtype: op === "max" ? dtype : "float64",
        };
        const what = `${op} ${dtype} [${shape}] by [${window}]`;
        const found = api.pool(op, { data, shape }, window, options) as NdArray;
        expect(found.data.length, what).toBe(expected.length);
        expect(firstOff(found.data as ArrayLike<number>, expected), what).toBe("");
        const plan = api.createPlan(op, { shape, dtype }, window, options);
        (plan.input.data as Uint8Array).set(data as Uint8Array);
        plan.run();
        expect(firstOff(plan.output.data as ArrayLike<number>, expected), `${what}, plan`).toBe("");
        // Sums of float64 are others' where those err less.
        if (dtype !== "float64" || op === "max") expect(plan.describe(), what).toContain("driver slide");
        plan.dispose();
      }
    }
  });

  test("a NaN here and there in small planes spreads over its windows, and no further", () => {
    for (let seed = 0; seed < 240; seed++) {
      const noise = (i: number) => Math.imul(seed * 1000 + i + 1, 0x9e3779b1) >>> 8;
      const window = seed % 2 === 0 ? 3 : 5;
      const [down, across] = (
        [
          [1, 1],
          [1, 1],
          [1, 1],
          [2, 1],
          [3, 1],
          [2, 2],
        ] as const
      )[noise(0) % 6] as [number, number];
      const shape: [number, number] = [1 + (noise(1) % 14), 2 * (4 + (noise(2) % 30))];
      const rows = Array.from({ length: shape[0] }, (_, r) =>
        Array.from({ length: shape[1] }, (_, c) => noise(9 + r * 99 + c) % 97),
      );
      for (let i = 0; i < noise(3) % 3; i++)
        (rows[noise(4 + i) % shape[0]] as number[])[noise(6 + i) % shape[1]] = Number.NaN;
      const pad = (window - 1) / 2;
      const options: PoolOptions = { stride: [down, across], padding: pad };
      for (const op of ["max", "min", "sum"] as const) {
        const sign = op === "min" ? -1 : 1;
        const signed = rows.map((row) => row.map((value) => sign * value));
        const expected = separable(signed, [window, window], [down, across], [pad, pad], op !== "sum").flat();
        const found = api.pool(op, { data: Float32Array.from(rows.flat()), shape }, window, options)
          .data as Float32Array;
        const off = firstOff(
          Array.from(found, (value) => sign * value),
          expected,
        );
        expect(off, `${op} [${shape}] by ${window}, stride ${down}, ${across}, seed ${seed}`).toBe("");
      }
    }
  });

  test.each([
    { window: 5, stride: 1, dilation: 1 },
    { window: 3, stride: 1, dilation: 1 },
    { window: 3, stride: 2, dilation: 1 },
    { window: 3, stride: 2, dilation: 2 },
    { window: 17, stride: 1, dilation: 1 },
    { window: 17, stride: 1, dilation: 1, padMode: "reflect" },
  ] as const)("large planes, whose rows are read ahead: %j", ({ window, stride, dilation, ...rest }) => {
    const shape = [1361, 1543];
    const data = Float32Array.from({ length: 1361 * 1543 }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 13) % 200);
    for (const i of [1_000, 200_003, 205_000, 2_000_000]) data[i] = Number.NaN;
    const padding = Math.floor((window * dilation) / 2);
    const options: PoolOptions = { stride, dilation, padding, ...rest };
    for (const op of ["max", "mean"] as const) {
      const plan = api.createPlan(op, { shape, dtype: "float32" }, window, options);
      (plan.input.data as Float32Array).set(data);
      plan.run();
      expect(plan.describe()).toContain("driver slide");
      // In bands, which are small.
      const { data: found } = api.pool(op, { data, shape }, window, options) as NdArray;
      expect(firstOff(plan.output.data as ArrayLike<number>, Array.from(found as Float32Array)), op).toBe("");
      plan.dispose();
    }
  });

  test.each([
    [
      [5, 5],
      [1, 1],
    ],
    [
      [2, 4],
      [2, 1],
    ],
    [
      [1, 4],
      [1, 1],
    ],
    [
      [33, 9],
      [1, 2],
    ],
  ] as const)("float32 added up for dtypes of more digits, windows %j", (window, stride) => {
    const shape = [60, 70];
    // The sums of a few such need more digits than float32 has, and float64 holds them exactly.
    const rows = Array.from({ length: 60 }, (_, r) =>
      Array.from({ length: 70 }, (_, c) => 65_536 + ((Math.imul(r * 70 + c, 0x9e3779b1) >>> 13) % 97) / 64),
    );
    const data = Float32Array.from(rows.flat());
    const expected = separable(rows, window, stride, [0, 0], false).flat();
    for (const dtype of ["float64", "int32"] as const) {
      const found = api.pool("sum", { data, shape }, window, { stride, dtype }).data as ArrayLike<number>;
      const rounded = dtype === "float64" ? expected : expected.map((sum) => Math.floor(sum + 0.5));
      expect(firstOff(found, rounded), dtype).toBe("");
    }
  });

  test.each([
    ["edge", 30_000, (at: number, n: number) => Math.min(Math.max(at, 0), n - 1)],
    ["symmetric", 30_000, (at: number, n: number) => (at < 0 ? -1 - at : at >= n ? 2 * n - 1 - at : at)],
    ["reflect", 30_000, (at: number, n: number) => (at < 0 ? -at : at >= n ? 2 * n - 2 - at : at)],
    // As far apart as a row is long.
    ["wrap", 30_000, (at: number, n: number) => (at + n) % n],
    ["wrap", 70_000, (at: number, n: number) => (at + n) % n],
  ] as const)("rows of many tiles with what stands outside them: %s, %i wide", (padMode, width, standing) => {
    const [height, window, padding] = [12, [5, 63], [2, 31]] as const;
    const taps = Float32Array.from({ length: height * width }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 13) % 200);
    const padded = Array.from({ length: height + 2 * padding[0] }, (_, r) =>
      Array.from({ length: width + 2 * padding[1] }, (_, c) => {
        return taps[standing(r - padding[0], height) * width + standing(c - padding[1], width)] as number;
      }),
    );
    for (const [op, dtype] of [
      ["max", "float32"],
      ["sum", "uint8"],
      ["mean", "float32"],
    ] as const) {
      const sums = separable(padded, window, [1, 1], [0, 0], op === "max").flat();
      const plan = api.createPlan(op, { shape: [height, width], dtype }, [...window], {
        stride: 1,
        padding: padding.map((n) => [n, n] as const),
        padMode,
        dtype: op === "sum" ? "float64" : dtype,
      });
      (plan.input.data as Uint8Array).set(taps);
      plan.run();
      expect(plan.describe()).toContain("driver slide");
      const near = op === "mean" ? 1e-6 : 0;
      const wanted = op === "mean" ? sums.map((sum) => sum / (window[0] * window[1])) : sums;
      const off = wanted.findIndex((value, i) => Math.abs((plan.output.data[i] as number) - value) > near * value);
      expect(off, `${op} ${dtype} ${padMode}: ${plan.output.data[off]} at ${off}`).toBe(-1);
      plan.dispose();
    }
  });

  test("views that run backwards, channels, and batches", () => {
    const [height, width, channels] = [90, 70, 3];
    const data = Uint8Array.from(
      { length: 2 * height * width * channels },
      (_, i) => (Math.imul(i, 0x85ebca6b) >>> 17) % 251,
    );
    const shape = [2, height, width, channels];
    const stride = [height * width * channels, -width * channels, -channels, 1];
    const offset = height * width * channels - channels;
    const found = api.pool("max", { data, shape, stride, offset }, [13, 7], {
      axes: [1, 2],
      stride: 1,
      padding: [6, 3],
    });
    for (let n = 0; n < 2; n++) {
      for (let c = 0; c < channels; c++) {
        const rows = Array.from({ length: height }, (_, r) =>
          Array.from({ length: width }, (_, x) => {
            return data[((n * height + height - 1 - r) * width + width - 1 - x) * channels + c] as number;
          }),
        );
        const expected = separable(rows, [13, 7], [1, 1], [6, 3], true).flat();
        const own = expected.map((_, i) => found.data[(n * height * width + i) * channels + c] as number);
        expect(firstOff(own, expected), `plane ${n}, channel ${c}`).toBe("");
      }
    }
  });
});

/** The first place where two lists differ, in words. */
function firstOff(found: ArrayLike<number>, expected: readonly number[]): string {
  const at = expected.findIndex((value, i) => found[i] !== value && !Object.is(found[i], value));
  return at < 0 ? "" : `element ${at} is ${found[at]}, not ${expected[at]}`;
}

describe("stretches of an axis", () => {
  const axis = (extent: number, window: number, stride: number, low: number, high: number): LoopAxis => ({
    extent,
    window,
    stride,
    dilation: 1,
    low,
    high,
    out: Math.floor((extent + low + high - window) / stride) + 1,
    adaptive: false,
    pitch: 1,
    outPitch: 1,
    maskPitch: 0,
    indexPitch: 0,
    turn: 0,
    place: 0,
    tapPlace: 0,
  });

  const tapsAt = ({ table, from, to, inner }: Ends, i: number) =>
    i >= from && i < to ? inner : table[i < from ? i : from + i - to];

  test("ends count the taps of every window, whole and in parts", () => {
    for (const extent of [1, 2, 5, 9]) {
      for (const window of [1, 2, 3, 7]) {
        for (const stride of [1, 2, 3]) {
          for (const low of [0, 1, 3]) {
            const one = axis(extent, window, stride, low, 2);
            if (one.out < 1) continue;
            const taps = Array.from({ length: one.out }, (_, i) => windowTaps(one, i).taps);
            expect(hasTaps(one)).toBe(taps.every((n) => n > 0));
            const ends = endsOf(one, "taps");
            expect(taps.map((_, i) => tapsAt(ends, i))).toEqual(taps);
            for (let out = 0; out < one.out; out++) {
              for (let count = 1; out + count <= one.out; count++) {
                const part = endsWithin(ends, { out, count, first: 0, extent: 0, low: 0 });
                expect(Array.from({ length: count }, (_, i) => tapsAt(part, i))).toEqual(taps.slice(out, out + count));
              }
            }
          }
        }
      }
    }
  });

  test("a stretch has every element that its windows tap", () => {
    expect(stretchOf(axis(100, 5, 2, 2, 2), 0, 3)).toEqual({ out: 0, count: 3, first: 0, extent: 7, low: 2 });
    expect(stretchOf(axis(100, 5, 2, 2, 2), 10, 3)).toEqual({ out: 10, count: 3, first: 18, extent: 9, low: 0 });
    expect(stretchOf(axis(100, 5, 2, 2, 2), 49, 1)).toEqual({ out: 49, count: 1, first: 96, extent: 4, low: 0 });
    expect(stretchOf(axis(100, 5, 2, 2, 2), 0, 3, true)).toEqual({ out: 0, count: 3, first: -2, extent: 9, low: 0 });
  });
});
