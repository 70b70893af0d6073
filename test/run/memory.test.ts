import { describe, expect, test } from "vitest";
import { createStridepool } from "../../src/api/create.ts";
import { wasmBackend } from "../../src/run/wasm.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { allocatedBy, memoriesOf } from "../support/memory.ts";

/** Folded, gathered, sorted, and positions. */
const OPS_OF_EVERY_KIND = ["max", "mean", "sum", "var", "median", "argmax"] as const;

const MEGABYTE = 2 ** 20;

test("the measure of the heap sees one small object for each turn, and nothing where there is none", () => {
  const kept: unknown[] = [];
  const turns = 100_000;
  const objects = allocatedBy(() => {
    for (let i = 0; i < turns; i++) kept[0] = { i };
  });
  expect(objects).toBeGreaterThan(turns * 12);
  expect(objects).toBeLessThan(turns * 60);
  const nothing = allocatedBy(() => {
    for (let i = 0; i < turns; i++) kept[0] = 1;
  });
  expect(nothing).toBeLessThan(turns);
});

describe.each(ENGINE_BUILDS)("memory of the engine [$name]", ({ engine, api }) => {
  test("one-shot calls go through one small memory that never grows, whatever the input's size", () => {
    const data = new Float32Array((64 * MEGABYTE) / 4);
    data[data.length - 1] = 7;
    const { sizes, grown } = memoriesOf(() => {
      const backend = wasmBackend(engine);
      const fresh = createStridepool(() => backend);
      expect(fresh.maxPool({ data, shape: [4096, 4096] }, 2).data.at(-1)).toBe(7);
      expect(fresh.globalPool("sum", { data, shape: [4096, 4096] }).data[0]).toBe(7);
      expect(fresh.maxPool({ data, shape: [4096, 4096], stride: [1, 4096] }, [4096, 1]).data.at(-1)).toBe(7);
      expect(fresh.maxPool({ data, shape: [4096, 4096] }, [3, 3], { stride: [64, 64] }).data[0]).toBe(0);
      expect(
        fresh.maxPool(
          [
            [1, 2],
            [3, 4],
          ],
          2,
        ).data[0],
      ).toBe(4);
    });
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(MEGABYTE);
    expect(grown).toBe(false);
  });

  test("alloc and plans reserve what they hold and little more", () => {
    const { sizes, grown } = memoriesOf(() => {
      const backend = wasmBackend(engine);
      const fresh = createStridepool(() => backend);
      const inside = fresh.alloc("uint8", [4096, 4096]);
      expect(fresh.meanPool(inside, 2).data[0]).toBe(0);
      const plan = fresh.createPlan("mean", { shape: [2048, 2048], dtype: "uint8" }, 2, { dtype: "uint8" });
      plan.run();
      plan.dispose();
    });
    // The allocated array, perhaps the shared memory of one-shot calls, and the plan.
    expect(sizes.filter((size) => size >= 16 * MEGABYTE && size < 17 * MEGABYTE)).toHaveLength(1);
    expect(sizes.filter((size) => size >= 5 * MEGABYTE && size < 6 * MEGABYTE)).toHaveLength(1);
    expect(sizes.filter((size) => size >= MEGABYTE)).toHaveLength(2);
    expect(grown).toBe(false);
  });

  test.each([
    ["one call of the engine", { shape: [8, 8], dtype: "float32" }, [2, 2], {}],
    ["several calls", { shape: [9, 9], dtype: "uint8" }, [2, 2], { edge: "partial" }],
    ["into another dtype", { shape: [8, 8], dtype: "uint8" }, [2, 2], { dtype: "uint8" }],
    ["windows in pieces", { shape: [4200, 2], dtype: "uint16" }, [4200, 1], {}],
    ["windows of floats in pieces", { shape: [4200, 2], dtype: "float64" }, [4200, 1], {}],
    ["windows of 64-bit integers in pieces", { shape: [4200, 2], dtype: "int64" }, [4200, 1], {}],
    ["values around the array", { shape: [8, 8], dtype: "float32" }, [2, 2], { padding: 1, fill: 0 }],
    ["64-bit integers", { shape: [8, 8], dtype: "int64" }, [2, 2], {}],
  ] as const)("a plan's run allocates nothing: %s", (_, input, window, options) => {
    const size = input.shape[0] * input.shape[1];
    const times = size > 1000 ? 3000 : 20_000;
    for (const op of OPS_OF_EVERY_KIND) {
      const plan = api.createPlan(op, input, window as unknown as number[], options);
      // The definition is not made for speed.
      if (plan.describe().includes("driver reference")) continue;
      const run = () => {
        for (let i = 0; i < times; i++) plan.run();
      };
      // The compilers allocate too, at first.
      run();
      // One object for each run would be at least 12 bytes; what is below that much in all is the compilers'.
      const bytes = Math.min(allocatedBy(run), allocatedBy(run), allocatedBy(run));
      expect(bytes, `${op}: ${bytes} bytes in ${times} runs`).toBeLessThan(Math.min(12 * times, 32_768));
      plan.dispose();
    }
  });
});
