import type { Step } from "./step.ts";

/** Inputs up to this many bytes may still be in a cache from the run before, where reading them twice costs time. */
export const TOUCH_FROM = 2 ** 23;

/** Rows of outputs whose taps are longer than this have streams long enough for the prefetchers; shorter ones lose more. */
const LONGEST = 65536;
const SHORTEST = 512;

/** Bytes that a read through memory may pass the end of what it was asked for. */
export const TOUCH_SLACK = 256;

/**
 * How many bytes to read straight through before each row of outputs of an array that is too large for the caches: those that
 * its taps lie in, where they follow each other without gaps from row to row, and no more than half of them twice. Otherwise 0.
 */
export function touchOf({ row, rows, loops }: Step): number {
  const hop = loops[0]?.hop ?? 0;
  if (row.rowCount < 2 || hop < SHORTEST || hop > LONGEST || row.hop < 0 || row.widthPitch < 0) return 0;
  const along = (row.count - 1) * row.hop + (row.width - 1) * row.widthPitch + row.lanes * row.element;
  const reach = rows.reduce((most, offset) => Math.max(most, offset), 0) + along;
  return rows.every((offset) => offset >= 0) && reach <= 2 * hop && row.rowCount * along * 2 >= hop ? reach : 0;
}
