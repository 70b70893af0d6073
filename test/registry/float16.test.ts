import fc from "fast-check";
import { expect, test } from "vitest";
import { float16Table, fromFloat16Bits, toFloat16Bits } from "../../src/registry/float16.ts";
import { readerOf, toFloat } from "../support/oracle.ts";

/** Complaints about values, the first few. */
function wrong<T>(values: Iterable<T>, complaint: (value: T) => string | undefined): string[] {
  const found: string[] = [];
  for (const value of values) {
    const said = complaint(value);
    if (said !== undefined && found.push(said) === 5) break;
  }
  return found;
}

const BITS = Array.from({ length: 65536 }, (_, bits) => bits);

/** What each pattern of bits stands for, by other code. */
const expectedOf = readerOf(Uint16Array.from(BITS), "float16");

test("every pattern of bits is the number of IEEE 754, in the table too", () => {
  const table = float16Table();
  expect(table).toHaveLength(65536);
  const same = (bits: number) => {
    const [value, expected] = [fromFloat16Bits(bits), expectedOf(bits)];
    if (Object.is(value, expected) && Object.is(table[bits], expected)) return undefined;
    return `${bits}: ${value}, ${table[bits]} instead of ${expected}`;
  };
  expect(wrong(BITS, same)).toEqual([]);
  expect([0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00, 0xfc00, 0x3555].map(fromFloat16Bits)).toEqual(
    [...[0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, Infinity, -Infinity], 0.333251953125],
  );
});

test("every number held goes back to its bits", () => {
  const back = (bits: number) => {
    const value = fromFloat16Bits(bits);
    const expected = Number.isNaN(value) ? 0x7e00 : bits;
    return toFloat16Bits(value) === expected ? undefined : `${bits}: ${toFloat16Bits(value)}`;
  };
  expect(wrong(BITS, back)).toEqual([]);
});

test("what lies between two goes to the nearer, ties to the even one, and not by way of float32", () => {
  const positive = BITS.slice(0, 0x7bff);
  const tie = (bits: number) => {
    const [below, above] = [fromFloat16Bits(bits), fromFloat16Bits(bits + 1)];
    const middle = (below + above) / 2;
    const even = bits % 2 === 0 ? bits : bits + 1;
    // The next float64 on either side, which float32 would not tell from the middle.
    const nudge = middle * 2 ** -50;
    const rounded = [middle, middle - nudge, middle + nudge, -middle].map(toFloat16Bits);
    const expected = [even, bits, bits + 1, even | 0x8000];
    return String(rounded) === String(expected) ? undefined : `${middle}: ${rounded} instead of ${expected}`;
  };
  expect(wrong(positive, tie)).toEqual([]);
});

test("beyond the largest it is infinite, below the smallest zero with its sign", () => {
  expect([65504, 65519.99, 65520, 65536, 1e300, Infinity].map(toFloat16Bits)).toEqual([
    ...[0x7bff, 0x7bff, 0x7c00],
    ...[0x7c00, 0x7c00, 0x7c00],
  ]);
  expect([-65519.99, -65520, -Infinity].map(toFloat16Bits)).toEqual([0xfbff, 0xfc00, 0xfc00]);
  expect([2 ** -24, 2 ** -25, 2 ** -25 * 1.0001, 1e-300, 0, Number.MIN_VALUE].map(toFloat16Bits)).toEqual([
    1, 0, 1, 0, 0, 0,
  ]);
  expect([-(2 ** -25), -1e-300, -0].map(toFloat16Bits)).toEqual([0x8000, 0x8000, 0x8000]);
  expect(toFloat16Bits(Number.NaN)).toBe(0x7e00);
});

test("any float64 is rounded as the oracle rounds it", () => {
  fc.assert(
    fc.property(fc.double(), fc.integer({ min: -30, max: 20 }), (value, power) => {
      for (const each of [value, (value % 2) * 2 ** power]) {
        expect(fromFloat16Bits(toFloat16Bits(each))).toBe(toFloat(each, 16));
      }
    }),
    { numRuns: 5000 },
  );
});
