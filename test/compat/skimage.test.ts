import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSkimage } from "../../src/compat/skimage.ts";
import { DTYPES } from "../../src/registry/dtypes.ts";
import * as entry from "../../src/skimage.ts";
import type { DType, Input, NdArray, Op } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { type Held, type HeldArray, inputOf, plain, typedOf } from "../support/held.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";

/* scikit-image's own results, written by scripts/oracles/skimage_cases.py. */

interface Fixture {
  readonly skimage: string;
  readonly arrays: Record<string, HeldArray>;
  readonly cases: {
    readonly array: string;
    readonly block: number | number[];
    readonly func: Op;
    readonly cval: number;
    /** Whether the result was rounded on the way. */
    readonly rounded?: true;
    readonly shape: number[];
    readonly result: Held[];
  }[];
  readonly views: {
    readonly call: "view_as_blocks" | "view_as_windows";
    readonly array: string;
    readonly layout?: { readonly shape: number[]; readonly stride: number[]; readonly offset: number };
    readonly blockShape?: number[];
    readonly windowShape?: number | number[];
    readonly step?: number | number[];
    readonly shape: number[];
    readonly stride: number[];
    /** The first elements. */
    readonly result: Held[];
  }[];
  readonly leftOut: { readonly array: string; readonly func: Op; readonly reason: string }[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/skimage.json", import.meta.url), "utf8")) as Fixture;

const arrayOf = (name: string) => inputOf(fixture.arrays[name] as HeldArray);

/** How far a rounded result may be from another: both round once for each tap, at the size of what they add up. */
function slack(func: Op, taps: number, largest: number, value: number, dtype: DType): number {
  const size = { sum: taps * largest, prod: Math.abs(value), var: largest * largest }[func as string] ?? largest;
  return 2 * taps * (dtype === "float32" ? 2 ** -24 : 2 ** -53) * size;
}

onEveryBuild("block_reduce as scikit-image has it", (api) => {
  const { blockReduce } = createSkimage(api);

  test.each([...new Set(fixture.cases.map(({ func }) => func))])("%s", (func) => {
    const cases = fixture.cases.filter((one) => one.func === func);
    expect(cases.length).toBeGreaterThan(20);
    for (const { array, block, cval, rounded, shape, result } of cases) {
      const image = arrayOf(array);
      const pooled = blockReduce(image, block, func, cval) as NdArray;
      const called = `blockReduce(${array}, ${JSON.stringify(block)}, ${func}, ${cval})`;
      expect(pooled.shape, called).toEqual(shape);
      const theirs = result.map(Number);
      const ours = Array.from(pooled.data as ArrayLike<number | bigint>, Number);
      if (rounded === undefined) {
        expect(plain(ours), called).toEqual(plain(theirs));
        continue;
      }
      const taps = image.shape.reduce(
        (size, _, axis) => size * (typeof block === "number" ? block : (block[axis] as number)),
        1,
      );
      const largest = Math.max(
        Math.abs(cval),
        ...Array.from(image.data as ArrayLike<number | bigint>, (x) => Math.abs(Number(x)) || 0),
      );
      ours.forEach((value, i) => {
        const their = theirs[i] as number;
        if (Number.isNaN(their)) expect(value, called).toBeNaN();
        else
          expect(Math.abs(value - their), `${called}: ${value}, not ${their}`).toBeLessThanOrEqual(
            slack(func, taps, largest, their, pooled.dtype),
          );
      });
    }
  });

  test("what is left out runs too", () => {
    for (const { array, func } of fixture.leftOut)
      expect(blockReduce(arrayOf(array), 2, func).data.length).toBeGreaterThan(0);
  });

  test("blocks of 2, sums and zeros unless said otherwise", () => {
    const image = { data: Uint8Array.of(200, 100, 50, 200, 100, 50, 1, 2, 3), shape: [3, 3] };
    expect(blockReduce(image)).toEqual({
      data: Float64Array.of(600, 100, 3, 3),
      shape: [2, 2],
      stride: [2, 1],
      offset: 0,
      dtype: "float64",
    });
    expect(blockReduce(image, undefined, undefined, undefined, undefined).data).toEqual(
      Float64Array.of(600, 100, 3, 3),
    );
    expect(blockReduce({ data: Uint8Array.of(200, 100, 50), shape: [3] }).data).toEqual(Float64Array.of(300, 50));
  });

  test("zeros beyond the end darken a mean", () => {
    const image = { data: new Uint8Array(9).fill(100), shape: [3, 3] };
    expect(api.toNested(blockReduce(image, 2, "mean"))).toEqual([
      [100, 50],
      [50, 25],
    ]);
  });

  test.each(Object.keys(DTYPES) as DType[])("%s: the op's dtype", (dtype) => {
    const data = new DTYPES[dtype].array(6);
    const image = { data, dtype, shape: [2, 3] };
    const { float, big } = DTYPES[dtype];
    expect((blockReduce(image, 2, "max") as NdArray).dtype).toBe(dtype);
    expect((blockReduce(image, 2, "mean") as NdArray).dtype).toBe(float ? dtype : "float64");
    expect((blockReduce(image, 2, "sum") as NdArray).dtype).toBe(float || big ? dtype : "float64");
  });

  test("a dtype holds the result, and nothing on the way", () => {
    const image = { data: new Uint8Array(4).fill(200), shape: [2, 2] };
    // NumPy's mean with dtype=uint8 is 8.
    expect(blockReduce(image, 2, "mean", 0, { dtype: "uint8" }).data).toEqual(Uint8Array.of(200));
    expect(blockReduce(image, 2, "sum", 0, { dtype: "uint8" }).data).toEqual(Uint8Array.of(255));
    expect(blockReduce(image, 3, "mean", 0, { dtype: "uint8" }).data).toEqual(Uint8Array.of(89));
    expect(blockReduce(image, 3, "mean", 0, { dtype: "uint8", round: "trunc" }).data).toEqual(Uint8Array.of(88));
    expect(blockReduce(image, [2, 1], "sum", 0, { dtype: "float32" }).data).toEqual(Float32Array.of(400, 400));
  });

  test("types say what comes out", () => {
    const image = { data: Uint8Array.of(1, 2, 3, 6), shape: [2, 2] };
    const sum: NdArray<Float64Array<ArrayBuffer>> = blockReduce(image);
    const largest: NdArray<Uint8Array<ArrayBuffer>> = blockReduce(image, 2, "max");
    const asked: NdArray<Float32Array<ArrayBuffer>> = blockReduce(image, 2, "mean", 0, { dtype: "float32" });
    const own: NdArray<Float64Array<ArrayBuffer>> = blockReduce(image, 2, (taps) => taps.data.length);
    expect([sum.data[0], largest.data[0], asked.data[0], own.data[0]]).toEqual([12, 6, 3, 4]);
  });

  test("options of the ops", () => {
    const image = { data: Float64Array.of(1, 2, NaN, 8), shape: [4] };
    expect(blockReduce(image, 2, "sum", 0, { nan: "ignore" }).data).toEqual(Float64Array.of(3, 8));
    expect(blockReduce(image, 2, "std", 0, { ddof: 1 }).data[0]).toBeCloseTo(Math.SQRT1_2, 15);
    expect(blockReduce(image, 2, "lp", 0, { p: 1 }).data[0]).toBe(3);
    expect(blockReduce(image, 2, "median", 0, { interpolation: "higher" }).data[0]).toBe(2);
  });

  test("a func of one's own gets whole blocks, cval and all", () => {
    const image = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
    const seen: NdArray[] = [];
    const pooled = blockReduce(
      image,
      2,
      (taps: NdArray) => {
        seen.push(taps);
        return taps.data.length;
      },
      9,
    );
    expect(pooled.data).toEqual(Float32Array.of(4, 4));
    expect(seen.map(({ shape, data }) => [shape, Array.from(data as Float32Array)])).toEqual([
      [
        [2, 2],
        [1, 2, 4, 5],
      ],
      [
        [2, 2],
        [3, 9, 6, 9],
      ],
    ]);
  });

  test("64-bit cvals", () => {
    const image = { data: BigInt64Array.of(1n, 2n, 3n), shape: [3] };
    expect(blockReduce(image, 2, "sum", -(2n ** 60n)).data).toEqual(BigInt64Array.of(3n, 3n - 2n ** 60n));
    expect(blockReduce(image, 2, "max", 5).data).toEqual(BigInt64Array.of(2n, 5n));
  });

  test.each<[string, Input]>([
    ["dims", { data: Float64Array.of(1, 2, 3, 4, 5, 6), dims: [2, 3] }],
    ["strides", { data: Float64Array.of(6, 5, 4, 3, 2, 1), shape: [2, 3], stride: [-3, -1], offset: 5 }],
    [
      "nested arrays",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ])("%s", (_, image) => {
    expect(Array.from(blockReduce(image, 2, "sum", 10).data as Float64Array)).toEqual([12, 29]);
  });

  test("an image's channels are an axis like any other", () => {
    const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), width: 2, height: 2 };
    expect(blockReduce(image, 2, "sum").shape).toEqual([1, 1, 2]);
    expect(blockReduce(image, [2, 2, 1], "sum").data).toEqual(Float64Array.of(22, 26, 30));
  });
});

onEveryBuild("views as scikit-image has them", (api) => {
  const skimage = createSkimage(api);

  test.each(["view_as_blocks", "view_as_windows"] as const)("%s", (call) => {
    const cases = fixture.views.filter((one) => one.call === call);
    expect(cases.length).toBeGreaterThan(15);
    for (const { array, layout, blockShape, windowShape, step, shape, stride, result } of cases) {
      const input = { ...arrayOf(array), ...layout };
      const view = blockShape
        ? skimage.viewAsBlocks(input, blockShape)
        : skimage.viewAsWindows(input, windowShape as number, step);
      const called = `${call} ${array} ${JSON.stringify(blockShape ?? [windowShape, step])}`;
      expect({ shape: view.shape, stride: view.stride }, called).toEqual({ shape, stride });
      expect(view.data, called).toBe(input.data);
      expect(plain(elementsOf(view).slice(0, result.length)), called).toEqual(
        plain(typedOf(view.dtype, result) as ArrayLike<number | bigint>),
      );
    }
  });

  test("windows step by one unless said otherwise, and one number serves all axes", () => {
    const a = { data: new Uint8Array(30), shape: [5, 6] };
    expect(skimage.viewAsWindows(a, 3).shape).toEqual([3, 4, 3, 3]);
    expect(skimage.viewAsWindows(a, 3, 2).shape).toEqual([2, 2, 3, 3]);
    expect(skimage.viewAsBlocks({ data: a.data, shape: [30] }, 10).shape).toEqual([3, 10]);
  });

  test("writing through a view writes to the array", () => {
    const a = { data: new Float32Array(16), shape: [4, 4] };
    const view = skimage.viewAsBlocks(a, [2, 2]);
    view.data[view.offset + (view.stride[0] as number) + (view.stride[3] as number)] = 7;
    expect(a.data[9]).toBe(7);
  });
});

onEveryBuild("refusals", (api) => {
  const { blockReduce, viewAsBlocks, viewAsWindows } = createSkimage(api);
  const x = { data: new Uint8Array(12), shape: [3, 4] };
  const range = { code: "out-of-range", kind: RangeError } as const;
  const type = { code: "wrong-type", kind: TypeError } as const;
  const shape = { code: "shape-mismatch", kind: RangeError } as const;

  const rows: [string, () => unknown, Refusal][] = [
    ["no image", () => blockReduce(undefined as never), { ...type, option: "image" }],
    [
      "ragged",
      () => blockReduce([[1, 2], [3]] as never),
      { code: "ragged", kind: RangeError, option: "image", got: "image[1] has 1" },
    ],
    ["no elements", () => blockReduce({ data: new Uint8Array(0), shape: [0, 4] }), { ...range, option: "image.shape" }],
    ["block 0", () => blockReduce(x, 0), { ...range, option: "blockSize" }],
    ["block 1.5", () => blockReduce(x, [2, 1.5]), { ...range, option: "blockSize[1]" }],
    ["block of another rank", () => blockReduce(x, [2]), { ...shape, option: "blockSize" }],
    ["block of words", () => blockReduce(x, "2" as never), { ...type, option: "blockSize" }],
    ["block null", () => blockReduce(x, null as never), { ...type, option: "blockSize" }],
    [
      "func of another name",
      () => blockReduce(x, 2, "average" as never),
      { code: "unknown-op", kind: RangeError, option: "func" },
    ],
    ["func that is none", () => blockReduce(x, 2, 5 as never), { code: "unknown-op", kind: TypeError, option: "func" }],
    [
      "cval beyond the dtype",
      () => blockReduce(x, 2, "sum", 256),
      { ...range, option: "cval", message: /uint8 holds integers from 0 to 255/ },
    ],
    ["cval below the dtype", () => blockReduce(x, 2, "max", -1), { ...range, option: "cval" }],
    ["a fraction among integers", () => blockReduce(x, 2, "mean", 0.5), { ...range, option: "cval" }],
    ["NaN among integers", () => blockReduce(x, 2, "mean", NaN), { ...range, option: "cval" }],
    [
      "cval beyond float32",
      () => blockReduce({ data: new Float32Array(4), shape: [2, 2] }, 2, "sum", 1e39),
      { ...range, option: "cval" },
    ],
    ["cval though nothing is filled up", () => blockReduce(x, [3, 4], "sum", 256), { ...range, option: "cval" }],
    ["cval of words", () => blockReduce(x, 2, "sum", "0" as never), { ...type, option: "cval" }],
    ["cval null", () => blockReduce(x, 2, "sum", null as never), { ...type, option: "cval" }],
    ["options that are none", () => blockReduce(x, 2, "sum", 0, 5 as never), { ...type, option: "options" }],
    [
      "dtype of another name",
      () => blockReduce(x, 2, "sum", 0, { dtype: "int" as never }),
      { code: "unknown-dtype", kind: RangeError, option: "dtype" },
    ],
    [
      "an option of pool",
      () => blockReduce(x, 2, "sum", 0, { stride: 1 } as never),
      { code: "unknown-option", kind: TypeError, option: "stride" },
    ],
    [
      "a misspelt option",
      () => blockReduce(x, 2, "sum", 0, { dtyp: "int8" } as never),
      { code: "unknown-option", kind: TypeError, option: "dtyp", message: /did you mean dtype/ },
    ],
    ["blocks of no array", () => viewAsBlocks(null as never, 2), { ...type, option: "a" }],
    [
      "blocks that do not divide",
      () => viewAsBlocks(x, [2, 2]),
      { ...shape, option: "blockShape", message: /axis 0 of \[3, 4\] 3 \/ 2 leaves 1/ },
    ],
    ["blocks larger than the array", () => viewAsBlocks(x, [3, 8]), { ...shape, option: "blockShape" }],
    ["blocks of no extent", () => viewAsBlocks(x, [3, 0]), { ...range, option: "blockShape[1]" }],
    ["blocks of another rank", () => viewAsBlocks(x, [3, 2, 1]), { ...shape, option: "blockShape" }],
    ["blocks of nothing", () => viewAsBlocks(x, undefined as never), { ...type, option: "blockShape" }],
    [
      "blocks of no elements",
      () => viewAsBlocks({ data: new Uint8Array(0), shape: [0] }, 2),
      { ...range, option: "a.shape" },
    ],
    [
      "windows larger than the array",
      () => viewAsWindows(x, [4, 4]),
      { ...range, option: "windowShape", message: /axis 0 of \[3, 4\] has 3/ },
    ],
    ["windows larger than a number", () => viewAsWindows(x, 4), { ...range, option: "windowShape" }],
    ["windows -1", () => viewAsWindows(x, -1), { ...range, option: "windowShape" }],
    ["windows of another rank", () => viewAsWindows(x, [2]), { ...shape, option: "windowShape" }],
    ["step 0", () => viewAsWindows(x, 2, 0), { ...range, option: "step" }],
    ["step of another rank", () => viewAsWindows(x, 2, [1, 1, 1]), { ...shape, option: "step" }],
    ["step null", () => viewAsWindows(x, 2, null as never), { ...type, option: "step" }],
    [
      "windows of nested rags",
      () => viewAsWindows([[1], [2, 3]] as never, 1),
      { code: "ragged", kind: RangeError, option: "a", got: "a[1] has 2" },
    ],
  ];

  test.each(rows)("%s", (called, run, refusal) => expectRefused(run, refusal, called));

  test("what a func throws comes through unchanged", () => {
    const own = new Error("mine");
    expect(() =>
      blockReduce(x, 2, () => {
        throw own;
      }),
    ).toThrow(own);
  });
});

describe("stridepool/skimage", () => {
  test("has these functions, and no others", () => {
    const { StridepoolError, ...functions } = entry;
    expect(StridepoolError).toBeTypeOf("function");
    expect(Object.keys(functions).sort()).toEqual(["blockReduce", "viewAsBlocks", "viewAsWindows"]);
    expect(
      entry.blockReduce([
        [1, 2],
        [3, 4],
      ]).data,
    ).toEqual(Float64Array.of(10));
  });
});
