import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import type { NdArray, Op } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf, firstWrong } from "../support/compare.ts";
import { oracle } from "../support/oracle.ts";
import { randomData, randomOf } from "../support/random.ts";

/*
 * Windows side by side whose width is a power of two, and pixels of three elements: what the drivers pairs, blocks and
 * pixels do in vectors, with rows of outputs of every length that ends a vector early, and small matrices in batches.
 */

const OPS = ["max", "min", "mean", "sum"] as const;
const CODED = DTYPE_NAMES.filter((dtype) => dtype !== "uint8_clamped");

let seed = 1000;

interface Shaped {
  readonly op: Op;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly window: readonly number[];
  readonly axes: readonly number[];
  readonly result?: DType | undefined;
}

/** Calls and plans on every build against the oracle; returns the drivers that ran. */
function check({ op, dtype, shape, window, axes, result }: Shaped): string {
  const size = shape.reduce((a, b) => a * b, 1);
  const data: TypedArray = randomData(dtype, size, randomOf(seed++), dtype.startsWith("float") ? "small" : "full");
  const pitch = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const edge = "trim";
  const stride = window;
  const expected = oracle({ op, data, dtype, shape, pitch, offset: 0, axes, window, stride, edge, result });
  const options = { axes, ...(result && { dtype: result }) };
  let drivers = "";
  for (const { name, api } of ENGINE_BUILDS) {
    const what = `${name}: ${op} ${dtype} [${shape}] window [${window}] axes [${axes}] -> ${result}, seed ${seed - 1}`;
    const pooled = api.pool(op, { data, shape, dtype }, window, options) as NdArray;
    expect(firstWrong(elementsOf(pooled), expected), what).toBeUndefined();
    const plan = api.createPlan(op, { shape, dtype }, window, options);
    (plan.input.data as Uint8Array).set(data as Uint8Array);
    plan.run();
    expect(firstWrong(elementsOf(plan.output), expected), `${what}, plan (${plan.describe()})`).toBeUndefined();
    drivers += plan.describe();
    plan.dispose();
  }
  return drivers;
}

describe.each(CODED)("%s", (dtype) => {
  const integer = !dtype.startsWith("float");
  // The default, the dtype itself, and one that goes by way of scratch.
  const resultsOf = (op: Op): (DType | undefined)[] =>
    op === "max" || op === "min" ? [undefined, "float64"] : [undefined, dtype, integer ? "float32" : "float64"];

  test.each(OPS)("%s: batches of small matrices by 2x2", (op) => {
    for (const side of [2, 4, 6, 8, 10, 12, 14, 16, 18, 28]) {
      for (const result of resultsOf(op)) {
        for (const batch of [1, 3, 17, 40]) {
          check({ op, dtype, shape: [batch, side, side], window: [2, 2], axes: [1, 2], result });
        }
      }
    }
  });

  test.each(OPS)("%s: widths of 4, 8 and 16, and few rows", (op) => {
    let drivers = "";
    let turn = 0;
    for (const width of [4, 8, 16]) {
      for (const height of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]) {
        for (const out of [1, 2, 3, 4, 5, 8, 15, 16, 17, 33]) {
          if ((turn++ + CODED.indexOf(dtype) + OPS.indexOf(op)) % 4 !== 0) continue;
          const result = resultsOf(op)[turn % resultsOf(op).length];
          const shape = [height * 2 + (turn % 2), width * out + (turn % width)];
          drivers += check({ op, dtype, shape, window: [height, width], axes: [0, 1], result });
        }
      }
    }
    // Sums of wider integers go by way of scratch.
    const folds = op === "max" || op === "min" || dtype.endsWith("int8") || !integer;
    if (folds && dtype !== "float16" && !dtype.endsWith("int64")) expect(drivers).toContain("blocks");
  });

  test.each(OPS)("%s: more of a row than scratch holds, volumes, interleaved channels", (op) => {
    for (const result of resultsOf(op)) {
      check({ op, dtype, shape: [4, 4 * 2501], window: [4, 4], axes: [0, 1], result });
      check({ op, dtype, shape: [2, 16 * 1003], window: [2, 16], axes: [0, 1], result });
      check({ op, dtype, shape: [4, 8, 4 * 19], window: [2, 4, 4], axes: [0, 1, 2], result });
      for (const channels of [2, 4, 8, 16]) {
        check({ op, dtype, shape: [9, 4 * 7, channels], window: [4, 4], axes: [0, 1], result });
        check({ op, dtype, shape: [5, 2 * 9, channels], window: [2, 2], axes: [0, 1], result });
        check({ op, dtype, shape: [20, 4, 4, channels], window: [2, 2], axes: [1, 2], result });
      }
    }
  });

  test.each(OPS)("%s: three channels by 2x2", (op) => {
    let drivers = "";
    for (const result of resultsOf(op)) {
      for (const out of [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 2049]) {
        drivers += check({ op, dtype, shape: [5, 2 * out + (out % 2), 3], window: [2, 2], axes: [0, 1], result });
      }
    }
    if (["max", "min"].includes(op) && !["float16", "int64", "uint64", "float64"].includes(dtype)) {
      expect(drivers).toContain("pixels");
    }
  });
});

test.each(["int8", "uint8", "int16", "uint16", "int32", "uint32"] as const)(
  "%s: sums and means at the ends",
  (dtype) => {
    const bits = Number(/\d+/.exec(dtype)?.[0]);
    const signed = dtype[0] === "i";
    const most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
    const least = signed ? -most - 1 : 0;
    for (const { name, api } of ENGINE_BUILDS) {
      for (const value of [least, most]) {
        for (const [height, width] of [
          [2, 2],
          [64, 2],
          [1, 4],
          [32, 4],
          [8, 8],
          [16, 8],
          [8, 16],
        ] as const) {
          const shape = [height, width * 33];
          const plan = api.createPlan("sum", { shape, dtype }, [height, width], {});
          plan.input.data.fill(value as never);
          plan.run();
          const sums = Array.from(plan.output.data as ArrayLike<number>);
          expect(sums, `${name} ${height}x${width}`).toEqual(sums.map(() => value * height * width));
          plan.dispose();
          const mean = api.createPlan("mean", { shape, dtype }, [height, width], { dtype });
          mean.input.data.fill(value as never);
          mean.run();
          const means = Array.from(mean.output.data as ArrayLike<number>);
          expect(means, `${name} mean ${height}x${width}`).toEqual(means.map(() => value));
          mean.dispose();
        }
      }
    }
  },
);
