import { evenCells, oddCells } from "../lane/cell";
import { addWidened } from "../lane/widen";
import { Plan } from "../plan";
import { foldHalfPairs, foldPairs, foldRun, isOneRun } from "./block";
import { foldBlocks, hasBlocks } from "./blocks";
import { joinSums, pairUp } from "./blocksums";

/**
 * Sums of integers as float64, or their means where the count is a power of two, of windows 2 cells wide, or 4 or more of bytes,
 * that stand side by side: straight into the result.
 */
export function reals<T, C>(
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
  if (ASC_FEATURE_SIMD) {
    const full: u32 = 16 >> alignof<T>();
    const bytes = <usize>length << (alignof<T>() + 1);
    if (sizeof<C>() == sizeof<T>() && width == 2 && bytes <= 32) {
      if (isOneRun(plan, bytes, 16, length << 3, turns, hop, outHop)) return foldRun<Reals<T, C>>(plan, from, to, turns * length, bytes);
    }
    if (length >= full) {
      if (width == 2) return foldPairs<Reals<T, C>>(plan, from, to, length, turns, hop, outHop);
      if (sizeof<T>() == 1 && hasBlocks<T, C>()) return foldBlocks<Reals<T, C>>(plan, from, to, length, turns, hop, outHop);
    }
    if (width == 2 && length << 1 >= full) return foldHalfPairs<Reals<T, C>>(plan, from, to, length, turns, hop, outHop);
  }
  do {
    oneByOne<T>(plan, from, to, count, lanes);
    from += hop;
    to += outHop;
  } while (--turns);
}

function oneByOne<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
  const scale = 1 / <f64>plan.divisor;
  const cell = <usize>lanes << alignof<T>();
  const bytes = <usize>plan.width * cell;
  for (let i: u32 = 0; i < count; i++, from += bytes) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += 8) {
      let total: i64 = 0;
      for (let row = plan.rows; row < rowsEnd; row += 4) {
        const start = from + (<usize>lane << alignof<T>()) + load<i32>(row);
        for (let at = start; at < start + bytes; at += cell) total += <i64>load<T>(at);
      }
      store<f64>(to, <f64>total * scale);
    }
  }
}

/** Bits of 2^52: integers below that or'ed into them are doubles larger by as much. */
const MAGIC: u64 = 0x4330000000000000;

/**
 * See block.ts. Sums become float64 as the low bits of a number whose unit in the last place is 1 / count, which is then subtracted;
 * signed ones are biased before. That takes fewer instructions than converting, and scales at once.
 */
@final
@unmanaged
class Reals<T, C> {
  @inline
  results(): usize {
    return 16 >> alignof<T>();
  }
  @inline
  bytes(): usize {
    return 8;
  }
  @inline
  inFours(): bool {
    return false;
  }
  @inline
  begin(v: v128): v128 {
    if (sizeof<T>() < 4) return pairUp<T, C>(v);
    if (isSigned<T>()) v = v128.xor(v, i32x4.splat(i32.MIN_VALUE));
    if (sizeof<C>() == 4) return i64x2.add(v128.and(v, i64x2.splat(0xffffffff)), i64x2.shr_u(v, 32));
    return i64x2.add(i64x2.extend_low_i32x4_u(v), i64x2.extend_high_i32x4_u(v));
  }
  @inline
  couple(a: v128, b: v128): v128 {
    return this.merge(this.begin(a), this.begin(b));
  }
  @inline
  merge(a: v128, b: v128): v128 {
    return sizeof<T>() == 4 ? i64x2.add(a, b) : addWidened<T>(a, b);
  }
  @inline
  join(a: v128, b: v128): v128 {
    if (sizeof<T>() < 4) return joinSums<T, C>(a, b);
    return sizeof<C>() == 4 ? i64x2.add(evenCells<u64>(a, b), oddCells<u64>(a, b)) : i64x2.add(a, b);
  }
  @inline
  first(plan: Plan): v128 {
    const unit = MAGIC - (<u64>ctz(plan.divisor) << 52);
    return sizeof<T>() == 4 ? i64x2.splat(unit) : i32x4.splat(<i32>(unit >> 32));
  }
  @inline
  second(plan: Plan): v128 {
    let most = <f64>(<u64>1 << 52);
    // Biased taps are in a sum as often as there are any; narrower ones are biased once they are summed.
    if (isSigned<T>()) most += 2147483648.0 * (sizeof<T>() == 4 ? <f64>plan.rowCount * <f64>plan.width : 1);
    return f64x2.splat(most / <f64>plan.divisor);
  }
  @inline
  end(a: v128, b: v128, to: usize, scale: f32, k: v128, m: v128): void {
    this.half(a, to, scale, k, m);
    this.half(b, to + (64 >> alignof<T>()), scale, k, m);
  }
  @inline
  half(a: v128, to: usize, scale: f32, k: v128, m: v128): void {
    if (sizeof<T>() == 4) v128.store(to, f64x2.sub(v128.or(a, k), m));
    else if (sizeof<T>() == 2) this.four(a, to, k, m);
    else {
      this.four(isSigned<T>() ? i32x4.extend_low_i16x8_s(a) : i32x4.extend_low_i16x8_u(a), to, k, m);
      this.four(isSigned<T>() ? i32x4.extend_high_i16x8_s(a) : i32x4.extend_high_i16x8_u(a), to + 32, k, m);
    }
  }
  @inline
  four(sums: v128, to: usize, high: v128, less: v128): void {
    if (isSigned<T>()) sums = v128.xor(sums, i32x4.splat(i32.MIN_VALUE));
    v128.store(to, f64x2.sub(v128.shuffle<u32>(sums, high, 0, 4, 1, 5), less));
    v128.store(to, f64x2.sub(v128.shuffle<u32>(sums, high, 2, 6, 3, 7), less), 16);
  }
}
