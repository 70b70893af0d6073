import { advanceBy, columnsBy, moreColumnsBy, onwardBy, presentBy, suffixesBy, twoBy } from "./kinds";
import { SlidePlan } from "./plan";
import { ownFrom, ownTo, rowAt, rowPitch } from "./rows";
import { MIDDLE, SUFFIXES, slotAt } from "./slots";

/* Down the columns of a tile, window by window, with what is kept of the one before. */

/** Chunks: whose suffixes are there; the newest and how many rows its front has; which totals are in the middle. */
let suffixChunk: i32 = -1;
let newest: i32 = 0;
let frontRows: i32 = 0;
let middleFrom: i32 = -1;
let middleTo: i32 = -1;

/** The rows that running sums have. */
let sumsFrom: i32 = 0;
let sumsTo: i32 = 0;

/** Forgets what was kept of another tile. */
export function startColumns(): void {
  suffixChunk = -1;
  newest = 0;
  frontRows = 0;
  middleFrom = -1;
  middleTo = -1;
  sumsFrom = 0;
  sumsTo = 0;
}

/** Sums of the rows from `top` to `end`: those of the window before, and the rows by which they differ. */
export function runDown(fold: u32, plan: SlidePlan, top: i32, end: i32, sums: usize, length: u32): void {
  if (end - top <= top - sumsFrom + (end - sumsTo)) {
    foldRowsBy(fold, end - top, top, 1, sums, length);
  } else {
    const zeros = slotAt(plan, MIDDLE);
    while (sumsTo < end || sumsFrom < top) {
      const taken = sumsTo < end ? rowAt(sumsTo++) : zeros;
      const left = sumsFrom < top ? rowAt(sumsFrom++) : zeros;
      advanceBy(fold, taken, left, sums, length);
    }
  }
  sumsFrom = top;
  sumsTo = end;
}

/** The fold of the rows from `top` to `end`. */
export function chunksDown(fold: u32, plan: SlidePlan, top: i32, end: i32, into: usize, length: u32): void {
  const chunk = <i32>plan.chunk;
  const oldChunk = top / chunk;
  const endChunk = end / chunk;
  if (oldChunk == endChunk) return foldRowsBy(fold, end - top, top, 1, into, length);
  const aligned = (top & (chunk - 1)) == 0;
  const totals = aligned ? oldChunk : oldChunk + 1;
  const ring = slotAt(plan, SUFFIXES + chunk);
  const slots = plan.ring;
  // Totals of the chunks between.
  for (; newest < endChunk; newest++) {
    if (newest >= totals) {
      const total = ring + <usize>(<u32>newest % slots) * plan.slot;
      const row = newest * chunk + frontRows;
      if (frontRows == 0) foldRowsBy(fold, chunk, row, 1, total, length);
      else moreRowsBy(fold, chunk - frontRows, row, 1, total, length);
    }
    frontRows = 0;
  }
  let suffix: usize = 0;
  if (!aligned) {
    if (suffixChunk != oldChunk) {
      suffixChunk = oldChunk;
      const missing = top & (chunk - 1);
      const last = oldChunk * chunk + chunk - 1;
      lastRowsBy(fold, chunk - missing, last, slotAt(plan, SUFFIXES + chunk - 1), plan.slot, length);
    }
    suffix = slotAt(plan, SUFFIXES + (top & (chunk - 1)));
  }
  let middle: usize = 0;
  if (totals < endChunk) {
    middle = ring + <usize>(<u32>totals % slots) * plan.slot;
    if (totals + 1 < endChunk) {
      const folded = slotAt(plan, MIDDLE);
      if (middleFrom != totals) {
        middleFrom = totals;
        middleTo = totals + 2;
        twoBy(fold, folded, length, middle, ring + <usize>(<u32>(totals + 1) % slots) * plan.slot);
      }
      for (; middleTo < endChunk; middleTo++) {
        twoBy(fold, folded, length, folded, ring + <usize>(<u32>middleTo % slots) * plan.slot);
      }
      middle = folded;
    }
  }
  const front = ring + <usize>(<u32>endChunk % slots) * plan.slot;
  const rows = end & (chunk - 1);
  const missing = rows - frontRows;
  const row = endChunk * chunk + frontRows;
  if (missing == 1 && frontRows > 0 && suffix) {
    onwardBy(fold, rowAt(row), front, suffix, middle, into, length);
    frontRows++;
    return;
  }
  if (missing > 0) {
    if (frontRows == 0) foldRowsBy(fold, missing, row, 1, front, length);
    else moreRowsBy(fold, missing, row, 1, front, length);
    frontRows = rows;
  }
  presentBy(fold, into, length, suffix, middle, rows > 0 ? front : 0);
}

/** Folds `n` rows, `step` apart. */
export function foldRowsBy(fold: u32, n: i32, row: i32, step: i32, at: usize, length: u32): void {
  if (row >= ownFrom && row + (n - 1) * step < ownTo) {
    return columnsBy(fold, <u32>n, rowAt(row), <usize>step * rowPitch, at, length);
  }
  columnsBy(fold, 1, rowAt(row), 0, at, length);
  moreRowsBy(fold, n - 1, row + step, step, at, length);
}

/** Folds more of them into what is there. */
function moreRowsBy(fold: u32, n: i32, row: i32, step: i32, at: usize, length: u32): void {
  while (n > 0) {
    const own = row < ownFrom ? 0 : min<i32>(n, (ownTo - row + step - 1) / step);
    const taken = max<i32>(own, 1);
    moreColumnsBy(fold, <u32>taken, rowAt(row), <usize>step * rowPitch, at, length);
    row += taken * step;
    n -= taken;
  }
}

/** Folds of the last rows up to one, from that alone to `n` of them, `slot` bytes apart; `at` is its own place. */
function lastRowsBy(fold: u32, n: i32, last: i32, at: usize, slot: usize, length: u32): void {
  if (last - n + 1 >= ownFrom && last < ownTo) {
    return suffixesBy(fold, <u32>n, rowAt(last), rowPitch, at, slot, length);
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
