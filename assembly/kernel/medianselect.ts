import { least, most } from "../lane/exchange";

/*
 * The median of as many windows as a vector has lanes, whose taps stand in memory one vector after the other.
 */

/**
 * Leaves one vector, the middle one, or of an even number of taps two, in any order, and returns where they are. Of a little more than
 * half of the taps neither the least nor the greatest one is in the middle: both are forgotten and the next tap comes in
 * (Devillard 1998 has this for 3x3; Perrot and others 2014 as "forgetful selection").
 */
export function forget<T>(taps: usize, count: u32): usize {
  const last: u32 = 3 - (count & 1);
  for (let some = (count >> 1) + 2; some > last; some--) {
    const end = taps + (<usize>some << 4);
    let v = v128.load(taps);
    let u = v128.load(taps, 16);
    let low = least<T>(v, u);
    let high = most<T>(v, u);
    taps += 32;
    let at = taps;
    if (some & 1) {
      v = v128.load(at);
      u = most<T>(low, v);
      low = least<T>(low, v);
      v128.store(at, least<T>(high, u));
      high = most<T>(high, u);
      at += 16;
    }
    for (; at < end; at += 32) {
      v = v128.load(at);
      u = v128.load(at, 16);
      const less = least<T>(v, u);
      const more = most<T>(v, u);
      v128.store(at, most<T>(low, less));
      low = least<T>(low, less);
      v128.store(at, least<T>(high, more), 16);
      high = most<T>(high, more);
    }
  }
  return taps;
}

/** What signed bytes are XORed with to become unsigned ones of the same order, or the other way round. */
@inline
export function signs(): v128 {
  return i32x4.splat(0x80808080);
}

/** The largest byte that at most `rank` taps are less than, bit by bit: taps are signed, up to 255. */
@inline
export function byBits(taps: usize, count: u32, rank: u32): v128 {
  const end = taps + (<usize>count << 4);
  const most = i8x16.splat(<i8>rank);
  let found = signs();
  for (let bit = signs(); v128.any_true(bit); bit = i8x16.shr_u(bit, 1)) {
    const tried = i8x16.add(found, bit);
    let less = i32x4.splat(0);
    let also = less;
    let at = taps;
    if (count & 1) {
      less = i8x16.gt_s(tried, v128.load(at));
      at += 16;
    }
    for (; at < end; at += 32) {
      less = i8x16.add(less, i8x16.gt_s(tried, v128.load(at)));
      also = i8x16.add(also, i8x16.gt_s(tried, v128.load(at, 16)));
    }
    less = i8x16.neg(i8x16.add(less, also));
    found = v128.bitselect(tried, found, i8x16.eq(i8x16.min_u(less, most), less));
  }
  return found;
}

/** The next byte in order after the one of a rank: the same, or the least of those that are greater. */
@inline
export function nextByBits(taps: usize, count: u32, rank: u32, found: v128): v128 {
  const end = taps + (<usize>count << 4);
  const highest = i8x16.splat(127);
  let next = highest;
  let more = i32x4.splat(0);
  for (let at = taps; at < end; at += 16) {
    const tap = v128.load(at);
    const greater = i8x16.gt_s(tap, found);
    more = i8x16.sub(more, greater);
    next = i8x16.min_s(next, v128.bitselect(tap, highest, greater));
  }
  const most = i8x16.splat(<i8>(count - rank - 2));
  return v128.bitselect(found, next, i8x16.eq(i8x16.min_u(more, most), more));
}
