import { ROUNDER, SMALL_RANGE } from "../driver/finish";
import { oneBefore, twoBefore } from "../lane/beside";
import { unpackHigh, unpackLow } from "../lane/cell";
import { hasVector } from "../lane/extreme";
import { loadAs } from "./streams";

/*
 * Sums that go on from window to window, by taking in what is new and taking out what is left behind. Nothing is lost where they
 * are of integers, and the cost does not depend on the window. A lane may overflow where another takes it back: both wrap.
 */

/** Takes one row of T into sums of columns and another out of them. */
export function advance<T, V>(taken: usize, left: usize, sums: usize, length: u32): void {
  const step = sizeof<V>() / sizeof<T>();
  const bytes = <usize>length << alignof<V>();
  let by: usize = 0;
  if (hasVector<V>()) {
    for (; by + 32 <= bytes; by += 32) {
      const a = v128.sub<V>(loadAs<T, V>(taken + by / step), loadAs<T, V>(left + by / step));
      const b = v128.sub<V>(loadAs<T, V>(taken + (by + 16) / step), loadAs<T, V>(left + (by + 16) / step));
      v128.store(sums + by, v128.add<V>(v128.load(sums + by), a));
      v128.store(sums + by, v128.add<V>(v128.load(sums + by, 16), b), 16);
    }
  }
  for (; by < bytes; by += sizeof<V>()) {
    const change = <V>load<T>(taken + by / step) - <V>load<T>(left + by / step);
    store<V>(sums + by, <V>(load<V>(sums + by) + change));
  }
}

/** Sums of `window` neighbours along a row of V, as i32. Up to a vector more are written, of what is behind. */
export function runAlong<V>(row: usize, window: u32, lanes: u32, to: usize, cells: u32): void {
  if (!ASC_FEATURE_SIMD || lanes != 1) return runByOne<V>(row, window, lanes, to, cells);
  let sum: i32 = 0;
  for (let i: usize = 0; i < window; i++) sum += load<V>(row + (i << alignof<V>()));
  let next = i32x4.splat(sum);
  let enters = row + (<usize>window << alignof<V>());
  const end = to + (<usize>cells << 2);
  if (sizeof<V>() == 2) {
    // Eight at a time: sums of two, which those at odd places end, and those at even places have half of.
    for (; to < end; to += 32, row += 16, enters += 16) {
      const change = i16x8.sub(v128.load(enters), v128.load(row));
      const pairs = i32x4.extadd_pairwise_i16x8_s(change);
      const all = sumsOn(pairs, next);
      const even = i32x4.sub(all, pairs);
      const odd = i32x4.sub(all, i32x4.shr_s(change, 16));
      next = v128.shuffle<u32>(all, all, 3, 3, 3, 3);
      v128.store(to, unpackLow<u32>(even, odd));
      v128.store(to, unpackHigh<u32>(even, odd), 16);
    }
  } else {
    for (; to < end; to += 16, row += 16, enters += 16) {
      const change = i32x4.sub(v128.load(enters), v128.load(row));
      const all = sumsOn(change, next);
      v128.store(to, i32x4.sub(all, change));
      next = v128.shuffle<u32>(all, all, 3, 3, 3, 3);
    }
  }
}

/** Sums of four changes up to each place, from those before on. */
@inline
function sumsOn(pairs: v128, next: v128): v128 {
  const none = i32x4.splat(0);
  const two = i32x4.add(pairs, oneBefore<i32>(none, pairs));
  return i32x4.add(i32x4.add(two, twoBefore<i32>(none, two)), next);
}

/** Whether sums of so many bytes over a count are small enough for `meansAlong`. */
export function areSmall(taps: u32, count: u32): bool {
  if (!ASC_FEATURE_SIMD) return false;
  return (count & 1) == 1 && taps < 4096 && taps * 255 + count < <u32>SMALL_RANGE;
}

/** Small sums at even and odd places over an odd count, as 16 bits in their order: see driver/finish.ts. */
@inline
function quotients(even: v128, odd: v128, by: v128, rounder: v128): v128 {
  const low = i32x4.sub(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(even), by), rounder), rounder);
  const high = i32x4.shl(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(odd), by), rounder), 16);
  return v128.or(low, high);
}

/** Means of `window` neighbours along a row, as bytes, over an odd count; `room` is for two vectors, that V8 does not build them anew in each turn. */
export function meansAlong(row: usize, window: u32, to: usize, cells: u32, count: u32, room: usize): void {
  if (!ASC_FEATURE_SIMD) return;
  let sum: i32 = 0;
  for (let i: usize = 0; i < window; i++) sum += load<i16>(row + (i << 1));
  let next = i32x4.splat(sum);
  v128.store(room, f32x4.splat(1 / <f32>count));
  const by = v128.load(room);
  v128.store(room, f32x4.splat(ROUNDER), 16);
  const rounder = v128.load(room, 16);
  let enters = row + (<usize>window << 1);
  const end = to + cells;
  for (; to < end; to += 16, row += 32, enters += 32) {
    const change = i16x8.sub(v128.load(enters), v128.load(row));
    const pairs = i32x4.extadd_pairwise_i16x8_s(change);
    const all = sumsOn(pairs, next);
    const low = quotients(i32x4.sub(all, pairs), i32x4.sub(all, i32x4.shr_s(change, 16)), by, rounder);
    const change2 = i16x8.sub(v128.load(enters, 16), v128.load(row, 16));
    const pairs2 = i32x4.extadd_pairwise_i16x8_s(change2);
    const all2 = sumsOn(pairs2, v128.shuffle<u32>(all, all, 3, 3, 3, 3));
    const high = quotients(i32x4.sub(all2, pairs2), i32x4.sub(all2, i32x4.shr_s(change2, 16)), by, rounder);
    next = v128.shuffle<u32>(all2, all2, 3, 3, 3, 3);
    const means = i8x16.narrow_i16x8_u(low, high);
    if (to + 16 <= end) v128.store(to, means);
    else {
      v128.store(room, means);
      memory.copy(to, room, end - to);
    }
  }
}

/** The same lane by lane: pixels of a few elements. */
function runByOne<V>(row: usize, window: u32, lanes: u32, to: usize, cells: u32): void {
  const pixel = <usize>lanes << alignof<V>();
  if (ASC_FEATURE_SIMD && lanes == 4) {
    let sum = i32x4.splat(0);
    let enters = row;
    for (let i: u32 = 0; i < window; i++, enters += pixel) sum = i32x4.add(sum, loadAs<V, i32>(enters));
    const end = to + (<usize>cells << 4);
    for (; to < end; to += 16, row += pixel, enters += pixel) {
      v128.store(to, sum);
      sum = i32x4.add(sum, i32x4.sub(loadAs<V, i32>(enters), loadAs<V, i32>(row)));
    }
    return;
  }
  for (let lane: u32 = 0; lane < lanes; lane++, row += sizeof<V>(), to += 4) {
    let sum: i32 = 0;
    let enters = row;
    for (let i: u32 = 0; i < window; i++, enters += pixel) sum += load<V>(enters);
    let leaves = row;
    for (let i: usize = 0; i < cells; i++, leaves += pixel, enters += pixel) {
      store<i32>(to + ((i * lanes) << 2), sum);
      sum += <i32>load<V>(enters) - <i32>load<V>(leaves);
    }
  }
}
