import { addWidened } from "../lane/widen";
import { Plan } from "../plan";
import { pairUp } from "./wide";

/**
 * The mean of windows two cells wide of 8-bit taps as 8-bit integers, rounded half up, for a count that is a power of
 * two up to 128: sums in 16 bits, half the count added, shifted down, narrowed.
 */
export function pairsByteMean<T, C>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const taps = plan.divisor;
  const half = <i32>(taps >> 1);
  const shift = <i32>ctz(taps);
  const bytes = <usize>(count * lanes);
  if (ASC_FEATURE_SIMD && bytes >= 16) {
    const rounding = i16x8.splat(<i16>half);
    const end = to + bytes;
    if (plan.rowCount == 2) {
      const below = <usize>load<i32>(rows, 4);
      for (; to + 32 <= end; from += 64, to += 32) {
        v128.store(to, meanOfTwo<T, C>(from, below, rounding, shift));
        v128.store(to, meanOfTwo<T, C>(from + 32, below, rounding, shift), 16);
      }
    }
    while (to < end) {
      // The last vector may overlap the one before it: a second store of the same values.
      const back = to + 16 > end ? to + 16 - end : 0;
      from -= back << 1;
      to -= back;
      let a = i16x8.add(rounding, pairUp<T, C>(v128.load(from)));
      let b = i16x8.add(rounding, pairUp<T, C>(v128.load(from, 16)));
      for (let row = rows + 4; row < rowsEnd; row += 4) {
        const at = from + load<i32>(row);
        a = addWidened<T>(a, pairUp<T, C>(v128.load(at)));
        b = addWidened<T>(b, pairUp<T, C>(v128.load(at, 16)));
      }
      v128.store(to, narrowed<T>(a, b, shift));
      from += 32;
      to += 16;
    }
    return;
  }
  const cell = <usize>lanes;
  for (let i: u32 = 0; i < count; i++, from += cell) {
    for (let lane: u32 = 0; lane < lanes; lane++, from++, to++) {
      let total = half;
      for (let row = rows; row < rowsEnd; row += 4) {
        const at = from + load<i32>(row);
        total += <i32>load<T>(at) + <i32>load<T>(at + cell);
      }
      store<T>(to, <T>(total >> shift));
    }
  }
}

@inline
function meanOfTwo<T, C>(from: usize, below: usize, rounding: v128, shift: i32): v128 {
  const a = addWidened<T>(pairUp<T, C>(v128.load(from)), pairUp<T, C>(v128.load(from + below)));
  const b = addWidened<T>(pairUp<T, C>(v128.load(from, 16)), pairUp<T, C>(v128.load(from + below, 16)));
  return narrowed<T>(i16x8.add(a, rounding), i16x8.add(b, rounding), shift);
}

@inline
function narrowed<T>(a: v128, b: v128, shift: i32): v128 {
  if (isSigned<T>()) return i8x16.narrow_i16x8_s(i16x8.shr_s(a, shift), i16x8.shr_s(b, shift));
  return i8x16.narrow_i16x8_u(i16x8.shr_u(a, shift), i16x8.shr_u(b, shift));
}
