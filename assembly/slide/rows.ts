import { SlidePlan } from "./plan";
import { OUTSIDE, slotAt } from "./slots";

/*
 * The rows that windows read, by number. Where something stands outside the plane, the rows before its first one count too, and
 * those behind its last.
 */

let first: usize = 0;
export let rowPitch: usize = 0;
/** Numbers of the plane's own rows: from one on, up to another. */
export let ownFrom: i32 = 0;
export let ownTo: i32 = 0;
let table: usize = 0;
let rest: usize = 0;

/** Names the rows of a plane from an address on; returns how many there are. */
export function nameRows(plan: SlidePlan, address: usize): i32 {
  first = address;
  rowPitch = <usize>plan.rowPitch;
  ownFrom = 0;
  ownTo = <i32>plan.rowExtent;
  if (plan.outside == 0) return ownTo;
  ownFrom = plan.rowLow;
  ownTo += ownFrom;
  table = plan.rowTable;
  rest = slotAt(plan, OUTSIDE);
  const reach = (plan.rowCount - 1) * plan.rowStride + (plan.rowWindow - 1) * plan.rowDilation + 1;
  return max<i32>(ownTo, <i32>reach);
}

export function rowAt(row: i32): usize {
  if (row >= ownFrom && row < ownTo) return first + <usize>(row - ownFrom) * rowPitch;
  const stands = load<i32>(table + (<usize>(row < ownFrom ? row : ownFrom + row - ownTo) << 2));
  return stands < 0 ? rest : first + <usize>stands * rowPitch;
}
