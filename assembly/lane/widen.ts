/**
 * Sums in a wider type A: 8- and 16-bit integers in 32 bits, up to 128 8-bit ones in 16 bits; 32-bit integers and float32 in float64, which holds the sum of
 * 2^20 32-bit integers exactly. The first
 * widening of a vector doubles its lanes' width (8 to 16 bits and so on); 8-bit lanes widen twice.
 */

/** The low half of the lanes, each twice as wide. */
@inline
export function widenLow<T>(v: v128): v128 {
  if (isFloat<T>()) return f64x2.promote_low_f32x4(v);
  if (sizeof<T>() == 4) return isSigned<T>() ? f64x2.convert_low_i32x4_s(v) : f64x2.convert_low_i32x4_u(v);
  return v128.extend_low<T>(v);
}

/** The high half of the lanes, each twice as wide. */
@inline
export function widenHigh<T>(v: v128): v128 {
  if (sizeof<T>() == 4) return widenLow<T>(v128.shuffle<u64>(v, v, 1, 1));
  return v128.extend_high<T>(v);
}

/** Lane sums of two vectors that `widenLow<T>` made. */
@inline
export function addWidened<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return i16x8.add(a, b);
  if (sizeof<T>() == 2) return i32x4.add(a, b);
  return f64x2.add(a, b);
}

/** Sums of neighbouring lanes, each twice as wide. */
@inline
export function addPairs<T>(v: v128): v128 {
  if (sizeof<T>() == 1) {
    if (isSigned<T>()) return i16x8.extadd_pairwise_i8x16_s(v);
    return i16x8.extadd_pairwise_i8x16_u(v);
  }
  if (sizeof<T>() == 2) {
    if (isSigned<T>()) return i32x4.extadd_pairwise_i16x8_s(v);
    return i32x4.extadd_pairwise_i16x8_u(v);
  }
  const low = widenLow<T>(v);
  const high = widenHigh<T>(v);
  return addWidened<T>(v128.shuffle<u64>(low, high, 0, 2), v128.shuffle<u64>(low, high, 1, 3));
}
