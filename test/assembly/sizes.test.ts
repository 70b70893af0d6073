import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import { ROUNDS } from "../../src/registry/options.ts";
import type { Edge, NdArray, Op, Round } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf, firstWrong } from "../support/compare.ts";
import { oracle } from "../support/oracle.ts";
import { type Flavour, randomData, randomOf } from "../support/random.ts";

/*
 * Every kernel's vectors, tails and overlapping last stores: sizes 2^i * {1, 2, 3} and their neighbours, so that each
 * count of left-over elements comes up after each count of whole vectors.
 */

/** The ops whose kernels work in vectors; what goes tap by tap is in test/run/scan.test.ts. */
const OPS_IN_VECTORS = ["max", "min", "mean", "sum", "argmax", "argmin"] as const;

const CODED = DTYPE_NAMES.filter((dtype) => dtype !== "uint8_clamped");

/** 2^i * {1, 2, 3}, one less and one more, up to a most. */
function around(most: number): number[] {
  const sizes = new Set<number>();
  for (let power = 1; power <= most; power *= 2) {
    for (const times of [1, 2, 3]) for (const by of [-1, 0, 1]) sizes.add(power * times + by);
  }
  return [...sizes].filter((size) => size >= 1 && size <= most).sort((a, b) => a - b);
}

interface Shaped {
  readonly op: Op;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly window: readonly number[];
  readonly stride?: readonly number[];
  readonly axes?: readonly number[];
  readonly edge?: Edge;
  readonly result?: DType;
  readonly round?: Round;
  readonly flavour?: Flavour;
  /** Also through a plan, whose input and output stand elsewhere and are not cut into bands. */
  readonly plan?: boolean;
}

let seed = 1;

/** Pools random data on every engine build and compares with the oracle. Returns how many results were compared. */
function check(shaped: Shaped): number {
  const { op, dtype, shape, window } = shaped;
  const rank = shape.length;
  const axes = shaped.axes ?? window.map((_, i) => rank - window.length + i);
  const stride = shaped.stride ?? window;
  const size = shape.reduce((a, b) => a * b, 1);
  const data: TypedArray = randomData(dtype, size, randomOf(seed++), shaped.flavour ?? "full");
  const pitch = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const edge = shaped.edge ?? "trim";
  const { result, round } = shaped;
  const expected = oracle({ op, data, dtype, shape, pitch, offset: 0, axes, window, stride, edge, result, round });
  const options = { stride, axes, edge, ...(result && { dtype: result }), ...(round && { round }) };
  const fail = (name: string, complaint: string): never => {
    const call = `${op} ${dtype} [${shape}] window [${window}] ${JSON.stringify(options)}, seed ${seed - 1}`;
    return expect.fail(`${name}: ${complaint}\n${call}`);
  };
  for (const { name, api } of ENGINE_BUILDS) {
    const pooled = api.pool(op, { data, shape, dtype }, window, options) as NdArray;
    const complaint = firstWrong(elementsOf(pooled), expected);
    if (complaint !== undefined) fail(name, complaint);
    if (!shaped.plan) continue;
    const plan = api.createPlan(op, { shape, dtype }, window, options);
    (plan.input.data as Uint8Array).set(data as Uint8Array);
    plan.run();
    const planned = firstWrong(elementsOf(plan.output), expected);
    if (planned !== undefined) fail(`${name}, plan (${plan.describe()})`, planned);
    plan.dispose();
  }
  return expected.cells.length;
}

