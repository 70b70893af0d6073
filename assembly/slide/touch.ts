import { SlidePlan } from "./plan";
import { ownFrom, ownTo, rowAt } from "./rows";

/** Shorter rows are there in time: the processor reads ahead, but not from one page of memory to the next; nor do small planes wait. */
const LONG_ROW: usize = 6144;
const LARGE_PLANE: usize = 1 << 23;

/** Small windows side by side do so little that nothing is gained. */
const FEW_TAPS: u32 = 16;

const LINE: usize = 64;

/** What came of reading, lest that be left out. */
let touched: u32 = 0;

/** Whether rows of so many bytes are touched before windows take them in. */
export function touches(plan: SlidePlan, bytes: usize): bool {
  if (plan.rowStride == 1 && plan.rowWindow * plan.window < FEW_TAPS) return false;
  return bytes >= LONG_ROW && <usize>plan.rowExtent * <usize>abs<i32>(plan.rowPitch) >= LARGE_PLANE;
}

/** Reads a byte of each line of such rows: many lines come at once, where a fold would wait for each. */
export function touchRows(from: i32, rows: i32, bytes: usize): void {
  let found: u32 = 0;
  for (let row = max(from, ownFrom); row < min(from + rows, ownTo); row++) {
    let at = rowAt(row);
    for (const end = at + bytes - 4 * LINE; at <= end; at += 4 * LINE) {
      found |= load<u8>(at) | load<u8>(at, 64) | load<u8>(at, 128) | load<u8>(at, 192);
    }
  }
  touched = found;
}
