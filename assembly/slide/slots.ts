import { SlidePlan } from "./plan";

/*
 * Rows of scratch, by what they hold: from 0 on the buffers of the passes, the first of which is the row that is folded down the
 * columns, with margins.
 */

/** Values before they are finished. */
export const VALUES: u32 = 4;
/** The row folded down the columns, in the type in which it is folded along. */
export const WIDENED: u32 = 5;
/** The totals between. */
export const MIDDLE: u32 = 6;
/** Suffixes of the oldest chunk; behind them the ring of totals, of which the newest is not complete. */
export const SUFFIXES: u32 = 8;

@inline
export function slotAt(plan: SlidePlan, index: u32): usize {
  return plan.scratch + <usize>(index * plan.slot);
}
