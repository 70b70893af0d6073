import { describe, expect, test } from "vitest";
import { DTYPE_NAMES } from "../../src/registry/dtypes.ts";
import type { NdArray, Op } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf, firstWrong } from "../support/compare.ts";
import { oracle } from "../support/oracle.ts";
import { randomData, randomOf } from "../support/random.ts";

/*
 * Windows side by side of every width: whole vectors of windows and what is left over, sums that stay in 16 bits and that do not, runs of
 * memory with and without a part of a vector at their end.
 */

const OPS = ["max", "min", "mean", "sum"] as const;
const WIDTHS = [3, 5, 6, 7, 9, 11, 12, 13, 15, 16, 17, 20, 31, 32, 33, 48, 63, 64, 65, 67, 81, 100, 129];
const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 50];

describe.each(DTYPE_NAMES.filter((dtype) => dtype !== "uint8_clamped"))("blocks of %s", (dtype) => {
  const float = dtype.startsWith("float");
  const random = randomOf(DTYPE_NAMES.indexOf(dtype));
  // Sums of small numbers are exact, so that they are compared to the bit.
  const flavour = float ? "small" : "full";

  function check(op: Op, shape: readonly number[], window: readonly number[], axes: readonly number[]): void {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = randomData(dtype, size, random, flavour);
    const pitch = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const result = op === "mean" && !float && size % 2 === 0 ? dtype : undefined;
    const task = {
      op,
      data,
      dtype,
      shape,
      pitch,
      offset: 0,
      axes,
      window,
      stride: window,
      edge: "trim",
      result,
    } as const;
    const expected = oracle(task);
    const options = { axes, ...(result && { dtype: result }) };
    for (const { name, api } of ENGINE_BUILDS) {
      const pooled = api.pool(op, { data, shape, dtype }, window, options) as NdArray;
      expect(firstWrong(elementsOf(pooled), expected), `${name}: ${op} [${shape}] by [${window}]`).toBeUndefined();
    }
  }

  test.each(OPS)("%s of every width and count", (op) => {
    let turn = OPS.indexOf(op);
    for (const width of WIDTHS) {
      for (const count of COUNTS) {
        // One in three, in turn, so that every pairing comes up for some dtype and op.
        if (turn++ % 3 !== 0) continue;
        const height = 1 + (turn % 4);
        check(op, [height, width * count + (turn % 2)], [height, width], [0, 1]);
      }
    }
  });

  test.each(OPS)("%s of runs of whole windows", (op) => {
    for (const width of [16, 17, 49, 64, 65, 130, 200]) {
      for (const count of [1, 3, 16, 17, 40]) check(op, [count, width], [1, width], [0, 1]);
    }
    check(op, [3, 600, 16], [16], [2]);
  });

  test.each(OPS)("%s of neighbouring channels, few and many taps", (op) => {
    for (const channels of [4, 5, 8, 16, 17, 33, 1100]) {
      check(op, [2, 7, 7, channels], [7, 7], [1, 2]);
      check(op, [6, 9, channels], [3, 3], [0, 1]);
      check(op, [5, 7, channels], [2, 3], [0, 1]);
      check(op, [13, 13, channels], [6, 5], [0, 1]);
    }
    for (const height of [8, 9, 15, 16, 17, 24, 31, 33, 64, 100]) check(op, [2 * height + 1, 37], [height, 1], [0, 1]);
  });
});

describe.each(ENGINE_BUILDS)("float sums along runs of memory [$name]", ({ api }) => {
  test.each(["float32", "float64"] as const)("%s: NaN, infinities and -0 stay in their window", (dtype) => {
    for (const width of [16, 20, 49, 67]) {
      for (let at = 0; at < width; at++) {
        const data = randomData(dtype, 5 * width, randomOf(at), "small") as Float64Array;
        data[width + at] = NaN;
        data[2 * width + at] = -Infinity;
        data.fill(-0, 3 * width, 4 * width);
        const means = elementsOf(api.meanPool({ data, shape: [5, width] }, [1, width]) as NdArray) as number[];
        expect(means[1]).toBeNaN();
        expect(means[2]).toBe(-Infinity);
        expect(Object.is(means[3], -0)).toBe(true);
        for (const i of [0, 4]) expect(Number.isFinite(means[i])).toBe(true);
      }
    }
  });

  test.each(["float32", "float64"] as const)(
    "%s down many rows: NaN, infinities and -0 stay in their window",
    (dtype) => {
      for (const height of [8, 9, 16, 49]) {
        for (let at = 0; at < height; at++) {
          const data = randomData(dtype, height * 9, randomOf(at), "small") as Float64Array;
          data[at * 9 + 3] = NaN;
          data[at * 9 + 5] = Infinity;
          for (let row = 0; row < height; row++) data[row * 9 + 7] = -0;
          const means = elementsOf(api.meanPool({ data, shape: [height, 9] }, [height, 1]) as NdArray) as number[];
          expect(means[3]).toBeNaN();
          expect(means[5]).toBe(Infinity);
          expect(Object.is(means[7], -0)).toBe(true);
          for (const i of [0, 1, 2, 4, 6, 8]) expect(Number.isFinite(means[i])).toBe(true);
        }
      }
    },
  );

  test.each(["along runs", "down columns"])("float32 means %s err no more than the pairwise sum's bound", (way) => {
    const random = randomOf(49);
    for (const taps of [8, 12, 16, 49, 64, 100, 196, 256, 500, 1000]) {
      const data = Float32Array.from({ length: 200 * taps }, () => random() + 1);
      const along = way === "along runs";
      const shape = along ? [200, taps] : [taps, 200];
      const means = elementsOf(api.meanPool({ data, shape }, along ? [1, taps] : [taps, 1]) as NdArray) as number[];
      let squares = 0;
      for (let i = 0; i < 200; i++) {
        let sum = 0;
        for (let w = 0; w < taps; w++) sum += data[along ? i * taps + w : w * 200 + i] as number;
        squares += ((means[i] as number) / (sum / taps) - 1) ** 2;
      }
      expect(Math.sqrt(squares / 200)).toBeLessThan(2 ** -24 * Math.log2(taps));
    }
  });
});
