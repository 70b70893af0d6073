import { DTYPES, type DType, type DTypeRow, type TypedArray } from "../../src/registry/dtypes.ts";
import { toFloat, writerOf } from "./oracle/kinds.ts";

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Kinds of data: small integers are exact in every dtype, `full` spans the type, `special` mixes in its extremes, `end` is
 * its lowest (its highest where that is 0) among very small values, `few` has many ties, `holes` are NaN (0 for integers) every
 * other time, `offset` has a large value in common.
 */
export const FLAVOURS = ["small", "full", "special", "same", "end", "few", "holes", "offset"] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** What the values are for: sums must not overflow on the way, nor products leave the range in either direction. */
export type Care = "none" | "sum" | "product";

/** One value of a dtype. */
export function drawValue(row: DTypeRow, flavour: Flavour, random: () => number, care: Care): number | bigint {
  const value = row.float ? drawFloat(row, flavour, random, care) : drawInteger(row, flavour, random);
  return typeof value === "number" && row.float ? toFloat(value, row.bits) : value;
}

function drawInteger(row: DTypeRow, flavour: Flavour, random: () => number): number | bigint {
  const as = (value: number): number | bigint => (row.big ? BigInt(value) : value);
  const small = (): number => Math.floor(random() * 100) - (row.signed ? 50 : 0);
  const end = row.signed ? row.lowest : row.highest;
  switch (flavour) {
    case "same":
      return as(3);
    case "end":
      return pick([end, as(0), as(1), as(2)], random);
    case "few":
      return as(Math.floor(random() * 3));
    case "holes":
      return as(random() < 0.5 ? 0 : Math.abs(small()));
    case "small":
      return as(small());
    case "offset":
      return row.big ? (row.highest as bigint) / 2n - BigInt(small()) : (row.highest as number) - Math.abs(small());
    default:
  }
  const rare = flavour === "special" && random() < 0.3;
  if (row.big) {
    if (rare) return pick([row.lowest as bigint, row.highest as bigint, 2n ** 53n + 1n, 2n ** 62n + 3n, 0n], random);
    const bits = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return row.signed ? BigInt.asIntN(64, bits) : bits;
  }
  const lowest = row.lowest as number;
  const highest = row.highest as number;
  if (rare) return pick([lowest, highest, 0, 1], random);
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

/** A common part that leaves room for a few bits more. */
const OFFSETS: Readonly<Record<number, number>> = { 16: 512, 32: 2 ** 16, 64: 1e8 };

function drawFloat(row: DTypeRow, flavour: Flavour, random: () => number, care: Care): number {
  const whole = (): number => Math.floor(random() * 201) - 100;
  const product = care === "product";
  switch (flavour) {
    case "same":
      return product ? 1.25 : 3;
    case "end":
      return pick(product ? [-Infinity, 0.5, 1, 2] : [-Infinity, 0, 1, 2], random);
    case "few":
      return pick(product ? [0.5, 1, 2] : [0, 1, 2, -0.5], random);
    case "holes":
      return random() < 0.5 ? Number.NaN : product ? pick([0.5, -1, 2], random) : whole();
    case "small":
      return product ? pick([-2, -1, -0.5, 0.5, 1, 1, 2, 1.5], random) : whole();
    case "offset":
      return product ? 1 + whole() * 2 ** -10 : (OFFSETS[row.bits] as number) + whole() / 64;
    default:
  }
  if (flavour === "special") {
    if (random() < 0.3) return floatExtreme(row, random, care);
    if (random() < 0.5) return random() < 0.5 ? -0 : 0;
  }
  if (product) return (random() < 0.5 ? -1 : 1) * 2 ** ((random() - 0.5) / 2);
  const powers = row.bits === 16 ? 28 : 40;
  return (random() - 0.5) * 2 ** Math.floor(random() * powers - powers / 2);
}

const MOST: Readonly<Record<number, number>> = { 16: 65504, 32: 3.4028234663852886e38, 64: Number.MAX_VALUE };
const LARGE: Readonly<Record<number, number>> = { 16: 65504, 32: 1e30, 64: 1e37 };
const LEAST: Readonly<Record<number, number>> = { 16: 2 ** -24, 32: 2 ** -149, 64: Number.MIN_VALUE };

function floatExtreme(row: DTypeRow, random: () => number, care: Care): number {
  if (care === "product") return pick([Number.NaN, Infinity, -Infinity, -0, 0, 1, -1, 2, -0.5], random);
  const large = (care === "sum" ? LARGE : MOST)[row.bits] as number;
  const least = LEAST[row.bits] as number;
  return pick([Number.NaN, Infinity, -Infinity, -0, 0, large, -large, least, -least], random);
}

export function pick<T>(choices: readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

/** A typed array of a dtype with random values. */
export function randomData(
  dtype: DType,
  length: number,
  random: () => number,
  flavour: Flavour = "full",
  care: Care = "sum",
): TypedArray {
  const row = DTYPES[dtype];
  const data = new row.array(length);
  const write = writerOf(data, dtype);
  for (let i = 0; i < length; i++) write(i, drawValue(row, flavour, random, care));
  return data;
}
