import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createTf, type Tf, type TfPad } from "../../src/compat/tf.ts";
import * as entry from "../../src/tf.ts";
import type { Input, NdArray, TypedArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { type Held, type HeldArray, inputOf, plain, typedOf } from "../support/held.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";

/* TensorFlow.js's own results, to the bit; written by scripts/oracles/tf_cases.mjs. */

interface Case {
  readonly fn: keyof Tf;
  readonly input: string;
  readonly args: unknown[];
  readonly shape: number[];
  readonly dtype: "float32" | "int32";
  readonly result: Held[];
  readonly indexes?: number[];
}

interface Fixture {
  readonly tfjs: string;
  readonly inputs: Record<string, HeldArray>;
  readonly cases: Case[];
  readonly leftOut: {
    readonly fn: keyof Tf;
    readonly input: string;
    readonly args: unknown[];
    readonly reason: string;
  }[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/tf.json", import.meta.url), "utf8")) as Fixture;

const inputNamed = (name: string) => inputOf(fixture.inputs[name] as HeldArray);

/** Any of the functions, with arguments as the fixture has them: null for one that is not given. */
const call = (tf: Tf, fn: keyof Tf, x: unknown, args: readonly unknown[]): unknown =>
  (tf[fn] as (...list: unknown[]) => unknown)(x, ...args.map((arg) => arg ?? undefined));

const image = <Data extends TypedArray>(data: Data, shape: number[]) => ({ data, shape });
const range = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);

onEveryBuild("as TensorFlow.js has it", (api) => {
  const tf = createTf(api);

  test.each([...new Set(fixture.cases.map(({ fn }) => fn))])("%s", (fn) => {
    const cases = fixture.cases.filter((one) => one.fn === fn);
    expect(cases.length).toBeGreaterThan(10);
    for (const { input, args, shape, dtype, result, indexes } of cases) {
      const called = `${fn} ${input} ${JSON.stringify(args)}`;
      const given = call(tf, fn, inputNamed(input), args);
      const pooled = (indexes === undefined ? given : (given as { result: unknown }).result) as NdArray;
      expect({ shape: pooled.shape, dtype: pooled.dtype }, called).toEqual({ shape, dtype });
      expect(plain(pooled.data as Float32Array), called).toEqual(plain(typedOf(dtype, result) as Float32Array));
      if (indexes === undefined) continue;
      const positions = (given as { indexes: NdArray }).indexes;
      expect({ shape: positions.shape, dtype: positions.dtype }, called).toEqual({ shape, dtype: "int32" });
      expect(Array.from(positions.data as Int32Array), called).toEqual(indexes);
    }
  });

  test("batches of none, which TensorFlow.js has too", () => {
    expect(fixture.cases.filter(({ shape }) => shape.includes(0)).length).toBeGreaterThan(5);
  });

  test("what is left out is refused, or runs by the documented rule", () => {
    for (const { fn, input, args, reason } of fixture.leftOut) {
      const called = `${fn} ${input} ${JSON.stringify(args)}`;
      const x = inputNamed(input);
      if (reason.startsWith("no window fits")) {
        expectRefused(
          () => call(tf, fn, x, args),
          { code: "out-of-range", option: "filterSize", kind: RangeError },
          called,
        );
        continue;
      }
      const given = call(tf, fn, x, args) as NdArray & { result?: NdArray };
      expect((given.result ?? given).shape.length, called).toBe(x.shape.length);
    }
  });
});

onEveryBuild("where TensorFlow.js is left behind", (api) => {
  const tf = createTf(api);

  test("a pad in numbers counts each axis by its own window and stride", () => {
    expect(tf.maxPool(image(range(24), [4, 6, 1]), [2, 3], [2, 3], 0).shape).toEqual([2, 2, 1]);
    expect(tf.maxPool(image(range(24), [4, 6, 1]), 2, [1, 2], 1).shape).toEqual([5, 4, 1]);
  });

  test("and stays where it is with dilations, outside the array", () => {
    const x = image(range(9), [3, 3, 1]);
    const padded = tf.pool(x, 2, "avg", 1, 2);
    expect(padded.shape).toEqual([3, 3, 1]);
    expect(Array.from(padded.data)).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5]);
  });

  test("3-D 'same' never starts inside the input", () => {
    expect(tf.maxPool3d(image(range(5), [1, 5, 1, 1, 1]), 1, 3, "same").data).toEqual(Float32Array.of(1, 4));
  });

  test("NaN makes every window that holds it NaN, and its position is the first NaN's", () => {
    const x = image(Float32Array.of(1, 1, NaN, 1, NaN, 2, -3, 0), [1, 2, 4, 1]);
    const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 1, "same");
    expect(Array.from(result.data)).toEqual([NaN, NaN, NaN, 1, NaN, 2, 0, 0]);
    expect(Array.from(indexes.data)).toEqual([4, 2, 2, 3, 4, 5, 7, 7]);
    expect(tf.maxPool(x, 2, 1, "same").data).toEqual(result.data);
  });

  test("-Infinity has a position, padding none", () => {
    const x = image(new Float32Array(4).fill(-Infinity), [2, 2, 1]);
    const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 2, 2);
    expect(result.data).toEqual(new Float32Array(9).fill(-Infinity));
    expect(Array.from(indexes.data)).toEqual([-1, -1, -1, -1, 0, -1, -1, -1, -1]);
  });

  test("channels first", () => {
    const x = { data: range(48), shape: [2, 2, 2, 2, 3] };
    // The same numbers with their channels last: [2, 2, 2, 3, 2] over the same data.
    const last = { ...x, shape: [2, 2, 2, 3, 2], stride: [24, 6, 3, 1, 12], offset: 0 };
    for (const fn of ["maxPool3d", "avgPool3d"] as const) {
      const first = tf[fn](x, [1, 2, 2], 1, "same", undefined, "NCDHW");
      const other = tf[fn](last, [1, 2, 2], 1, "same", null, "NDHWC");
      expect(first.shape).toEqual([2, 2, 2, 2, 3]);
      const turned = { ...other, shape: first.shape, stride: [24, 1, 12, 6, 2] };
      expect(api.toNested(turned)).toEqual(api.toNested(first));
    }
  });

  test("a window of one element where none is named", () => {
    const x = image(range(8), [2, 2, 2, 1]);
    expect(tf.maxPool3d(x, undefined as unknown as number, 1, "valid").data).toEqual(x.data);
  });

  test("pairs for each axis, in 3-D too", () => {
    const x = image(range(8), [2, 2, 2, 1]);
    const pads: TfPad = [
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 1],
      [0, 0],
    ];
    expect(tf.maxPool3d(x, 2, 1, pads).shape).toEqual([2, 1, 2, 1]);
    const first: TfPad = [
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 1],
    ];
    expect(tf.maxPool3d({ data: range(8), shape: [1, 2, 2, 2] }, 2, 1, first, null, "NCDHW").shape).toEqual([
      1, 2, 1, 2,
    ]);
  });
});

