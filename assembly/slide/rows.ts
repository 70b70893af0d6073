import { columnsBy, moreColumnsBy, suffixesBy, twoBy } from "./kinds";
import { SlidePlan } from "./plan";
import { OUTSIDE, slotAt } from "./slots";

/*
 * The rows that windows read, by number. Where something stands outside the plane, the rows before its first one count too, and
 * those behind its last.
 */

let first: usize = 0;
let pitch: usize = 0;
/** Numbers of the plane's own rows: from one on, up to another. */
let from: i32 = 0;
let to: i32 = 0;
let table: usize = 0;
let rest: usize = 0;

/** Names the rows of a plane from an address on; returns how many there are. */
export function nameRows(plan: SlidePlan, address: usize): i32 {
  first = address;
  pitch = <usize>plan.rowPitch;
  from = 0;
  to = <i32>plan.rowExtent;
  if (plan.outside == 0) return to;
  from = plan.rowLow;
  to += from;
  table = plan.rowTable;
  rest = slotAt(plan, OUTSIDE);
  const reach = (plan.rowCount - 1) * plan.rowStride + (plan.rowWindow - 1) * plan.rowDilation + 1;
  return max<i32>(to, <i32>reach);
}

export function rowAt(row: i32): usize {
  if (row >= from && row < to) return first + <usize>(row - from) * pitch;
  const stands = load<i32>(table + (<usize>(row < from ? row : from + row - to) << 2));
  return stands < 0 ? rest : first + <usize>stands * pitch;
}

/** Folds `n` rows, `step` apart. */
export function foldRowsBy(fold: u32, n: i32, row: i32, step: i32, at: usize, length: u32): void {
  if (row >= from && row + (n - 1) * step < to) {
    return columnsBy(fold, <u32>n, rowAt(row), <usize>step * pitch, at, length);
  }
  columnsBy(fold, 1, rowAt(row), 0, at, length);
  moreRowsBy(fold, n - 1, row + step, step, at, length);
}

/** Folds more of them into what is there. */
export function moreRowsBy(fold: u32, n: i32, row: i32, step: i32, at: usize, length: u32): void {
  while (n > 0) {
    const own = row < from ? 0 : min<i32>(n, (to - row + step - 1) / step);
    const taken = max<i32>(own, 1);
    moreColumnsBy(fold, <u32>taken, rowAt(row), <usize>step * pitch, at, length);
    row += taken * step;
    n -= taken;
  }
}

/** Folds of the last rows up to one, from that alone to `n` of them, `slot` bytes apart; `at` is its own place. */
export function lastRowsBy(fold: u32, n: i32, last: i32, at: usize, slot: usize, length: u32): void {
  if (last - n + 1 >= from && last < to) {
    return suffixesBy(fold, <u32>n, rowAt(last), pitch, at, slot, length);
  }
  columnsBy(fold, 1, rowAt(last), 0, at, length);
  for (; n > 1; n--) {
    last--;
    const before = at;
    at -= slot;
    columnsBy(fold, 1, rowAt(last), 0, at, length);
    twoBy(fold, at, length, at, before);
  }
}
