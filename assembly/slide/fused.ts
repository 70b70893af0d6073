import { hasVector } from "../lane/extreme";
import { oneBefore, oneBehind, twoBefore, twoBehind } from "../lane/beside";
import { evenCells, oddCells } from "../lane/cell";
import { loadAs } from "./streams";

/*
 * Small windows of neighbouring cells, which are folded down the columns and along the row in registers: 3 x 3 and 5 x 5 with as many
 * results as cells, and 3 x 3 with half as many. Windows pass the row's ends by half of their taps.
 */

/** Whether taps of T that are folded in A have these. */
@inline
export function fuses<T, A>(): bool {
  const usual = isFloat<T>() ? sizeof<T>() == 4 : sizeof<T>() == 1 && !isSigned<T>();
  return hasVector<A>() && usual && sizeof<A>() <= 4 && sizeof<A>() <= 2 * sizeof<T>();
}

/** Remembers whether a vector of the row that windows take in has NaN. */
@inline
function watch<A>(found: v128, at: usize): v128 {
  const v = v128.load(at);
  return v128.or(found, v128.ne<A>(v, v));
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
/** What sums of floats are divided by, in every lane. */
export const DIVISOR_ROW: usize = 48;

/** Folded windows as they are stored: sums of floats are divided. */
@inline
function finished<A, Op>(v: v128, ends: usize): v128 {
  if (!isFloat<A>() || changetype<Op>(0).idempotent()) return v;
  return v128.div<A>(v, v128.load(ends, DIVISOR_ROW));
}

/** A vector of three columns' folds, or of five. */
@inline
function columns<T, A, Op>(n: i32, by: usize, a: usize, b: usize, c: usize, d: usize, e: usize): v128 {
  const op = changetype<Op>(0);
  const at = by >> (alignof<A>() - alignof<T>());
  let v = op.combineV<A>(op.combineV<A>(loadAs<T, A>(a + at), loadAs<T, A>(b + at)), loadAs<T, A>(c + at));
  if (n == 5) v = op.combineV<A>(op.combineV<A>(v, loadAs<T, A>(d + at)), loadAs<T, A>(e + at));
  return v;
}

/** A vector of windows of three cells. */
@inline
function three<T, Op>(before: v128, v: v128, behind: v128, ends: usize): v128 {
  const op = changetype<Op>(0);
  const folded = op.combineV<T>(op.combineV<T>(oneBefore<T>(before, v), v), oneBehind<T>(v, behind));
  return finished<T, Op>(folded, ends);
}

/** Of five, from the folds of cells and their next ones. */
@inline
function five<T, Op>(pairsBefore: v128, pairs: v128, v: v128, behind: v128, ends: usize): v128 {
  const op = changetype<Op>(0);
  const folded = op.combineV<T>(op.combineV<T>(twoBefore<T>(pairsBefore, pairs), pairs), twoBehind<T>(v, behind));
  return finished<T, Op>(folded, ends);
}

/** What begins at the end of the last whole vector, `rest` bytes, of the row's last vector; zeros behind. */
@inline
function restOf(last: v128, rest: usize): v128 {
  const from = i8x16.splat(<i8>(16 - rest));
  return i8x16.swizzle(last, i8x16.add(from, i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
}

/** Windows of 3 x 3 in three rows of `bytes` of A; where `watches`, whether the last of these has NaN. */
export function fuseThree<T, A, Op>(watches: bool, to: usize, bytes: usize, ends: usize, a: usize, b: usize, c: usize): bool {
  let found = i32x4.splat(0);
  let v = columns<T, A, Op>(3, 0, a, b, c, c, c);
  let before = endOf(v, ends, BEFORE_ROW);
  let by: usize = 0;
  const most = bytes - 48;
  do {
    const behind = columns<T, A, Op>(3, by + 16, a, b, c, c, c);
    v128.store(to + by, three<A, Op>(before, v, behind, ends));
    const then = columns<T, A, Op>(3, by + 32, a, b, c, c, c);
    v128.store(to + by, three<A, Op>(v, behind, then, ends), 16);
    if (watches) found = watch<A>(watch<A>(found, c + by), c + by + 16);
    before = behind;
    v = then;
    by += 32;
  } while (by <= most);
  if (by + 32 <= bytes) {
    const behind = columns<T, A, Op>(3, by + 16, a, b, c, c, c);
    v128.store(to + by, three<A, Op>(before, v, behind, ends));
    if (watches) found = watch<A>(found, c + by);
    before = v;
    v = behind;
    by += 16;
  }
  const end = bytes - 16;
  const rest = end - by;
  const last = columns<T, A, Op>(3, end, a, b, c, c, c);
  if (rest) v128.store(to + by, three<A, Op>(before, v, restOf(last, rest), ends));
  v128.store(to + end, three<A, Op>(columns<T, A, Op>(3, end - 16, a, b, c, c, c), last, endOf(last, ends, BEHIND_ROW), ends));
  return watches && v128.any_true(watch<A>(watch<A>(found, c + end - 16), c + end));
}

/** Windows of 5 x 5 in five rows, likewise. */
export function fuseFive<T, A, Op>(
  watches: bool,
  to: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
): bool {
  let found = i32x4.splat(0);
  const op = changetype<Op>(0);
  let v = columns<T, A, Op>(5, 0, a, b, c, d, e);
  const before = endOf(v, ends, BEFORE_ROW);
  let pairsBefore = op.combineV<A>(before, oneBehind<A>(before, v));
  let by: usize = 0;
  const most = bytes - 48;
  do {
    const behind = columns<T, A, Op>(5, by + 16, a, b, c, d, e);
    const pairs = op.combineV<A>(v, oneBehind<A>(v, behind));
    v128.store(to + by, five<A, Op>(pairsBefore, pairs, v, behind, ends));
    const then = columns<T, A, Op>(5, by + 32, a, b, c, d, e);
    pairsBefore = op.combineV<A>(behind, oneBehind<A>(behind, then));
    v128.store(to + by, five<A, Op>(pairs, pairsBefore, behind, then, ends), 16);
    if (watches) found = watch<A>(watch<A>(found, e + by), e + by + 16);
    v = then;
    by += 32;
  } while (by <= most);
  if (by + 32 <= bytes) {
    const behind = columns<T, A, Op>(5, by + 16, a, b, c, d, e);
    const pairs = op.combineV<A>(v, oneBehind<A>(v, behind));
    v128.store(to + by, five<A, Op>(pairsBefore, pairs, v, behind, ends));
    if (watches) found = watch<A>(found, e + by);
    pairsBefore = pairs;
    v = behind;
    by += 16;
  }
  const end = bytes - 16;
  const rest = end - by;
  const last = columns<T, A, Op>(5, end, a, b, c, d, e);
  if (rest) {
    const behind = restOf(last, rest);
    const pairs = op.combineV<A>(v, oneBehind<A>(v, behind));
    v128.store(to + by, five<A, Op>(pairsBefore, pairs, v, behind, ends));
  }
  v = columns<T, A, Op>(5, end - 16, a, b, c, d, e);
  pairsBefore = op.combineV<A>(v, oneBehind<A>(v, last));
  const after = endOf(last, ends, BEHIND_ROW);
  const pairs = op.combineV<A>(last, oneBehind<A>(last, after));
  v128.store(to + end, five<A, Op>(pairsBefore, pairs, last, after, ends));
  return watches && v128.any_true(watch<A>(watch<A>(found, e + end - 16), e + end));
}

/** Windows of 3 x 3, two cells apart, in three rows of `bytes` of A, an even number of cells. */
export function fuseHalf<T, A, Op>(to: usize, bytes: usize, ends: usize, a: usize, b: usize, c: usize): void {
  const op = changetype<Op>(0);
  // Only where elements stand there are their folds needed.
  let before = v128.load(ends, BESIDE_ROW);
  if (load<u8>(ends + BEFORE_ROW, 15) < 16) before = endOf(columns<T, A, Op>(3, 0, a, b, c, c, c), ends, BEFORE_ROW);
  for (let by: usize = 0; ; ) {
    const v = columns<T, A, Op>(3, by, a, b, c, c, c);
    const w = columns<T, A, Op>(3, by + 16, a, b, c, c, c);
    const odd = oddCells<A>(v, w);
    const folded = op.combineV<A>(op.combineV<A>(oneBefore<A>(before, odd), evenCells<A>(v, w)), odd);
    v128.store(to + (by >> 1), finished<A, Op>(folded, ends));
    // The cell before the next even one is the last of this vector.
    before = w;
    by += 32;
    if (by + 32 > bytes) {
      if (by == bytes) return;
      by = bytes - 32;
      before = columns<T, A, Op>(3, by - 16, a, b, c, c, c);
    }
  }
}