onEveryBuild("means of integers drop their fraction", (api) => {
  const tf = createTf(api);

  test.each([
    [Int8Array.of(-1, -2, -2, -2), "int8", -1],
    [Uint8Array.of(1, 2, 2, 2), "uint8", 1],
    [Uint8ClampedArray.of(1, 2, 2, 2), "uint8_clamped", 1],
    [Int16Array.of(-3, -4, -4, -4), "int16", -3],
    [Uint16Array.of(65535, 65535, 65535, 65532), "uint16", 65534],
    [Int32Array.of(-(2 ** 31), -(2 ** 31), -(2 ** 31), -(2 ** 31) + 3), "int32", -(2 ** 31) + 1],
    [Uint32Array.of(2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 0), "uint32", 3221225471],
    [BigInt64Array.of(-(2n ** 63n), -(2n ** 63n), -1n, -1n), "int64", -(2n ** 62n)],
    [BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 1n, 2n ** 64n - 1n, 2n ** 64n - 2n), "uint64", 2n ** 64n - 2n],
  ])("%o", (data, dtype, mean) => {
    for (const pooled of [
      tf.avgPool(image(data, [2, 2, 1]), 2, 2, "valid"),
      tf.pool(image(data, [2, 2, 1]), 2, "avg", "valid"),
      tf.avgPool3d(image(data, [1, 2, 2, 1]), [1, 2, 2], 1, "valid"),
    ]) {
      expect(pooled.dtype).toBe(dtype);
      expect(pooled.data[0]).toBe(mean);
      expect(pooled.data.constructor).toBe(data.constructor);
    }
  });

  test("and of floats keep it", () => {
    expect(tf.avgPool([[[1], [2]]], [1, 2], 1, "valid")).toMatchObject({ dtype: "float64", shape: [1, 1, 1] });
    expect(tf.avgPool([[[1], [2]]], [1, 2], 1, "valid").data).toEqual(Float64Array.of(1.5));
    expect(tf.avgPool(image(Float32Array.of(1, 2), [1, 2, 1]), [1, 2], 1, "valid").data).toEqual(Float32Array.of(1.5));
  });
});

