/*
 * Two taps in order, lane by lane: what networks of exchanges are made of. One instruction each; of a pair with a NaN either may come
 * of both, and of two zeros either sign.
 */

@inline
export function least<T>(a: v128, b: v128): v128 {
  return isFloat<T>() ? v128.pmin<T>(a, b) : v128.min<T>(a, b);
}

@inline
export function most<T>(a: v128, b: v128): v128 {
  return isFloat<T>() ? v128.pmax<T>(a, b) : v128.max<T>(a, b);
}

/** The middle one of three. */
@inline
export function middleV<T>(a: v128, b: v128, c: v128): v128 {
  return most<T>(least<T>(a, b), least<T>(most<T>(a, b), c));
}
