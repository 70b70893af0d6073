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
    for (; by + 32 <= bytes; by += 32) {
      let from = last + by / step;
      let at = to + by;
      let v = loadAs<T, V>(from);
      let w = loadAs<T, V>(from + 16 / step);
      v128.store(at, v);
      v128.store(at, w, 16);
      for (let row: u32 = 1; row < n; row++) {
        from -= pitch;
        at -= slot;
        v = op.combineV<V>(loadAs<T, V>(from), v);
        w = op.combineV<V>(loadAs<T, V>(from + 16 / step), w);
        v128.store(at, v);
        v128.store(at, w, 16);
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

/** The same for two rows, one after the other. */
export function onwardTwice<T, V, Op>(
  row: usize,
  pitch: usize,
  front: usize,
  suffix: usize,
  slot: usize,
  middle: usize,
  to: usize,
  second: usize,
  length: u32,
): void {
  if (middle) twiceOf<T, V, Op>(row, row + pitch, front, suffix, suffix + slot, middle, to, second, length, true);
  else twiceOf<T, V, Op>(row, row + pitch, front, suffix, suffix + slot, middle, to, second, length, false);
}

@inline
function twiceOf<T, V, Op>(
  row: usize,
  next: usize,
  front: usize,
  suffix: usize,
  after: usize,
  middle: usize,
  to: usize,
  second: usize,
  length: u32,
  between: bool,
): void {
  const op = changetype<Op>(0);
  const bytes = <usize>length << alignof<V>();
  const step = sizeof<V>() / sizeof<T>();
  if (hasVector<V>() && bytes >= 16) {
    const end = bytes - 16;
    // The front's last vector before any is stored, since the one before it overlaps it.
    const tail = v128.load(front + end);
    let by: usize = 0;
    for (;;) {
      const f = op.combineV<V>(by & 15 ? tail : v128.load(front + by), loadAs<T, V>(row + by / step));
      const g = op.combineV<V>(f, loadAs<T, V>(next + by / step));
      let v = v128.load(suffix + by);
      let w = v128.load(after + by);
      if (between) {
        const m = v128.load(middle + by);
        v = op.combineV<V>(v, m);
        w = op.combineV<V>(w, m);
      }
      v128.store(front + by, g);
      v128.store(to + by, op.combineV<V>(v, f));
      v128.store(second + by, op.combineV<V>(w, g));
      by += 16;
      if (by > end) {
        if (by == bytes) return;
        by = end;
      }
    }
  }
  for (let by: usize = 0; by < bytes; by += sizeof<V>()) {
    const f = op.combine<V>(load<V>(front + by), <V>load<T>(row + by / step));
    const g = op.combine<V>(f, <V>load<T>(next + by / step));
    let v = load<V>(suffix + by);
    let w = load<V>(after + by);
    if (between) {
      v = op.combine<V>(v, load<V>(middle + by));
      w = op.combine<V>(w, load<V>(middle + by));
    }
    store<V>(front + by, g);
    store<V>(to + by, op.combine<V>(v, f));
    store<V>(second + by, op.combine<V>(w, g));
  }
}
