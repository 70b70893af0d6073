
/*
 * Medians of windows of 3x3 and 5x5 that slide, down the rows of a tile: the taps of a row are sorted once for all windows that they
 * stand in (Smith 1996), and what results beneath each other have in common is put in order once for both (Adams 2021 goes on that
 * way, along both axes). What the next rows of results need of earlier ones is kept, a strip as wide as a vector after the other. Vectors of NaN
 * are seen to afterwards: functions return whether there has been one.
 */

/** Bytes that are kept of a strip. */
export const KEPT3: usize = 6 * 16;
export const KEPT5: usize = 40 * 16;

/*
 * Float32s are compared as integers of the same order, of which processors find the lesser one in half the time: the bits of negative
 * ones are turned over, but for the sign.
 */

/** Taps as they are compared. */
@inline
function tap<T>(at: usize): v128 {
  return backward<T>(v128.load(at));
}

/** And back, which is the same. */
@inline
function backward<T>(v: v128): v128 {
  return isFloat<T>() ? v128.xor(v, i32x4.shr_u(i32x4.gt_s(i32x4.splat(0), v), 1)) : v;
}

@inline
function least<T>(a: v128, b: v128): v128 {
  return isFloat<T>() ? i32x4.min_s(a, b) : v128.min<T>(a, b);
}

@inline
function most<T>(a: v128, b: v128): v128 {
  return isFloat<T>() ? i32x4.max_s(a, b) : v128.max<T>(a, b);
}

/** The middle one of three. */
@inline
function middleV<T>(a: v128, b: v128, c: v128): v128 {
  return most<T>(least<T>(a, b), least<T>(most<T>(a, b), c));
}

/** Whether there is a NaN between these: they are beyond the infinities. */
@inline
function hasNaN<T>(lowest: v128, highest: v128): bool {
  if (!isFloat<T>()) return false;
  const above = i32x4.gt_s(highest, i32x4.splat(0x7f800000));
  return v128.any_true(v128.or(above, i32x4.lt_s(lowest, i32x4.splat(0x807fffff))));
}

/** Of 3x3: what is kept of the first two rows. `bytes` of results, at least a vector, have their taps `next` bytes apart. */
export function begin3<T>(a: usize, b: usize, next: usize, kept: usize, bytes: usize): bool {
  const end = a + bytes;
  let lowest = i32x4.splat(0);
  let highest = lowest;
  do {
    if (a + 16 > end) {
      // The last strip overlaps the one before it: a second store of the same values.
      b -= a + 16 - end;
      a = end - 16;
    }
    let v = tap<T>(a);
    let u = tap<T>(a + next);
    let w = tap<T>(a + next + next);
    let low = least<T>(v, u);
    let high = most<T>(v, u);
    v128.store(kept, least<T>(low, w));
    if (isFloat<T>()) lowest = least<T>(lowest, least<T>(low, w));
    w = most<T>(low, w);
    v128.store(kept, least<T>(w, high), 16);
    v128.store(kept, most<T>(w, high), 32);
    if (isFloat<T>()) highest = most<T>(highest, most<T>(w, high));
    v = tap<T>(b);
    u = tap<T>(b + next);
    w = tap<T>(b + next + next);
    low = least<T>(v, u);
    high = most<T>(v, u);
    v128.store(kept, least<T>(low, w), 48);
    if (isFloat<T>()) lowest = least<T>(lowest, least<T>(low, w));
    w = most<T>(low, w);
    v128.store(kept, least<T>(w, high), 64);
    v128.store(kept, most<T>(w, high), 80);
    if (isFloat<T>()) highest = most<T>(highest, most<T>(w, high));
    a += 16;
    b += 16;
    kept += KEPT3;
  } while (a < end);
  return hasNaN<T>(lowest, highest);
}

