import type { Edge } from "stridepool";
import type { Pair } from "./compute.ts";

/** A matrix to begin with, and windows that suit it. */
export interface Example {
  readonly name: string;
  readonly text: () => string;
  readonly window: Pair;
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly edge?: Edge;
}

/** Whole numbers below a hundred, in columns. */
export function randomText(rows: number, columns: number, random: () => number = Math.random): string {
  const row = (): string =>
    Array.from({ length: columns }, () => String(Math.floor(random() * 100)).padStart(2)).join(" ");
  return Array.from({ length: rows }, row).join("\n");
}

const EIGHT = `19 32 28 25 31 49 17 18
 4 19 50 57 29 42  5  8
44 16 54 13 15  1 58 50
18 36 29 12 39 45 47 44
34 31 17 28 35 62 30 54
38 50 14 50 25 24 36  4
58 27 20 34 55 22 63 59
61 30 37 24 23 34  5 16`;

const FOUR = `20 200  -5  23  11   7
-13 134 119 100   8  12
120  32  49  25  12  33
-120 12   9  23   2  18`;

export const EXAMPLES: readonly Example[] = [
  { name: "8 × 8 by 2 × 2", text: () => EIGHT, window: [2, 2] },
  { name: "4 × 6 by 2 × 3", text: () => FOUR, window: [2, 3] },
  { name: "ragged edges", text: () => randomText(7, 8, seeded(7)), window: [3, 3] },
  { name: "overlapping", text: () => randomText(6, 6, seeded(3)), window: [3, 3], stride: [1, 1], padding: [1, 1] },
  { name: "24 × 40", text: () => randomText(24, 40, seeded(5)), window: [4, 5] },
];

/** The same numbers every time (mulberry32, Tommy Ettinger). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
