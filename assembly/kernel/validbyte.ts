import { fewAs, leastOf, nodataAs } from "../lane/few";
import { flipOf } from "../lane/pick";
import { Plan } from "../plan";
import { beWary, isWary, pieceOf } from "./wary";

/*
 * Means of the bytes of a window that are not nodata as bytes, rounded half up, for windows of 2x2 elements side by side: sums in
 * 16 bits are multiplied by inverses of their counts. Signed bytes are taken as unsigned, 128 more than they are, and so are
 * their means.
 */

/** At least 16 results. */
export function validBytes(plan: Plan, from: usize, to: usize, count: u32): void {
  if (!isWary()) {
    let piece: u32 = 0;
    do {
      from += piece << 1;
      to += piece;
      count -= piece;
      if (count == 0) return;
      piece = pieceOf(count, 16);
    } while (plan.least <= 4 && meansOfAll(plan, from, to, piece));
    beWary();
  }
  means(plan, from, to, count);
}

/** As if no tap were left out; returns whether that is so. */
function meansOfAll(plan: Plan, from: usize, to: usize, count: u32): bool {
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  const nodata = nodataAs<u8, u8>(plan.skip, plan.numbers);
  const half = i16x8.splat(2);
  let left = i32x4.splat(0);
  const end = to + count;
  do {
    if (to + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from + below);
    const d = v128.load(from + below, 16);
    left = v128.or(left, v128.or(i8x16.eq(a, nodata), i8x16.eq(b, nodata)));
    left = v128.or(left, v128.or(i8x16.eq(c, nodata), i8x16.eq(d, nodata)));
    const v = i16x8.add(half, i16x8.add(sumsOf(v128.xor(a, flip)), sumsOf(v128.xor(c, flip))));
    const u = i16x8.add(half, i16x8.add(sumsOf(v128.xor(b, flip)), sumsOf(v128.xor(d, flip))));
    v128.store(to, v128.xor(flip, i8x16.narrow_i16x8_u(i16x8.shr_u(v, 2), i16x8.shr_u(u, 2))));
    from += 32;
    to += 16;
  } while (to < end);
  return !v128.any_true(left);
}

@inline
function sumsOf(taps: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(taps);
}

function means(plan: Plan, from: usize, to: usize, count: u32): void {
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  const nodata = nodataAs<u8, u8>(plan.skip, plan.numbers);
  const few = fewAs<u8, u8>(plan.numbers, plan.least);
  const least = i16x8.splat(<i16>leastOf(plan.least));
  const end = to + count;
  do {
    if (to + 16 > end) {
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from + below);
    const d = v128.load(from + below, 16);
    const la = i8x16.eq(a, nodata);
    const lb = i8x16.eq(b, nodata);
    const lc = i8x16.eq(c, nodata);
    const ld = i8x16.eq(d, nodata);
    const n = countsOf(i8x16.add(la, lc));
    const m = countsOf(i8x16.add(lb, ld));
    const v = i16x8.add(sumsOf(keptOf(a, la, flip)), sumsOf(keptOf(c, lc, flip)));
    const u = i16x8.add(sumsOf(keptOf(b, lb, flip)), sumsOf(keptOf(d, ld, flip)));
    const result = v128.xor(flip, i8x16.narrow_i16x8_u(meansOf(v, n), meansOf(u, m)));
    const mask = i8x16.narrow_i16x8_s(i16x8.lt_s(n, least), i16x8.lt_s(m, least));
    v128.store(to, v128.bitselect(few, result, mask));
    from += 32;
    to += 16;
  } while (to < end);
}

@inline
function keptOf(taps: v128, mask: v128, flip: v128): v128 {
  return v128.andnot(v128.xor(taps, flip), mask);
}

/** Of four, less those that are left out. */
@inline
function countsOf(masks: v128): v128 {
  return i16x8.add(i16x8.splat(4), i16x8.extadd_pairwise_i8x16_s(masks));
}

@inline
function meansOf(sums: v128, counts: v128): v128 {
  // 2^14 / n, rounded up: twice the sum of n bytes times that over 2^15, rounded half up, is their mean rounded half up. A count
  // picks the two bytes of its inverse.
  const inverses = i16x8(0, 16384, 8192, 5462, 4096, 0, 0, 0);
  const inverse = i8x16.swizzle(inverses, i16x8.add(i16x8.mul(counts, i16x8.splat(0x0202)), i16x8.splat(0x0100)));
  return i16x8.q15mulr_sat_s(i16x8.shl(sums, 1), inverse);
}