/** Four rows of results, whose last rows of taps are these four; where they go is in a table. */
export function onward3<T>(
  p: usize,
  q: usize,
  r: usize,
  s: usize,
  next: usize,
  table: usize,
  kept: usize,
  bytes: usize,
): bool {
  let o = load<usize>(table);
  let o1 = load<usize>(table, 4);
  let o2 = load<usize>(table, 8);
  let o3 = load<usize>(table, 12);
  const end = p + bytes;
  const beyond = next + next;
  let lowest = i32x4.splat(0);
  let highest = lowest;
  do {
    if (p + 16 > end) {
      const back = p + 16 - end;
      p -= back;
      q -= back;
      r -= back;
      s -= back;
      o -= back;
      o1 -= back;
      o2 -= back;
      o3 -= back;
    }
    let v = tap<T>(p);
    let u = tap<T>(p + next);
    let w = tap<T>(p + beyond);
    let low = least<T>(v, u);
    let high = most<T>(v, u);
    const c0 = least<T>(low, w);
    w = most<T>(low, w);
    const c1 = least<T>(w, high);
    const c2 = most<T>(w, high);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, c0);
      highest = most<T>(highest, c2);
    }
    // The second and the third row of four are in both of two windows, one beneath the other.
    const b0 = v128.load(kept, 48);
    const b1 = v128.load(kept, 64);
    const b2 = v128.load(kept, 80);
    let lows = most<T>(b0, c0);
    let less = least<T>(b1, c1);
    let more = most<T>(b1, c1);
    let highs = least<T>(b2, c2);
    let mid = most<T>(less, least<T>(more, v128.load(kept, 16)));
    v128.store(o, backward<T>(middleV<T>(most<T>(lows, v128.load(kept)), mid, least<T>(highs, v128.load(kept, 32)))));
    v = tap<T>(q);
    u = tap<T>(q + next);
    w = tap<T>(q + beyond);
    low = least<T>(v, u);
    high = most<T>(v, u);
    const d0 = least<T>(low, w);
    w = most<T>(low, w);
    const d1 = least<T>(w, high);
    const d2 = most<T>(w, high);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, d0);
      highest = most<T>(highest, d2);
    }
    mid = most<T>(less, least<T>(more, d1));
    v128.store(o1, backward<T>(middleV<T>(most<T>(lows, d0), mid, least<T>(highs, d2))));
    v = tap<T>(r);
    u = tap<T>(r + next);
    w = tap<T>(r + beyond);
    low = least<T>(v, u);
    high = most<T>(v, u);
    const e0 = least<T>(low, w);
    v128.store(kept, e0);
    w = most<T>(low, w);
    const e1 = least<T>(w, high);
    v128.store(kept, e1, 16);
    const e2 = most<T>(w, high);
    v128.store(kept, e2, 32);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, e0);
      highest = most<T>(highest, e2);
    }
    lows = most<T>(d0, e0);
    less = least<T>(d1, e1);
    more = most<T>(d1, e1);
    highs = least<T>(d2, e2);
    mid = most<T>(less, least<T>(more, c1));
    v128.store(o2, backward<T>(middleV<T>(most<T>(lows, c0), mid, least<T>(highs, c2))));
    v = tap<T>(s);
    u = tap<T>(s + next);
    w = tap<T>(s + beyond);
    low = least<T>(v, u);
    high = most<T>(v, u);
    const f0 = least<T>(low, w);
    v128.store(kept, f0, 48);
    w = most<T>(low, w);
    const f1 = least<T>(w, high);
    v128.store(kept, f1, 64);
    const f2 = most<T>(w, high);
    v128.store(kept, f2, 80);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, f0);
      highest = most<T>(highest, f2);
    }
    mid = most<T>(less, least<T>(more, f1));
    v128.store(o3, backward<T>(middleV<T>(most<T>(lows, f0), mid, least<T>(highs, f2))));
    p += 16;
    q += 16;
    r += 16;
    s += 16;
    o += 16;
    o1 += 16;
    o2 += 16;
    o3 += 16;
    kept += KEPT3;
  } while (p < end);
  return hasNaN<T>(lowest, highest);
}

/*
 * Of 5x5 there are kept the first and the third row of the next windows, and room for the fifth, which takes turns with them; the fourth
 * one; and the second and the third in one order, in one of two places by turns.
 */
const FOURTH: usize = 3 * 80;
const PAIRS: usize = 4 * 80;

