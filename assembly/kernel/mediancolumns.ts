import { oneBehind, twoBehind } from "../lane/beside";
import { least, middleV, most } from "../lane/exchange";
import { Plan } from "../plan";

/*
 * Medians of windows of 3x3 and 5x5 whose results stand side by side, as do their taps: sliding windows, mostly. Each column of taps is
 * sorted once for all windows that it stands in (Smith 1996; Adams 2021 goes on with pairs of columns, as here for 5x5), in rows of
 * scratch: its smallest, then the next ones. Vectors of NaN are seen to afterwards.
 */

/** Bytes of results that are made at once, and from row to row of scratch: not a power of two, lest they compete in the cache. */
export const PIECE: usize = 1024;
const ROW: usize = 2112;

/** How far apart the first and the last column of a window may be. */
const REACH: usize = ROW - PIECE - 16;

/** Whether a plan's windows are some of those. */
@inline
export function haveColumns(plan: Plan): bool {
  const width = plan.width;
  if (plan.rowCount != width || (width != 3 && width != 5)) return false;
  return plan.widthPitch > 0 && <usize>(width - 1) * <usize>plan.widthPitch <= REACH;
}

/** Of `bytes` of results; returns whether there may have been a NaN. */
@inline
export function byColumns<T>(plan: Plan, from: usize, to: usize, bytes: usize): bool {
  if (plan.width == 5) return of5x5<T>(plan, from, to, bytes);
  // Floats wait for their minima and maxima, of which there are as many either way.
  if (!isFloat<T>() && plan.widthPitch == sizeof<T>()) return of3x3Close<T>(plan, from, to, bytes);
  return of3x3<T>(plan, from, to, bytes);
}

/** Integers: where neighbouring columns are neighbours in memory, those of one vector and the next one are at hand. May read a vector past the last tap. */
function of3x3Close<T>(plan: Plan, from: usize, to: usize, bytes: usize): bool {
  const second = <usize>load<i32>(plan.rows, 4);
  const third = <usize>load<i32>(plan.rows, 8);
  const end = to + bytes;
  do {
    if (to + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= to + 16 - end;
      to = end - 16;
    }
    let a = v128.load(from);
    let b = v128.load(from + second);
    let c = v128.load(from + third);
    let v = least<T>(a, b); b = most<T>(a, b); a = v;
    v = least<T>(b, c); c = most<T>(b, c); b = v;
    v = least<T>(a, b); b = most<T>(a, b); a = v;
    do {
      from += 16;
      let d = v128.load(from);
      let e = v128.load(from + second);
      let f = v128.load(from + third);
      v = least<T>(d, e); e = most<T>(d, e); d = v;
      v = least<T>(e, f); f = most<T>(e, f); e = v;
      v = least<T>(d, e); e = most<T>(d, e); d = v;
      const low = most<T>(most<T>(a, oneBehind<T>(a, d)), twoBehind<T>(a, d));
      const mid = middleV<T>(b, oneBehind<T>(b, e), twoBehind<T>(b, e));
      const high = least<T>(least<T>(c, oneBehind<T>(c, f)), twoBehind<T>(c, f));
      v128.store(to, middleV<T>(low, mid, high));
      a = d;
      b = e;
      c = f;
      to += 16;
    } while (to + 16 <= end);
  } while (to < end);
  return false;
}

function of3x3<T>(plan: Plan, from: usize, to: usize, bytes: usize): bool {
  const second = <usize>load<i32>(plan.rows, 4);
  const third = <usize>load<i32>(plan.rows, 8);
  const next = <usize>plan.widthPitch;
  let at = plan.scratch;
  let end = at + bytes + 2 * next;
  let sum = i32x4.splat(0);
  let other = sum;
  do {
    if (at + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= at + 16 - end;
      at = end - 16;
    }
    const a = v128.load(from);
    const b = v128.load(from + second);
    const c = v128.load(from + third);
    const low = least<T>(a, b);
    const high = most<T>(a, b);
    const mid = least<T>(high, c);
    v128.store(at, least<T>(low, mid));
    v128.store(at, most<T>(low, mid), ROW);
    v128.store(at, most<T>(high, c), 2 * ROW);
    if (isFloat<T>()) {
      sum = v128.add<T>(sum, v128.add<T>(a, b));
      other = v128.add<T>(other, c);
    }
    from += 16;
    at += 16;
  } while (at < end);
  at = plan.scratch;
  end = at + bytes;
  do {
    if (at + 16 > end) {
      to -= at + 16 - end;
      at = end - 16;
    }
    const b = at + next;
    const c = b + next;
    const low = most<T>(most<T>(v128.load(at), v128.load(b)), v128.load(c));
    const mid = middleV<T>(v128.load(at, ROW), v128.load(b, ROW), v128.load(c, ROW));
    const high = least<T>(least<T>(v128.load(at, 2 * ROW), v128.load(b, 2 * ROW)), v128.load(c, 2 * ROW));
    v128.store(to, middleV<T>(low, mid, high));
    at += 16;
    to += 16;
  } while (at < end);
  sum = v128.add<T>(sum, other);
  return isFloat<T>() && v128.any_true(v128.ne<T>(sum, sum));
}

