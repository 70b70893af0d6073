import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createWebNN, type MLPool2dOptions, type WebNN } from "../../src/compat/webnn.ts";
import type { Input, NdArray } from "../../src/types.ts";
import * as entry from "../../src/webnn.ts";
import { onEveryBuild } from "../support/builds.ts";
import { type Held, type HeldArray, inputOf, plain, typedOf } from "../support/held.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";

/* WebNN's operators by their definition, and PyTorch's word on it; written by scripts/oracles/webnn_cases.py. */

interface Call {
  readonly op: keyof WebNN;
  readonly array: string;
  readonly options: MLPool2dOptions;
}

interface Fixture {
  readonly agreed: Record<keyof WebNN, number>;
  readonly arrays: Record<string, HeldArray>;
  readonly cases: (Call & { readonly shape: number[]; readonly result: Held[] })[];
  readonly refused: (Call & { readonly reason: string })[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/webnn.json", import.meta.url), "utf8")) as Fixture;

const arrayOf = (name: string) => inputOf(fixture.arrays[name] as HeldArray);

const range = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);

onEveryBuild("as WebNN defines it", (api) => {
  const webnn = createWebNN(api);

  test.each(["averagePool2d", "maxPool2d", "l2Pool2d"] as const)("%s", (op) => {
    const cases = fixture.cases.filter((one) => one.op === op);
    expect(cases.length).toBeGreaterThan(100);
    expect(fixture.agreed[op]).toBeGreaterThan(40);
    for (const { array, options, shape, result } of cases) {
      const x = arrayOf(array);
      const pooled = webnn[op](x, options) as NdArray;
      const called = `${op} ${array} ${JSON.stringify(options)}`;
      expect({ shape: pooled.shape, data: pooled.data.constructor }, called).toEqual({
        shape,
        data: x.data.constructor,
      });
      const ours = plain(pooled.data as ArrayLike<number | bigint>);
      const expected = plain(typedOf(pooled.dtype, result) as ArrayLike<number | bigint>);
      if (op === "maxPool2d") {
        expect(ours, called).toEqual(expected);
        continue;
      }
      // Each of the two is rounded a few times, at the size of the largest element.
      const largest = Math.max(
        ...Array.from(x.data as Float64Array, (value) => (Number.isFinite(value) ? Math.abs(value) : 0)),
        0,
      );
      const step = pooled.dtype === "float32" ? 2 ** -22 : 2 ** -51;
      (ours as number[]).forEach((value, i) => {
        const their = expected[i] as number;
        if (Number.isFinite(their))
          expect(Math.abs(value - their), `${called}: ${value}, not ${their}`).toBeLessThanOrEqual(
            step * Math.max(largest, Math.abs(their)),
          );
        else expect(value, called).toBe(their);
      });
    }
  });

  test("means of whole numbers to the bit", () => {
    const cases = fixture.cases.filter(({ op, array }) => op === "averagePool2d" && /float32|nhwc|ties/.test(array));
    expect(cases.length).toBeGreaterThan(50);
    for (const { array, options, result } of cases) {
      const pooled = webnn.averagePool2d(arrayOf(array), options) as NdArray;
      expect(plain(Array.from(pooled.data as Float32Array))).toEqual(
        plain(Array.from(Float32Array.from(result, Number))),
      );
    }
  });

  test("what it refuses", () => {
    expect(fixture.refused.length).toBeGreaterThan(20);
    for (const { op, array, options, reason } of fixture.refused) {
      expect(reason).toBe("the window does not fit");
      const refusal = { code: "out-of-range", option: "windowDimensions", kind: RangeError } as const;
      expectRefused(() => webnn[op](arrayOf(array), options), refusal, `${op} ${array} ${JSON.stringify(options)}`);
    }
  });
});

onEveryBuild("what WebNN's users know", (api) => {
  const webnn = createWebNN(api);
  const x = { data: range(49), shape: [1, 1, 7, 7] };

  test("without options all of each plane is pooled", () => {
    expect(webnn.maxPool2d(x)).toEqual({
      data: Float32Array.of(49),
      shape: [1, 1, 1, 1],
      stride: [1, 1, 1, 1],
      offset: 0,
      dtype: "float32",
    });
    expect(webnn.averagePool2d({ ...x, shape: [1, 7, 7, 1] }, { layout: "nhwc" }).data).toEqual(Float32Array.of(25));
    expect(webnn.l2Pool2d({ data: Float32Array.of(3, 0, -4, 0), shape: [1, 1, 2, 2] }).data).toEqual(
      Float32Array.of(5),
    );
  });

  test("strides are 1 unless given, not the window", () => {
    expect(webnn.maxPool2d(x, { windowDimensions: [3, 2] }).shape).toEqual([1, 1, 5, 6]);
  });

  test("undefined is not given", () => {
    expect(
      webnn.maxPool2d(x, {
        windowDimensions: undefined,
        padding: undefined,
        strides: undefined,
        dilations: undefined,
        layout: undefined,
        outputShapeRounding: undefined,
        roundingType: undefined,
        outputSizes: undefined,
        label: undefined,
      }).data,
    ).toEqual(Float32Array.of(49));
    expect(webnn.maxPool2d(x, undefined).data).toEqual(Float32Array.of(49));
  });

  test("outputSizes chooses between the roundings, padding and all", () => {
    const options = { windowDimensions: [4, 4], padding: [1, 1, 1, 1], strides: [2, 2] };
    expect(webnn.maxPool2d(x, { ...options, outputSizes: [3, 3] })).toEqual(
      webnn.maxPool2d(x, { ...options, outputShapeRounding: "floor" }),
    );
    expect(webnn.maxPool2d(x, { ...options, outputSizes: [4, 4] })).toEqual(
      webnn.maxPool2d(x, { ...options, outputShapeRounding: "ceil" }),
    );
    expect(webnn.averagePool2d(x, { ...options, outputSizes: [3, 3], outputShapeRounding: "ceil" }).shape).toEqual([
      1, 1, 3, 3,
    ]);
    expect(webnn.averagePool2d(x, { ...options, outputSizes: Uint32Array.of(3, 3) }).shape).toEqual([1, 1, 3, 3]);
  });

  test("the rounding's earlier name", () => {
    const options = { windowDimensions: [2, 2], strides: [2, 2] };
    expect(webnn.maxPool2d(x, { ...options, roundingType: "ceil" })).toEqual(
      webnn.maxPool2d(x, { ...options, outputShapeRounding: "ceil" }),
    );
    expect(
      webnn.maxPool2d(x, { ...options, roundingType: "ceil", outputShapeRounding: "ceil", label: "pool" }).shape,
    ).toEqual([1, 1, 4, 4]);
  });

  test("windows of padding alone: the last ones start beyond the input", () => {
    const small = { data: range(25), shape: [1, 1, 5, 5] };
    const options = {
      windowDimensions: [3, 3],
      strides: [3, 3],
      padding: [1, 1, 1, 1],
      outputShapeRounding: "ceil",
    } as const;
    expect(Array.from(webnn.maxPool2d(small, options).data)).toEqual([
      7,
      10,
      -Infinity,
      22,
      25,
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
    ]);
    expect(Array.from(webnn.averagePool2d(small, options).data)).toEqual([4, 6.5, NaN, 16.5, 19, NaN, NaN, NaN, NaN]);
    expect(webnn.l2Pool2d(small, options).data[8]).toBe(0);
  });

  test("float16 stays float16", () => {
    const half = {
      data: Uint16Array.of(0x3c00, 0x4000, 0x4000, 0x4400),
      shape: [1, 1, 2, 2],
      dtype: "float16",
    } as const;
    for (const [op, bits] of [
      ["maxPool2d", 0x4400],
      ["averagePool2d", 0x4080],
      ["l2Pool2d", 0x4500],
    ] as const) {
      const pooled = webnn[op](half);
      expect(pooled.dtype).toBe("float16");
      expect(new Uint16Array(pooled.data.buffer)).toEqual(Uint16Array.of(bits));
    }
  });

  test("types say what comes out", () => {
    const whole = { data: Int8Array.of(3, 4, 0, 0), shape: [1, 1, 2, 2] };
    const largest: NdArray<Int8Array<ArrayBuffer>> = webnn.maxPool2d(whole);
    const mean: NdArray<Float64Array<ArrayBuffer>> = webnn.averagePool2d(whole);
    const norm: NdArray<Float64Array<ArrayBuffer>> = webnn.l2Pool2d(whole);
    const narrow: NdArray<Float32Array<ArrayBuffer>> = webnn.averagePool2d({ data: range(4), shape: [1, 1, 2, 2] });
    expect([largest.data[0], mean.data[0], norm.data[0], narrow.data[0]]).toEqual([4, 1.75, 5, 2.5]);
  });

  test("integers: maxima keep their dtype, means and norms are float64", () => {
    const whole = { data: Int16Array.of(1, 2, 2, 4), shape: [1, 1, 2, 2] };
    expect(webnn.maxPool2d(whole).data).toEqual(Int16Array.of(4));
    expect(webnn.averagePool2d(whole).data).toEqual(Float64Array.of(2.25));
    expect(webnn.l2Pool2d(whole).data).toEqual(Float64Array.of(5));
  });

  test.each<[string, Input]>([
    ["dims", { data: range(4), dims: [1, 1, 2, 2] }],
    ["strides", { data: range(4), shape: [1, 1, 2, 2], stride: [4, 4, -2, -1], offset: 3 }],
    [
      "nested arrays",
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
    ],
  ])("%s", (_, input) => {
    expect(Array.from(webnn.averagePool2d(input).data as Float64Array)).toEqual([2.5]);
  });
});

onEveryBuild("refusals", (api) => {
  const webnn = createWebNN(api);
  const x = { data: range(50), shape: [1, 2, 5, 5] };
  const out = { code: "out-of-range", kind: RangeError } as const;
  const type = { code: "wrong-type", kind: TypeError } as const;
  const shape = { code: "shape-mismatch", kind: RangeError } as const;
  const unknown = { code: "unknown-option", kind: TypeError } as const;
  const run =
    (options: unknown, input: unknown = x) =>
    () =>
      webnn.maxPool2d(input as Input, options as MLPool2dOptions);

  const rows: [string, () => unknown, Refusal][] = [
    ["no input", run({}, null), { ...type, option: "x" }],
    [
      "rank 3",
      run({}, { data: range(50), shape: [2, 5, 5] }),
      { ...shape, option: "x.shape", message: /batch, channels, height, width/ },
    ],
    [
      "rank 5",
      run({ layout: "nhwc" }, { data: range(50), shape: [1, 1, 2, 5, 5] }),
      { ...shape, option: "x.shape", message: /batch, height, width, channels/ },
    ],
    ["an image", run({}, { data: range(50), width: 5, height: 5 }), { ...shape, option: "x.shape" }],
    ["options that are none", run(2), { ...type, option: "options" }],
    ["a list of options", run([2]), { ...type, option: "options" }],
    ["null", run(null), { ...type, option: "options" }],
    ["an option of pool", run({ stride: [2, 2] }), { ...unknown, option: "stride", message: /did you mean strides/ }],
    ["another option", run({ window: [2, 2] }), { ...unknown, option: "window" }],
    ["a window of four", run({ windowDimensions: [1, 1, 1, 1] }), { ...shape, option: "windowDimensions" }],
    ["a window of a number", run({ windowDimensions: 2 }), { ...type, option: "windowDimensions" }],
    ["a window of no extent", run({ windowDimensions: [0, 2] }), { ...out, option: "windowDimensions[0]" }],
    [
      "a window too high",
      run({ windowDimensions: [8, 2] }),
      { ...out, option: "windowDimensions", message: /axis 2 the window spans 8 of 5 \+ 0/ },
    ],
    [
      "a window too wide",
      run({ windowDimensions: [2, 6], outputShapeRounding: "ceil" }),
      { ...out, option: "windowDimensions", message: /axis 3/ },
    ],
    [
      "a window dilated too far",
      run({ windowDimensions: [3, 3], dilations: [3, 1] }),
      { ...out, option: "windowDimensions", message: /dilations 3/ },
    ],
    [
      "nothing to pool",
      run({ windowDimensions: [1, 1], padding: [1, 1, 1, 1] }, { data: range(0), shape: [1, 2, 0, 5] }),
      { ...out, option: "windowDimensions" },
    ],
    [
      "nothing to pool at all",
      run({}, { data: range(0), shape: [1, 2, 0, 5] }),
      { ...out, option: "windowDimensions" },
    ],
    ["padding of two", run({ padding: [2, 2] }), { ...shape, option: "padding" }],
    [
      "padding of pairs",
      run({
        padding: [
          [1, 1],
          [1, 1],
        ],
      }),
      { ...shape, option: "padding", got: "[[1, 1], [1, 1]]" },
    ],
    ["negative padding", run({ padding: [0, 0, -1, 0] }), { ...out, option: "padding[2]" }],
    ["padding of words", run({ padding: "same" }), { ...type, option: "padding" }],
    ["strides of one", run({ strides: [2] }), { ...shape, option: "strides" }],
    ["strides 0", run({ strides: [0, 2] }), { ...out, option: "strides[0]" }],
    ["strides of a number", run({ strides: 2 }), { ...type, option: "strides" }],
    ["dilations of three", run({ dilations: [1, 1, 2] }), { ...shape, option: "dilations" }],
    ["dilations 0", run({ dilations: [1, 0] }), { ...out, option: "dilations[1]" }],
    ["another layout", run({ layout: "chwn" }), { ...out, option: "layout" }],
    ["a layout in capitals", run({ layout: "NHWC" }), { ...out, option: "layout" }],
    ["another rounding", run({ outputShapeRounding: "round" }), { ...out, option: "outputShapeRounding" }],
    ["no rounding", run({ outputShapeRounding: null }), { ...type, option: "outputShapeRounding" }],
    ["another earlier rounding", run({ roundingType: "up" }), { ...out, option: "roundingType" }],
    [
      "two roundings",
      run({ outputShapeRounding: "floor", roundingType: "ceil" }),
      { ...out, option: "roundingType", message: /"floor"/ },
    ],
    [
      "sizes that do not come out",
      run({ windowDimensions: [2, 2], padding: [2, 2, 2, 2], strides: [2, 2], outputSizes: [3, 3] }),
      { ...shape, option: "outputSizes", message: /\[4, 4\] or \[5, 5\]/ },
    ],
    [
      "sizes of both roundings at once",
      run({ windowDimensions: [2, 2], padding: [2, 2, 2, 2], strides: [2, 2], outputSizes: [4, 5] }),
      { ...shape, option: "outputSizes" },
    ],
    [
      "sizes of four",
      run({ windowDimensions: [2, 2], outputSizes: [1, 2, 4, 4] }),
      { ...shape, option: "outputSizes" },
    ],
    ["sizes 0", run({ windowDimensions: [2, 2], outputSizes: [0, 4] }), { ...out, option: "outputSizes[0]" }],
    ["a label that is none", run({ label: 5 }), { ...type, option: "label" }],
  ];

  test.each(rows)("%s", (called, call, refusal) => expectRefused(call, refusal, called));

  test.each(["averagePool2d", "maxPool2d", "l2Pool2d"] as const)("%s names itself", (op) => {
    expect(() => webnn[op](x, { foo: 1 } as MLPool2dOptions)).toThrow(
      new RegExp(`${op} takes windowDimensions, padding`),
    );
  });
});

describe("stridepool/webnn", () => {
  test("has these functions, and no others", () => {
    const { StridepoolError, ...functions } = entry;
    expect(StridepoolError).toBeTypeOf("function");
    expect(Object.keys(functions).sort()).toEqual(["averagePool2d", "l2Pool2d", "maxPool2d"]);
    expect(entry.maxPool2d({ data: range(4), shape: [1, 1, 2, 2] }).data).toEqual(Float32Array.of(4));
  });
});
