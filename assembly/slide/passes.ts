import { UINT8 } from "../lane/code";
import { HALF_EVEN, HALF_UP } from "../lane/convert";
import { Plan } from "../plan";
import { pickCells, splitCells } from "./cells";
import { sumOfParts, sumWithErrors } from "./double";
import { SlidePlan } from "./plan";
import { sixteens } from "./sixteen";
import { areSmall, meansAlong, runAlong } from "./running";
import { VALUES, WIDENED, slotAt } from "./slots";
import { foldRows } from "./streams";

/*
 * Along the row: a program of passes, each i32 words: kind, dst, mul, add, n, then n times a buffer and an offset in cells. A pass
 * makes (cells of the tile) * mul + add cells.
 */

/** dst[i]: the fold of buffer[i + offset] of n taps, in their order. */
const FOLD: u32 = 0;
/** Even cells of a buffer to dst, odd ones to the buffer after that. */
const SPLIT: u32 = 1;
/** dst[i]: buffer[i * stride]. */
const PICK: u32 = 2;
/** dst[i]: sums of floats, whose last additions are as good as exact. */
const DOUBLE: u32 = 3;
/** dst[i]: the sum of a window's cells from i on, by what enters and leaves; the only pass. */
const RUN: u32 = 4;
/** dst[i]: the sum of sixteen cells from i on; to the second tap's buffer, from its offset on, the rest of a window: see slide/sixteen.ts. */
const SIXTEEN: u32 = 5;

/** Bytes of a pass before its taps, and of a tap. */
const TAPS: usize = 20;
const TAP: usize = 8;

/** Whether running sums along a row become bytes at once: means of bytes over the same odd number all. */
export function runsToBytes(plan: SlidePlan): bool {
  const rest = changetype<Plan>(plan.finish);
  if (plan.passCount == 0 || kindOf(plan.passes) != RUN || plan.lanes != 1 || plan.divide || rest.outType != UINT8) return false;
  return (rest.round == HALF_UP || rest.round == HALF_EVEN) && areSmall(plan.rowWindow * plan.window, rest.divisor);
}

/** Whether running sums along a row are of this type: integers', in 32 bits. */
@inline
function runs<V, A>(): bool {
  return isInteger<A>() && sizeof<A>() == 4 && isSigned<A>() && sizeof<V>() >= 2;
}

@inline
function kindOf(pass: usize): u32 {
  return load<u32>(pass);
}

@inline
function tapCount(pass: usize): u32 {
  return load<u32>(pass, 16);
}

/** Whether some pass writes over the row that was folded down the columns, margins included. */
export function overwritesRow(plan: SlidePlan): bool {
  let pass = plan.passes;
  for (let i: u32 = 0; i < plan.passCount; i++) {
    if (load<u32>(pass, 4) == 0) return true;
    pass += TAPS + <usize>tapCount(pass) * TAP;
  }
  return false;
}

/** The last pass that folds: sums are scaled there. */
function lastFold(plan: SlidePlan): u32 {
  let pass = plan.passes;
  let last: u32 = 0;
  for (let i: u32 = 0; i < plan.passCount; i++) {
    if (kindOf(pass) == FOLD) last = i;
    pass += TAPS + <usize>tapCount(pass) * TAP;
  }
  return last;
}

/** Whether the first pass alone reads the row that was folded down the columns, and folds it: then it can widen what it reads. */
export function widensFirst(plan: SlidePlan): bool {
  let pass = plan.passes;
  if (plan.passCount == 0 || kindOf(pass) != FOLD) return false;
  for (let i: u32 = 0; i < plan.passCount; i++) {
    const taps = tapCount(pass);
    if (i == 0 && taps > 7) return false;
    for (let tap = pass + TAPS; tap < pass + TAPS + <usize>taps * TAP; tap += TAP) {
      if ((load<u32>(tap) == 0) != (i == 0)) return false;
    }
    pass += TAPS + <usize>taps * TAP;
  }
  return true;
}

