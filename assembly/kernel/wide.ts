import { evenCells, oddCells, unpackHigh, unpackLow } from "../lane/cell";
import { fewRowsOf, secondRow, thirdRow, ThreeRows, TwoRows } from "../lane/down";
import { foldAll, lastLanes, lastOf, nothingElse } from "../lane/tree";
import { addPairs, addWidened, widenHigh, widenLow } from "../lane/widen";
import { WINDOWS_AT_ONCE } from "./spans";
import { Plan } from "../plan";

/** 16-bit lanes take this many 8-bit taps without overflow. */
const NARROW_TAPS: u32 = 128;

/** Stores lane sums that widened once: 8-bit ones, now 16 bits wide, become 32 bits on the way where A is as wide. */
@inline
function storeSums<T, A>(to: usize, sums: v128): void {
  if (sizeof<T>() == 1 && sizeof<A>() == 4) {
    if (isSigned<T>()) {
      v128.store(to, i32x4.extend_low_i16x8_s(sums));
      v128.store(to, i32x4.extend_high_i16x8_s(sums), 16);
    } else {
      v128.store(to, i32x4.extend_low_i16x8_u(sums));
      v128.store(to, i32x4.extend_high_i16x8_u(sums), 16);
    }
  } else v128.store(to, sums);
}

/** Sums of neighbouring cells of the lanes of one vector of T. */
@inline
export function pairUp<T, C>(v: v128): v128 {
  if (sizeof<C>() == sizeof<T>()) return addPairs<T>(v);
  const low = widenLow<T>(v);
  const high = widenHigh<T>(v);
  if (sizeof<C>() == 8) return addWidened<T>(low, high);
  // Widened cells are twice as wide, so these take every other cell of C's double.
  if (sizeof<C>() == 2) return addWidened<T>(evenCells<u32>(low, high), oddCells<u32>(low, high));
  return addWidened<T>(evenCells<u64>(low, high), oddCells<u64>(low, high));
}

/** Sums of windows two cells wide, side by side, in the wider type A. At most 64 rows of 8-bit taps. */
export function pairsWide<T, A, C>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const cell = <usize>lanes << alignof<T>();
  // Two input bytes make one result's worth of T.
  let left = <usize>(count * lanes) << (alignof<T>() + 1);
  if (ASC_FEATURE_SIMD) {
    const step = (<usize>8 >> alignof<T>()) << alignof<A>();
    if (left >= 16) {
      while (left > 0) {
        if (left < 16) {
          // The last vector overlaps the one before it: a second store of the same values.
          from -= 16 - left;
          to -= ((16 - left) >> (alignof<T>() + 1)) << alignof<A>();
          left = 16;
        }
        let sums = pairUp<T, C>(v128.load(from));
        for (let row = rows + 4; row < rowsEnd; row += 4) {
          sums = addWidened<T>(sums, pairUp<T, C>(v128.load(from + load<i32>(row))));
        }
        storeSums<T, A>(to, sums);
        from += 16;
        to += step;
        left -= 16;
      }
      return;
    }
  }
  for (let i: u32 = 0; i < count; i++, from += cell) {
    for (let lane: u32 = 0; lane < lanes; lane++, from += sizeof<T>(), to += sizeof<A>()) {
      let total: A = <A>load<T>(from) + <A>load<T>(from + cell);
      for (let row = rows + 4; row < rowsEnd; row += 4) {
        const at = from + load<i32>(row);
        total += <A>load<T>(at) + <A>load<T>(at + cell);
      }
      store<A>(to, total);
    }
  }
}

/** Sums of results whose neighbours in memory have neighbouring taps, in the wider type A. */
export function lanesWide<T, A>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32, width: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  const bytes = <usize>lanes << alignof<T>();
  const out = <usize>lanes << alignof<A>();
  if (ASC_FEATURE_SIMD && sizeof<A>() == 2 * sizeof<T>() && bytes >= 16) {
    const few = fewRowsOf(plan.rowCount, width);
    if (few == 2) return fewRowsWide<T, A, TwoRows>(plan, from, to, count, bytes, width);
    if (few == 3) return fewRowsWide<T, A, ThreeRows>(plan, from, to, count, bytes, width);
  }
  for (let i: u32 = 0; i < count; i++, from += hop, to += out) {
    let at: usize = 0;
    if (ASC_FEATURE_SIMD && bytes >= 16) {
      while (at < bytes) {
        if (at + 16 > bytes) at = bytes - 16;
        const target = to + ((at >> alignof<T>()) << alignof<A>());
        if (sizeof<T>() == 1 && sizeof<A>() == 4) sumBytes<T>(rows, rowsEnd, width, pitch, from + at, target);
        else {
          let column = from + at;
          let low = isFloat<T>() ? f64x2.splat(-0.0) : i32x4.splat(0);
          let high = low;
          for (let w: u32 = 0; w < width; w++, column += pitch) {
            let row = rows;
            for (; row + 4 < rowsEnd; row += 8) {
              const a = v128.load(column + load<i32>(row));
              const b = v128.load(column + load<i32>(row, 4));
              low = addWidened<T>(low, lowOfTwo<T>(a, b));
              high = addWidened<T>(high, highOfTwo<T>(a, b));
            }
            if (row < rowsEnd) {
              const a = v128.load(column + load<i32>(row));
              low = addWidened<T>(low, widenLow<T>(a));
              high = addWidened<T>(high, widenHigh<T>(a));
            }
          }
          v128.store(target, low);
          v128.store(target, high, 16);
        }
        at += 16;
      }
    }
    for (; at < bytes; at += sizeof<T>()) {
      let column = from + at;
      let total: A = <A>load<T>(column);
      let row = rows + 4;
      for (let w: u32 = 0; ; ) {
        for (; row < rowsEnd; row += 4) total += <A>load<T>(column + load<i32>(row));
        if (++w == width) break;
        column += pitch;
        row = rows;
      }
      store<A>(to + ((at >> alignof<T>()) << alignof<A>()), total);
    }
  }
}

