import type { DType, Op } from "stridepool";
import { describe, expect, test } from "vitest";
import { MANY, NONE, ownersOf } from "../src/matrix/axis.ts";
import { compute, type Request } from "../src/matrix/compute.ts";
import type { Matrix } from "../src/matrix/parse.ts";
import { DRAWN } from "../src/matrix/table.ts";
import { addressWords, cellWords } from "../src/matrix/words.ts";
import { asked } from "./matrix-requests.ts";

/** Elements that count up, row after row. */
const matrixOf = (size: number): Matrix => ({
  rows: size,
  columns: size,
  values: Array.from({ length: size * size }, (_, i) => i),
});
const large = matrixOf(1000);
const eight = matrixOf(8);

/** All that the page says and colours of a result, and the milliseconds that it took. */
function shown(matrix: Matrix, request: Request) {
  const start = performance.now();
  const outcome = compute(matrix, request);
  const drawn = outcome.pooled.slice(0, DRAWN).map((row) => row.slice(0, DRAWN));
  const cells = drawn.map((row, i) => row.map((_, j) => cellWords(outcome, i, j)));
  const address = addressWords(outcome, 0, 0);
  const owners = outcome.axes.map((axis) => ownersOf(axis, 0, 8));
  return { cells, address, owners, time: performance.now() - start };
}

/** Milliseconds: twenty times what it takes where nothing else runs, and a hundredth of what walking every tap took. */
const SOON = 2000;

describe("large windows", () => {
  test("of a large matrix", () => {
    const { cells, address, owners, time } = shown(large, asked({ window: [500, 500], stride: [1, 1] }));
    expect(cells).toHaveLength(DRAWN);
    expect(cells[1]?.[2]).toBe(
      "result row 2, column 3: 500501, max of 250000 taps: 1002 1003 1004 1005 1006 1007 1008 1009 1010 1011 1012 1013 and 249988 more",
    );
    expect(address).toBe("view[0, 0, 499, 499]: 0 + 0·1000 + 0·1 + 499·1000 + 499·1 = 499499 → 499499");
    expect(owners[0]).toEqual([0, MANY, MANY, MANY, MANY, MANY, MANY, MANY]);
    expect(time).toBeLessThan(SOON);
  });

  test("that reach far beyond a small one", () => {
    const window = [99999, 99999] as const;
    const { cells, address, owners, time } = shown(eight, asked({ window, edge: "partial" }));
    expect(cells).toEqual([["result row 1, column 1: 63, max of 64 taps: 0 1 2 3 4 5 6 7 8 9 10 11 and 52 more"]]);
    expect(address).toBe("");
    expect(owners).toEqual(Array(2).fill(Array(8).fill(0)));
    const filled = shown(eight, asked({ window, edge: "partial", outside: "fill", fill: -1 }));
    expect(filled.cells).toEqual([
      ["result row 1, column 1: 63, max of 9999800001 taps: 0 1 2 3 4 5 6 7 -1 -1 -1 -1 and 9999799989 more"],
    ]);
    expect(time + filled.time).toBeLessThan(SOON);
  });

  test("whose hops, dilations and padding are larger still", () => {
    const axis = { extent: 8, stride: 999983, dilation: 1000003, window: 1e6, low: 1e12, high: 1e12, out: 1e6 };
    const start = performance.now();
    const owners = ownersOf(axis, 0, 8);
    expect(performance.now() - start).toBeLessThan(SOON);
    // Each found by trying all windows.
    expect(owners).toEqual([150000, 500001, 850002, 200000, 550001, 900002, 250000, 600001]);
    // Hops and dilations that are even reach no odd place, which takes no trying of millions of windows.
    const even = { ...axis, stride: 2, dilation: 2, low: 1.6e7, out: 4e6, window: 8e6 };
    expect(ownersOf(even, 0, 1000)).toEqual(
      Array.from({ length: 1000 }, (_, place) => (place % 2 === 0 ? MANY : NONE)),
    );
    expect(performance.now() - start).toBeLessThan(SOON);
  });
});

describe("what would keep the page busy", () => {
  const slid = (op: Op, dtype: DType, more: Partial<Request> = {}): Request =>
    asked({ op, dtype, window: [500, 500], stride: [1, 1], ...more });

  test.each([
    ["mode", "float64", {}],
    ["median", "float32", {}],
    ["argmax", "int32", {}],
    ["max", "int64", {}],
    ["rms", "int32", { window: [1030, 1030], outside: "fill", padding: [300, 300] }],
    ["prod", "int32", {}],
    ["sum", "float64", { stride: [3, 1] }],
    ["sum", "float64", { window: [200, 200], dilation: [1, 2] }],
  ] as const)("is refused: %s of %s, %j", (op, dtype, more) => {
    expect(() => compute(large, slid(op, dtype, more))).toThrow(
      new RegExp(
        `^the windows would read \\d+e\\d+ elements, more than this page waits for with ${op} of ${dtype}; make them smaller, or stride further$`,
      ),
    );
  });

  test("is refused where windows read the same elements again and again", () => {
    const far = { window: [1000, 1000], padding: [999, 999], stride: [1, 1] } as const;
    expect(() => compute(eight, asked({ ...far, outside: "wrap" }))).toThrow(/read 6e7 elements/);
    expect(compute(eight, asked({ ...far, padding: [500, 500] })).result.shape).toEqual([9, 9]);
  });

  test.each([
    ["max", "float64", {}],
    ["mean", "float32", {}],
    ["range", "int32", {}],
    ["rms", "int32", {}],
    ["any", "int64", {}],
    ["count", "int64", { stride: [3, 1] }],
    ["first", "int64", { stride: [3, 1] }],
    ["mode", "float64", { window: [4, 4] }],
    ["median", "float64", { window: [9, 9] }],
    ["argmax", "int64", { window: [9, 9] }],
    ["mode", "float64", { window: [500, 500], stride: [500, 500] }],
  ] as const)("is not: %s of %s, %j", (op, dtype, more) => {
    const start = performance.now();
    expect(compute(large, slid(op, dtype, more)).pooled.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
