import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Edge, NdArray, Op } from "../src/types.ts";
import { onEveryBuild } from "./support/builds.ts";

/* PyTorch's own results for whole numbers, to the bit; written by scripts/fixtures.py. */

interface Fixture {
  readonly torch: string;
  readonly inputs: {
    readonly shape: number[];
    readonly data: number[];
    readonly calls: {
      readonly op: Op;
      readonly window?: number;
      readonly stride?: number;
      readonly padding?: number;
      readonly dilation?: number;
      readonly edge?: Edge;
      readonly countPadding?: boolean;
      readonly divisor?: number;
      readonly adaptive?: number;
      readonly shape: number[];
      readonly result: (number | string)[];
    }[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL("./fixtures/torch.json", import.meta.url), "utf8")) as Fixture;

onEveryBuild("as PyTorch has it", (api) => {
  test.each(fixture.inputs)("$shape", ({ shape, data, calls }) => {
    expect(calls.length).toBeGreaterThan(30);
    const input = { data: Float32Array.from(data), shape };
    const axes = shape.map((_, axis) => axis).slice(2);
    for (const { op, window, adaptive, shape: expected, result, ...options } of calls) {
      const pooled =
        adaptive === undefined
          ? api.pool(op, input, window as number, { ...options, axes })
          : api.adaptivePool(op, input, adaptive, { axes });
      const called = `${op} ${window ?? adaptive} ${JSON.stringify(options)}`;
      expect(pooled.shape, called).toEqual(expected);
      // PyTorch's zeros may have either sign.
      const values = Array.from((pooled as NdArray<Float32Array>).data, (value) => value + 0 || 0);
      const theirs = Array.from(Float32Array.from(result, Number), (value) => value + 0 || 0);
      if (adaptive === undefined || op === "max") {
        expect(values, called).toEqual(theirs);
        continue;
      }
      // Its adaptive means are divided by one extent after the other, and rounded each time.
      values.forEach((value, i) => {
        const theirsAt = theirs[i] as number;
        expect(Math.abs(value - theirsAt), called).toBeLessThanOrEqual(2 ** -22 * Math.abs(theirsAt));
      });
    }
  });
});
