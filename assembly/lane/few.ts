import { evenCells, oddCells } from "./cell";

/*
 * Windows of which too few taps are valid. Taps that are left out are counted in integers as wide as a tap, of float64 in the two
 * halves of one, so that 255 rows of 8-bit taps is the most.
 */

/** Where in a plan's table of numbers those are: results of windows with too few valid taps, or none, and the nodata value. */
const TOO_FEW: usize = 0;
const ALL_LEFT_OUT: usize = 8;
const NODATA: usize = 24;

/** The nodata value in every lane. From memory, since V8 splats a scalar anew in every turn of a loop. */
@inline
export function nodataOf<T>(numbers: usize): v128 {
  return splatFrom<T>(numbers + NODATA);
}

/** Fewer valid taps than this are too few: no result comes of none. */
@inline
export function leastOf(least: u32): u32 {
  return max<u32>(least, 1);
}

/** The result of windows with too few, which is of type T, in every lane. */
@inline
export function fewOf<T>(numbers: usize, least: u32): v128 {
  return splatFrom<T>(numbers + (least > 0 ? TOO_FEW : ALL_LEFT_OUT));
}

/** The same where windows without any valid tap have what comes of itself. */
@inline
export function tooFewOf<T>(numbers: usize): v128 {
  return splatFrom<T>(numbers + TOO_FEW);
}

/** The nodata value, and the result of windows with too few, of an unsigned T in lanes of V. */
@inline
export function nodataAs<T, V>(numbers: usize): v128 {
  return splatAs<T, V>(numbers + NODATA);
}

@inline
export function fewAs<T, V>(numbers: usize, least: u32): v128 {
  return splatAs<T, V>(numbers + (least > 0 ? TOO_FEW : ALL_LEFT_OUT));
}

@inline
function splatAs<T, V>(at: usize): v128 {
  return sizeof<V>() > sizeof<T>() ? i32x4.splat(<u32>load<T>(at)) : splatFrom<T>(at);
}

@inline
function splatFrom<T>(at: usize): v128 {
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