/** Address of a pass's tap; buffer 0 is at `row`. */
@inline
function tapAt(plan: SlidePlan, pass: usize, n: u32, most: u32, row: usize, cell: usize): usize {
  const tap = pass + TAPS + <usize>min<u32>(n, most - 1) * TAP;
  const buffer = load<u32>(tap);
  return (buffer == 0 ? row : slotAt(plan, buffer)) + <usize>load<i32>(tap, 4) * cell;
}

/**
 * Runs the passes over `cells` cells of a tile, from the row of V at `row` on; the last one's values of A go to `to`, which ends
 * where they do, or, if that is 0, into scratch.
 */
export function along<V, A, Op>(plan: SlidePlan, row: usize, to: usize, cells: u32, spread: u32, scale: f32): void {
  const lanes = plan.lanes;
  const cell = <usize>lanes << alignof<A>();
  const passCount = plan.passCount;
  let pass = plan.passes;
  let index: u32 = 0;
  if (runs<V, A>() && passCount > 0 && kindOf(pass) == RUN) {
    if (sizeof<V>() == 2 && to) return meansAlong(row, plan.window, to, cells, changetype<Plan>(plan.finish).divisor, slotAt(plan, VALUES));
    return runAlong<V>(row, plan.window, lanes, slotAt(plan, VALUES), cells);
  }
  if (sizeof<V>() != sizeof<A>()) {
    if (passCount > 0 && widensFirst(plan)) {
      const narrow = <usize>lanes << alignof<V>();
      foldPass<V, A, Op>(plan, pass, row, passCount == 1 ? to : 0, cells, narrow, 1);
      pass += TAPS + <usize>tapCount(pass) * TAP;
      index = 1;
    } else {
      const wide = slotAt(plan, passCount > 0 ? WIDENED : VALUES);
      foldRows<V, A, Op>(1, wide, spread * lanes, 1, row, 0, 0, 0, 0, 0, 0);
      row = wide;
    }
  }
  const scaled = scale == 1 ? passCount : lastFold(plan);
  for (; index < passCount; index++) {
    const last = index == passCount - 1;
    const kind = kindOf(pass);
    if (kind == FOLD) foldPass<A, A, Op>(plan, pass, row, last ? to : 0, cells, cell, index == scaled ? scale : 1);
    else if (isFloat<A>() && kind == DOUBLE) doublePass<A>(plan, pass, row, last ? to : 0, cells, cell, 0);
    else if (isFloat<A>() && sizeof<A>() == 4 && kind == SIXTEEN) sixteenPass(plan, pass, row, cells);
    else movePass(plan, pass, row, last ? to : 0, cells, cell);
    if (load<u32>(pass, 4) == 0) row = slotAt(plan, 0);
    pass += TAPS + <usize>tapCount(pass) * TAP;
  }
}

@inline
function placeOf(plan: SlidePlan, pass: usize, to: usize): usize {
  return to ? to : slotAt(plan, load<u32>(pass, 4));
}

@inline
function cellsOf(pass: usize, cells: u32): u32 {
  return cells * load<u32>(pass, 8) + load<u32>(pass, 12);
}