describe.each(CODED)("rows of %s", (dtype) => {
  const windows = [1, 2, 3, 4, 5, 7, 8, 16].flatMap((width) => [1, 2, 3, 4].map((height) => [height, width] as const));
  const outs = [...around(130), 1001];
  // The flavour "small" makes sums of floats exact, so that they are compared to the bit.
  const flavour = dtype.startsWith("float") ? "small" : "full";

  test.each(OPS_IN_VECTORS)("%s: every output width, window width and height", (op) => {
    let turn = CODED.indexOf(dtype) + OPS_IN_VECTORS.indexOf(op);
    let compared = 0;
    for (const out of outs) {
      for (let n = 0; n < 7; n++) {
        const window = windows[turn++ % windows.length] as readonly [number, number];
        const rows = 1 + (turn % 3);
        const shape = [rows * window[0] + (turn % window[0]), out * window[1] + (turn % window[1])];
        compared += check({ op, dtype, shape, window, flavour, plan: turn % 16 === 0 });
      }
    }
    expect(compared).toBeGreaterThan(outs.length * 7);
  });

  test.each(OPS_IN_VECTORS)("%s: strides that are not the window", (op) => {
    let turn = 0;
    for (const out of [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100]) {
      for (const [window, stride] of [
        [1, 2],
        [2, 1],
        [3, 1],
        [3, 2],
        [5, 1],
        [8, 3],
        [2, 3],
        [4, 7],
        [16, 1],
      ] as const) {
        const height = 1 + (turn++ % 3);
        const shape = [4 + height, (out - 1) * stride + window + (turn % 2)];
        check({
          op,
          dtype,
          shape,
          window: [height, window],
          stride: [1 + (turn % 2), stride],
          flavour,
          edge: turn % 2 ? "trim" : "partial",
        });
      }
    }
  });

  test.each(OPS_IN_VECTORS)("%s: special windows", (op) => {
    const windows: readonly (readonly [number, number])[] = [
      [2, 3],
      [7, 5],
      [1, 13],
      [13, 1],
      [1, 64],
      [64, 1],
      [1, 100],
      [100, 1],
      [37, 41],
    ];
    for (const window of windows) {
      for (const [rows, columns] of [
        [1, 1],
        [2, 3],
        [1, 17],
      ] as const) {
        check({ op, dtype, shape: [window[0] * rows, window[1] * columns], window, flavour, plan: columns === 3 });
        check({ op, dtype, shape: [window[0] * rows + 1, window[1] * columns + 1], window, flavour, edge: "partial" });
      }
    }
    for (const shape of [
      [14, 15],
      [1, 257],
      [257, 1],
      [33, 31],
    ]) {
      check({ op, dtype, shape, window: shape, flavour, plan: true });
    }
  });
});

describe.each(CODED)("interleaved channels of %s", (dtype) => {
  const flavour = dtype.startsWith("float") ? "small" : "full";

  test.each(OPS_IN_VECTORS)("%s", (op) => {
    let turn = OPS_IN_VECTORS.indexOf(op);
    for (const channels of [1, 2, 3, 4, 5, 8, 16, 17]) {
      for (const out of [1, 2, 3, 4, 7, 8, 9, 16, 17, 33]) {
        for (const window of [
          [2, 2],
          [1, 2],
          [4, 2],
          [2, 1],
          [3, 3],
          [2, 3],
          [1, 5],
          [3, 4],
        ] as const) {
          // Two windows in three are left out, in turn, so that every pairing comes up for some dtype and op.
          if ((turn++ + channels + CODED.indexOf(dtype)) % 3 !== 0) continue;
          const shape = [window[0] * 2 + (turn % 2), window[1] * out + (turn % 2), channels];
          check({ op, dtype, shape, window, axes: [0, 1], flavour, plan: turn % 5 === 0 });
        }
      }
      check({ op, dtype, shape: [3, 5, 9, channels], window: [2, 2], axes: [1, 2], flavour });
      check({
        op,
        dtype,
        shape: [2, 7, 9, channels],
        window: [3, 3],
        stride: [2, 2],
        axes: [1, 2],
        flavour,
        edge: "partial",
      });
    }
  });
});

