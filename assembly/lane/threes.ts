/*
 * The lanes of three vectors in threes side by side. Every third lane is in another place in each of the vectors, so blending them is
 * enough to bring these together, in an order that is the same, turned by a lane or two, for the first, the second and the third of
 * each three: one shuffle of the sums puts it right.
 */

/** Three vectors' lanes in threes, each folded in order. */
@inline
export function threesOf<T, Op>(a: v128, b: v128, c: v128): v128 {
  const op = changetype<Op>(0);
  if (sizeof<T>() == 8) {
    const ends = op.combineV<T>(v128.shuffle<u64>(a, b, 0, 3), v128.shuffle<u64>(a, c, 1, 2));
    return op.combineV<T>(ends, v128.shuffle<u64>(b, c, 0, 3));
  }
  if (sizeof<T>() == 4) {
    // Shuffles that take two lanes from either side are one instruction on x64.
    const first = v128.shuffle<u32>(a, v128.shuffle<u32>(b, c, 2, 2, 5, 5), 0, 3, 4, 6);
    const second = v128.shuffle<u32>(v128.shuffle<u32>(a, b, 1, 1, 4, 4), v128.shuffle<u32>(b, c, 3, 3, 6, 6), 0, 2, 4, 6);
    const third = v128.shuffle<u32>(v128.shuffle<u32>(a, b, 2, 2, 5, 5), c, 0, 2, 4, 7);
    return op.combineV<T>(op.combineV<T>(first, second), third);
  }
  if (sizeof<T>() == 2) {
    const two = op.combineV<T>(firstsOf<T>(a, b, c), secondsOf<T>(a, b, c));
    return inOrder<T>(op.combineV<T>(two, thirdsOf<T>(a, b, c)));
  }
  // Bytes do not blend: every place is folded with the two after it, and those where threes begin are picked.
  a = op.combineV<T>(op.combineV<T>(a, after1(a, b)), after2(a, b));
  b = op.combineV<T>(op.combineV<T>(b, after1(b, c)), after2(b, c));
  c = op.combineV<T>(op.combineV<T>(c, after1(c, c)), after2(c, c));
  a = i8x16.swizzle(a, i8x16(0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  b = i8x16.swizzle(b, i8x16(-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1));
  c = i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13));
  return v128.or(v128.or(a, b), c);
}

@inline
function after1(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

@inline
function after2(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
}

/** The first of each three of 16- or 32-bit lanes, blended. */
@inline
export function firstsOf<T>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<T>() == 2) {
    return v128.shuffle<u16>(v128.shuffle<u16>(a, b, 0, 9, 2, 3, 12, 5, 6, 15), c, 0, 1, 10, 3, 4, 13, 6, 7);
  }
  return v128.shuffle<u32>(v128.shuffle<u32>(a, b, 0, 1, 6, 3), c, 0, 5, 2, 3);
}

/** The second of each three, in the same order. */
@inline
export function secondsOf<T>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<T>() == 2) {
    const blended = v128.shuffle<u16>(v128.shuffle<u16>(a, b, 0, 1, 10, 3, 4, 13, 6, 7), c, 8, 1, 2, 11, 4, 5, 14, 7);
    return v128.shuffle<u16>(blended, blended, 1, 2, 3, 4, 5, 6, 7, 0);
  }
  const blended = v128.shuffle<u32>(v128.shuffle<u32>(a, b, 4, 1, 2, 7), c, 0, 1, 6, 3);
  return v128.shuffle<u32>(blended, blended, 1, 2, 3, 0);
}

/** The third of each three, in the same order. */
@inline
export function thirdsOf<T>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<T>() == 2) {
    const blended = v128.shuffle<u16>(v128.shuffle<u16>(a, b, 8, 1, 2, 11, 4, 5, 14, 7), c, 0, 9, 2, 3, 12, 5, 6, 15);
    return v128.shuffle<u16>(blended, blended, 2, 3, 4, 5, 6, 7, 0, 1);
  }
  const blended = v128.shuffle<u32>(v128.shuffle<u32>(a, b, 0, 5, 2, 3), c, 4, 1, 2, 7);
  return v128.shuffle<u32>(blended, blended, 2, 3, 0, 1);
}

/** Their order put right. */
@inline
export function inOrder<T>(v: v128): v128 {
  if (sizeof<T>() == 2) return v128.shuffle<u16>(v, v, 0, 3, 6, 1, 4, 7, 2, 5);
  return v128.shuffle<u32>(v, v, 0, 3, 2, 1);
}
