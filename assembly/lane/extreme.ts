/**
 * Largest and smallest of two, NaN winning from either side. For vectors of floats, `or(pmax(a, b), ne(b, b))` is the
 * symmetric form that compiles to two instructions on x64 where f32x4.max takes a dozen; of a mixed pair of zeros it
 * may return either.
 */
@inline
export function maxV<T>(a: v128, b: v128): v128 {
  if (isFloat<T>()) return v128.or(v128.pmax<T>(a, b), v128.ne<T>(b, b));
  return v128.max<T>(a, b);
}

@inline
export function minV<T>(a: v128, b: v128): v128 {
  if (isFloat<T>()) return v128.or(v128.pmin<T>(a, b), v128.ne<T>(b, b));
  return v128.min<T>(a, b);
}

@inline
export function maxOf<T>(a: T, b: T): T {
  if (isFloat<T>()) return max<T>(a, b);
  return select<T>(a, b, a > b);
}

@inline
export function minOf<T>(a: T, b: T): T {
  if (isFloat<T>()) return min<T>(a, b);
  return select<T>(a, b, a < b);
}

/** Whether the engine folds this type in vectors: wasm has no 64-bit integer max, and two lanes gain nothing. */
@inline
export function hasVector<T>(): bool {
  return ASC_FEATURE_SIMD && (isFloat<T>() || sizeof<T>() < 8);
}
