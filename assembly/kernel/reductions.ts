/** The reductions' numbers in a plan; src/plan/scan.ts holds the same list, in the same order. */
export const MAX: u32 = 0;
export const MIN: u32 = 1;
export const SUM: u32 = 2;
export const PROD: u32 = 3;
/** The p-norms of 1, 2 and infinity. */
export const LP1: u32 = 4;
export const LP2: u32 = 5;
export const LP_INFINITE: u32 = 6;
export const RMS: u32 = 7;
export const VAR: u32 = 8;
export const STD: u32 = 9;
export const MEDIAN: u32 = 10;
export const LOWER_MEDIAN: u32 = 11;
export const HIGHER_MEDIAN: u32 = 12;
export const MODE: u32 = 13;
export const RANGE: u32 = 14;
export const ANY: u32 = 15;
export const ALL: u32 = 16;
export const COUNT: u32 = 17;
export const FIRST: u32 = 18;
export const ARGMAX: u32 = 19;
export const ARGMIN: u32 = 20;
