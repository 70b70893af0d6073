import { evenCells, oddCells } from "./cell";

/*
 * Neighbours side by side, apart: of two vectors of T, or of one vector of bytes, each widened to the 16-bit lane that
 * both of them took, which is quicker than shuffling them.
 */

@inline
export function leftOf<T>(a: v128, b: v128): v128 {
  return sizeof<T>() > 1 ? evenCells<T>(a, b) : i16x8.shr_u(i16x8.shl(a, 8), 8);
}

@inline
export function rightOf<T>(a: v128, b: v128): v128 {
  return sizeof<T>() > 1 ? oddCells<T>(a, b) : i16x8.shr_u(a, 8);
}

/** Stores what came of them, as T again. */
@inline
export function storeFolded<T>(to: usize, v: v128): void {
  if (sizeof<T>() > 1) v128.store(to, v);
  else v128.store64_lane(to, i8x16.narrow_i16x8_u(v, v), 0);
}
