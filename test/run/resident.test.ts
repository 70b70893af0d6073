import { describe, expect, test } from "vitest";
import { FIELDS } from "../../src/plan/struct.ts";
import { SCRATCH_BYTES } from "../../src/registry/drivers.ts";
import { DTYPE_NAMES, DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { NdArray, Plan } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf, firstWrong, sameValues } from "../support/compare.ts";
import { oracle } from "../support/oracle.ts";
import { randomData, randomOf } from "../support/random.ts";

/*
 * The engine's memory around the arrays of a plan: a run may change the result, its scratch and its loop counters, and no
 * other byte.
 */

const PLAN_AT = 1024;
/** The ops of every tap, which read large arrays straight through. */
const FOLDS = ["max", "min", "mean", "sum"] as const;
const GUARD = 0x5c;

const shapes: readonly (readonly [readonly number[], readonly number[], object])[] = [
  [[2, 2], [2, 2], {}],
  [[4, 34], [2, 2], {}],
  [[6, 15], [3, 5], {}],
  [[4, 100], [4, 100], {}],
  [[3, 257], [1, 2], {}],
  [[5, 33], [2, 3], { stride: [1, 1] }],
  [[17, 17], [2, 2], { edge: "partial" }],
  [[6, 10, 3], [2, 2], { axes: [0, 1] }],
  [[6, 10, 4], [2, 2], { axes: [0, 1] }],
  [[4, 8, 17], [2, 2], { axes: [0, 1] }],
  [[7, 5, 9], [3, 2, 4], { stride: [2, 1, 3] }],
  [[200, 3], [200, 1], {}],
  [[1, 1], [1, 1], {}],
];

/** The parts of a plan's memory, as its first call's own struct says where they are. */
function layoutOf(plan: Plan): {
  bytes: Uint8Array;
  scratch: number;
  scratchEnd: number;
  counters: number;
  rank: number;
} {
  const buffer = plan.input.data.buffer;
  const words = new Int32Array(buffer, PLAN_AT, FIELDS.length);
  const field = (name: (typeof FIELDS)[number]) => words[FIELDS.indexOf(name)] as number;
  // A row of window rows, one of folded values, and results or sorted taps on their way.
  const scratchEnd = field("sorting") + SCRATCH_BYTES;
  const [scratch, counters, rank] = [field("scratch"), field("counters"), field("rank")];
  expect(scratchEnd - scratch).toBeLessThanOrEqual(3 * SCRATCH_BYTES);
  return { bytes: new Uint8Array(buffer), scratch, scratchEnd, counters, rank };
}

describe.each(ENGINE_BUILDS)("guard bytes around a plan's arrays [$name]", ({ api }) => {
  test.each(DTYPE_NAMES)("%s", (dtype) => {
    for (const op of OP_NAMES) {
      for (const result of [undefined, dtype, "uint8", "float64", "int64"] as const) {
        for (const [shape, window, options] of shapes) {
          const plan = api.createPlan(op, { shape, dtype }, window, { ...options, ...(result && { dtype: result }) });
          const { input, output } = plan;
          // What the definition computes, what the geometry tells, or what goes through memory in bands, is not in the engine's way.
          if (/driver (reference|count)|band by band/.test(plan.describe())) continue;
          const called = `${op} [${shape}] [${window}]\n${plan.describe()}`;
          expect(input.data.buffer).toBe(output.data.buffer);
          const source = randomData(dtype, input.data.length, randomOf(5));
          (input.data as Uint8Array).set(source as Uint8Array);
          const { bytes, scratch, scratchEnd, counters, rank } = layoutOf(plan);
          const outEnd = output.data.byteOffset + output.data.byteLength;
          const inEnd = input.data.byteOffset + input.data.byteLength;
          expect(input.data.byteOffset, called).toBeGreaterThanOrEqual(outEnd);
          expect(bytes.length - inEnd, called).toBeGreaterThanOrEqual(64);
          // Everything that a run has no business with: before the structs, between the arrays, and after the input.
          bytes.fill(GUARD, 0, PLAN_AT);
          bytes.fill(GUARD, scratchEnd, output.data.byteOffset);
          bytes.fill(GUARD, outEnd, input.data.byteOffset);
          bytes.fill(GUARD, inEnd);
          const before = bytes.slice();
          plan.run();
          const after = bytes.slice();
          // What it may write, taken back.
          after.set(before.subarray(scratch, scratchEnd), scratch);
          after.set(before.subarray(output.data.byteOffset, outEnd), output.data.byteOffset);
          const single = /in 1 part\)/.test(plan.describe()) && !/driver .*driver /s.test(plan.describe());
          if (single) after.set(before.subarray(counters, counters + 4 * rank), counters);
          else after.set(before.subarray(PLAN_AT, scratch), PLAN_AT);
          const changed = after.findIndex((byte, i) => byte !== before[i]);
          if (changed >= 0) expect.fail(`byte ${changed} of ${bytes.length} changed; ${called}`);
          expect(sameValues(input.data, source), called).toBe(true);
          plan.dispose();
        }
      }
    }
  });

  test("a result is written in full: no byte of it keeps what was there", () => {
    for (const op of OP_NAMES) {
      for (const [shape, window, options] of shapes) {
        const plan = api.createPlan(op, { shape, dtype: "uint8" }, window, { ...options, dtype: "uint8" });
        plan.input.data.fill(1);
        plan.output.data.fill(GUARD);
        plan.run();
        const first = plan.output.data.slice();
        // Of ones most ops make ones or zeros; all give the same over whatever was there.
        if (op === "max" || op === "mean") expect(first.every((value) => value === 1)).toBe(true);
        plan.output.data.fill(GUARD + 1);
        plan.run();
        expect(plan.output.data).toEqual(first);
        plan.dispose();
      }
    }
  });
});