/** Of 5x5: what is kept of the first four rows. */
export function begin5<T>(a: usize, b: usize, c: usize, d: usize, next: usize, kept: usize, bytes: usize): bool {
  const end = a + bytes;
  let lowest = i32x4.splat(0);
  let highest = lowest;
  do {
    if (a + 16 > end) {
      const back = a + 16 - end;
      a -= back;
      b -= back;
      c -= back;
      d -= back;
    }
    sortFirst<T>(a, next, kept);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(kept));
      highest = most<T>(highest, v128.load(kept, 64));
    }
    sortFirst<T>(b, next, kept + FOURTH);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(kept + FOURTH));
      highest = most<T>(highest, v128.load(kept + FOURTH, 64));
    }
    sortFirst<T>(c, next, kept + 80);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(kept + 80));
      highest = most<T>(highest, v128.load(kept + 80, 64));
    }
    mergeRows<T>(kept + FOURTH, kept + 80, kept + PAIRS);
    sortFirst<T>(d, next, kept + FOURTH);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(kept + FOURTH));
      highest = most<T>(highest, v128.load(kept + FOURTH, 64));
    }
    a += 16;
    b += 16;
    c += 16;
    d += 16;
    kept += KEPT5;
  } while (a < end);
  return hasNaN<T>(lowest, highest);
}

/** Two rows of results, whose last rows of taps are these two, after so many others. */
export function onward5<T>(
  p: usize,
  q: usize,
  next: usize,
  table: usize,
  kept: usize,
  bytes: usize,
  turn: u32,
): bool {
  const first = <usize>(turn % 3) * 80;
  const fifth = <usize>((turn + 2) % 3) * 80;
  const old = PAIRS + <usize>(turn & 1) * 160;
  const fresh = PAIRS + 160 - <usize>(turn & 1) * 160;
  let o = load<usize>(table);
  let o1 = load<usize>(table, 4);
  const end = p + bytes;
  let lowest = i32x4.splat(0);
  let highest = lowest;
  do {
    if (p + 16 > end) {
      const back = p + 16 - end;
      p -= back;
      q -= back;
      o -= back;
      o1 -= back;
    }
    const one = kept + first;
    const pair = kept + old;
    const rest = kept + fresh;
    sortRow<T>(p, next, kept + fifth);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(kept + fifth));
      highest = most<T>(highest, v128.load(kept + fifth, 64));
    }
    mergeRows<T>(kept + FOURTH, kept + fifth, rest);
    // What two windows have in common are four rows: their 8th to 13th tap of 20, by what of Batcher's merge they need.
    let a8 = v128.load(pair, 128);
    let b0 = most<T>(v128.load(pair), v128.load(rest));
    a8 = least<T>(a8, v128.load(rest, 128));
    let v = least<T>(a8, b0); b0 = most<T>(a8, b0); a8 = v;
    let a4 = v128.load(pair, 64);
    let b4 = v128.load(rest, 64);
    v = least<T>(a4, b4); b4 = most<T>(a4, b4); a4 = v;
    a8 = most<T>(a4, a8);
    b4 = least<T>(b4, b0);
    let b2 = most<T>(v128.load(pair, 32), v128.load(rest, 32));
    let a6 = least<T>(v128.load(pair, 96), v128.load(rest, 96));
    v = least<T>(a6, b2); b2 = most<T>(a6, b2); a6 = v;
    a8 = most<T>(a6, a8);
    v = least<T>(b2, b4); b4 = most<T>(b2, b4); b2 = v;
    // Those of odd rank.
    let b1 = most<T>(v128.load(pair, 16), v128.load(rest, 16));
    let a9 = least<T>(v128.load(pair, 144), v128.load(rest, 144));
    v = least<T>(a9, b1); b1 = most<T>(a9, b1); a9 = v;
    let a5 = v128.load(pair, 80);
    let b5 = v128.load(rest, 80);
    v = least<T>(a5, b5); b5 = most<T>(a5, b5); a5 = v;
    a9 = most<T>(a5, a9);
    b5 = least<T>(b5, b1);
    let b3 = most<T>(v128.load(pair, 48), v128.load(rest, 48));
    let a7 = least<T>(v128.load(pair, 112), v128.load(rest, 112));
    v = least<T>(a7, b3); b3 = most<T>(a7, b3); a7 = v;
    v = least<T>(a7, a9); a9 = most<T>(a7, a9); a7 = v;
    b3 = least<T>(b3, b5);
    const m0 = least<T>(a7, a8);
    const m1 = most<T>(a7, a8);
    const m2 = least<T>(a9, b2);
    const m3 = most<T>(a9, b2);
    const m4 = least<T>(b3, b4);
    const m5 = most<T>(b3, b4);
    // The least of what is above the median of those six and a row of five.
    v = least<T>(most<T>(m0, v128.load(one, 64)), most<T>(m1, v128.load(one, 48)));
    v = least<T>(v, least<T>(most<T>(m2, v128.load(one, 32)), most<T>(m3, v128.load(one, 16))));
    v128.store(o, backward<T>(least<T>(v, least<T>(most<T>(m4, v128.load(one)), m5))));
    const last = kept + FOURTH;
    sortRow<T>(q, next, last);
    if (isFloat<T>()) {
      lowest = least<T>(lowest, v128.load(last));
      highest = most<T>(highest, v128.load(last, 64));
    }
    v = least<T>(most<T>(m0, v128.load(last, 64)), most<T>(m1, v128.load(last, 48)));
    v = least<T>(v, least<T>(most<T>(m2, v128.load(last, 32)), most<T>(m3, v128.load(last, 16))));
    v128.store(o1, backward<T>(least<T>(v, least<T>(most<T>(m4, v128.load(last)), m5))));
    p += 16;
    q += 16;
    o += 16;
    o1 += 16;
    kept += KEPT5;
  } while (p < end);
  return hasNaN<T>(lowest, highest);
}

