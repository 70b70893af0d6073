import { DTYPES, type DType, type DTypeRow, type TypedArray } from "../../src/registry/dtypes.ts";

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
 * its lowest (its highest where that is 0) among very small values.
 */
export const FLAVOURS = ["small", "full", "special", "same", "end"] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** One value of a dtype. `summed` keeps floats so far from their limits that no sum overflows. */
export function drawValue(row: DTypeRow, flavour: Flavour, random: () => number, summed: boolean): number | bigint {
  if (flavour === "same") return row.big ? 3n : 3;
  if (flavour === "end") {
    const end = row.signed ? row.lowest : row.highest;
    return row.big ? pick([end, 0n, 1n, 2n], random) : pick([end, 0, 1, 2], random);
  }
  const rare = flavour === "special" && random() < 0.3;
  if (row.float) {
    if (rare) return floatExtreme(row, random, summed);
    if (flavour === "small") return Math.floor(random() * 201) - 100;
    if (flavour === "special" && random() < 0.5) return random() < 0.5 ? -0 : 0;
    const size = 2 ** Math.floor(random() * 40 - 20);
    const value = (random() - 0.5) * size;
    return row.bits === 32 ? Math.fround(value) : value;
  }
  if (row.big) {
    if (rare) return pick([row.lowest as bigint, row.highest as bigint, 2n ** 53n + 1n, 2n ** 62n + 3n, 0n], random);
    if (flavour === "small") return BigInt(Math.floor(random() * 100)) - (row.signed ? 50n : 0n);
    const bits = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return row.signed ? BigInt.asIntN(64, bits) : bits;
  }
  const lowest = row.lowest as number;
  const highest = row.highest as number;
  if (rare) return pick([lowest, highest, 0, 1], random);
  if (flavour === "small") return Math.floor(random() * 100) - (row.signed ? 50 : 0);
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

function floatExtreme(row: DTypeRow, random: () => number, summed: boolean): number {
  const most = row.bits === 32 ? 3.4028234663852886e38 : Number.MAX_VALUE;
  const least = row.bits === 32 ? 2 ** -149 : Number.MIN_VALUE;
  const large = summed ? Math.fround(row.bits === 32 ? 1e30 : 1e37) : most;
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
  summed = true,
): TypedArray {
  const row = DTYPES[dtype];
  const data = new row.array(length);
  for (let i = 0; i < length; i++)
    (data as unknown as (number | bigint)[])[i] = drawValue(row, flavour, random, summed);
  return data;
}