describe.each(ENGINE_BUILDS)("arrays that end with their memory [$name]", ({ api }) => {
  test.each(DTYPE_NAMES)("%s: nothing is read or written past it", (dtype) => {
    const { bytes } = DTYPES[dtype];
    // As many elements as leave the memory no page to spare.
    const { buffer, byteOffset } = api.alloc(dtype, [1]).data;
    const most = (buffer.byteLength - byteOffset) / bytes;
    let length = most;
    while (api.alloc(dtype, [length]).data.buffer.byteLength > buffer.byteLength) length -= 16;
    expect(most - length).toBeLessThan(1024);
    const inside = api.alloc(dtype, [length]);
    const data = inside.data as TypedArray;
    const source = randomData(dtype, length, randomOf(9), dtype.startsWith("float") ? "small" : "full");
    (data as Uint8Array).set(source as Uint8Array);
    const memory = new Uint8Array(data.buffer);
    for (const [shape, window, options] of shapes) {
      const size = shape.reduce((a, b) => a * b, 1);
      const pitch = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
      const offset = length - size;
      const given = options as { axes?: number[]; stride?: number[]; edge?: "partial" };
      const axes = given.axes ?? window.map((_, i) => shape.length - window.length + i);
      for (const op of OP_NAMES) {
        const task = { op, data: source, dtype, shape, pitch, offset, axes, window, stride: given.stride ?? window };
        const expected = oracle({ ...task, edge: given.edge ?? "trim" });
        const before = memory.slice(data.byteOffset);
        const pooled = api.pool(op, { ...inside, shape, stride: pitch, offset }, window, options) as NdArray;
        expect(firstWrong(elementsOf(pooled), expected), `${op} [${shape}] [${window}]`).toBeUndefined();
        expect(sameValues(memory.subarray(data.byteOffset), before)).toBe(true);
      }
    }
  });
});

