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
  const none = i32x4.splat(0);
  let enters = row + (<usize>window << alignof<V>());
  const end = to + (<usize>cells << 2);
  if (sizeof<V>() == 2) {
    // Eight at a time: sums of two, which those at odd places end, and those at even places have half of.
    for (; to < end; to += 32, row += 16, enters += 16) {
      const change = i16x8.sub(v128.load(enters), v128.load(row));
      const pairs = i32x4.extadd_pairwise_i16x8_s(change);
      let all = i32x4.add(pairs, oneBefore<i32>(none, pairs));
      all = i32x4.add(all, twoBefore<i32>(none, all));
      all = i32x4.add(all, next);
      const even = i32x4.sub(all, pairs);
      const odd = i32x4.sub(all, i32x4.shr_s(change, 16));
      next = v128.shuffle<u32>(all, all, 3, 3, 3, 3);
      v128.store(to, unpackLow<u32>(even, odd));
      v128.store(to, unpackHigh<u32>(even, odd), 16);
    }
  } else {
    for (; to < end; to += 16, row += 16, enters += 16) {
      const change = i32x4.sub(v128.load(enters), v128.load(row));
      let all = i32x4.add(change, oneBefore<i32>(none, change));
      all = i32x4.add(all, twoBefore<i32>(none, all));
      all = i32x4.add(all, next);
      v128.store(to, i32x4.sub(all, change));
      next = v128.shuffle<u32>(all, all, 3, 3, 3, 3);
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
