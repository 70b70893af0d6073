import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { DType, NdArray, Op, PoolOptions, Reducer } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { matrix } from "./bad/row.ts";
import type { Loose } from "./functions.ts";

/* What a result is: its dtype, the class of its array, its shape and strides; for every op, dtype and way of asking. */

type Kind = "float" | "short" | "long";
const kindOf = (dtype: DType): Kind => (DTYPES[dtype].float ? "float" : DTYPES[dtype].big ? "long" : "short");

/** dtypes of results: of floats, of integers up to 32 bits, of 64-bit integers. */
const DEFAULTS: Readonly<Record<Op | "reducer", Readonly<Record<Kind, DType | "same">>>> = {
  max: { float: "same", short: "same", long: "same" },
  min: { float: "same", short: "same", long: "same" },
  mode: { float: "same", short: "same", long: "same" },
  first: { float: "same", short: "same", long: "same" },
  mean: { float: "same", short: "float64", long: "float64" },
  var: { float: "same", short: "float64", long: "float64" },
  std: { float: "same", short: "float64", long: "float64" },
  lp: { float: "same", short: "float64", long: "float64" },
  rms: { float: "same", short: "float64", long: "float64" },
  median: { float: "same", short: "float64", long: "float64" },
  reducer: { float: "same", short: "float64", long: "float64" },
  sum: { float: "same", short: "float64", long: "same" },
  prod: { float: "same", short: "float64", long: "same" },
  range: { float: "same", short: "float64", long: "same" },
  any: { float: "uint8", short: "uint8", long: "uint8" },
  all: { float: "uint8", short: "uint8", long: "uint8" },
  count: { float: "uint32", short: "uint32", long: "uint32" },
  argmax: { float: "int32", short: "int32", long: "int32" },
  argmin: { float: "int32", short: "int32", long: "int32" },
};

function defaultOf(op: Op | "reducer", dtype: DType): DType {
  const named = DEFAULTS[op][kindOf(dtype)];
  return named === "same" ? dtype : named;
}

const reducer: Reducer = () => 1;
const EVERY = [...OP_NAMES, "reducer" as const];
const argumentOf = (op: Op | "reducer"): Op => (op === "reducer" ? (reducer as never) : op);

/** That an array is a new one of a dtype and shape, row-major in the class of its dtype. */
function expectNew(result: NdArray, dtype: DType, shape: number[], called: string): void {
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const { data, ...fields } = result;
  expect(fields, called).toEqual({ shape, stride, offset: 0, dtype });
  expect(Object.getPrototypeOf(data), called).toBe(DTYPES[dtype].array.prototype);
  expect(data.length, called).toBe(shape.reduce((a, b) => a * b, 1));
}

onEveryBuild("results", (api) => {
  test("the tables name every op", () => {
    expect(Object.keys(DEFAULTS).sort()).toEqual([...EVERY].sort());
  });

  test.each(EVERY)("%s has its dtype and class for every dtype, whoever asks", (op) => {
    for (const dtype of DTYPE_NAMES) {
      const expected = defaultOf(op, dtype);
      const input = matrix(dtype);
      const asked = argumentOf(op);
      expectNew(api.pool(asked, input, 2) as NdArray, expected, [2, 4], `pool ${dtype}`);
      expectNew(
        api.pool(asked, input, 2, { padding: 1, axes: [1, 0] }) as NdArray,
        expected,
        [3, 5],
        `padded ${dtype}`,
      );
      expectNew(api.globalPool(asked, input) as NdArray, expected, [1, 1], `globalPool ${dtype}`);
      expectNew(api.adaptivePool(asked, input, 3) as NdArray, expected, [3, 3], `adaptivePool ${dtype}`);
      const plan = api.createPlan(asked, { shape: [4, 8], dtype }, 2);
      expect(plan.output).toMatchObject({ shape: [2, 4], stride: [4, 1], offset: 0, dtype: expected });
      expect(Object.getPrototypeOf(plan.output.data)).toBe(DTYPES[expected].array.prototype);
      plan.dispose();
      if (op === "reducer") continue;
      const stats = api.poolStats(input, 2, { stats: [op] });
      expect(Object.keys(stats)).toEqual([op]);
      expectNew(stats[op] as NdArray, expected, [2, 4], `poolStats ${dtype}`);
    }
  });

  test.each(EVERY)("%s has any dtype that is asked for", (op) => {
    for (const dtype of DTYPE_NAMES) {
      for (const asked of DTYPE_NAMES) {
        const result = api.pool(argumentOf(op), matrix(dtype), 4, { dtype: asked }) as NdArray;
        expectNew(result, asked, [1, 2], `${dtype} as ${asked}`);
      }
    }
  });

  test("the named forms are their ops", () => {
    const names = ["max", "min", "mean", "sum", "lp", "median", "mode", "var", "std", "argmax", "argmin"] as const;
    for (const op of names) {
      for (const dtype of ["uint8", "int64", "float16", "float64"] as const) {
        const options: PoolOptions = { stride: 1, padding: 1, ddof: 1, p: 3, interpolation: "lower" };
        const named = api[`${op}Pool`](matrix(dtype), 3, options);
        expect(named).toEqual(api.pool(op, matrix(dtype), 3, options));
      }
    }
    expect(api.avgPool).toBe(api.meanPool);
  });

  test("a median that is one of its taps keeps their dtype", () => {
    for (const dtype of DTYPE_NAMES) {
      for (const interpolation of ["lower", "higher"] as const) {
        const result = api.medianPool(matrix(dtype), 2, { interpolation });
        expectNew(result as NdArray, dtype, [2, 4], `${dtype} ${interpolation}`);
        expect(Number((api.toNested(result) as unknown[][])[0]?.[0])).toBe(interpolation === "lower" ? 1 : 8);
      }
    }
  });

  test("positions that can pass 2^31 - 1 are float64", () => {
    const far = (extent: number) => ({ data: Uint8Array.of(1), shape: [extent], stride: [0] });
    const numbered = (extent: number, indices: "window" | "plane" | "tensor", window = 1) =>
      api.argmaxPool(far(extent), window, { stride: 2 ** 31 - 1, indices });
    expectNew(numbered(2 ** 31, "plane"), "int32", [2], "the last that fits");
    expect(Array.from(numbered(2 ** 31, "plane").data)).toEqual([0, 2 ** 31 - 1]);
    expectNew(numbered(2 ** 31 + 1, "plane"), "float64", [2], "plane");
    expectNew(numbered(2 ** 31 + 1, "tensor"), "float64", [2], "tensor");
    expectNew(numbered(2 ** 31 + 1, "window"), "int32", [2], "window");
    expect(Array.from(numbered(2 ** 32, "plane").data)).toEqual([0, 2 ** 31 - 1, 2 ** 32 - 2]);
    const beside = api.maxPool(far(2 ** 32), 1, { stride: 2 ** 31 - 1, indices: "plane" });
    expectNew(beside.indices as NdArray, "float64", [3], "beside");
    expect(Array.from(beside.indices.data)).toEqual([0, 2 ** 31 - 1, 2 ** 32 - 2]);
    expect(beside.dtype).toBe("uint8");
    // Over the plane of one axis, not over the array.
    const wide = { data: Uint8Array.of(1), shape: [2 ** 16, 2 ** 16], stride: [0, 0] };
    const options = { axes: [1], stride: 2 ** 16 } as const;
    const rows = { ...wide, shape: [2, 2 ** 31] };
    expectNew(
      api.argmaxPool(rows, [1], { ...options, stride: 2 ** 31, indices: "plane" }),
      "int32",
      [2, 1],
      "plane of rows",
    );
    const whole = api.argmaxPool(rows, [1], { ...options, stride: 2 ** 31, indices: "tensor" });
    expectNew(whole, "float64", [2, 1], "tensor of rows");
    expect(Array.from(whole.data)).toEqual([0, 2 ** 31]);
    // A dtype that is asked for is what comes.
    expect(api.argmaxPool(far(2 ** 32), 1, { stride: 2 ** 31 - 1, indices: "plane", dtype: "int32" }).data).toEqual(
      Int32Array.of(0, 2 ** 31 - 1, 2 ** 31 - 1),
    );
    const padded = { padding: 2 ** 31, stride: 2 ** 33, indices: "window" } as const;
    expectNew(api.argmaxPool(far(1), 2 ** 31 + 1, padded), "float64", [1], "a window of so many taps");
    expect(api.argmaxPool(far(1), 2 ** 31 + 1, padded).data[0]).toBe(2 ** 31);
  });
});

