/**
 * Cells are what a horizontal fold keeps together: one element, or the channels of one pixel. C is any type as wide as
 * the cell. Of the cells of two neighbouring vectors these take every other one.
 */
@inline
export function evenCells<C>(a: v128, b: v128): v128 {
  if (sizeof<C>() == 16) return a;
  if (sizeof<C>() == 1) return v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  if (sizeof<C>() == 2) return v128.shuffle<u16>(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  if (sizeof<C>() == 4) return v128.shuffle<u32>(a, b, 0, 2, 4, 6);
  return v128.shuffle<u64>(a, b, 0, 2);
}

@inline
export function oddCells<C>(a: v128, b: v128): v128 {
  if (sizeof<C>() == 16) return b;
  if (sizeof<C>() == 1) return v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  if (sizeof<C>() == 2) return v128.shuffle<u16>(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  if (sizeof<C>() == 4) return v128.shuffle<u32>(a, b, 1, 3, 5, 7);
  return v128.shuffle<u64>(a, b, 1, 3);
}

/** The cells of the low halves of two vectors, in turn; and of the high halves. */
@inline
export function unpackLow<C>(a: v128, b: v128): v128 {
  if (sizeof<C>() == 1) return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  if (sizeof<C>() == 2) return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  if (sizeof<C>() == 4) return v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  return v128.shuffle<u64>(a, b, 0, 2);
}

@inline
export function unpackHigh<C>(a: v128, b: v128): v128 {
  if (sizeof<C>() == 1) return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  if (sizeof<C>() == 2) return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  if (sizeof<C>() == 4) return v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  return v128.shuffle<u64>(a, b, 1, 3);
}

/** Cells of one or two bytes: every other one of a vector into its low half, those between into the high one. */
@inline
export function bringApart<C>(v: v128): v128 {
  // V8 keeps the numbers of a swizzle in a register, and builds those of a shuffle anew each time.
  if (sizeof<C>() == 1) return i8x16.swizzle(v, i8x16(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15));
  return i8x16.swizzle(v, i8x16(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
}
