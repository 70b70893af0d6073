import { hasVector } from "../lane/extreme";

/**
 * What is made of elements one by one: of taps before windows are folded, of folded values behind that. Up to 64 bytes more are
 * written, of what is behind.
 */

/** As 32 bits each, the elements of a vector of 32 bits or of two of 64: 0 where those are, of either sign. */
@inline
function fourOf<T>(from: usize): v128 {
  const a = v128.load(from);
  // A float's sign is no part of what it is.
  if (sizeof<T>() == 4) return isFloat<T>() ? i32x4.shl(a, 1) : a;
  const b = v128.load(from, 16);
  const high = v128.shuffle<u32>(a, b, 1, 3, 5, 7);
  return v128.or(v128.shuffle<u32>(a, b, 0, 2, 4, 6), isFloat<T>() ? i32x4.shl(high, 1) : high);
}

/** 1 for each element that is not 0, as bytes; NaN is not. */
export function truths<T>(from: usize, to: usize, count: u32): void {
  const end = to + count;
  if (ASC_FEATURE_SIMD) {
    for (; to < end; to += 16, from += 16 * sizeof<T>()) {
      if (sizeof<T>() == 1) v128.store(to, i8x16.min_u(v128.load(from), i8x16.splat(1)));
      else if (sizeof<T>() == 2) {
        const one = i16x8.splat(1);
        v128.store(to, i8x16.narrow_i16x8_u(i16x8.min_u(v128.load(from), one), i16x8.min_u(v128.load(from, 16), one)));
      } else {
        const one = i32x4.splat(1);
        const a = i32x4.min_u(fourOf<T>(from), one);
        const b = i32x4.min_u(fourOf<T>(from + 4 * sizeof<T>()), one);
        const c = i32x4.min_u(fourOf<T>(from + 8 * sizeof<T>()), one);
        const d = i32x4.min_u(fourOf<T>(from + 12 * sizeof<T>()), one);
        v128.store(to, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d)));
      }
    }
  } else {
    for (; to < end; to++, from += sizeof<T>()) store<u8>(to, u8(load<T>(from) != 0));
  }
}

/** The size of each element, where it is an integer as an unsigned one. */
export function sizes<T>(from: usize, to: usize, count: u32): void {
  const end = to + (<usize>count << alignof<T>());
  if (ASC_FEATURE_SIMD) {
    for (; to < end; to += 32, from += 32) {
      v128.store(to, v128.abs<T>(v128.load(from)));
      v128.store(to, v128.abs<T>(v128.load(from, 16)), 16);
    }
  } else {
    for (; to < end; to += sizeof<T>(), from += sizeof<T>()) store<T>(to, abs<T>(load<T>(from)));
  }
}

/** Each float32 as a float64. */
export function doubles(from: usize, to: usize, count: u32): void {
  const end = to + (<usize>count << 3);
  if (ASC_FEATURE_SIMD) {
    for (; to < end; to += 16, from += 8) v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  } else {
    for (; to < end; to += 8, from += 4) store<f64>(to, <f64>load<f32>(from));
  }
}

/** The square of each element: of integers of 8 and 16 bits one of twice as many, unsigned; else float64. */
export function squares<T>(from: usize, to: usize, count: u32): void {
  if (sizeof<T>() <= 2) {
    const end = to + (<usize>count << (alignof<T>() + 1));
    if (ASC_FEATURE_SIMD) {
      for (; to < end; to += 32, from += 16) {
        const v = v128.load(from);
        v128.store(to, v128.extmul_low<T>(v, v));
        v128.store(to, v128.extmul_high<T>(v, v), 16);
      }
    } else {
      for (; to < end; to += 2 * sizeof<T>(), from += sizeof<T>()) {
        const value = <i32>load<T>(from);
        if (sizeof<T>() == 1) store<u16>(to, <u16>(value * value));
        else store<u32>(to, value * value);
      }
    }
    return;
  }
  const end = to + (<usize>count << 3);
  if (ASC_FEATURE_SIMD) {
    for (; to < end; to += 16, from += 2 * sizeof<T>()) {
      let v: v128;
      if (sizeof<T>() == 8) v = v128.load(from);
      else {
        v = v128.load64_zero(from);
        if (isFloat<T>()) v = f64x2.promote_low_f32x4(v);
        else v = isSigned<T>() ? f64x2.convert_low_i32x4_s(v) : f64x2.convert_low_i32x4_u(v);
      }
      v128.store(to, f64x2.mul(v, v));
    }
  } else {
    for (; to < end; to += 8, from += sizeof<T>()) {
      const value = <f64>load<T>(from);
      store<f64>(to, value * value);
    }
  }
}

/** What each largest one is above the smallest, in its place: of integers an unsigned one. */
export function ranges<T>(least: usize, most: usize, count: u32): void {
  const end = most + (<usize>count << alignof<T>());
  if (hasVector<T>()) {
    for (; most < end; most += 16, least += 16) {
      const v = v128.sub<T>(v128.load(most), v128.load(least));
      // Two zeros may differ in sign.
      v128.store(most, isFloat<T>() ? v128.abs<T>(v) : v);
    }
  } else {
    for (; most < end; most += sizeof<T>(), least += sizeof<T>()) {
      const value = load<T>(most) - load<T>(least);
      store<T>(most, isFloat<T>() ? abs<T>(value) : value);
    }
  }
}

/** The square root of each float64. */
export function roots(from: usize, to: usize, count: u32): void {
  const end = to + (<usize>count << 3);
  if (ASC_FEATURE_SIMD) {
    for (; to < end; to += 16, from += 16) v128.store(to, f64x2.sqrt(v128.load(from)));
  } else {
    for (; to < end; to += 8, from += 8) store<f64>(to, Math.sqrt(load<f64>(from)));
  }
}

/**
 * Variances of a row of windows: (n sum x^2 - (sum x)^2) / (n (n - ddof)), where all of that is exact but the quotient. `to` holds
 * the sums of squares; n is `rows` times what stands in a table.
 */
export function variances(sums: usize, to: usize, count: u32, rows: f64, table: usize, ddof: f64): void {
  const end = to + (<usize>count << 3);
  if (ASC_FEATURE_SIMD) {
    const rowsV = f64x2.splat(rows);
    const ddofV = f64x2.splat(ddof);
    for (; to + 16 <= end; to += 16, sums += 16, table += 16) {
      const n = f64x2.mul(v128.load(table), rowsV);
      const sum = v128.load(sums);
      const rest = f64x2.sub(n, ddofV);
      const squares = f64x2.sub(f64x2.mul(n, v128.load(to)), f64x2.mul(sum, sum));
      const quotient = f64x2.div(squares, f64x2.mul(n, rest));
      v128.store(to, v128.bitselect(quotient, f64x2.splat(NaN), f64x2.gt(rest, f64x2.splat(0))));
    }
  }
  for (; to < end; to += 8, sums += 8, table += 8) {
    const n = load<f64>(table) * rows;
    const sum = load<f64>(sums);
    const rest = n - ddof;
    store<f64>(to, rest > 0 ? (n * load<f64>(to) - sum * sum) / (n * rest) : NaN);
  }
}
