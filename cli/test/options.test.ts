import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { FOLDS, lp, poolByLoop, tapsByLoop, variance } from "./naive.ts";
import { expectNear } from "./near.ts";
import { npyFile, readNpyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const HEIGHT = 5;
const WIDTH = 7;
const SHAPE = [HEIGHT, WIDTH];
const VALUES = Array.from({ length: 35 }, (_, i) => (((i * 37 + 11) % 61) - 30) / 4);
const PLAIN = { data: VALUES, shape: SHAPE };

const csv = (values: readonly number[]): string =>
  Array.from({ length: HEIGHT }, (_, y) => `${values.slice(y * WIDTH, (y + 1) * WIDTH).join(",")}\n`).join("");

beforeAll(() => writeFile(at("m.csv"), csv(VALUES)));

/** Pools the matrix, and gives the numbers that are printed, row by row. */
async function pooled(...options: string[]): Promise<number[]> {
  return numbers(at("m.csv"), ...options);
}

async function numbers(file: string, ...options: string[]): Promise<number[]> {
  const { code, stdout, stderr } = await stridepool(file, ...options, "--out", "-");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trimEnd().split(/[,\n]/).map(Number);
}

type Pair = readonly [number, number];
const values = (taps: readonly { readonly value: number }[]): number[] => taps.map(({ value }) => value);

describe("--padding", () => {
  test.each<[string, Pair, Pair]>([
    ["1", [1, 1], [1, 1]],
    ["2x1", [2, 2], [1, 1]],
    ["0,2", [0, 0], [2, 2]],
    ["0:1x2:0", [0, 1], [2, 0]],
    ["1x0:2", [1, 1], [0, 2]],
    ["valid", [0, 0], [0, 0]],
    // Stride 2 over 5 and 7 elements: 3 and 4 windows, which need 7 and 9 elements or, 2 wide, 6 and 8.
    ["same", [1, 1], [1, 1]],
  ])("%s", async (text, rows, columns) => {
    const layout = { window: [3, 3] as const, stride: [2, 2] as const, padding: [rows, columns] as const };
    const expected = tapsByLoop(PLAIN, layout).map(values);
    for (const op of ["max", "mean"] as const) {
      const got = await pooled("--window", "3", "--stride", "2", "--op", op, "--padding", text);
      expectNear(got, expected.map(FOLDS[op]));
    }
  });

  test.each<[string, Pair]>([
    ["same", [0, 1]],
    ["same-lower", [1, 0]],
  ])("%s puts an odd element at its end", async (text, pair) => {
    const layout = { window: [2, 2] as const, padding: [pair, pair] as const };
    expect(await pooled("--padding", text)).toEqual(tapsByLoop(PLAIN, layout).map(values).map(FOLDS.max));
  });
});

test.each<[string, Pair]>([
  ["2", [2, 2]],
  ["1x3", [1, 3]],
])("--dilation %s", async (text, dilation) => {
  const taps = tapsByLoop(PLAIN, { window: [2, 3], stride: [1, 1], dilation });
  const got = await pooled("--window", "2x3", "--stride", "1", "--dilation", text);
  expect(got).toEqual(taps.map(values).map(FOLDS.max));
});

describe("around the array", () => {
  const layout = {
    window: [3, 3],
    stride: [1, 2],
    padding: [
      [4, 2],
      [6, 5],
    ],
  } as const;
  const options = ["--window", "3", "--stride", "1x2", "--padding", "4:2x6:5"];

  test.each(["-1.5", "2e2", "inf", "0"])("--fill %s takes part in the result and the divisor", async (text) => {
    const fill = text === "inf" ? Infinity : Number(text);
    const taps = tapsByLoop(PLAIN, layout, () => fill).map(values);
    expectNear(await pooled(...options, "--fill", text, "--op", "min"), taps.map(FOLDS.min));
    expectNear(await pooled(...options, "--fill", text, "--op", "mean"), taps.map(FOLDS.mean));
  });

  test("--fill nan spreads", async () => {
    const got = await pooled("--window", "2", "--padding", "1", "--fill", "nan");
    const taps = tapsByLoop(
      PLAIN,
      {
        window: [2, 2],
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
      () => Number.NaN,
    );
    expect(got).toEqual(taps.map((window) => FOLDS.max(values(window))));
    expect(got.some(Number.isNaN)).toBe(true);
  });

  test("--fill holds 64-bit integers to the digit", async () => {
    await writeFile(at("big.npy"), npyFile("<i8", [1, 2], BigInt64Array.of(-5n, 7n)));
    const options = ["--window", "1x3", "--stride", "1", "--padding", "0:0x1:1", "--out", "-"];
    const { stdout } = await stridepool(at("big.npy"), ...options, "--fill", "9007199254740993");
    expect(stdout).toBe("[\n  [9007199254740993, 9007199254740993]\n]\n");
    const low = await stridepool(at("big.npy"), ...options, "--op", "min", "--fill", "-9223372036854775808");
    expect(low.stdout).toBe("[\n  [-9223372036854775808, -9223372036854775808]\n]\n");
  });

  const modulo = (at: number, period: number): number => ((at % period) + period) % period;
  const INSIDE: Readonly<Record<string, (at: number, extent: number) => number>> = {
    edge: (at, extent) => Math.min(Math.max(at, 0), extent - 1),
    wrap: modulo,
    symmetric: (at, extent) => Math.min(modulo(at, 2 * extent), 2 * extent - 1 - modulo(at, 2 * extent)),
    reflect: (at, extent) => Math.min(modulo(at, 2 * extent - 2), 2 * extent - 2 - modulo(at, 2 * extent - 2)),
  };
  test.each(["edge", "reflect", "symmetric", "wrap"])("--pad-mode %s", async (mode) => {
    const inside = INSIDE[mode];
    const taps = tapsByLoop(PLAIN, layout, (y, x) => VALUES[inside(y, HEIGHT) * WIDTH + inside(x, WIDTH)]).map(values);
    for (const op of ["max", "mean"] as const)
      expectNear(await pooled(...options, "--pad-mode", mode, "--op", op), taps.map(FOLDS[op]));
  });
});

describe("left out", () => {
  const holed = VALUES.map((value, i) => (i % 4 === 0 || i < 2 || i === 7 || i === 8 ? Number.NaN : value));
  const WINDOWS = tapsByLoop({ data: holed, shape: SHAPE }, { window: [2, 2] }).map(values);
  const RESTS = WINDOWS.map((taps) => taps.filter((tap) => !Number.isNaN(tap)));
  beforeAll(async () => {
    await writeFile(at("holed.csv"), csv(holed));
    await writeFile(at("nine.csv"), csv(holed.map((value) => (Number.isNaN(value) ? -9999 : value))));
  });

  test("--nan ignore, propagate by default", async () => {
    expect(RESTS[0]).toEqual([]);
    for (const op of ["max", "mean", "count"] as const) {
      const spread = WINDOWS.map((taps) =>
        op === "count" ? 4 : taps.includes(Number.NaN) ? Number.NaN : FOLDS[op](taps),
      );
      expectNear(await numbers(at("holed.csv"), "--op", op), spread);
      expect(await numbers(at("holed.csv"), "--op", op, "--nan", "propagate")).toEqual(
        await numbers(at("holed.csv"), "--op", op),
      );
      const ignored = RESTS.map((taps) => (taps.length === 0 ? (op === "count" ? 0 : Number.NaN) : FOLDS[op](taps)));
      expectNear(await numbers(at("holed.csv"), "--op", op, "--nan", "ignore"), ignored);
    }
  });

  test.each([
    ["nine.csv", "-9999"],
    ["holed.csv", "nan"],
  ])("--nodata in %s", async (file, nodata) => {
    for (const op of ["min", "sum", "count"] as const) {
      const expected = RESTS.map((taps) =>
        taps.length === 0 ? (op === "count" ? 0 : Number(nodata)) : FOLDS[op](taps),
      );
      expectNear(await numbers(at(file), "--op", op, "--nodata", nodata), expected);
    }
  });

  test("--nodata matches 64-bit integers to the digit, and gives them", async () => {
    const big = BigInt64Array.of(9007199254740993n, 9007199254740992n, 9007199254740993n, 9007199254740993n);
    await writeFile(at("big-nodata.npy"), npyFile("<i8", [1, 4], big));
    const options = ["--window", "1x2", "--nodata", "9007199254740993", "--out", "-"];
    const { stdout } = await stridepool(at("big-nodata.npy"), ...options);
    expect(stdout).toBe("[\n  [9007199254740992, 9007199254740993]\n]\n");
  });

  test.each([0, 1, 2, 3, 4])("--min-count %i with --nodata", async (least) => {
    const expected = RESTS.map((taps) =>
      taps.length < least ? -9999 : taps.length === 0 ? -Infinity : FOLDS.max(taps),
    );
    const got = await numbers(at("nine.csv"), "--nodata", "-9999", "--min-count", String(least));
    expect(got).toEqual(expected);
  });

  test("--min-count alone gives NaN", async () => {
    const layout = {
      window: [2, 2],
      padding: [
        [1, 0],
        [1, 0],
      ],
    } as const;
    const taps = tapsByLoop(PLAIN, layout).map(values);
    const expected = taps.map((window) => (window.length < 2 ? Number.NaN : FOLDS.max(window)));
    expect(await pooled("--padding", "1:0x1:0", "--min-count", "2")).toEqual(expected);
    expect(expected.some(Number.isNaN)).toBe(true);
  });
});

describe("for single ops", () => {
  const padding = [
    [1, 1],
    [1, 1],
  ] as const;
  const padded = ["--window", "3", "--padding", "1", "--op", "mean"];
  const taps = tapsByLoop(PLAIN, { window: [3, 3], padding }).map(values);

  test("--count-padding", async () => {
    expectNear(
      await pooled(...padded, "--count-padding"),
      taps.map((window) => FOLDS.sum(window) / 9),
    );
  });

  test.each(["4", "-0.5", "1e3"])("--divisor %s", async (text) => {
    expectNear(
      await pooled(...padded, "--divisor", text),
      taps.map((window) => FOLDS.sum(window) / Number(text)),
    );
  });

  test.each(["1", "2", "3", "0.5", "inf"])("--p %s", async (text) => {
    const p = text === "inf" ? Infinity : Number(text);
    expectNear(await pooled("--op", "lp", "--p", text), poolByLoop(PLAIN, [2, 2], lp(p)));
  });

  test.each(["0", "1", "2.5"])("--ddof %s", async (text) => {
    expectNear(await pooled("--op", "var", "--ddof", text), poolByLoop(PLAIN, [2, 2], variance(Number(text))));
    const root = poolByLoop(PLAIN, [2, 2], (window) => Math.sqrt(variance(Number(text))(window)));
    expectNear(await pooled("--op", "std", "--ddof", text), root);
  });

  test.each([
    ["lower", 1],
    ["higher", 2],
  ] as const)("--interpolation %s keeps the dtype", async (word, place) => {
    await writeFile(
      at("i2.npy"),
      npyFile(
        "<i2",
        SHAPE,
        Int16Array.from(VALUES, (value) => 4 * value),
      ),
    );
    const options = ["--op", "median", "--interpolation", word, "--out", at("median.npy")];
    expect((await stridepool(at("i2.npy"), ...options)).code).toBe(0);
    const { descr, data } = readNpyFile(await readFile(at("median.npy")));
    expect(descr).toBe("<i2");
    const whole = { data: VALUES.map((value) => 4 * value), shape: SHAPE };
    const expected = poolByLoop(whole, [2, 2], (window) => [...window].sort((a, b) => a - b)[place]);
    expect(Array.from(new Int16Array(Uint8Array.from(data).buffer))).toEqual(expected);
  });

  test("--interpolation midpoint is the default", async () => {
    const expected = poolByLoop(PLAIN, [2, 2], FOLDS.median);
    expect(await pooled("--op", "median", "--interpolation", "midpoint")).toEqual(expected);
    expect(await pooled("--op", "median")).toEqual(expected);
  });

  test.each(["window", "plane", "tensor"] as const)("--indices %s", async (numbering) => {
    const volume = Float32Array.from({ length: 2 * 35 }, (_, i) => (i * 29) % 71);
    await writeFile(at("volume.npy"), npyFile("<f4", [2, HEIGHT, WIDTH], volume));
    for (const op of ["argmax", "argmin"] as const) {
      const expected = [0, 1].flatMap((plane) => {
        const data = volume.subarray(35 * plane, 35 * (plane + 1));
        return tapsByLoop({ data, shape: SHAPE }, { window: [2, 3] }).map((window) => {
          const { place, at } = window[FOLDS[op](values(window))];
          const within = at[0] * WIDTH + at[1];
          return { window: place, plane: within, tensor: 35 * plane + within }[numbering];
        });
      });
      const options = ["--window", "2x3", "--op", op, "--indices", numbering, "--out", "-"];
      const { stdout } = await stridepool(at("volume.npy"), ...options);
      expect((JSON.parse(stdout) as number[][][]).flat(2)).toEqual(expected);
    }
    if (numbering === "window") {
      expect(await pooled("--op", "argmax")).toEqual(await pooled("--op", "argmax", "--indices", "window"));
    }
  });
});

test("the report says which options were given", async () => {
  const options = ["--window", "2x3", "--stride", "1", "--dilation", "1x2", "--padding", "0:1x2", "--pad-mode", "wrap"];
  const rest = ["--op", "mean", "--divisor", "6", "--count-padding", "--nan", "ignore", "--nodata", "-1e9"];
  const { code, stdout } = await stridepool(at("m.csv"), ...options, ...rest, "--min-count", "2", "--out", at("r.csv"));
  expect(code).toBe(0);
  expect(stdout).toContain(
    "(window 2×3, stride 1, dilation 1×2, padding 0:1×2, nan ignore, pad-mode wrap, nodata -1000000000, " +
      "min-count 2, count-padding, divisor 6)\n",
  );
});