describe.each(ENGINE_BUILDS)("large arrays that end with their memory [$name]", ({ api }) => {
  test("rows that leave gaps, up to the very end", () => {
    const pitch = 4096;
    const rows = 6200;
    const page = api.alloc("uint8", [rows * pitch]).data;
    let length = page.buffer.byteLength - page.byteOffset;
    while (api.alloc("uint8", [length]).data.buffer.byteLength > page.buffer.byteLength) length -= 16;
    const inside = api.alloc("uint8", [length]);
    inside.data.set(randomData("uint8", length, randomOf(6)) as Uint8Array);
    for (const [columns, window] of [
      [2457, 2],
      [4096, 2],
      [1400, 3],
      [3000, 4],
    ] as const) {
      // The last element of the view is the array's last.
      const offset = length - (rows - 1) * pitch - columns;
      const shape = [rows, columns];
      for (const op of FOLDS) {
        const view = { ...inside, shape, stride: [pitch, 1], offset };
        const pooled = api.pool(op, view, window, { dtype: "float64" }) as NdArray<Float64Array>;
        // The last row of results alone: the rows above it are what other tests are about.
        const below = rows - (rows % window) - window;
        const data = inside.data.slice(offset + below * pitch);
        const task = {
          op,
          data,
          dtype: "uint8",
          shape: [window, columns],
          pitch: [pitch, 1],
          offset: 0,
          axes: [0, 1],
        } as const;
        const hop = [window, window];
        const expected = oracle({ ...task, window: hop, stride: hop, edge: "trim", result: "float64" });
        const last = pooled.data.subarray(pooled.data.length - expected.cells.length);
        expect(firstWrong(Array.from(last), expected), `${op} ${columns} ${window}`).toBeUndefined();
      }
    }
  });

  test("hops that are longer than what the last row of results has below it", () => {
    const plan = api.createPlan("max", { shape: [526, 4096], dtype: "float32" }, [2, 2], { stride: [4, 2] });
    plan.input.data.fill(2);
    plan.run();
    expect(plan.output.data.every((value) => value === 2)).toBe(true);
    plan.dispose();
    const inside = api.alloc("float32", [1002, 3060]);
    inside.data.fill(3);
    const { data } = api.maxPool(inside, [2, 2], { stride: [4, 2] });
    expect(data.every((value) => value === 3)).toBe(true);
    expect(data.length).toBe(251 * 1530);
  });

  test("plans that read straight through", () => {
    for (const [shape, window] of [
      [
        [4100, 2050],
        [2, 2],
      ],
      [
        [2999, 3001],
        [2, 2],
      ],
      [
        [3000, 3000],
        [3, 3],
      ],
      [
        [1500, 6001],
        [4, 2],
      ],
      [
        [20_000, 520],
        [2, 2],
      ],
    ] as const) {
      for (const op of FOLDS) {
        const plan = api.createPlan(op, { shape, dtype: "uint8" }, window);
        plan.input.data.fill(3);
        plan.input.data[plan.input.data.length - 1] = 9;
        plan.run();
        const usual = op === "sum" ? 3 * window[0] * window[1] : 3;
        const wrong = Array.from(plan.output.data as Uint8Array).filter((value) => value !== usual);
        const whole = shape[0] % window[0] === 0 && shape[1] % window[1] === 0;
        expect(wrong.length, `${op} ${shape}`).toBe(whole && op !== "min" ? 1 : 0);
        plan.dispose();
      }
    }
  });
});

describe.each(ENGINE_BUILDS)("arrays past 2 GiB [$name]", ({ api }) => {
  const length = 2 ** 31 + 2 ** 20;

  test("a plan reads and reaches beyond 2^31 bytes", () => {
    for (const stride of [2 ** 31 - 7, 2 ** 31 + 5, 2 ** 30 + 1]) {
      const plan = api.createPlan("max", { shape: [length], dtype: "uint8" }, [2], { stride });
      const { data } = plan.input;
      const windows = plan.output.shape[0] as number;
      expect(windows).toBe(Math.floor((length - 2) / stride) + 1);
      for (let i = 0; i < windows; i++) data[i * stride + 1] = 5 + i;
      plan.run();
      expect(Array.from(plan.output.data)).toEqual(Array.from({ length: windows }, (_, i) => 5 + i));
      plan.dispose();
    }
  });

  test("an allocated array too, forwards and backwards", () => {
    const inside = api.alloc("uint8", [length]);
    inside.data[length - 1] = 9;
    inside.data[length - 2] = 3;
    inside.data[1] = 4;
    const ends = (stride: number[], offset: number) => ({ ...inside, shape: [2, 2], stride, offset });
    expect(Array.from(api.maxPool(ends([length - 2, 1], 0), [1, 2]).data)).toEqual([4, 9]);
    expect(Array.from(api.sumPool(ends([2 - length, -1], length - 1), [1, 2]).data)).toEqual([12, 4]);
    expect(Array.from(api.sumPool(ends([length - 2, 1], 0), [2, 1]).data)).toEqual([3, 13]);
    expect(Array.from(api.sumPool(ends([length - 2, 1], 0), [2, 2]).data)).toEqual([16]);
  });
});