onEveryBuild("dtypes", (api) => {
  const tf = createTf(api);

  test("float16 stated over its bits stays float16", () => {
    // 1, 2, 2048 and 2050: their mean is no float16, and their sum beyond what float16 tells apart.
    const x = { data: Uint16Array.of(0x3c00, 0x4000, 0x6800, 0x6801), shape: [2, 2, 1], dtype: "float16" } as const;
    expect(tf.maxPool(x, 2, 1, "valid").dtype).toBe("float16");
    const mean = tf.avgPool(x, 2, 1, "valid");
    expect(mean.dtype).toBe("float16");
    expect(new Uint16Array(mean.data.buffer)).toEqual(Uint16Array.of(0x6401));
  });

  test("types say what comes out", () => {
    const whole = image(Int32Array.of(1, 2, 3, 5), [2, 2, 1]);
    const largest: NdArray<Int32Array<ArrayBuffer>> = tf.maxPool(whole, 2, 1, "valid");
    const mean: NdArray<Int32Array<ArrayBuffer>> = tf.avgPool(whole, 2, 1, "valid");
    const { result, indexes } = tf.maxPoolWithArgmax(whole, 2, 1, "valid");
    const found: NdArray<Int32Array<ArrayBuffer>> = result;
    const nested: NdArray<Float64Array<ArrayBuffer>> = tf.pool([[[1]], [[2]]], [2, 1], "avg", "valid");
    expect([largest.data[0], mean.data[0], found.data[0], indexes.data[0], nested.data[0]]).toEqual([5, 2, 5, 3, 1.5]);
  });
});

onEveryBuild("any input form", (api) => {
  const tf = createTf(api);
  const expected = Float32Array.of(5, 6, 8, 9);

  test.each<[string, Input]>([
    ["dims", { data: range(9), dims: [3, 3, 1] }],
    ["an image", { data: range(9), width: 3, height: 3 }],
    ["raw pixels", { data: range(9), info: { width: 3, height: 3, channels: 1 } }],
    ["strides", { data: range(9), shape: [3, 3, 1], stride: [3, 1, 0], offset: 0 }],
    ["typed shapes", { data: range(9), shape: Int32Array.of(3, 3, 1) }],
    [
      "nested arrays",
      [
        [[1], [2], [3]],
        [[4], [5], [6]],
        [[7], [8], [9]],
      ],
    ],
  ])("%s", (_, x) => {
    const pooled = tf.maxPool(x, 2, 2, "same");
    expect(pooled.shape).toEqual([2, 2, 1]);
    expect(Array.from(pooled.data as Float32Array)).toEqual(Array.from(expected));
    expect(tf.maxPool(x, Int32Array.of(2, 2), new Uint8Array(2).fill(2), "same").data).toEqual(pooled.data);
  });

  test("views without copying them first", () => {
    const x = { data: range(18), shape: [3, 3, 1], stride: [-6, -2, 1], offset: 17 };
    expect(Array.from(tf.maxPool(x, 2, 2, "same").data)).toEqual([18, 14, 6, 2]);
  });
});

