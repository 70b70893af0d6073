import { hasVector } from "../lane/extreme";
import { loadAs } from "./streams";

/*
 * Down the columns in chunks of rows (van Herk 1992; Gil and Werman 1993), here of fewer rows than the window: what is folded
 * once for many windows are the suffixes of a chunk, the prefix of another (its front), and the totals of those between.
 */

/** Folds of the last rows of a chunk, from one of them to all, `slot` bytes apart; `last` is the last row, `to` its own fold's place. */
export function suffixes<T, V, Op>(n: u32, last: usize, pitch: usize, to: usize, slot: usize, length: u32): void {
  const op = changetype<Op>(0);
  const bytes = <usize>length << alignof<V>();
  const step = sizeof<V>() / sizeof<T>();
  if (hasVector<V>() && bytes >= 16) {
    let by: usize = 0;
    // A line of the cache at once: where rows are a power of two apart, those of a chunk drive each other out.
    for (; by + 64 <= bytes; by += 64) {
      let from = last + by / step;
      let at = to + by;
      let v = loadAs<T, V>(from);
      let w = loadAs<T, V>(from + 16 / step);
      let x = loadAs<T, V>(from + 32 / step);
      let y = loadAs<T, V>(from + 48 / step);
      v128.store(at, v);
      v128.store(at, w, 16);
      v128.store(at, x, 32);
      v128.store(at, y, 48);
      for (let row: u32 = 1; row < n; row++) {
        from -= pitch;
        at -= slot;
        v = op.combineV<V>(loadAs<T, V>(from), v);
        w = op.combineV<V>(loadAs<T, V>(from + 16 / step), w);
        x = op.combineV<V>(loadAs<T, V>(from + 32 / step), x);
        y = op.combineV<V>(loadAs<T, V>(from + 48 / step), y);
        v128.store(at, v);
        v128.store(at, w, 16);
        v128.store(at, x, 32);
        v128.store(at, y, 48);
      }
    }
    while (by < bytes) {
      if (by + 16 > bytes) by = bytes - 16;
      let from = last + by / step;
      let at = to + by;
      let v = loadAs<T, V>(from);
      v128.store(at, v);
      for (let row: u32 = 1; row < n; row++) {
        from -= pitch;
        at -= slot;
        v = op.combineV<V>(loadAs<T, V>(from), v);
        v128.store(at, v);
      }
      by += 16;
    }
    return;
  }
  for (let by: usize = 0; by < bytes; by += sizeof<V>()) {
    let from = last + by / step;
    let at = to + by;
    let v = <V>load<T>(from);
    store<V>(at, v);
    for (let row: u32 = 1; row < n; row++) {
      from -= pitch;
      at -= slot;
      v = op.combine<V>(<V>load<T>(from), v);
      store<V>(at, v);
    }
  }
}

/** Takes one more row into the front, and folds suffix, middle (none if 0) and front into a row of results. */
export function onward<T, V, Op>(row: usize, front: usize, suffix: usize, middle: usize, to: usize, length: u32): void {
  if (middle) onwardOf<T, V, Op>(row, front, suffix, middle, to, length, true);
  else onwardOf<T, V, Op>(row, front, suffix, middle, to, length, false);
}

@inline
function onwardOf<T, V, Op>(
  row: usize,
  front: usize,
  suffix: usize,
  middle: usize,
  to: usize,
  length: u32,
  between: bool,
): void {
  const op = changetype<Op>(0);
  const bytes = <usize>length << alignof<V>();
  const step = sizeof<V>() / sizeof<T>();
  if (hasVector<V>() && bytes >= 16) {
    const tail = bytes & 15;
    const end = bytes - 16;
    let last = i32x4.splat(0);
    if (tail) last = op.combineV<V>(v128.load(front + end), loadAs<T, V>(row + end / step));
    for (let by: usize = 0; by <= end; by += 16) {
      const f = op.combineV<V>(v128.load(front + by), loadAs<T, V>(row + by / step));
      let v = v128.load(suffix + by);
      if (between) v = op.combineV<V>(v, v128.load(middle + by));
      v128.store(front + by, f);
      v128.store(to + by, op.combineV<V>(v, f));
    }
    if (tail) {
      let v = v128.load(suffix + end);
      if (between) v = op.combineV<V>(v, v128.load(middle + end));
      v128.store(front + end, last);
      v128.store(to + end, op.combineV<V>(v, last));
    }
    return;
  }
  for (let by: usize = 0; by < bytes; by += sizeof<V>()) {
    const f = op.combine<V>(load<V>(front + by), <V>load<T>(row + by / step));
    let v = load<V>(suffix + by);
    if (between) v = op.combine<V>(v, load<V>(middle + by));
    store<V>(front + by, f);
    store<V>(to + by, op.combine<V>(v, f));
  }
}
