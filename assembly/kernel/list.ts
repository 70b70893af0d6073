/** The kernels' numbers in a plan; src/registry/drivers.ts holds the same list, in the same order. */
export const PAIRS: u32 = 0;
export const BLOCKS: u32 = 12;
export const THREES: u32 = 10;
export const PIXELS: u32 = 13;
export const COLUMNS: u32 = 11;
export const LANES: u32 = 1;
export const SPANS: u32 = 2;
export const ROWS: u32 = 3;
export const STRIDED: u32 = 4;
export const APART: u32 = 5;
export const HISTOGRAM: u32 = 6;
export const SORTED: u32 = 7;
export const GATHER: u32 = 8;
