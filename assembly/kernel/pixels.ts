import { addPairs, addWidened } from "../lane/widen";
import { Plan } from "../plan";

/*
 * Windows of two by two cells of three elements each (RGB), side by side. 24 bytes of each row are whole pairs of cells: a fold P
 * makes results of them.
 */

/** Rows of `length` results each, as many as there are `turns`; at least those of one turn of P in each. */
@inline
function inTurns<P>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  const fold = changetype<P>(0);
  const wide = fold.wide();
  const perTap = fold.taps() / 2;
  const bytes = (<usize>length * wide) / perTap;
  const below = <usize>load<i32>(plan.rows, 4);
  const scale = plan.scale;
  do {
    let at = from;
    let target = to;
    const end = to + bytes;
    if (bytes >= wide + 4) {
      const last = end - wide - 4;
      // What is stored beyond the results of a turn is stored again by the next.
      do {
        fold.turn(at, target, below, scale, false);
        at += 24;
        target += wide;
      } while (target <= last);
    }
    while (target < end) {
      if (target + wide > end) {
        // As many cells back as overlap, each of 24 / wide times as many bytes of taps.
        at -= ((target + wide - end) * 24) / wide;
        target = end - wide;
      }
      fold.turn(at, target, below, scale, true);
      at += 24;
      target += wide;
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** Taps of the results' own type. */
export function pixels<T, Op>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (ASC_FEATURE_SIMD && length >= 12 >> alignof<T>()) return inTurns<OwnPixels<T, Op>>(plan, from, to, length, turns, hop, outHop);
  const op = changetype<Op>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const cell: usize = 3 << alignof<T>();
  do {
    let at = from;
    for (let i: u32 = 0; i < length; ) {
      const left = op.combine<T>(load<T>(at), load<T>(at + below));
      const right = op.combine<T>(load<T>(at + cell), load<T>(at + cell + below));
      store<T>(to + (<usize>i << alignof<T>()), op.finish<T>(op.combine<T>(left, right), plan.scale));
      at += ++i % 3 ? sizeof<T>() : sizeof<T>() + cell;
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** Means of 8-bit taps as 8-bit integers, rounded half up; or their sums in 16 bits. */
export function pixelSums<T, D>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (ASC_FEATURE_SIMD && length >= 12) {
    if (sizeof<D>() == 2) return inTurns<PixelSums<T>>(plan, from, to, length, turns, hop, outHop);
    return inTurns<PixelMeans<T>>(plan, from, to, length, turns, hop, outHop);
  }
  const below = <usize>load<i32>(plan.rows, 4);
  do {
    let at = from;
    for (let i: u32 = 0; i < length; ) {
      const left = <i32>load<T>(at) + <i32>load<T>(at + below);
      const total = left + <i32>load<T>(at, 3) + <i32>load<T>(at + below, 3);
      if (sizeof<D>() == 2) store<i16>(to + (<usize>i << 1), <i16>total);
      else store<T>(to + i, <T>((total + 2) >> 2));
      at += ++i % 3 ? 1 : 4;
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** The first 12 bytes; where more may follow, all 16. */
@inline
function storeTwelve(to: usize, v: v128, only: bool): void {
  if (only) {
    v128.store64_lane(to, v, 0);
    v128.store32_lane(to + 8, v, 2);
  } else v128.store(to, v);
}

/** Of both halves the first 6 bytes, one behind the other. */
@inline
function closed(v: v128): v128 {
  return i8x16.swizzle(v, i8x16(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1));
}

@final
@unmanaged
class OwnPixels<T, Op> {
  /** Bytes of results of a turn, and taps in a row. */
  @inline
  wide(): usize {
    return 12;
  }
  @inline
  taps(): usize {
    return 24 >> alignof<T>();
  }
  @inline
  turn(from: usize, to: usize, below: usize, scale: f32, only: bool): void {
    const op = changetype<Op>(0);
    const next = from + below;
    let a = op.combineV<T>(v128.load(from), v128.load(next));
    let b: v128;
    if (sizeof<T>() == 4) {
      if (only) {
        b = op.combineV<T>(v128.load(from, 8), v128.load(next, 8));
        b = v128.shuffle<u32>(b, b, 1, 2, 3, 0);
      } else b = op.combineV<T>(v128.load(from, 12), v128.load(next, 12));
      return storeTwelve(to, op.finishV<T>(op.combineV<T>(a, b), scale), only);
    }
    b = op.combineV<T>(v128.load(from, 8), v128.load(next, 8));
    // Cells in even places into the low halves, those in odd ones into the high.
    if (sizeof<T>() == 1) {
      a = i8x16.swizzle(a, i8x16(0, 1, 2, 6, 7, 8, -1, -1, 3, 4, 5, 9, 10, 11, -1, -1));
      b = i8x16.swizzle(b, i8x16(4, 5, 6, 10, 11, 12, -1, -1, 7, 8, 9, 13, 14, 15, -1, -1));
    } else {
      a = i8x16.swizzle(a, i8x16(0, 1, 2, 3, 4, 5, -1, -1, 6, 7, 8, 9, 10, 11, -1, -1));
      b = i8x16.swizzle(b, i8x16(4, 5, 6, 7, 8, 9, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1));
    }
    const folded = op.combineV<T>(v128.shuffle<u64>(a, b, 0, 2), v128.shuffle<u64>(a, b, 1, 3));
    storeTwelve(to, closed(op.finishV<T>(folded, scale)), only);
  }
}

/** Sums of the first two cells of 8-bit taps and of the next two, six in all. */
@inline
function sixSums<T>(at: usize): v128 {
  return addPairs<T>(i8x16.swizzle(v128.load(at), i8x16(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1)));
}

/** The same of four cells that end with the vector. */
@inline
function lastSums<T>(at: usize): v128 {
  return addPairs<T>(i8x16.swizzle(v128.load(at), i8x16(4, 7, 5, 8, 6, 9, 10, 13, 11, 14, 12, 15, -1, -1, -1, -1)));
}

@final
@unmanaged
class PixelMeans<T> {
  @inline
  wide(): usize {
    return 12;
  }
  @inline
  taps(): usize {
    return 24;
  }
  @inline
  turn(from: usize, to: usize, below: usize, scale: f32, only: bool): void {
    const half = i16x8.splat(2);
    const a = i16x8.add(addWidened<T>(sixSums<T>(from), sixSums<T>(from + below)), half);
    const b = i16x8.add(addWidened<T>(lastSums<T>(from + 8), lastSums<T>(from + below + 8)), half);
    storeTwelve(
      to,
      closed(
        isSigned<T>()
          ? i8x16.narrow_i16x8_s(i16x8.shr_s(a, 2), i16x8.shr_s(b, 2))
          : i8x16.narrow_i16x8_u(i16x8.shr_u(a, 2), i16x8.shr_u(b, 2)),
      ),
      only,
    );
  }
}

@final
@unmanaged
class PixelSums<T> {
  @inline
  wide(): usize {
    return 24;
  }
  @inline
  taps(): usize {
    return 24;
  }
  @inline
  turn(from: usize, to: usize, below: usize, scale: f32, only: bool): void {
    v128.store(to, addWidened<T>(sixSums<T>(from), sixSums<T>(from + below)));
    storeTwelve(to + 12, addWidened<T>(lastSums<T>(from + 8), lastSums<T>(from + below + 8)), only);
  }
}