onEveryBuild("refusals", (api) => {
  const tf = createTf(api);
  const x = image(range(9), [3, 3, 1]);
  const deep = image(range(8), [2, 2, 2, 1]);
  const range_ = { code: "out-of-range", kind: RangeError } as const;
  const type = { code: "wrong-type", kind: TypeError } as const;
  const shape = { code: "shape-mismatch", kind: RangeError } as const;

  const rows: [string, () => unknown, Refusal][] = [
    ["no input", () => tf.maxPool(null as never, 2, 2, 0), { ...type, option: "x" }],
    ["a bare typed array", () => tf.maxPool(range(4) as never, 2, 2, 0), { ...type, option: "x" }],
    [
      "too short",
      () => tf.maxPool(image(range(4), [3, 3, 1]), 2, 2, 0),
      { ...shape, option: "x.data", got: "4 elements" },
    ],
    [
      "rank 2",
      () => tf.maxPool(image(range(9), [3, 3]), 2, 2, 0),
      { ...shape, option: "x.shape", message: /height, width, channels/ },
    ],
    ["rank 5", () => tf.avgPool(image(range(9), [1, 1, 3, 3, 1]), 2, 2, 0), { ...shape, option: "x.shape" }],
    [
      "rank 3 in 3-D",
      () => tf.maxPool3d(x, 2, 2, 0),
      { ...shape, option: "x.shape", message: /\[depth, height, width, channels\]/ },
    ],
    [
      "rank 3, channels first",
      () => tf.maxPool3d(x, 2, 2, 0, null, "NCDHW"),
      { ...shape, option: "x.shape", message: /\[channels, depth/ },
    ],
    ["no elements", () => tf.maxPool(image(range(0), [0, 3, 1]), 2, 2, "same"), { ...range_, option: "x.shape" }],
    ["no elements, padded", () => tf.maxPool(image(range(0), [3, 0, 1]), 2, 2, 1), { ...range_, option: "x.shape" }],
    ["window 0", () => tf.maxPool(x, 0, 2, 0), { ...range_, option: "filterSize" }],
    ["window 1.5", () => tf.maxPool(x, [2, 1.5], 2, 0), { ...range_, option: "filterSize[1]" }],
    ["window of words", () => tf.maxPool(x, "2" as never, 2, 0), { ...type, option: "filterSize" }],
    ["window of one number in a list", () => tf.maxPool(x, [2], 2, 0), { ...shape, option: "filterSize" }],
    ["window of three", () => tf.maxPool(x, [2, 2, 1], 2, 0), { ...shape, option: "filterSize" }],
    [
      "window of bigints",
      () => tf.maxPool(x, BigInt64Array.of(2n, 2n) as never, 2, 0),
      { ...type, option: "filterSize[0]" },
    ],
    ["window beyond 2^53", () => tf.maxPool(x, 2 ** 53, 2, 0), { ...range_, option: "filterSize", message: /2\^53/ }],
    ["pool's window", () => tf.pool(x, -1, "max", 0), { ...range_, option: "windowShape" }],
    [
      "too large a window",
      () => tf.maxPool(x, 4, 1, "valid"),
      { ...range_, option: "filterSize", message: /\(3 \+ 0 - 4\) \/ 1 \+ 1 < 1/ },
    ],
    [
      "too large a dilated window",
      () => tf.pool(x, 3, "max", "valid", 2),
      { ...range_, option: "windowShape", message: /spans 5/ },
    ],
    ["no strides", () => tf.maxPool(x, 2, undefined as never, 0), { ...type, option: "strides" }],
    ["strides 0", () => tf.avgPool(x, 2, 0, 0), { ...range_, option: "strides" }],
    ["strides of three", () => tf.avgPool(x, 2, [1, 1, 1], 0), { ...shape, option: "strides" }],
    ["strides of two in 3-D", () => tf.avgPool3d(deep, 2, [1, 1], 0), { ...shape, option: "strides" }],
    ["dilations 0", () => tf.pool(x, 2, "max", 0, 0), { ...range_, option: "dilations" }],
    [
      "strides with dilations",
      () => tf.pool(x, 2, "max", "valid", 2, 2),
      { ...range_, option: "strides", message: /\[2, 2\] and \[2, 2\]/ },
    ],
    [
      "strides on one axis, dilations on the other",
      () => tf.pool(x, 2, "max", "same", [2, 1], [1, 2]),
      { ...range_, option: "strides" },
    ],
    ["no pad", () => tf.maxPool(x, 2, 2, undefined as never), { ...type, option: "pad" }],
    ["pad null", () => tf.maxPool(x, 2, 2, null as never), { ...type, option: "pad" }],
    ["pad of another word", () => tf.maxPool(x, 2, 2, "SAME" as never), { ...range_, option: "pad" }],
    ["pad -1", () => tf.maxPool(x, 2, 2, -1), { ...range_, option: "pad" }],
    ["pad 0.5", () => tf.maxPool(x, 2, 2, 0.5), { ...range_, option: "pad" }],
    [
      "pad of two pairs",
      () =>
        tf.maxPool(x, 2, 2, [
          [1, 1],
          [1, 1],
        ]),
      { ...shape, option: "pad", got: "[[1, 1], [1, 1]]" },
    ],
    ["pad of numbers", () => tf.maxPool(x, 2, 2, [0, 1, 1, 0] as never), { ...type, option: "pad[0]" }],
    [
      "pad of triples",
      () => tf.maxPool(x, 2, 2, [[0, 0], [1, 1, 1] as never, [0, 0], [0, 0]]),
      { ...shape, option: "pad[1]" },
    ],
    [
      "pad of negative rows",
      () =>
        tf.maxPool(x, 2, 2, [
          [0, 0],
          [0, -1],
          [0, 0],
          [0, 0],
        ]),
      { ...range_, option: "pad[1][1]" },
    ],
    [
      "padded channels",
      () =>
        tf.maxPool(x, 2, 2, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 1],
        ]),
      { ...range_, option: "pad[3]" },
    ],
    [
      "a padded batch",
      () =>
        tf.maxPool(x, 2, 2, [
          [1, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ]),
      { ...range_, option: "pad[0]" },
    ],
    [
      "padded channels, first",
      () =>
        tf.maxPool3d(
          deep,
          1,
          1,
          [
            [0, 0],
            [0, 1],
            [0, 0],
            [0, 0],
            [0, 0],
          ],
          null,
          "NCDHW",
        ),
      { ...range_, option: "pad[1]" },
    ],
    [
      "rounding of another kind",
      () => tf.maxPool(x, 2, 2, 0, "trunc" as never),
      { ...range_, option: "dimRoundingMode" },
    ],
    ["rounding true", () => tf.maxPool(x, 2, 2, 0, true as never), { ...type, option: "dimRoundingMode" }],
    [
      "rounding with a word",
      () => tf.maxPool(x, 2, 2, "same", "floor"),
      { ...range_, option: "dimRoundingMode", message: /pad "same"/ },
    ],
    [
      "rounding with valid",
      () => tf.pool(x, 2, "avg", "valid", 1, 1, "ceil"),
      { ...range_, option: "dimRoundingMode" },
    ],
    [
      "another data format",
      () => tf.maxPool3d(deep, 2, 2, 0, null, "NHWC" as never),
      { ...range_, option: "dataFormat" },
    ],
    [
      "a data format that is none",
      () => tf.avgPool3d(deep, 2, 2, 0, null, 5 as never),
      { ...type, option: "dataFormat" },
    ],
    ["another pooling", () => tf.pool(x, 2, "mean" as never, 0), { ...range_, option: "poolingType" }],
    ["no pooling", () => tf.pool(x, 2, undefined as never, 0), { ...type, option: "poolingType" }],
    [
      "a batch flag that is none",
      () => tf.maxPoolWithArgmax(x, 2, 2, 0, 1 as never),
      { ...type, option: "includeBatchInIndex" },
    ],
  ];

  test.each(rows)("%s", (called, run, refusal) => expectRefused(run, refusal, called));

  test("strides and dilations of one are no contradiction", () => {
    expect(tf.pool(x, 2, "max", "valid", [1, 1], [2, 2]).data).toEqual(Float32Array.of(5));
    expect(tf.pool(x, 2, "max", "valid", 2, [1, 1]).data).toEqual(Float32Array.of(9));
  });
});

describe("stridepool/tf", () => {
  test("has these functions, and no others", () => {
    const { StridepoolError, ...functions } = entry;
    expect(StridepoolError).toBeTypeOf("function");
    expect(Object.keys(functions).sort()).toEqual([
      "avgPool",
      "avgPool3d",
      "maxPool",
      "maxPool3d",
      "maxPoolWithArgmax",
      "pool",
    ]);
    expect(entry.maxPool(image(range(9), [3, 3, 1]), 2, 2, "same").data).toEqual(Float32Array.of(5, 6, 8, 9));
  });
});
