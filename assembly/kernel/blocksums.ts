import { evenCells, oddCells } from "../lane/cell";
import { addPairs, addWidened, widenHigh, widenLow } from "../lane/widen";
import { Plan } from "../plan";

/*
 * What the folds of sums of integers have in common (see block.ts): accumulators hold sums of neighbouring cells in lanes twice as
 * wide as a tap's, so 8-bit taps are summed in 16 bits.
 */

/** Sums of neighbouring cells of the lanes of one vector of T. */
@inline
export function pairUp<T, C>(v: v128): v128 {
  if (sizeof<T>() == 4 && sizeof<C>() == 8) return addWidened<T>(widenLow<T>(v), widenHigh<T>(v));
  // Quicker than a pairwise addition, whose constant V8 builds anew each time.
  if (sizeof<C>() == 1 && !isSigned<T>()) return i16x8.add(v128.and(v, i16x8.splat(0xff)), i16x8.shr_u(v, 8));
  return addPairs<T>(besideEachOther<T, C>(v));
}

/** The same of two vectors, added up. */
@inline
export function sumsOfTwo<T, C>(a: v128, b: v128): v128 {
  // One of each, since the units that shift do not multiply.
  if (sizeof<C>() == 1) return i16x8.add(addPairs<T>(a), pairUp<T, C>(b));
  return addWidened<T>(pairUp<T, C>(a), pairUp<T, C>(b));
}

/** Brings the lanes of neighbouring cells side by side. */
@inline
function besideEachOther<T, C>(v: v128): v128 {
  if (sizeof<C>() == sizeof<T>()) return v;
  // V8 keeps the numbers of a swizzle in a register, and builds those of a shuffle anew each time.
  if (sizeof<T>() == 1) {
    if (sizeof<C>() == 2) return i8x16.swizzle(v, i8x16(0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15));
    if (sizeof<C>() == 4) return i8x16.swizzle(v, i8x16(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15));
    return i8x16.swizzle(v, i8x16(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
  }
  if (sizeof<C>() == 4) return i8x16.swizzle(v, i8x16(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15));
  return i8x16.swizzle(v, i8x16(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15));
}

/** Sums of neighbouring cells, which C is as wide as before they were widened, of the sums in two vectors. */
@inline
export function joinSums<T, C>(a: v128, b: v128): v128 {
  if (sizeof<C>() == 1) {
    // Sums of up to 128 bytes fit signed 16 bits, too, and those of two of them unsigned ones.
    a = i32x4.extadd_pairwise_i16x8_s(a);
    b = i32x4.extadd_pairwise_i16x8_s(b);
    return isSigned<T>() ? i16x8.narrow_i32x4_s(a, b) : i16x8.narrow_i32x4_u(a, b);
  }
  if (sizeof<C>() == 2) return addWidened<T>(evenCells<u32>(a, b), oddCells<u32>(a, b));
  if (sizeof<C>() == 4) return addWidened<T>(evenCells<u64>(a, b), oddCells<u64>(a, b));
  return addWidened<T>(a, b);
}

/** Sums in the wider type A, as they are. */
@final
@unmanaged
export class Sums<T, A, C> {
  @inline
  results(): usize {
    return 16 >> alignof<T>();
  }
  @inline
  bytes(): usize {
    return sizeof<A>();
  }
  @inline
  inFours(): bool {
    return false;
  }
  @inline
  begin(v: v128): v128 {
    return pairUp<T, C>(v);
  }
  @inline
  couple(a: v128, b: v128): v128 {
    return sumsOfTwo<T, C>(a, b);
  }
  @inline
  merge(a: v128, b: v128): v128 {
    return addWidened<T>(a, b);
  }
  @inline
  join(a: v128, b: v128): v128 {
    return joinSums<T, C>(a, b);
  }
  @inline
  first(plan: Plan): v128 {
    return i32x4.splat(0);
  }
  @inline
  second(plan: Plan): v128 {
    return i32x4.splat(0);
  }
  @inline
  end(a: v128, b: v128, to: usize, scale: f32, k: v128, m: v128): void {
    this.half(a, to, scale, k, m);
    this.half(b, to + ((<usize>sizeof<A>() << 3) >> alignof<T>()), scale, k, m);
  }
  @inline
  half(a: v128, to: usize, scale: f32, k: v128, m: v128): void {
    if (sizeof<T>() == 1 && sizeof<A>() == 4) {
      v128.store(to, isSigned<T>() ? i32x4.extend_low_i16x8_s(a) : i32x4.extend_low_i16x8_u(a));
      v128.store(to, isSigned<T>() ? i32x4.extend_high_i16x8_s(a) : i32x4.extend_high_i16x8_u(a), 16);
    } else v128.store(to, a);
  }
}
