import { type PadMode, pool, toNested } from "stridepool";
import { describe, expect, test } from "vitest";
import { type Axis, insideOf, isApart, isTap, MANY, NONE, ownersOf } from "../src/matrix/axis.ts";
import { compute, tapCount, tapValues, valueAt } from "../src/matrix/compute.ts";
import { arrayOf } from "../src/matrix/elements.ts";
import { EXAMPLES, randomText } from "../src/matrix/examples.ts";
import { DTYPE_NAMES, OPS, OUTSIDES } from "../src/matrix/names.ts";
import { outsideIndex } from "../src/matrix/outside.ts";
import { parseMatrix } from "../src/matrix/parse.ts";
import { asked, WINDOWS } from "./matrix-requests.ts";

/** Where the taps of window i stand, by the definition. */
const tapsOf = ({ window, stride, dilation, low }: Axis, i: number): number[] =>
  Array.from({ length: window }, (_, p) => i * stride - low + p * dilation);

const eight = parseMatrix(EXAMPLES[0]?.text() as string);

describe("compute", () => {
  test("knows every op", () => {
    expect(() => pool("" as "max", [[1]], 1)).toThrow(
      new RegExp(
        [...OPS]
          .sort()
          .map((op) => `(?=.*\\b${op}\\b)`)
          .join(""),
      ),
    );
    expect(OPS).toHaveLength(18);
  });

  test("gives the README's results", () => {
    const { result, view, pooled } = compute(eight, asked());
    expect(pooled).toEqual([
      [32, 57, 49, 18],
      [44, 54, 45, 58],
      [50, 50, 62, 54],
      [61, 37, 55, 63],
    ]);
    expect(result.shape).toEqual([4, 4]);
    expect(view).toMatchObject({ shape: [4, 4, 2, 2], stride: [16, 2, 8, 1] });
  });

  test.each(WINDOWS.map((windows) => ({ windows })))(
    "finds the taps of $windows where the library does",
    ({ windows }) => {
      for (const op of ["sum", "count", "first"] as const) {
        const outcome = compute(eight, asked({ ...windows, op }));
        outcome.pooled.forEach((row, i) => {
          row.forEach((value, j) => {
            const taps = [...tapValues(outcome, i, j)].map(Number);
            expect(tapCount(outcome, i, j)).toBe(taps.length);
            const sum = taps.reduce((total, tap) => total + tap, 0);
            expect(value).toBe({ sum, count: taps.length, first: taps[0] }[op]);
          });
        });
      }
    },
  );

  test.each(WINDOWS.map((windows) => ({ windows })))("tells whether windows of $windows are apart", ({ windows }) => {
    const { axes, apart } = compute(eight, asked(windows));
    const owners = axes.map((axis) => ownersOf(axis, -axis.low, axis.extent + axis.high));
    expect(apart).toBe(!owners.some((of) => of.includes(MANY)));
    for (const [at, axis] of axes.entries()) {
      const inSome = new Set(Array.from({ length: axis.out }, (_, i) => tapsOf(axis, i)).flat());
      owners[at]?.forEach((owner, n) => {
        const place = n - axis.low;
        expect(owner !== NONE).toBe(inSome.has(place));
        if (owner >= 0) expect(tapsOf(axis, owner)).toContain(place);
      });
      for (let i = 0; i < axis.out; i++) {
        const taps = tapsOf(axis, i);
        const [from, to] = insideOf(axis, i);
        expect(taps.slice(from, to)).toEqual(taps.filter((tap) => tap >= 0 && tap < axis.extent));
        for (let place = -9; place < 20; place++) expect(isTap(axis, i, place)).toBe(taps.includes(place));
      }
    }
  });

  test("leaves what no window reaches to nobody", () => {
    const { axes } = compute(eight, asked({ window: [3, 3] }));
    expect(ownersOf(axes[0], 0, 8)).toEqual([0, 0, 0, 1, 1, 1, NONE, NONE]);
    expect(isApart(axes[0])).toBe(true);
  });

  test("says why there is no view", () => {
    expect(compute(eight, asked({ padding: [1, 0] })).view).toMatch(/cannot hold taps outside the input/);
    expect(compute(eight, asked({ window: [3, 3], edge: "partial" })).view).toMatch(
      /a view cannot hold taps outside the input/,
    );
    expect(compute(eight, asked({ edge: "partial" })).view).toMatchObject({ shape: [4, 4, 2, 2] });
  });

  test("throws the library's refusals as they are", () => {
    expect(() => compute(eight, asked({ window: [3, 3], edge: "exact" }))).toThrow(
      /edge: "exact" needs windows that end/,
    );
    expect(() => compute(eight, asked({ window: [9, 1] }))).toThrow(/larger than the input/);
    expect(() => compute(eight, asked({ window: [Number.NaN, 1] }))).toThrow(/positive integer/);
    expect(() => compute(eight, asked({ stride: [0, 1] }))).toThrow(/stride/);
  });

  test("refuses results that nobody could read", () => {
    expect(() => compute(eight, asked({ stride: [1, 1], padding: [9000, 9000] }))).toThrow(/18007 × 18007 elements/);
  });
});

