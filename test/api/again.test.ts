import { expect, test } from "vitest";
import { createStridepool } from "../../src/api/create.ts";
import { StridepoolError } from "../../src/errors.ts";
import type { NdArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { sameValues } from "../support/compare.ts";
import type { Loose } from "./functions.ts";

/* Calls remember what earlier ones found out. Whatever was called before, and how often, none may show it. */

const values = (length: number) => Array.from({ length }, (_, i) => ((i * 37) % 101) - (i % 7) * 9);

const ARRAYS = {
  float32: (length: number) => Float32Array.from(values(length)),
  float64: (length: number) => Float64Array.from(values(length)),
  int8: (length: number) => Int8Array.from(values(length)),
  uint8: (length: number) => Uint8Array.from(values(length)),
  uint8_clamped: (length: number) => Uint8ClampedArray.from(values(length)),
  uint16: (length: number) => Uint16Array.from(values(length)),
  int64: (length: number) => BigInt64Array.from(values(length).map(BigInt)),
  shared: (length: number) => {
    const data = new Float32Array(new SharedArrayBuffer(4 * length));
    data.set(values(length));
    return data;
  },
} as const;

const INPUTS: readonly ((make: (length: number) => Loose) => Loose)[] = [
  (make) => ({ data: make(64), shape: [8, 8] }),
  (make) => ({ data: make(64), shape: [4, 16] }),
  (make) => ({ data: make(64), shape: [1, 8, 8] }),
  (make) => ({ data: make(80), shape: [8, 8], offset: 9 }),
  (make) => ({ data: make(80), shape: [8, 8], stride: [10, 1] }),
  (make) => ({ data: make(64), shape: [8, 8], stride: [1, 8] }),
  (make) => ({ data: make(64), shape: [8, 8], strides: [-8, 1], offset: 56 }),
  (make) => ({ data: make(64), width: 8, height: 8 }),
  (make) => ({ data: make(64), width: 4, height: 4 }),
  (make) => ({ data: make(64), dims: [8, 8], type: "float16" }),
];

const WINDOWS: readonly Loose[] = [2, [2, 2], [2], [3, 2], [2, 3], Uint8Array.of(2, 2), 1, 0, [0, 1], "2"];

const OPTIONS: readonly (() => Loose)[] = [
  () => undefined,
  () => ({}),
  () => ({ stride: 1 }),
  () => ({ stride: [2, 1] }),
  () => ({ stride: [1, 2] }),
  () => ({ padding: 1 }),
  () => ({ padding: [1, 0] }),
  () => ({ padding: [[1, 0], 0] }),
  () => ({ padding: [[0, 1], 0] }),
  () => ({ padding: "same" }),
  () => ({ padding: 1, fill: 0 }),
  () => ({ padding: 1, fill: -0 }),
  () => ({ padding: 1, fill: 200 }),
  () => ({ padding: 1, padMode: "reflect" }),
  () => ({ padding: 1, padMode: "wrap" }),
  () => ({ axes: [0, 1] }),
  () => ({ axes: [1, 0] }),
  () => ({ axes: [-1, -2] }),
  () => ({ dilation: 2 }),
  () => ({ dilation: [1, 2] }),
  () => ({ edge: "partial" }),
  () => ({ edge: "exact" }),
  () => ({ dtype: "float64" }),
  () => ({ dtype: "int32", round: "floor" }),
  () => ({ dtype: "int32", round: "half-even" }),
  () => ({ padding: 1, countPadding: true }),
  () => ({ divisor: 3 }),
  () => ({ nodata: 3 }),
  () => ({ nodata: 3, minCount: 3 }),
  () => ({ nan: "ignore" }),
  () => ({ p: 1 }),
  () => ({ ddof: 1 }),
  () => ({ interpolation: "lower" }),
  () => ({ indices: "plane" }),
  () => ({ mask: { data: Uint8Array.from({ length: 64 }, (_, i) => i % 3), shape: [8, 8] }, nodata: 1 }),
  () => ({ stride: 0 }),
  () => ({ stride: [2, 0] }),
  () => ({ stride: "2" }),
  () => ({ hop: 2 }),
];

/** What a call comes to: its result and where that lies, or what it is refused with. */
function outcome(call: () => Loose): unknown {
  try {
    const { data, shape, stride, offset, dtype, indices } = call();
    return { kind: data.constructor.name, data: Array.from(data, String), shape, stride, offset, dtype, indices };
  } catch (error) {
    if (!(error instanceof StridepoolError)) throw error;
    const { code, option, value, message } = error;
    return { code, option, value, message };
  }
}

onEveryBuild("calls after other calls", (api, { backend }) => {
  test("give what the first call of a program gives", () => {
    let state = 1;
    const pick = <T>(list: readonly T[]): T => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return list[(state >>> 8) % list.length] as T;
    };
    const calls = Array.from({ length: 400 }, () => {
      const op = pick(["max", "max", "mean", "sum", "median", "lp", "argmax", "var", "max"] as const);
      const [array, window, options] = [pick(INPUTS)(pick(Object.values(ARRAYS))), pick(WINDOWS), pick(OPTIONS)];
      const first = outcome(() => createStridepool(() => backend).pool(op, array, window, options()));
      return { op, array, window, options, first };
    });
    // In turn, each twice running, and back and forth between each and the one before.
    for (const [i, { op, array, window, options, first }] of calls.entries()) {
      const again = () => outcome(() => api.pool(op, array, window, options()));
      expect(again()).toEqual(first);
      expect(again()).toEqual(first);
      const before = calls[Math.max(0, i - 1 - (i % 5))] as (typeof calls)[number];
      expect(outcome(() => api.pool(before.op, before.array, before.window, before.options()))).toEqual(before.first);
      expect(again()).toEqual(first);
    }
  });

  test("read the lists that are there now, whatever the same array held before", () => {
    const input = { data: Float32Array.from(values(64)), shape: [8, 8] };
    const window = [2, 2];
    const options = { stride: [2, 2], padding: [0, 0], axes: [0, 1], dilation: [1, 1] };
    const now = (): NdArray => api.maxPool(input, window, options) as NdArray;
    const fresh = (): NdArray => {
      const copy = { ...input, shape: input.shape.slice() };
      return createStridepool(() => backend).maxPool(copy, window.slice(), structuredClone(options)) as NdArray;
    };
    const changes = [
      () => input.shape.splice(0, 2, 4, 16),
      () => window.splice(0, 2, 3, 2),
      () => options.stride.splice(0, 2, 1, 1),
      () => options.padding.splice(0, 2, 1, 0),
      () => options.axes.reverse(),
      () => options.dilation.splice(0, 2, 1, 2),
      () => input.shape.splice(0, 2, 8, 8),
      () => options.axes.reverse(),
    ];
    for (const change of changes) {
      now();
      now();
      change();
      expect(now()).toEqual(fresh());
    }
    input.shape[0] = 9;
    expect(now).toThrow(/9 \* 8 = 72/);
    input.shape[0] = 8;
    expect(now()).toEqual(fresh());
    window.push(1);
    expect(now).toThrow(StridepoolError);
  });

  test("hand out arrays of their own", () => {
    const input = { data: Float32Array.from(values(64)), shape: [8, 8] };
    const first = api.maxPool(input, 2);
    const copy = structuredClone({ ...first });
    const second = api.maxPool(input, 2);
    second.data.fill(0);
    second.shape.fill(0);
    second.stride.fill(0);
    expect({ ...first }).toEqual(copy);
    expect({ ...api.maxPool(input, 2) }).toEqual(copy);
  });

  test("see that data went away, shrank or is another", () => {
    const input = { data: Float32Array.from(values(64)), shape: [8, 8] };
    for (let i = 0; i < 3; i++) api.maxPool(input, 2);
    structuredClone(input.data.buffer, { transfer: [input.data.buffer] });
    expect(() => api.maxPool(input, 2)).toThrow(expect.objectContaining({ code: "detached" }));
    const shrinking = { data: new Float32Array(new ArrayBuffer(256, { maxByteLength: 256 })), shape: [8, 8] };
    for (let i = 0; i < 3; i++) api.maxPool(shrinking, 2);
    (shrinking.data.buffer as ArrayBuffer).resize(128);
    expect(() => api.maxPool(shrinking, 2)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    (input as Loose).data = Int16Array.from(values(64));
    expect(api.maxPool(input, 2).data).toBeInstanceOf(Int16Array);
  });

  test("write where they are told, by turns", () => {
    const input = { data: Float32Array.from(values(64)), shape: [8, 8] };
    const { data } = createStridepool(() => backend).maxPool(input, 2);
    const plain = { data: new Float32Array(16), shape: [4, 4] };
    const wide = { data: new Float32Array(64).fill(-5), shape: [4, 4], stride: [16, 2], offset: 1 };
    for (let i = 0; i < 3; i++) {
      plain.data.fill(0);
      wide.data.fill(-5);
      expect(api.maxPool(input, 2, { out: plain })).toBe(plain);
      expect(api.maxPool(input, 2, { out: wide })).toBe(wide);
      expect(sameValues(plain.data, data)).toBe(true);
      expect(Array.from(wide.data)).toEqual(
        Array.from({ length: 64 }, (_, at) => (at % 2 && at % 16 < 8 ? data[(at >> 4) * 4 + ((at % 16) >> 1)] : -5)),
      );
      expect(() => api.maxPool(input, 2, { out: { data: input.data, shape: [4, 4], offset: 0 } })).toThrow(/overlap/);
      expect(() => api.maxPool(input, 2, { out: { data: new Float32Array(8), shape: [4, 2] } })).toThrow(/shape/);
    }
  });

  test("read arrays of alloc where they lie, before and after those from elsewhere", () => {
    const inside = api.alloc("float32", [8, 8]);
    const outside = { data: new Float32Array(64), shape: [8, 8] };
    for (let i = 0; i < 4; i++) {
      inside.data.set(values(64).map((value) => value + i));
      outside.data.set(values(64).map((value) => value - i));
      for (const options of [undefined, { padding: 1 }, { padding: 1, fill: 0 }, { stride: 1 }] as const) {
        const [here, there] = [api.maxPool(inside, 2, options), api.maxPool(outside, 2, options)];
        const fresh = createStridepool(() => backend);
        expect(here).toEqual(fresh.maxPool({ data: inside.data.slice(), shape: [8, 8] }, 2, options));
        expect(there).toEqual(fresh.maxPool({ data: outside.data.slice(), shape: [8, 8] }, 2, options));
      }
    }
  });
});
