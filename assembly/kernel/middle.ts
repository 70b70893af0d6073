import { Plan } from "../plan";
import { HALF_UP } from "../lane/convert";
import { storeReal } from "../lane/settle";

/*
 * Medians as results: elements of T from `lows`, or the means of those and others from `highs`, where a window has two in the middle.
 */

/** The dtype of a result that is an element (the code of its row in src/registry/dtypes.ts). */
@inline
export function codeOf<T>(): u32 {
  if (isFloat<T>()) return sizeof<T>() == 4 ? 8 : 9;
  return 2 * alignof<T>() + (isSigned<T>() ? 0 : 1);
}

export function deliverMiddle<T>(plan: Plan, lows: usize, highs: usize, to: usize, count: u32): void {
  const type = plan.outType;
  let bytes = <usize>count << alignof<T>();
  if (type == codeOf<T>()) {
    if (highs == 0) return copy(to, lows, bytes);
    if (isFloat<T>() || (sizeof<T>() < 4 && plan.round == HALF_UP)) {
      if (bytes < 16) {
        v128.store(lows, meanV<T>(v128.load(lows), v128.load(highs)));
        return copy(to, lows, bytes);
      }
      for (let i: usize = 0; i < bytes; i += 16) {
        // The last vector overlaps the one before it: a second store of the same values.
        if (i + 16 > bytes) i = bytes - 16;
        v128.store(to + i, meanV<T>(v128.load(lows + i), v128.load(highs + i)));
      }
      return;
    }
  }
  if (highs == 0) highs = lows;
  if (type == codeOf<f64>()) {
    if (sizeof<T>() < 8) {
      const half = f64x2.splat(0.5);
      for (const last = lows + bytes - 4 * sizeof<T>(); <isize>lows <= <isize>last; to += 32) {
        v128.store(to, f64x2.mul(f64x2.add(realsAt<T>(lows), realsAt<T>(highs)), half));
        lows += 2 * sizeof<T>();
        highs += 2 * sizeof<T>();
        v128.store(to, f64x2.mul(f64x2.add(realsAt<T>(lows), realsAt<T>(highs)), half), 16);
        lows += 2 * sizeof<T>();
        highs += 2 * sizeof<T>();
      }
      bytes = <usize>(count & 3) << alignof<T>();
    }
    for (let end = lows + bytes; lows < end; lows += sizeof<T>(), highs += sizeof<T>(), to += 8) {
      store<f64>(to, meanOf(<f64>load<T>(lows), <f64>load<T>(highs)));
    }
    return;
  }
  const size = plan.outBytes;
  const round = plan.round;
  for (let end = lows + bytes; lows < end; lows += sizeof<T>(), highs += sizeof<T>(), to += size) {
    storeReal(to, type, meanOf(<f64>load<T>(lows), <f64>load<T>(highs)), round);
  }
}

/** Two elements as float64s, whose sum is finite. */
@inline
function realsAt<T>(at: usize): v128 {
  if (isFloat<T>()) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  if (sizeof<T>() == 4) return isSigned<T>() ? f64x2.convert_low_i32x4_s(v128.load64_zero(at)) : f64x2.convert_low_i32x4_u(v128.load64_zero(at));
  const v = sizeof<T>() == 2 ? v128.load32_zero(at) : v128.load16_lane(at, i32x4.splat(0), 0);
  const wide = sizeof<T>() == 2 ? v : isSigned<T>() ? i16x8.extend_low_i8x16_s(v) : i16x8.extend_low_i8x16_u(v);
  return f64x2.convert_low_i32x4_s(isSigned<T>() ? i32x4.extend_low_i16x8_s(wide) : i32x4.extend_low_i16x8_u(wide));
}

/** The mean of two values in the middle. */
@inline
export function meanOf(a: f64, b: f64): f64 {
  const both = a + b;
  // Halved first only where the sum would pass the largest float64.
  return isFinite<f64>(both) ? both / 2 : a / 2 + b / 2;
}

/** The same of floats as their own dtype, where float64 gives nothing else; of integers half up. */
@inline
function meanV<T>(a: v128, b: v128): v128 {
  if (isFloat<T>()) {
    const half = v128.splat<T>(0.5);
    const both = v128.add<T>(a, b);
    const apart = v128.add<T>(v128.mul<T>(a, half), v128.mul<T>(b, half));
    const finite = v128.lt<T>(v128.abs<T>(both), v128.splat<T>(<T>Infinity));
    return v128.bitselect(v128.mul<T>(both, half), apart, finite);
  }
  const sign = isSigned<T>() ? i32x4.splat(sizeof<T>() == 1 ? 0x80808080 : 0x80008000) : i32x4.splat(0);
  const mean = sizeof<T>() == 1 ? i8x16.avgr_u(v128.xor(a, sign), v128.xor(b, sign)) : i16x8.avgr_u(v128.xor(a, sign), v128.xor(b, sign));
  return v128.xor(mean, sign);
}

function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes < 16) {
    for (let i: usize = 0; i < bytes; i++) store<u8>(to + i, load<u8>(from + i));
    return;
  }
  for (let i: usize = 0; i < bytes; i += 16) {
    if (i + 16 > bytes) i = bytes - 16;
    v128.store(to + i, v128.load(from + i));
  }
}