@inline
function fewRowsWide<T, A, N>(plan: Plan, from: usize, to: usize, count: u32, bytes: usize, width: u32): void {
  const three = changetype<N>(0).count() == 3;
  const pitch = <usize>plan.widthPitch;
  const isRow = plan.rowCount == 1;
  const second = isRow ? pitch : secondRow<N>(plan.rows);
  const third = isRow ? pitch + pitch : thirdRow<N>(plan.rows);
  if (isRow) width = 1;
  const hop = <usize>plan.hop;
  for (let i: u32 = 0; i < count; i++, from += hop, to += 2 * bytes) {
    let at: usize = 0;
    while (at < bytes) {
      // The last vector may overlap the one before it: a second store of the same values.
      if (at + 16 > bytes) at = bytes - 16;
      let column = from + at;
      let a = v128.load(column);
      let b = v128.load(column + second);
      let low = lowOfTwo<T>(a, b);
      let high = highOfTwo<T>(a, b);
      if (three) {
        a = v128.load(column + third);
        low = addWidened<T>(low, widenLow<T>(a));
        high = addWidened<T>(high, widenHigh<T>(a));
      }
      for (let w: u32 = 1; w < width; w++) {
        column += pitch;
        a = v128.load(column);
        b = v128.load(column + second);
        low = addWidened<T>(low, lowOfTwo<T>(a, b));
        high = addWidened<T>(high, highOfTwo<T>(a, b));
        if (three) {
          a = v128.load(column + third);
          low = addWidened<T>(low, widenLow<T>(a));
          high = addWidened<T>(high, widenHigh<T>(a));
        }
      }
      v128.store(to + 2 * at, low);
      v128.store(to + 2 * at, high, 16);
      at += 16;
    }
  }
}

/** Lane sums of the low halves of two vectors, each twice as wide: of 8-bit and signed 16-bit lanes quicker as neighbours. */
@inline
function lowOfTwo<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1 || (sizeof<T>() == 2 && isSigned<T>())) return addPairs<T>(unpackLow<T>(a, b));
  return addWidened<T>(widenLow<T>(a), widenLow<T>(b));
}

@inline
function highOfTwo<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1 || (sizeof<T>() == 2 && isSigned<T>())) return addPairs<T>(unpackHigh<T>(a, b));
  return addWidened<T>(widenHigh<T>(a), widenHigh<T>(b));
}