function of5x5<T>(plan: Plan, from: usize, to: usize, bytes: usize): bool {
  const next = <usize>plan.widthPitch;
  const perhaps = columnsOf5<T>(plan, from, bytes + 4 * next);
  pairsOf5<T>(plan.scratch, next, bytes + 2 * next);
  acrossPairs<T>(plan.scratch, next, to, bytes);
  return perhaps;
}

/** Sorted columns, in the first five rows of scratch. */
function columnsOf5<T>(plan: Plan, from: usize, bytes: usize): bool {
  const rows = plan.rows;
  const second = <usize>load<i32>(rows, 4);
  const third = <usize>load<i32>(rows, 8);
  const fourth = <usize>load<i32>(rows, 12);
  const fifth = <usize>load<i32>(rows, 16);
  let at = plan.scratch;
  const end = at + bytes;
  let sum = i32x4.splat(0);
  let other = sum;
  do {
    if (at + 16 > end) {
      from -= at + 16 - end;
      at = end - 16;
    }
    let a = v128.load(from);
    let b = v128.load(from + second);
    let c = v128.load(from + third);
    let d = v128.load(from + fourth);
    let e = v128.load(from + fifth);
    if (isFloat<T>()) {
      sum = v128.add<T>(sum, v128.add<T>(v128.add<T>(a, b), c));
      other = v128.add<T>(other, v128.add<T>(d, e));
    }
    let v = least<T>(a, d); d = most<T>(a, d); a = v;
    v = least<T>(b, e); e = most<T>(b, e); b = v;
    v = least<T>(a, c); c = most<T>(a, c); a = v;
    v = least<T>(b, d); d = most<T>(b, d); b = v;
    v128.store(at, least<T>(a, b));
    b = most<T>(a, b);
    v = least<T>(c, e); e = most<T>(c, e); c = v;
    v128.store(at, least<T>(b, c), ROW);
    c = most<T>(b, c);
    v128.store(at, most<T>(d, e), 4 * ROW);
    d = least<T>(d, e);
    v128.store(at, least<T>(c, d), 2 * ROW);
    v128.store(at, most<T>(c, d), 3 * ROW);
    from += 16;
    at += 16;
  } while (at < end);
  sum = v128.add<T>(sum, other);
  return isFloat<T>() && v128.any_true(v128.ne<T>(sum, sum));
}

/** Each column and the one beside it in one order, in the other ten rows (Batcher's odd-even merge). */
function pairsOf5<T>(at: usize, next: usize, bytes: usize): void {
  const end = at + bytes;
  do {
    if (at + 16 > end) at = end - 16;
    const beside = at + next;
    let a0 = v128.load(at);
    let a1 = v128.load(at, ROW);
    let a2 = v128.load(at, 2 * ROW);
    let a3 = v128.load(at, 3 * ROW);
    let a4 = v128.load(at, 4 * ROW);
    let b0 = v128.load(beside);
    let b1 = v128.load(beside, ROW);
    let b2 = v128.load(beside, 2 * ROW);
    let b3 = v128.load(beside, 3 * ROW);
    let b4 = v128.load(beside, 4 * ROW);
    let v = least<T>(a0, b0); b0 = most<T>(a0, b0); a0 = v;
    v = least<T>(a4, b4); b4 = most<T>(a4, b4); a4 = v;
    v = least<T>(a4, b0); b0 = most<T>(a4, b0); a4 = v;
    v = least<T>(a2, b2); b2 = most<T>(a2, b2); a2 = v;
    v = least<T>(a2, a4); a4 = most<T>(a2, a4); a2 = v;
    v = least<T>(b2, b0); b0 = most<T>(b2, b0); b2 = v;
    v = least<T>(a1, b1); b1 = most<T>(a1, b1); a1 = v;
    v = least<T>(a3, b3); b3 = most<T>(a3, b3); a3 = v;
    v = least<T>(a3, b1); b1 = most<T>(a3, b1); a3 = v;
    v128.store(at, a0, 5 * ROW);
    v128.store(at, least<T>(a1, a2), 6 * ROW);
    v128.store(at, most<T>(a1, a2), 7 * ROW);
    v128.store(at, least<T>(a3, a4), 8 * ROW);
    v128.store(at, most<T>(a3, a4), 9 * ROW);
    v128.store(at, least<T>(b1, b2), 10 * ROW);
    v128.store(at, most<T>(b1, b2), 11 * ROW);
    v128.store(at, least<T>(b3, b0), 12 * ROW);
    v128.store(at, most<T>(b3, b0), 13 * ROW);
    v128.store(at, b4, 14 * ROW);
    at += 16;
  } while (at < end);
}

