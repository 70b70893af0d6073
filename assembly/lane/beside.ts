/* Elements beside those of a vector, of it and of its neighbour. */

/** Elements of two neighbouring vectors, one before those of `b`. */
@inline
export function oneBefore<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return v128.shuffle<u8>(a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  if (sizeof<T>() == 2) return v128.shuffle<u16>(a, b, 7, 8, 9, 10, 11, 12, 13, 14);
  return v128.shuffle<u32>(a, b, 3, 4, 5, 6);
}

@inline
export function twoBefore<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return v128.shuffle<u8>(a, b, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  if (sizeof<T>() == 2) return v128.shuffle<u16>(a, b, 6, 7, 8, 9, 10, 11, 12, 13);
  return v128.shuffle<u32>(a, b, 2, 3, 4, 5);
}

/** One behind those of `a`. */
@inline
export function oneBehind<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return v128.shuffle<u8>(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  if (sizeof<T>() == 2) return v128.shuffle<u16>(a, b, 1, 2, 3, 4, 5, 6, 7, 8);
  return v128.shuffle<u32>(a, b, 1, 2, 3, 4);
}

@inline
export function twoBehind<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return v128.shuffle<u8>(a, b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
  if (sizeof<T>() == 2) return v128.shuffle<u16>(a, b, 2, 3, 4, 5, 6, 7, 8, 9);
  return v128.shuffle<u32>(a, b, 2, 3, 4, 5);
}
