import { evenCells, oddCells } from "../lane/cell";
import { addPairs, addWidened, widenHigh, widenLow } from "../lane/widen";
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
  for (let i: u32 = 0; i < count; i++, from += hop, to += out) {
    let at: usize = 0;
    if (ASC_FEATURE_SIMD && bytes >= 16) {
      while (at < bytes) {
        if (at + 16 > bytes) at = bytes - 16;
        const target = to + ((at >> alignof<T>()) << alignof<A>());
        if (sizeof<T>() == 1 && sizeof<A>() == 4) sumBytes<T>(rows, rowsEnd, width, pitch, from + at, target);
        else {
          let column = from + at;
          let v = v128.load(column);
          let low = widenLow<T>(v);
          let high = widenHigh<T>(v);
          let row = rows + 4;
          for (let w: u32 = 0; ; ) {
            for (; row < rowsEnd; row += 4) {
              v = v128.load(column + load<i32>(row));
              low = addWidened<T>(low, widenLow<T>(v));
              high = addWidened<T>(high, widenHigh<T>(v));
            }
            if (++w == width) break;
            column += pitch;
            row = rows;
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
  let row = rows;
  for (let w: u32 = 0; ; ) {
    for (; row < rowsEnd; row += 4) {
      const v = v128.load(column + load<i32>(row));
      low = i16x8.add(low, widenLow<T>(v));
      high = i16x8.add(high, widenHigh<T>(v));
      if (++taps == NARROW_TAPS) {
        s0 = i32x4.add(s0, isSigned<T>() ? i32x4.extend_low_i16x8_s(low) : i32x4.extend_low_i16x8_u(low));
        s1 = i32x4.add(s1, isSigned<T>() ? i32x4.extend_high_i16x8_s(low) : i32x4.extend_high_i16x8_u(low));
        s2 = i32x4.add(s2, isSigned<T>() ? i32x4.extend_low_i16x8_s(high) : i32x4.extend_low_i16x8_u(high));
        s3 = i32x4.add(s3, isSigned<T>() ? i32x4.extend_high_i16x8_s(high) : i32x4.extend_high_i16x8_u(high));
        low = i16x8.splat(0);
        high = i16x8.splat(0);
        taps = 0;
      }
    }
    if (++w == width) break;
    column += pitch;
    row = rows;
  }
  v128.store(to, i32x4.add(s0, isSigned<T>() ? i32x4.extend_low_i16x8_s(low) : i32x4.extend_low_i16x8_u(low)));
  v128.store(to, i32x4.add(s1, isSigned<T>() ? i32x4.extend_high_i16x8_s(low) : i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(to, i32x4.add(s2, isSigned<T>() ? i32x4.extend_low_i16x8_s(high) : i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(to, i32x4.add(s3, isSigned<T>() ? i32x4.extend_high_i16x8_s(high) : i32x4.extend_high_i16x8_u(high)), 48);
}

/** Sums of windows whose rows are long runs of memory, in the wider type A. */
export function spansWide<T, A>(plan: Plan, from: usize, to: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const bytes = <usize>plan.width << alignof<T>();
  const hop = <usize>plan.hop;
  for (let i: u32 = 0; i < count; i++, from += hop, to += sizeof<A>()) {
    let total: A = isFloat<T>() ? <A>-0.0 : <A>0;
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + load<i32>(row);
      const end = at + bytes;
      if (ASC_FEATURE_SIMD && bytes >= 32) {
        let a = runOf<T>(at);
        let b = runOf<T>(at + 16);
        for (at += 32; at + 32 <= end; at += 32) {
          a = addRuns<A>(a, runOf<T>(at));
          b = addRuns<A>(b, runOf<T>(at + 16));
        }
        a = addRuns<A>(a, b);
        if (sizeof<A>() == 4) {
          total += <A>i32x4.extract_lane(a, 0) + <A>i32x4.extract_lane(a, 1);
          total += <A>i32x4.extract_lane(a, 2) + <A>i32x4.extract_lane(a, 3);
        } else total += v128.extract_lane<A>(a, 0) + v128.extract_lane<A>(a, 1);
      }
      for (; at < end; at += sizeof<T>()) total += <A>load<T>(at);
    }
    store<A>(to, total);
  }
}

/** One vector of T as sums of its lanes in the lanes of A. */
@inline
function runOf<T>(at: usize): v128 {
  const sums = addPairs<T>(v128.load(at));
  if (sizeof<T>() > 1) return sums;
  return isSigned<T>() ? addPairs<i16>(sums) : addPairs<u16>(sums);
}

@inline
function addRuns<A>(a: v128, b: v128): v128 {
  return v128.add<A>(a, b);
}