describe("what stands outside", () => {
  test.each(Object.keys(OUTSIDES).slice(2) as PadMode[])("by %s is what the library reads", (padMode) => {
    for (const extent of [1, 2, 3, 5]) {
      const row = Array.from({ length: extent }, (_, n) => n);
      const padded = pool("first", { data: Float64Array.from(row), shape: [extent] }, 1, {
        padding: [[7, 6]],
        padMode,
      });
      const own = Array.from(padded.data, (_, n) => outsideIndex(padMode, n - 7, extent));
      expect(own).toEqual([...padded.data]);
    }
  });

  test("is nothing, a number or an element", () => {
    const at = (changes: object) => valueAt(compute(eight, asked({ padding: [1, 1], ...changes })), -1, 0);
    expect(at({})).toBeUndefined();
    expect(at({ outside: "fill", fill: -3 })).toBe(-3);
    expect(at({ outside: "edge" })).toBe(19);
    expect(at({ outside: "wrap" })).toBe(61);
  });
});

describe("elements", () => {
  test.each(DTYPE_NAMES)("are held as %s", (dtype) => {
    const array = arrayOf(parseMatrix("1 2 3; 4 5 6"), dtype);
    expect(array).toMatchObject({ shape: [2, 3], dtype });
    expect(JSON.stringify(toNested(array), (_, value) => (typeof value === "bigint" ? Number(value) : value))).toBe(
      "[[1,2,3],[4,5,6]]",
    );
  });

  test("keep 64 bits", () => {
    expect(toNested(arrayOf(parseMatrix("9007199254740993 -1"), "int64"))).toEqual([[9007199254740993n, -1n]]);
    expect(toNested(arrayOf(parseMatrix("18446744073709551615"), "uint64"))).toEqual([[18446744073709551615n]]);
  });

  test.each([
    ["1 2; 3 256", "uint8", /^row 2, column 2 is 256, which uint8 does not hold \(0 to 255\); choose another dtype$/],
    ["-1", "uint8_clamped", /-1, which uint8_clamped does not hold/],
    ["1.5", "int32", /^row 1, column 1 is 1.5, which is no integer as int32 needs; choose a float dtype$/],
    ["nan", "int16", /NaN, which is no integer/],
    ["-129", "int8", /-128 to 127/],
    ["18446744073709551616", "uint64", /does not hold/],
    ["1e39", "float32", /too large for float32/],
    ["70000", "float16", /too large for float16/],
  ] as const)("%s do not fit %s", (text, dtype, message) => {
    expect(() => arrayOf(parseMatrix(text), dtype)).toThrow(message);
  });

  test("of floats may be infinite or nan", () => {
    expect(toNested(arrayOf(parseMatrix("inf nan -inf"), "float16"))).toEqual([[Infinity, NaN, -Infinity]]);
  });
});

describe("the examples", () => {
  test.each(EXAMPLES.map((example) => [example.name, example] as const))("%s can be pooled", (_, example) => {
    const { text, window, stride, padding = [0, 0], edge = "trim" } = example;
    const matrix = parseMatrix(text());
    expect(compute(matrix, asked({ window, stride, padding, edge })).pooled.length).toBeGreaterThan(1);
    expect(text()).toBe(text());
  });

  test("at random have as many rows and columns as asked for", () => {
    expect(parseMatrix(randomText(3, 5))).toMatchObject({ rows: 3, columns: 5 });
  });
});