/** The 13th of 25: two pairs' 8th to 13th of 20, by what of Batcher's merge they need, and the last column. */
function acrossPairs<T>(at: usize, next: usize, to: usize, bytes: usize): void {
  const end = at + bytes;
  do {
    if (at + 16 > end) {
      to -= at + 16 - end;
      at = end - 16;
    }
    const pair = at + 2 * next;
    const last = pair + 2 * next;
    // Those of even rank, counted from 0.
    let a8 = v128.load(at, 13 * ROW);
    let b0 = most<T>(v128.load(at, 5 * ROW), v128.load(pair, 5 * ROW));
    a8 = least<T>(a8, v128.load(pair, 13 * ROW));
    let v = least<T>(a8, b0); b0 = most<T>(a8, b0); a8 = v;
    let a4 = v128.load(at, 9 * ROW);
    let b4 = v128.load(pair, 9 * ROW);
    v = least<T>(a4, b4); b4 = most<T>(a4, b4); a4 = v;
    a8 = most<T>(a4, a8);
    b4 = least<T>(b4, b0);
    let b2 = most<T>(v128.load(at, 7 * ROW), v128.load(pair, 7 * ROW));
    let a6 = least<T>(v128.load(at, 11 * ROW), v128.load(pair, 11 * ROW));
    v = least<T>(a6, b2); b2 = most<T>(a6, b2); a6 = v;
    a8 = most<T>(a6, a8);
    v = least<T>(b2, b4); b4 = most<T>(b2, b4); b2 = v;
    // Those of odd rank.
    let b1 = most<T>(v128.load(at, 6 * ROW), v128.load(pair, 6 * ROW));
    let a9 = least<T>(v128.load(at, 14 * ROW), v128.load(pair, 14 * ROW));
    v = least<T>(a9, b1); b1 = most<T>(a9, b1); a9 = v;
    let a5 = v128.load(at, 10 * ROW);
    let b5 = v128.load(pair, 10 * ROW);
    v = least<T>(a5, b5); b5 = most<T>(a5, b5); a5 = v;
    a9 = most<T>(a5, a9);
    b5 = least<T>(b5, b1);
    let b3 = most<T>(v128.load(at, 8 * ROW), v128.load(pair, 8 * ROW));
    let a7 = least<T>(v128.load(at, 12 * ROW), v128.load(pair, 12 * ROW));
    v = least<T>(a7, b3); b3 = most<T>(a7, b3); a7 = v;
    v = least<T>(a7, a9); a9 = most<T>(a7, a9); a7 = v;
    b3 = least<T>(b3, b5);
    // Both, and the least of what is above the median of six and five.
    const c0 = most<T>(least<T>(a7, a8), v128.load(last, 4 * ROW));
    const c1 = most<T>(most<T>(a7, a8), v128.load(last, 3 * ROW));
    const c2 = most<T>(least<T>(a9, b2), v128.load(last, 2 * ROW));
    const c3 = most<T>(most<T>(a9, b2), v128.load(last, ROW));
    const c4 = most<T>(least<T>(b3, b4), v128.load(last));
    const c5 = most<T>(b3, b4);
    v128.store(to, least<T>(least<T>(least<T>(c0, c1), least<T>(c2, c3)), least<T>(c4, c5)));
    at += 16;
    to += 16;
  } while (at < end);
}
