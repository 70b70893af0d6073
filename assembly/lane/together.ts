/*
 * Taps of neighbouring results in lanes of 32 bits (or, of 64-bit taps, two of 64); narrower ones are unsigned.
 */

/** Taps at four addresses, or two, or side by side from the first one on. */
@inline
export function together<T>(a: usize, b: usize, c: usize, d: usize, sideBySide: bool): v128 {
  if (sizeof<T>() == 8) return sideBySide ? v128.load(a) : v128.load64_lane(b, v128.load64_zero(a), 1);
  if (sizeof<T>() == 4) {
    if (sideBySide) return v128.load(a);
    return v128.load32_lane(d, v128.load32_lane(c, v128.load32_lane(b, v128.load32_zero(a), 1), 2), 3);
  }
  if (sideBySide) {
    if (sizeof<T>() == 2) return v128.load_ext<u16>(a);
    return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(a)));
  }
  let v = i32x4.splat(<u32>load<T>(a));
  v = i32x4.replace_lane(v, 1, <u32>load<T>(b));
  v = i32x4.replace_lane(v, 2, <u32>load<T>(c));
  return i32x4.replace_lane(v, 3, <u32>load<T>(d));
}

/** Stores the first lanes, as T, by way of 16 bytes of scratch. */
@inline
export function storeSome<T>(to: usize, v: v128, count: u32, scratch: usize): void {
  if (count == (sizeof<T>() == 8 ? 2 : 4)) {
    if (sizeof<T>() >= 4) v128.store(to, v);
    else if (sizeof<T>() == 2) v128.store64_lane(to, i16x8.narrow_i32x4_u(v, v), 0);
    else {
      const halves = i16x8.narrow_i32x4_u(v, v);
      v128.store32_lane(to, i8x16.narrow_i16x8_u(halves, halves), 0);
    }
  } else {
    v128.store(scratch, v);
    copySome<T>(to, scratch, count);
  }
}

function copySome<T>(to: usize, from: usize, count: u32): void {
  for (let k: u32 = 0; k < count; k++, to += sizeof<T>(), from += sizeof<T>() == 8 ? 8 : 4) store<T>(to, load<T>(from));
}
