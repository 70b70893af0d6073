/** Which taps are left out, as bits of a plan's `skip`; src/plan/scan.ts lists the same. */
export const SKIP_NAN: u32 = 1;
export const SKIP_NODATA: u32 = 2;
export const SKIP_MASKED: u32 = 4;

/** Whether a tap takes part, as far as its value tells. */
@inline
export function hasValue<T>(tap: T, skip: u32, nodata: T): bool {
  if (isFloat<T>() && (skip & SKIP_NAN) != 0 && tap != tap) return false;
  return (skip & SKIP_NODATA) == 0 || tap != nodata;
}
