import { evenCells, oddCells } from "./cell";
import { SKIP_NAN, SKIP_NODATA } from "./valid";

/*
 * Windows of which too few taps are valid. Taps that are left out are counted in integers as wide as a tap, of float64 in both
 * halves of one.
 */

/** Where in a plan's table of numbers those are: results of windows with too few valid taps, or none, and the nodata value. */
const TOO_FEW: usize = 0;
const ALL_LEFT_OUT: usize = 8;
const NODATA: usize = 24;

/** The nodata value of T in every lane of V, T or wider and unsigned; NaN where a plan has none. */
@inline
export function nodataAs<T, V>(skip: u32, numbers: usize): v128 {
  if (isFloat<T>() && (skip & SKIP_NODATA) == 0) return i32x4.splat(-1);
  return splatAs<T, V>(numbers + NODATA);
}

/** Whether a plan's nodata value is NaN, which leaves out NaN taps as well. */
@inline
export function leavesNaN<T>(skip: u32, numbers: usize): bool {
  if (!isFloat<T>()) return false;
  const nodata = load<T>(numbers, NODATA);
  return (skip & SKIP_NAN) != 0 || ((skip & SKIP_NODATA) != 0 && nodata != nodata);
}

/** Whether a plan leaves out a value that is not NaN. */
@inline
export function leavesValue<T>(skip: u32, numbers: usize): bool {
  const nodata = load<T>(numbers, NODATA);
  return (skip & SKIP_NODATA) != 0 && nodata == nodata;
}

/** Fewer valid taps than this are too few for a largest one: none is. */
@inline
export function leastOf(least: u32): u32 {
  return max<u32>(least, 1);
}

/** Where the result of windows with fewer than `leastOf` says is. */
@inline
export function fewAt(numbers: usize, least: u32): usize {
  return numbers + (least > 0 ? TOO_FEW : ALL_LEFT_OUT);
}

/** The same in every lane of V. */
@inline
export function fewAs<T, V>(numbers: usize, least: u32): v128 {
  return splatAs<T, V>(fewAt(numbers, least));
}

/** From memory, since V8 splats a scalar anew in every turn of a loop. */
@inline
function splatAs<T, V>(at: usize): v128 {
  if (sizeof<V>() > sizeof<T>()) return i32x4.splat(<u32>load<T>(at));
  if (sizeof<T>() == 1) return v128.load_splat<u8>(at);
  if (sizeof<T>() == 2) return v128.load_splat<u16>(at);
  return sizeof<T>() == 4 ? v128.load_splat<u32>(at) : v128.load_splat<u64>(at);
}

/** Counts one more where a mask has ones. */
@inline
export function countLeft<T>(counts: v128, mask: v128): v128 {
  if (sizeof<T>() == 1) return i8x16.sub(counts, mask);
  return sizeof<T>() == 2 ? i16x8.sub(counts, mask) : i32x4.sub(counts, mask);
}

/** Where counts are larger than `most`, or that is less than nothing. */
@inline
export function moreThan<T>(counts: v128, most: i32): v128 {
  if (sizeof<T>() == 1) return v128.or(i8x16.gt_u(counts, i8x16.splat(<i8>max<i32>(most, 0))), i8x16.splat(<i8>(most >> 31)));
  return sizeof<T>() == 2 ? i16x8.gt_s(counts, i16x8.splat(<i16>most)) : i32x4.gt_s(counts, i32x4.splat(most));
}

/** Where more were left out of two neighbouring columns than `most`, of two vectors of them. */
@inline
export function tooMany<T>(a: v128, b: v128, most: i32): v128 {
  if (sizeof<T>() == 1) {
    const limit = i16x8.splat(<i16>most);
    const left = i16x8.gt_s(i16x8.extadd_pairwise_i8x16_u(a), limit);
    return i8x16.narrow_i16x8_s(left, i16x8.gt_s(i16x8.extadd_pairwise_i8x16_u(b), limit));
  }
  const limit = i32x4.splat(most);
  if (sizeof<T>() == 2) {
    const left = i32x4.gt_s(i32x4.extadd_pairwise_i16x8_u(a), limit);
    return i16x8.narrow_i32x4_s(left, i32x4.gt_s(i32x4.extadd_pairwise_i16x8_u(b), limit));
  }
  return i32x4.gt_s(i32x4.add(evenCells<T>(a, b), oddCells<T>(a, b)), limit);
}
