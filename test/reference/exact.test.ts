import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settleRatio, settleReal } from "../../src/reference/exact.ts";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { ROUNDS } from "../../src/registry/options.ts";
import type { Round } from "../../src/types.ts";
import { toFloat } from "../support/oracle.ts";

const ratioToFloat = (numerator: bigint, denominator: bigint, bits: 24 | 53) =>
  settleRatio(numerator, denominator, bits === 24 ? DTYPES.float32 : DTYPES.float64, "trunc");
const ratioToInteger = (numerator: bigint, denominator: bigint, round: Round) =>
  settleRatio(numerator, denominator, DTYPES.int64, round);
const wholeOf = (value: number, round: Round) => Number(settleReal(value, DTYPES.int64, round));

describe("quotients as floats", () => {
  test("is the runtime's own division where both sides are exact", () => {
    const whole = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 2 ** 53 - 1 }), (a, b) => {
        expect(ratioToFloat(BigInt(a), BigInt(b), 53)).toBe(a === 0 ? 0 : a / b);
      }),
      { numRuns: 2000 },
    );
    const small = fc.integer({ min: -(2 ** 24) + 1, max: 2 ** 24 - 1 });
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 2 ** 24 - 1 }), (a, b) => {
        // Twice as many digits and two more, so that rounding twice is rounding once.
        expect(ratioToFloat(BigInt(a), BigInt(b), 24)).toBe(a === 0 ? 0 : Math.fround(a / b));
      }),
      { numRuns: 2000 },
    );
  });

  test("is the runtime's own conversion of a bigint", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }), (value) => {
        expect(ratioToFloat(value, 1n, 53)).toBe(Number(value));
      }),
      { numRuns: 2000 },
    );
  });

  test("breaks ties to even, and sees what lies far below a tie", () => {
    const tie = 2n ** 53n + 1n;
    expect(ratioToFloat(tie, 1n, 53)).toBe(2 ** 53);
    expect(ratioToFloat(tie + 2n, 1n, 53)).toBe(2 ** 53 + 4);
    expect(ratioToFloat((tie << 60n) + 1n, 1n << 60n, 53)).toBe(2 ** 53 + 2);
    expect(ratioToFloat((tie << 60n) - 1n, 1n << 60n, 53)).toBe(2 ** 53);
    expect(ratioToFloat(-tie, 1n, 53)).toBe(-(2 ** 53));
    expect(ratioToFloat(2n ** 24n + 1n, 1n, 24)).toBe(2 ** 24);
    expect(ratioToFloat(2n ** 24n + 3n, 1n, 24)).toBe(2 ** 24 + 4);
    // Rounded to 53 digits first this would be a tie of 24, and go down.
    expect(ratioToFloat(((2n ** 24n + 1n) << 40n) + 1n, 1n << 40n, 24)).toBe(2 ** 24 + 2);
  });
});

describe("quotients as float16", () => {
  const half = (numerator: bigint, denominator: bigint): number =>
    toFloat(settleRatio(numerator, denominator, DTYPES.float16, "trunc") as number, 16);

  test("are rounded once, where they are stored", () => {
    expect(half(1n, 3n)).toBe(0.333251953125);
    // Between 2048 and 4096 neighbours are 2 apart; the rest is far below what a float64 tells from a tie.
    const far = 1n << 80n;
    expect(half(2049n, 1n)).toBe(2048);
    expect(half(2051n, 1n)).toBe(2052);
    expect(half(2049n * far + 1n, far)).toBe(2050);
    expect(half(2049n * far - 1n, far)).toBe(2048);
    expect(half(-2049n * far - 1n, far)).toBe(-2050);
    expect(half(2051n * far - 1n, far)).toBe(2050);
    expect(half(1n, 2n ** 25n)).toBe(0);
    expect(half(far + 1n, far << 25n)).toBe(2 ** -24);
    expect(half(65520n, 1n)).toBe(Infinity);
    expect(half(65520n * far - 1n, far)).toBe(65504);
    expect(half(0n, 7n)).toBe(0);
  });
});

describe("rounding", () => {
  const table: readonly (readonly [number, number, number, number, number])[] = [
    // value, half-up, half-even, trunc, floor
    [2.5, 3, 2, 2, 2],
    [3.5, 4, 4, 3, 3],
    [-2.5, -2, -2, -2, -3],
    [-3.5, -3, -4, -3, -4],
    [0.5, 1, 0, 0, 0],
    [-0.5, 0, 0, 0, -1],
    [2.25, 2, 2, 2, 2],
    [2.75, 3, 3, 2, 2],
    [-2.25, -2, -2, -2, -3],
    [-2.75, -3, -3, -2, -3],
    [7, 7, 7, 7, 7],
    [-7, -7, -7, -7, -7],
  ];
  test.each(table)("%s", (value, ...rounded) => {
    ROUNDS.forEach((round, i) => {
      expect(wholeOf(value, round) + 0).toBe(rounded[i]);
      expect(Number(ratioToInteger(BigInt(value * 4), 4n, round))).toBe(rounded[i]);
    });
  });

  test("of the number next to one half, which plus one half is one", () => {
    expect(wholeOf(0.49999999999999994, "half-up")).toBe(0);
    expect(wholeOf(-0.5000000000000001, "half-up")).toBe(-1);
    expect(wholeOf(2 ** 52 + 1, "half-up")).toBe(2 ** 52 + 1);
    expect(wholeOf(-(2 ** 53) + 1, "half-up")).toBe(-(2 ** 53) + 1);
  });
});

describe("settling", () => {
  test("saturates at the ends of every dtype; NaN is 0", () => {
    for (const name of DTYPE_NAMES) {
      const dtype = DTYPES[name];
      if (dtype.float) continue;
      for (const round of ROUNDS) {
        expect(settleReal(Infinity, dtype, round)).toBe(dtype.highest);
        expect(settleReal(-Infinity, dtype, round)).toBe(dtype.lowest);
        expect(settleReal(1e300, dtype, round)).toBe(dtype.highest);
        expect(settleReal(-1e300, dtype, round)).toBe(dtype.lowest);
        expect(settleReal(Number.NaN, dtype, round)).toBe(dtype.big ? 0n : 0);
        expect(settleReal(2 ** 64, dtype, round)).toBe(dtype.highest);
        expect(settleRatio(2n ** 80n, 1n, dtype, round)).toBe(dtype.highest);
        expect(settleRatio(-(2n ** 80n), 3n, dtype, round)).toBe(dtype.lowest);
        const highest = BigInt(dtype.highest);
        expect(settleRatio(highest * 5n, 5n, dtype, round)).toBe(dtype.highest);
        expect(settleRatio((highest - 1n) * 5n, 5n, dtype, round)).toBe(
          dtype.big ? highest - 1n : Number(highest - 1n),
        );
      }
    }
    expect(settleReal(2 ** 63, DTYPES.int64, "trunc")).toBe(2n ** 63n - 1n);
    expect(settleReal(2 ** 63 - 1024, DTYPES.int64, "trunc")).toBe(2n ** 63n - 1024n);
    expect(settleReal(-(2 ** 63), DTYPES.int64, "trunc")).toBe(-(2n ** 63n));
    expect(settleReal(2 ** 63, DTYPES.uint64, "trunc")).toBe(2n ** 63n);
    expect(settleReal(-0.5, DTYPES.uint64, "floor")).toBe(0n);
  });
});