function foldPass<V, A, Op>(plan: SlidePlan, pass: usize, row: usize, to: usize, cells: u32, cell: usize, scale: f32): void {
  const at = placeOf(plan, pass, to);
  let length = cellsOf(pass, cells) * plan.lanes;
  // Into scratch in whole turns of the loop.
  if (to == 0) length = (length + 32 / sizeof<A>() - 1) & ~(32 / sizeof<A>() - 1);
  const n = tapCount(pass);
  const more = n > 7;
  foldRows<V, A, Op>(
    more ? 7 : n,
    at,
    length,
    more ? 1 : scale,
    tapAt(plan, pass, 0, n, row, cell),
    tapAt(plan, pass, 1, n, row, cell),
    tapAt(plan, pass, 2, n, row, cell),
    tapAt(plan, pass, 3, n, row, cell),
    tapAt(plan, pass, 4, n, row, cell),
    tapAt(plan, pass, 5, n, row, cell),
    tapAt(plan, pass, 6, n, row, cell),
  );
  if (sizeof<V>() != sizeof<A>() || !more) return;
  for (let k: u32 = 7; k < n; k += 6) {
    const left = n - k;
    foldRows<A, A, Op>(
      min<u32>(left, 6) + 1,
      at,
      length,
      left > 6 ? 1 : scale,
      at,
      tapAt(plan, pass, k, n, row, cell),
      tapAt(plan, pass, k + 1, n, row, cell),
      tapAt(plan, pass, k + 2, n, row, cell),
      tapAt(plan, pass, k + 3, n, row, cell),
      tapAt(plan, pass, k + 4, n, row, cell),
      tapAt(plan, pass, k + 5, n, row, cell),
    );
  }
}

/** Whether the values are float64, whatever they are of. */
export function endsInDouble(plan: SlidePlan): bool {
  let pass = plan.passes;
  for (let i: u32 = 0; i < plan.passCount; i++) {
    if (kindOf(pass) == DOUBLE) return true;
    pass += TAPS + <usize>tapCount(pass) * TAP;
  }
  return false;
}

/** The cells that are `by` bytes on: to `to` as results, float32 times the inverse of their divisor, or else to the values as float64. */
function doublePass<A>(plan: SlidePlan, pass: usize, row: usize, to: usize, cells: u32, cell: usize, by: usize): void {
  const n = tapCount(pass);
  const values = slotAt(plan, VALUES);
  const length = cellsOf(pass, cells) * plan.lanes;
  if (sizeof<A>() == 8) {
    // The end of the values' slot is free: it has room to spare for as many addresses as a pass may have.
    const table = values + plan.slot - 64;
    for (let k: u32 = 0; k < n; k++) store<u32>(table + (<usize>k << 2), <u32>tapAt(plan, pass, k, n, row, cell));
    return sumWithErrors(table, n, values, length);
  }
  const a = tapAt(plan, pass, 0, n, row, cell) + by;
  const b = tapAt(plan, pass, 1, n, row, cell) + by;
  const c = tapAt(plan, pass, 2, n, row, cell) + by;
  const d = tapAt(plan, pass, 3, n, row, cell) + by;
  const e = tapAt(plan, pass, 4, n, row, cell) + by;
  if (to == 0) return sumOfParts<f64>(n, values, length, 1, a, b, c, d, e);
  sumOfParts<f32>(n, to, length, 1 / <f64>changetype<Plan>(plan.finish).divisor, a, b, c, d, e);
}

/** Values of some cells from one on, whose last pass adds two parts of float32; where they are. */
export function lastParts(plan: SlidePlan, row: usize, from: u32, cells: u32): usize {
  let pass = plan.passes;
  while (kindOf(pass) != DOUBLE) pass += TAPS + <usize>tapCount(pass) * TAP;
  const cell = <usize>plan.lanes << 2;
  doublePass<f32>(plan, pass, row, 0, cells, cell, <usize>from * cell);
  return slotAt(plan, VALUES);
}

function sixteenPass(plan: SlidePlan, pass: usize, row: usize, cells: u32): void {
  const beside = slotAt(plan, load<u32>(pass + TAPS, TAP));
  sixteens(row, placeOf(plan, pass, 0), beside, cellsOf(pass, cells), load<u32>(pass + TAPS + TAP, 4));
}

function movePass(plan: SlidePlan, pass: usize, row: usize, to: usize, cells: u32, cell: usize): void {
  const at = placeOf(plan, pass, to);
  const from = tapAt(plan, pass, 0, 1, row, cell);
  if (kindOf(pass) == SPLIT) splitCells(from, at, slotAt(plan, load<u32>(pass, 4) + 1), cellsOf(pass, cells), cell);
  else pickCells(from, at, cellsOf(pass, cells), cell, plan.stride);
}