/** The taps of a row in order, one vector after the other. */
@inline
function sortRow<T>(at: usize, next: usize, to: usize): void {
  let a = tap<T>(at);
  at += next;
  let b = tap<T>(at);
  at += next;
  let c = tap<T>(at);
  at += next;
  let d = tap<T>(at);
  let e = tap<T>(at + next);
  let v = least<T>(a, d); d = most<T>(a, d); a = v;
  v = least<T>(b, e); e = most<T>(b, e); b = v;
  v = least<T>(a, c); c = most<T>(a, c); a = v;
  v = least<T>(b, d); d = most<T>(b, d); b = v;
  v128.store(to, least<T>(a, b));
  b = most<T>(a, b);
  v = least<T>(c, e); e = most<T>(c, e); c = v;
  v128.store(to, least<T>(b, c), 16);
  c = most<T>(b, c);
  v128.store(to, most<T>(d, e), 64);
  d = least<T>(d, e);
  v128.store(to, least<T>(c, d), 32);
  v128.store(to, most<T>(c, d), 48);
}

/** The same, not as part of where it is called: it is called once a plane. */
function sortFirst<T>(at: usize, next: usize, to: usize): void {
  sortRow<T>(at, next, to);
}

/** The taps of two rows in one order (Batcher's odd-even merge). */
@inline
function mergeRows<T>(at: usize, beside: usize, to: usize): void {
  let a0 = v128.load(at);
  let a1 = v128.load(at, 16);
  let a2 = v128.load(at, 32);
  let a3 = v128.load(at, 48);
  let a4 = v128.load(at, 64);
  let b0 = v128.load(beside);
  let b1 = v128.load(beside, 16);
  let b2 = v128.load(beside, 32);
  let b3 = v128.load(beside, 48);
  let b4 = v128.load(beside, 64);
  let v = least<T>(a0, b0); b0 = most<T>(a0, b0); a0 = v;
  v = least<T>(a4, b4); b4 = most<T>(a4, b4); a4 = v;
  v = least<T>(a4, b0); b0 = most<T>(a4, b0); a4 = v;
  v = least<T>(a2, b2); b2 = most<T>(a2, b2); a2 = v;
  v = least<T>(a2, a4); a4 = most<T>(a2, a4); a2 = v;
  v = least<T>(b2, b0); b0 = most<T>(b2, b0); b2 = v;
  v = least<T>(a1, b1); b1 = most<T>(a1, b1); a1 = v;
  v = least<T>(a3, b3); b3 = most<T>(a3, b3); a3 = v;
  v = least<T>(a3, b1); b1 = most<T>(a3, b1); a3 = v;
  v128.store(to, a0);
  v128.store(to, least<T>(a1, a2), 16);
  v128.store(to, most<T>(a1, a2), 32);
  v128.store(to, least<T>(a3, a4), 48);
  v128.store(to, most<T>(a3, a4), 64);
  v128.store(to, least<T>(b1, b2), 80);
  v128.store(to, most<T>(b1, b2), 96);
  v128.store(to, least<T>(b3, b0), 112);
  v128.store(to, most<T>(b3, b0), 128);
  v128.store(to, b4, 144);
}
