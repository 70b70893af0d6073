import { addWidened } from "../lane/widen";
import { Plan } from "../plan";
import { foldHalfPairs, foldPairs, foldRun, isOneRun } from "./block";
import { foldBlocks, hasBlocks } from "./blocks";
import { joinSums, pairUp, sumsOfTwo } from "./blocksums";
import { laneMean } from "./lanemean";
import { LANES } from "./list";

/**
 * The mean of windows 2, 4, 8 or 16 cells wide, side by side, or of cells of many lanes, of 8-bit taps as 8-bit integers, rounded half
 * up, for a count that is a power of two up to 256: sums in 16 bits, half the count added, shifted down, narrowed.
 */
export function byteMean<T, C>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  turns: u32,
  hop: usize,
  outHop: usize,
): void {
  const length = count * lanes;
  const width = plan.width;
  if (ASC_FEATURE_SIMD && sizeof<C>() == 4 && plan.kernel == LANES) {
    return laneMean(plan, from, to, count, lanes, turns, hop, outHop, isSigned<T>());
  }
  if (ASC_FEATURE_SIMD && length >= 4 && width == 2 && plan.divisor == 4) {
    if (length <= 16 && sizeof<C>() == 1 && isOneRun(plan, 2 * length, 8, length, turns, hop, outHop)) {
      return foldRun<ByteMeans<T, C, Quarter>>(plan, from, to, turns * length, 2 * length);
    }
    if (length >= 16 && plan.rowCount == 2) return foldPairs<ByteMeans<T, C, Quarter>>(plan, from, to, length, turns, hop, outHop);
  }
  if (ASC_FEATURE_SIMD && length >= 16) {
    if (width == 2) return foldPairs<ByteMeans<T, C, Part>>(plan, from, to, length, turns, hop, outHop);
    if (hasBlocks<T, C>()) return foldBlocks<ByteMeans<T, C, Part>>(plan, from, to, length, turns, hop, outHop);
  }
  if (ASC_FEATURE_SIMD && width == 2 && length >= 8) {
    return foldHalfPairs<ByteMeans<T, C, Part>>(plan, from, to, length, turns, hop, outHop);
  }
  do {
    oneByOne<T>(plan, from, to, count, lanes);
    from += hop;
    to += outHop;
  } while (--turns);
}

function oneByOne<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
  const half = <i32>(plan.divisor >> 1);
  const shift = <i32>ctz(plan.divisor);
  for (let i: u32 = 0; i < count; i++, from += plan.hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to++) {
      let total = half;
      for (let row = plan.rows; row < rowsEnd; row += 4) {
        let at = from + lane + load<i32>(row);
        for (let w: u32 = 0; w < plan.width; w++, at += plan.widthPitch) total += <i32>load<T>(at);
      }
      store<T>(to, <T>(total >> shift));
    }
  }
}

/** Windows of four taps: a shift by a constant is quicker. */
@final
@unmanaged
class Quarter {
  @inline
  isQuarter(): bool {
    return true;
  }
}

@final
@unmanaged
class Part {
  @inline
  isQuarter(): bool {
    return false;
  }
}

/** See block.ts. */
@final
@unmanaged
class ByteMeans<T, C, By> {
  @inline
  results(): usize {
    return 16;
  }
  @inline
  bytes(): usize {
    return 1;
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
    return i16x8.splat(<i16>(256 / plan.divisor));
  }
  @inline
  second(plan: Plan): v128 {
    return i16x8.splat(changetype<By>(0).isQuarter() ? 2 : 128);
  }
  @inline
  end(a: v128, b: v128, to: usize, scale: f32, k: v128, m: v128): void {
    v128.store(to, this.narrowed(a, b, k, m));
  }
  @inline
  half(a: v128, to: usize, scale: f32, k: v128, m: v128): void {
    v128.store64_lane(to, this.narrowed(a, a, k, m), 0);
  }
  @inline
  narrowed(a: v128, b: v128, part: v128, half: v128): v128 {
    if (changetype<By>(0).isQuarter()) {
      a = i16x8.add(a, half);
      b = i16x8.add(b, half);
      // Four bytes are no more than signed 16 bits hold.
      if (isSigned<T>()) return i8x16.narrow_i16x8_s(i16x8.shr_s(a, 2), i16x8.shr_s(b, 2));
      return i8x16.narrow_i16x8_u(i16x8.shr_u(a, 2), i16x8.shr_u(b, 2));
    }
    // The quotients in the upper bytes; up to 256 bytes times 256 / count fit the lanes.
    a = i16x8.add(i16x8.mul(a, part), half);
    b = i16x8.add(i16x8.mul(b, part), half);
    if (isSigned<T>()) return i8x16.narrow_i16x8_s(i16x8.shr_s(a, 8), i16x8.shr_s(b, 8));
    return i8x16.narrow_i16x8_u(i16x8.shr_u(a, 8), i16x8.shr_u(b, 8));
  }
}
