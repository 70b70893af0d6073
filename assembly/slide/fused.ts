import { hasVector } from "../lane/extreme";
import { oneBefore, oneBehind, twoBefore, twoBehind } from "../lane/beside";
import { evenCells, oddCells } from "../lane/cell";
import { loadAs } from "./streams";

/*
 * Small windows of neighbouring cells, which are folded down the columns and along the row in registers: 3 x 3 and 5 x 5 with as many
 * results as cells, two rows of results at a time, and 3 x 3 with half as many. Windows pass the row's ends by half of their taps.
 */

/** Whether taps of T that are folded in A have these. */
@inline
export function fuses<T, A>(): bool {
  const usual = isFloat<T>() ? sizeof<T>() == 4 : sizeof<T>() == 1 && !isSigned<T>();
  return hasVector<A>() && usual && sizeof<A>() <= 4 && sizeof<A>() <= 2 * sizeof<T>();
}

/** What is before a row, or behind it: of its own first or last vector the lanes that a table of them says, or else what stands there. */
@inline
function endOf(v: v128, ends: usize, table: usize): v128 {
  return v128.or(i8x16.swizzle(v, v128.load(ends + table)), v128.load(ends, BESIDE_ROW));
}

/** Of what is at the ends of rows: lanes of the first vector before it, of the last one behind it, and what stands there where there are none. */
export const BEFORE_ROW: usize = 0;
export const BEHIND_ROW: usize = 16;
export const BESIDE_ROW: usize = 32;
/** What sums of floats are divided by: in the first vector of a row, in those between, in the last one; the same for the next row. */
export const DIVISORS: usize = 48;
export const DIVISORS_NEXT: usize = 96;
/** Taps along the row of the first vector's windows and of the last one's. */
export const TAPS_FIRST: usize = 144;
export const TAPS_LAST: usize = 160;

@inline
function isSum<Op>(): bool {
  return !changetype<Op>(0).idempotent();
}

/** Whether the order of additions tells. */
@inline
function isOrdered<A, Op>(): bool {
  return isFloat<A>() && isSum<Op>();
}

/** Folded windows as they are stored: sums of floats are divided. */
@inline
function finished<A, Op>(v: v128, divisor: v128): v128 {
  return isFloat<A>() && isSum<Op>() ? v128.div<A>(v, divisor) : v;
}

/** What the columns of two rows of windows share; where the order of additions is to be the same for all rows, nothing. */
@inline
function shared<A, Op>(n: i32, b: v128, c: v128, d: v128, e: v128): v128 {
  const op = changetype<Op>(0);
  if (isOrdered<A, Op>()) return b;
  const v = op.combineV<A>(b, c);
  return n == 5 ? op.combineV<A>(v, op.combineV<A>(d, e)) : v;
}

/** Columns of the first row. */
@inline
function upper<A, Op>(n: i32, v: v128, a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const op = changetype<Op>(0);
  if (!isOrdered<A, Op>()) return op.combineV<A>(a, v);
  const sum = op.combineV<A>(op.combineV<A>(a, b), c);
  return n == 5 ? op.combineV<A>(op.combineV<A>(sum, d), e) : sum;
}

/** Columns of the second, which end with `f`. */
@inline
function lower<A, Op>(n: i32, v: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  const op = changetype<Op>(0);
  if (!isOrdered<A, Op>()) return op.combineV<A>(v, f);
  const sum = op.combineV<A>(b, c);
  return op.combineV<A>(n == 5 ? op.combineV<A>(op.combineV<A>(sum, d), e) : sum, f);
}

/** A vector of three columns' folds, two cells apart. */
@inline
function columns<T, A, Op>(by: usize, a: usize, b: usize, c: usize): v128 {
  const op = changetype<Op>(0);
  const at = by >> (alignof<A>() - alignof<T>());
  return op.combineV<A>(op.combineV<A>(loadAs<T, A>(a + at), loadAs<T, A>(b + at)), loadAs<T, A>(c + at));
}

