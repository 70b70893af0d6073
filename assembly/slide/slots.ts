import { SlidePlan } from "./plan";

/*
 * Rows of scratch, by what they hold: from 0 on the buffers of the passes, the first of which is the row that is folded down the
 * columns, with margins.
 */

/** Values before they are finished. */
export const VALUES: u32 = 4;
/** The row folded down the columns, in the type in which it is folded along. */
export const WIDENED: u32 = 5;
/** The totals between; beside running sums, zeros. */
export const MIDDLE: u32 = 6;
/** Running sums down the columns. */
export const SUMS: u32 = 7;
/** A row of what stands outside the plane. */
export const OUTSIDE: u32 = 8;
/** The fold of such rows; of windows that are folded in registers, what is at the ends of their rows. */
export const BESIDE: u32 = 9;
/** Suffixes of the oldest chunk; behind them the ring of totals, of which the newest is not complete. */
export const SUFFIXES: u32 = 10;

@inline
export function slotAt(plan: SlidePlan, index: u32): usize {
  return plan.scratch + <usize>(index * plan.slot);
}