/** One vector of 8-bit lanes, summed in 16 bits as long as they hold, then in 32. */
@inline
function sumBytes<T>(rows: usize, rowsEnd: usize, width: u32, pitch: usize, column: usize, to: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  let low = i16x8.splat(0);
  let high = i16x8.splat(0);
  let taps: u32 = 0;
  for (let w: u32 = 0; w < width; w++, column += pitch) {
    for (let row = rows; row < rowsEnd; row += 8) {
      const a = v128.load(column + load<i32>(row));
      if (row + 4 < rowsEnd) {
        const b = v128.load(column + load<i32>(row, 4));
        low = i16x8.add(low, lowOfTwo<T>(a, b));
        high = i16x8.add(high, highOfTwo<T>(a, b));
      } else {
        low = i16x8.add(low, widenLow<T>(a));
        high = i16x8.add(high, widenHigh<T>(a));
      }
      taps += 2;
      if (taps == NARROW_TAPS) {
        s0 = i32x4.add(s0, isSigned<T>() ? i32x4.extend_low_i16x8_s(low) : i32x4.extend_low_i16x8_u(low));
        s1 = i32x4.add(s1, isSigned<T>() ? i32x4.extend_high_i16x8_s(low) : i32x4.extend_high_i16x8_u(low));
        s2 = i32x4.add(s2, isSigned<T>() ? i32x4.extend_low_i16x8_s(high) : i32x4.extend_low_i16x8_u(high));
        s3 = i32x4.add(s3, isSigned<T>() ? i32x4.extend_high_i16x8_s(high) : i32x4.extend_high_i16x8_u(high));
        low = i16x8.splat(0);
        high = i16x8.splat(0);
        taps = 0;
      }
    }
  }
  v128.store(to, i32x4.add(s0, isSigned<T>() ? i32x4.extend_low_i16x8_s(low) : i32x4.extend_low_i16x8_u(low)));
  v128.store(to, i32x4.add(s1, isSigned<T>() ? i32x4.extend_high_i16x8_s(low) : i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(to, i32x4.add(s2, isSigned<T>() ? i32x4.extend_low_i16x8_s(high) : i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(to, i32x4.add(s3, isSigned<T>() ? i32x4.extend_high_i16x8_s(high) : i32x4.extend_high_i16x8_u(high)), 48);
}

/**
 * Sums of windows whose rows are long runs of memory, of a vector at least, in the wider type A: each run into a vector of sums, and those of
 * as many windows as that has lanes together. Op adds them up.
 */
export function spansWide<T, A, Op>(plan: Plan, from: usize, to: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const bytes = <usize>plan.width << alignof<T>();
  const hop = <usize>plan.hop;
  if (ASC_FEATURE_SIMD) {
    const scratch = plan.scratch;
    const mask = lastLanes<T>((bytes & 15) >> alignof<T>());
    const nothing = nothingElse<T>(mask);
    while (count > 0) {
      const some = min<u32>(count, WINDOWS_AT_ONCE);
      const end = scratch + (some << 4);
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = from + load<i32>(row);
        for (let put = scratch; put < end; put += 16, at += hop) {
          const sums = runSums<T, A, Op>(at, bytes, mask, nothing);
          v128.store(put, row == rows ? sums : v128.add<A>(v128.load(put), sums));
        }
      }
      foldAll<A, Op>(scratch, to, some, 1);
      from += hop * some;
      to += some << alignof<A>();
      count -= some;
    }
    return;
  }
  for (let i: u32 = 0; i < count; i++, from += hop, to += sizeof<A>()) {
    let total: A = isFloat<T>() ? <A>-0.0 : <A>0;
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + load<i32>(row);
      for (const end = at + bytes; at < end; at += sizeof<T>()) total += <A>load<T>(at);
    }
    store<A>(to, total);
  }
}

/** A run's lane sums in the lanes of A, two of T or four to each. */
@inline
function runSums<T, A, Op>(at: usize, bytes: usize, mask: v128, nothing: v128): v128 {
  const end = at + bytes;
  const whole = end - (bytes & 15);
  if (sizeof<T>() == 1) {
    let total = i32x4.splat(0);
    for (;;) {
      // In 16 bits as long as they hold two from each vector.
      const stop = min<usize>(whole, at + 16 * NARROW_TAPS);
      let sums = i32x4.splat(0);
      for (; at < stop; at += 16) sums = i16x8.add(sums, addPairs<T>(v128.load(at)));
      total = i32x4.add(total, isSigned<T>() ? addPairs<i16>(sums) : addPairs<u16>(sums));
      if (at < whole) continue;
      if (whole < end) {
        sums = addPairs<T>(lastOf<T, Op>(end, mask, nothing));
        total = i32x4.add(total, isSigned<T>() ? addPairs<i16>(sums) : addPairs<u16>(sums));
      }
      return total;
    }
  }
  if (sizeof<T>() == 2) {
    let sums = addPairs<T>(v128.load(at));
    for (at += 16; at < whole; at += 16) sums = v128.add<A>(sums, addPairs<T>(v128.load(at)));
    if (whole < end) sums = v128.add<A>(sums, addPairs<T>(lastOf<T, Op>(end, mask, nothing)));
    return sums;
  }
  // Four chains hide one another's latency.
  let v = v128.load(at);
  let low = widenLow<T>(v);
  let high = widenHigh<T>(v);
  at += 16;
  if (at + 16 <= whole) {
    v = v128.load(at);
    let low2 = widenLow<T>(v);
    let high2 = widenHigh<T>(v);
    for (at += 16; at + 32 <= whole; at += 32) {
      v = v128.load(at);
      low = addWidened<T>(low, widenLow<T>(v));
      high = addWidened<T>(high, widenHigh<T>(v));
      v = v128.load(at, 16);
      low2 = addWidened<T>(low2, widenLow<T>(v));
      high2 = addWidened<T>(high2, widenHigh<T>(v));
    }
    low = addWidened<T>(low, low2);
    high = addWidened<T>(high, high2);
  }
  if (at < whole) {
    v = v128.load(at);
    low = addWidened<T>(low, widenLow<T>(v));
    high = addWidened<T>(high, widenHigh<T>(v));
  }
  if (whole < end) {
    v = lastOf<T, Op>(end, mask, nothing);
    low = addWidened<T>(low, widenLow<T>(v));
    high = addWidened<T>(high, widenHigh<T>(v));
  }
  return addWidened<T>(low, high);
}