/** An op, and options that it has no use for. */
const WITHOUT_USE: readonly (readonly [PoolOptions, readonly Op[]])[] = [
  [{ countPadding: true }, OP_NAMES.filter((op) => op !== "mean")],
  [{ divisor: 3 }, OP_NAMES.filter((op) => op !== "mean")],
  [{ p: 3 }, OP_NAMES.filter((op) => op !== "lp")],
  [{ ddof: 1 }, OP_NAMES.filter((op) => op !== "var" && op !== "std")],
  [{ interpolation: "lower" }, OP_NAMES.filter((op) => op !== "median")],
  [{ round: "floor" }, OP_NAMES],
  [{ indices: false }, OP_NAMES],
  [{ nan: "propagate" }, OP_NAMES],
  [{ minCount: 0 }, OP_NAMES],
];

onEveryBuild("options that an op has no use for", (api) => {
  test.each(WITHOUT_USE)("%o have no effect", (options, ops) => {
    for (const op of ops) {
      for (const dtype of ["uint8", "int64", "float16", "float32"] as const) {
        const around = { padding: 1, stride: 1 };
        const plain = api.pool(op, matrix(dtype), 3, around);
        expect(api.pool(op, matrix(dtype), 3, { ...around, ...options }), `${op} ${dtype}`).toEqual(plain);
        const all = api.globalPool(op, matrix(dtype), options as Loose);
        expect(all, `${op} ${dtype}`).toEqual(api.globalPool(op, matrix(dtype)));
      }
    }
  });

  test("nan: ignore, where there are no NaN", () => {
    for (const op of OP_NAMES) {
      for (const dtype of DTYPE_NAMES) {
        const plain = api.pool(op, matrix(dtype), 2);
        expect(api.pool(op, matrix(dtype), 2, { nan: "ignore" }), `${op} ${dtype}`).toEqual(plain);
      }
    }
  });

  test("fill, padMode and countPadding, where nothing is tapped outside", () => {
    for (const op of OP_NAMES) {
      const plain = api.pool(op, matrix(), 2);
      for (const options of [{ fill: 99 }, { padMode: "wrap" }, { countPadding: true }, { edge: "exact" }] as const) {
        expect(api.pool(op, matrix(), 2, options), `${op} ${JSON.stringify(options)}`).toEqual(plain);
      }
    }
  });

  test('edge, where padding is "same"', () => {
    for (const op of OP_NAMES) {
      const options = { padding: "same", stride: 3 } as const;
      const plain = api.pool(op, matrix(), 2, options);
      for (const edge of ["trim", "partial", "exact"] as const) {
        expect(api.pool(op, matrix(), 2, { ...options, edge }), `${op} ${edge}`).toEqual(plain);
      }
    }
  });
});
