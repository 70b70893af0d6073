import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { defaultDtype } from "../support/oracle.ts";
import { expectRefused } from "../support/refusal.ts";

onEveryBuild("zero-extent batches give empty results", (api) => {
  const rows: readonly (readonly [readonly number[], readonly number[], readonly number[]])[] = [
    [
      [0, 4, 4],
      [2, 2],
      [0, 2, 2],
    ],
    [
      [3, 0, 4, 4],
      [2, 2],
      [3, 0, 2, 2],
    ],
    [[0, 0, 4], [2], [0, 0, 2]],
    [
      [0, 5, 7],
      [2, 3],
      [0, 2, 2],
    ],
  ];

  test.each(OP_NAMES)("%s, of every dtype", (op) => {
    for (const dtype of DTYPE_NAMES) {
      const data = new DTYPES[dtype].array(0);
      for (const [shape, window, expected] of rows) {
        const result = api.pool(op, { data, shape, dtype }, window) as NdArray;
        expect(result.shape).toEqual(expected);
        expect(result.data.length).toBe(0);
        expect(result.dtype).toBe(defaultDtype(op, dtype));
        expect(result.data).toBeInstanceOf(DTYPES[defaultDtype(op, dtype)].array);
      }
    }
  });

  test("by every way of saying it", () => {
    const data = new Float32Array(0);
    expect(api.maxPool({ data, shape: [4, 4, 0] }, 2, { axes: [0, 1] }).shape).toEqual([2, 2, 0]);
    expect(api.maxPool({ data, dims: [0, 2, 2] }, 2).shape).toEqual([0, 1, 1]);
    expect(
      api.maxPool({ data: new Float32Array(99), shape: [0, 2, 2], stride: [-1, 70, 2], offset: 5 }, 2).shape,
    ).toEqual([0, 1, 1]);
    expect(api.maxPool({ data, shape: [0, 4, 4] }, 2, { edge: "partial", stride: 3 }).shape).toEqual([0, 2, 2]);
    expect(api.globalPool("mean", { data, shape: [0, 3, 5] }).shape).toEqual([0, 1, 1]);
    expect(api.outputShape([0, 8, 8], 2)).toEqual([0, 4, 4]);
    expect(api.windows({ data, shape: [0, 4, 4] }, 2)).toMatchObject({
      shape: [0, 2, 2, 2, 2],
      offset: 0,
      dtype: "float32",
    });
    expect(api.byteStrides({ data, shape: [2, 0, 3] })).toHaveLength(3);
    expect(api.toNested({ data, shape: [2, 0] })).toEqual([[], []]);
    expect(api.toNested({ data, shape: [0, 2] })).toEqual([]);
    expect(api.asStrided({ data, shape: [0] }, { shape: [0, 5], stride: [100, 7], offset: 3 }).shape).toEqual([0, 5]);
    expect(api.alloc("uint16", [0, 5])).toMatchObject({ shape: [0, 5], offset: 0, dtype: "uint16" });
    expect(api.maxPool(api.alloc("int64", [0, 2, 2]), 2).shape).toEqual([0, 1, 1]);
  });

  test("whatever becomes of taps, and with positions beside them", () => {
    const input = { data: new Float32Array(0), shape: [0, 4, 4] };
    const mask = { data: new Uint8Array(0), shape: [0, 4, 4] };
    for (const options of [
      { padding: 1, fill: 3 },
      { padMode: "reflect", padding: 1 },
      { mask, nodata: 3, minCount: 2 },
      { nan: "ignore", dtype: "int8" },
    ] as const) {
      for (const op of OP_NAMES) {
        const result = api.pool(op, input, 2, options) as NdArray;
        expect(result.shape, op).toEqual([0, ...api.outputShape([4, 4], 2, { padding: "padding" in options ? 1 : 0 })]);
        expect(result.data.length, op).toBe(0);
      }
    }
    const { shape, indices } = api.maxPool(input, 2, { indices: "tensor" });
    expect(shape).toEqual([0, 2, 2]);
    expect(indices).toEqual({
      data: new Int32Array(0),
      shape: [0, 2, 2],
      stride: [4, 2, 1],
      offset: 0,
      dtype: "int32",
    });
    const stats = api.poolStats(input, 2, { stats: OP_NAMES });
    for (const op of OP_NAMES) expect(stats[op].shape, op).toEqual([0, 2, 2]);
    const plan = api.createPlan("min", { shape: [0, 4, 4], dtype: "float64" }, 2, { indices: "plane", mask });
    plan.run();
    expect(plan.output.indices).toMatchObject({ shape: [0, 2, 2], dtype: "int32" });
    plan.dispose();
    expect(api.adaptivePool("median", input, 3).shape).toEqual([0, 3, 3]);
    expect(api.globalPool((taps: NdArray) => taps.data.length, input).shape).toEqual([0, 1, 1]);
  });

  test("a pooled axis of no elements has windows where there is padding for them", () => {
    const none = { data: new Int8Array(0), shape: [0] };
    expect(api.sumPool(none, 2, { padding: 1 }).data).toEqual(Float64Array.of(0));
    expect(api.maxPool(none, 2, { padding: 2 }).data).toEqual(Int8Array.of(-128, -128));
    expect(api.sumPool(none, 2, { padding: 1, fill: 3 }).data).toEqual(Float64Array.of(6));
    expect(api.argmaxPool(none, 2, { padding: 1 }).data).toEqual(Int32Array.of(-1));
    expect(api.meanPool(none, 2, { padding: 1, countPadding: true }).data).toEqual(Float64Array.of(0));
  });

  test("into out", () => {
    const out = { data: new Float32Array(0), shape: [0, 2, 2] };
    expect(api.maxPool({ data: new Float32Array(0), shape: [0, 4, 4] }, 2, { out })).toBe(out);
    const inside = { data: Float32Array.of(1, 2, 3), shape: [0, 2, 2], offset: 1 };
    expect(api.maxPool({ data: new Float32Array(0), shape: [0, 4, 4] }, 2, { out: inside })).toBe(inside);
    expect(inside.data).toEqual(Float32Array.of(1, 2, 3));
  });

  test("through plans", () => {
    const plan = api.createPlan("mean", { shape: [0, 4, 4], dtype: "uint8" }, 2);
    plan.run();
    expect(plan.input.data.length).toBe(0);
    expect(plan.output).toMatchObject({ shape: [0, 2, 2], dtype: "float64" });
    expect(plan.output.data.length).toBe(0);
    expect(plan.describe()).toContain("uint8 0x4x4");
    plan.dispose();
  });

  test("a pooled axis of no elements holds no window", () => {
    const data = new Float32Array(0);
    const refusal = { code: "out-of-range", option: "window", kind: RangeError, message: /on axis 0/ } as const;
    for (const edge of ["trim", "partial", "exact"] as const) {
      expectRefused(() => api.maxPool({ data, shape: [0, 4] }, 2, { edge }), refusal);
      expectRefused(() => api.outputShape([0, 4], 2, { edge }), refusal);
    }
    const axes = { code: "out-of-range", option: "axes", kind: RangeError, got: "[0, 1]" } as const;
    expectRefused(() => api.globalPool("max", { data, shape: [0, 4] }), axes);
    const output = { code: "out-of-range", option: "outputShape", kind: RangeError, message: /on axis 0/ } as const;
    expectRefused(() => api.adaptivePool("max", { data, shape: [0, 4] }, 2), output);
    expectRefused(() => api.createPlan("max", { shape: [0, 4], dtype: "int8" }, 2), refusal);
  });
});