/** Of windows of five, the folds of cells and their next ones; of windows of three, the cells. */
@inline
function nearOf<A, Op>(n: i32, v: v128, behind: v128): v128 {
  return n == 5 ? changetype<Op>(0).combineV<A>(v, oneBehind<A>(v, behind)) : v;
}

/** A vector of windows. */
@inline
function windows<A, Op>(n: i32, before: v128, near: v128, v: v128, behind: v128, divisor: v128): v128 {
  const op = changetype<Op>(0);
  const some = op.combineV<A>(n == 5 ? twoBefore<A>(before, near) : oneBefore<A>(before, v), near);
  return finished<A, Op>(op.combineV<A>(some, n == 5 ? twoBehind<A>(v, behind) : oneBehind<A>(v, behind)), divisor);
}

/** What begins at the end of the last whole vector, `rest` bytes, of the row's last vector; zeros behind. */
@inline
function restOf(last: v128, rest: usize): v128 {
  const from = i8x16.splat(<i8>(16 - rest));
  return i8x16.swizzle(last, i8x16.add(from, i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
}

/**
 * Windows of 3 x 3, or of 5 x 5, that begin in the first and in the second of four or six rows of `bytes` of A, at least two vectors; of
 * four rows the middle ones are `b` and `c`, and `f` is the last. Where `watches`, whether it or the one before has NaN. If not `two`,
 * those of the first row alone.
 */
@inline
export function fuseRows<T, A, Op>(
  n: i32,
  two: bool,
  watches: bool,
  to: usize,
  next: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
): bool {
  let divisor = v128.load(ends, DIVISORS);
  let divisorNext = v128.load(ends, DIVISORS_NEXT);
  const shift = alignof<A>() - alignof<T>();
  let vb = loadAs<T, A>(b);
  let vc = loadAs<T, A>(c);
  let vd = n == 5 ? loadAs<T, A>(d) : vc;
  let ve = n == 5 ? loadAs<T, A>(e) : vc;
  let vf = two ? loadAs<T, A>(f) : ve;
  let common = shared<A, Op>(n, vb, vc, vd, ve);
  let v = upper<A, Op>(n, common, loadAs<T, A>(a), vb, vc, vd, ve);
  let w = two ? lower<A, Op>(n, common, vb, vc, vd, ve, vf) : v;
  let found = v128.or(v128.ne<A>(ve, ve), v128.ne<A>(vf, vf));
  let before = endOf(v, ends, BEFORE_ROW);
  let beforeNext = endOf(w, ends, BEFORE_ROW);
  before = nearOf<A, Op>(n, before, v);
  beforeNext = nearOf<A, Op>(n, beforeNext, w);
  let by: usize = 0;
  const most = bytes - 32;
  do {
    const at = (by + 16) >> shift;
    vb = loadAs<T, A>(b + at);
    vc = loadAs<T, A>(c + at);
    vd = n == 5 ? loadAs<T, A>(d + at) : vc;
    ve = n == 5 ? loadAs<T, A>(e + at) : vc;
    vf = two ? loadAs<T, A>(f + at) : ve;
    common = shared<A, Op>(n, vb, vc, vd, ve);
    const behind = upper<A, Op>(n, common, loadAs<T, A>(a + at), vb, vc, vd, ve);
    const behindNext = two ? lower<A, Op>(n, common, vb, vc, vd, ve, vf) : behind;
    const near = nearOf<A, Op>(n, v, behind);
    const nearNext = nearOf<A, Op>(n, w, behindNext);
    v128.store(to + by, windows<A, Op>(n, before, near, v, behind, divisor));
    if (two) v128.store(next + by, windows<A, Op>(n, beforeNext, nearNext, w, behindNext, divisorNext));
    if (isFloat<A>() && isSum<Op>()) {
      divisor = v128.load(ends, DIVISORS + 16);
      divisorNext = v128.load(ends, DIVISORS_NEXT + 16);
    }
    if (watches) found = v128.or(found, v128.or(v128.ne<A>(ve, ve), v128.ne<A>(vf, vf)));
    before = near;
    beforeNext = nearNext;
    v = behind;
    w = behindNext;
    by += 16;
  } while (by <= most);
  const rest = bytes - 16 - by;
  if (rest) {
    // The last vector overlaps the one before it: twice, itself and what is before it.
    let at = (by + rest) >> shift;
    for (let turn = 0; ; turn++) {
      vb = loadAs<T, A>(b + at);
      vc = loadAs<T, A>(c + at);
      vd = n == 5 ? loadAs<T, A>(d + at) : vc;
      ve = n == 5 ? loadAs<T, A>(e + at) : vc;
      vf = two ? loadAs<T, A>(f + at) : ve;
      common = shared<A, Op>(n, vb, vc, vd, ve);
      const last = upper<A, Op>(n, common, loadAs<T, A>(a + at), vb, vc, vd, ve);
      const lastNext = two ? lower<A, Op>(n, common, vb, vc, vd, ve, vf) : last;
      if (watches) found = v128.or(found, v128.or(v128.ne<A>(ve, ve), v128.ne<A>(vf, vf)));
      if (turn) {
        before = nearOf<A, Op>(n, last, v);
        beforeNext = nearOf<A, Op>(n, lastNext, w);
        break;
      }
      const behind = restOf(last, rest);
      const behindNext = restOf(lastNext, rest);
      v128.store(to + by, windows<A, Op>(n, before, nearOf<A, Op>(n, v, behind), v, behind, divisor));
      if (two) v128.store(next + by, windows<A, Op>(n, beforeNext, nearOf<A, Op>(n, w, behindNext), w, behindNext, divisorNext));
      v = last;
      w = lastNext;
      at -= 16 >> shift;
    }
    by += rest;
  }
  divisor = v128.load(ends, DIVISORS + 32);
  divisorNext = v128.load(ends, DIVISORS_NEXT + 32);
  const behind = endOf(v, ends, BEHIND_ROW);
  const behindNext = endOf(w, ends, BEHIND_ROW);
  v128.store(to + by, windows<A, Op>(n, before, nearOf<A, Op>(n, v, behind), v, behind, divisor));
  if (two) v128.store(next + by, windows<A, Op>(n, beforeNext, nearOf<A, Op>(n, w, behindNext), w, behindNext, divisorNext));
  return watches && v128.any_true(found);
}

/** Windows of 3 x 3, two cells apart, in three rows of `bytes` of A, an even number of cells. */
export function fuseHalf<T, A, Op>(to: usize, bytes: usize, ends: usize, a: usize, b: usize, c: usize): void {
  const op = changetype<Op>(0);
  // Only where elements stand there are their folds needed.
  let before = v128.load(ends, BESIDE_ROW);
  if (load<u8>(ends + BEFORE_ROW, 15) < 16) before = endOf(columns<T, A, Op>(0, a, b, c), ends, BEFORE_ROW);
  let divisor = v128.load(ends, DIVISORS);
  for (let by: usize = 0; ; ) {
    const v = columns<T, A, Op>(by, a, b, c);
    const w = columns<T, A, Op>(by + 16, a, b, c);
    const odd = oddCells<A>(v, w);
    const folded = op.combineV<A>(op.combineV<A>(oneBefore<A>(before, odd), evenCells<A>(v, w)), odd);
    v128.store(to + (by >> 1), finished<A, Op>(folded, divisor));
    // No end clips another window.
    if (isFloat<A>() && isSum<Op>()) divisor = v128.load(ends, DIVISORS + 16);
    // The cell before the next even one is the last of this vector.
    before = w;
    by += 32;
    if (by + 32 > bytes) {
      if (by == bytes) return;
      by = bytes - 32;
      before = columns<T, A, Op>(by - 16, a, b, c);
    }
  }
}