describe("results in another dtype", () => {
  const outs = [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33, 65];
  const windows = [
    [2, 2],
    [1, 2],
    [3, 3],
    [4, 2],
    [8, 8],
    [16, 8],
    [16, 16],
    [5, 7],
  ] as const;

  test.each(CODED)("%s into every dtype, with every rounding", (dtype) => {
    let turn = 0;
    for (const result of DTYPE_NAMES) {
      for (const round of ROUNDS) {
        for (const op of OPS_IN_VECTORS) {
          const window = windows[turn % windows.length] as (typeof windows)[number];
          const out = outs[turn++ % outs.length] as number;
          check({
            op,
            dtype,
            shape: [window[0], window[1] * out],
            window,
            result,
            round,
            flavour: "small",
            plan: turn % 9 === 0,
          });
          if (!dtype.startsWith("float"))
            check({ op, dtype, shape: [window[0], window[1] * out], window, result, round });
        }
      }
    }
  });

  test.each(CODED)("%s at the ends of its range, into every dtype", (dtype) => {
    for (const result of DTYPE_NAMES) {
      for (const op of OPS_IN_VECTORS) {
        for (const out of [1, 8, 17, 33]) {
          for (const width of [1, 2, 3]) {
            const shape = [2, width * out];
            check({ op, dtype, shape, window: [2, width], result, flavour: "end", plan: out === 17 });
          }
        }
      }
    }
  });

  test.each(["int8", "uint8"] as const)("means of %s in its own dtype, every power of two", (dtype) => {
    for (const round of ROUNDS) {
      for (const height of [1, 2, 4, 8, 16, 32, 64, 128]) {
        for (const out of [1, 5, 8, 15, 16, 17, 31, 32, 33, 48, 50]) {
          check({
            op: "mean",
            dtype,
            shape: [height, 2 * out],
            window: [height, 2],
            result: dtype,
            round,
            flavour: "special",
          });
        }
        check({ op: "mean", dtype, shape: [height, 18, 4], window: [height, 2], axes: [0, 1], result: dtype, round });
      }
    }
  });

  test.each(ROUNDS)("ties go %s, on both sides of zero", (round) => {
    // Halves and quarters of every kind, on both sides of zero.
    for (const count of [2, 4]) {
      for (const dtype of ["int8", "int16", "int32", "int64", "float32", "float64"] as const) {
        const row = Array.from({ length: 250 * count }, (_, i) =>
          i % count === 0 ? Math.floor(i / count) - 125 : (i * 7) % 5,
        );
        const big = dtype === "int64";
        const data = big ? BigInt64Array.from(row, (value) => BigInt(value)) : undefined;
        const source: TypedArray =
          data ??
          (dtype === "int8"
            ? Int8Array
            : dtype === "int16"
              ? Int16Array
              : dtype === "int32"
                ? Int32Array
                : dtype === "float32"
                  ? Float32Array
                  : Float64Array
          ).from(row);
        for (const result of ["int8", "int16", "int32", "int64", "uint8"] as const) {
          const task = {
            op: "mean" as const,
            data: source,
            dtype,
            shape: [1, row.length],
            pitch: [row.length, 1],
            offset: 0,
          };
          const expected = oracle({
            ...task,
            axes: [0, 1],
            window: [1, count],
            stride: [1, count],
            edge: "trim",
            result,
            round,
          });
          for (const { name, api } of ENGINE_BUILDS) {
            const pooled = api.meanPool({ data: source, shape: [1, row.length] }, [1, count], { dtype: result, round });
            expect(firstWrong(elementsOf(pooled), expected), `${name} ${dtype} ${result}`).toBeUndefined();
          }
        }
      }
    }
  });
});

describe("volumes and batches", () => {
  test.each(CODED)("%s", (dtype) => {
    const flavour = dtype.startsWith("float") ? "small" : "full";
    for (const op of OPS_IN_VECTORS) {
      check({ op, dtype, shape: [5, 6, 7], window: [2, 2, 2], flavour, plan: true });
      check({ op, dtype, shape: [6, 6, 9], window: [3, 2, 4], stride: [1, 2, 1], flavour, plan: true });
      check({ op, dtype, shape: [4, 5, 6, 3], window: [2, 2, 2], axes: [0, 1, 2], flavour, plan: true });
      check({ op, dtype, shape: [3, 2, 4, 4, 4], window: [2, 2, 2], flavour, edge: "exact", plan: true });
      check({ op, dtype, shape: [50, 8, 8], window: [2, 2], flavour, plan: true });
      check({ op, dtype, shape: [50, 7, 7], window: [2, 2], flavour, edge: "partial", plan: true });
      check({ op, dtype, shape: [20, 3, 5, 5], window: [5, 5], flavour, plan: true });
      check({ op, dtype, shape: [6, 4, 8], window: [3, 2], axes: [0, 2], flavour, plan: true });
      check({ op, dtype, shape: [6, 4, 8], window: [2, 3], axes: [2, 0], flavour, plan: true });
      check({ op, dtype, shape: [7], window: [2], flavour, plan: true });
    }
  });
});
