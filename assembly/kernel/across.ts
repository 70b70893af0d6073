import { evenCells } from "../lane/cell";
import { hasVector } from "../lane/extreme";
import { threesOf } from "../lane/threes";
import { foldAll, foldRun, lastLanes, nothingElse } from "../lane/tree";
import { Plan } from "../plan";

/**
 * The second half of a row: window rows are already folded into `from`, cell by cell; folds the cells of each window, which are
 * `pitch` bytes apart and `hop` from window to window. What is at `from` may change.
 */
export function across<A, Op>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  hop: usize,
  pitch: usize,
): void {
  const op = changetype<Op>(0);
  const width = plan.width;
  const scale = plan.scale;
  const cell = <usize>lanes << alignof<A>();
  if (hasVector<A>() && lanes == 1 && <usize>count << alignof<A>() >= 16) {
    // Where windows use every other cell alone, those side by side make windows with half the steps.
    while (((hop | pitch) & ((2 << alignof<A>()) - 1)) == 0) {
      const length = <usize>(count - 1) * hop + <usize>(width - 1) * pitch + sizeof<A>();
      for (let at: usize = 0; at < length; at += 32) {
        v128.store(from + (at >> 1), evenCells<A>(v128.load(from + at), v128.load(from + at, 16)));
      }
      hop >>= 1;
      pitch >>= 1;
    }
    if (hop == sizeof<A>()) {
      sideBySide<A, Op>(plan, from, to, <usize>count << alignof<A>(), pitch);
      return;
    }
  }
  let i: u32 = 0;
  if (hasVector<A>() && pitch == cell && width > 1) {
    if (lanes == 1 && sizeof<A>() >= 4 && width == 3 && hop == 3 * sizeof<A>()) i = threes<A, Op>(from, to, count, scale);
    else if (lanes == 1 && (hop >= 16 || count == 1) && <usize>width << alignof<A>() >= 16) {
      runs<A, Op>(from, to, count, <usize>width << alignof<A>(), hop, scale);
      return;
    } else if (cell <= 2 && (lanes == 1 || sizeof<A>() == 1) && hop <= 16 * cell && hop > cell) {
      i = picked<A, Op>(from, to, count, lanes, width, hop, scale);
    }
    from += <usize>i * hop;
    to += <usize>i * cell;
  }
  // A vector for each cell runs over into the next result, which is fine before that is written. It folds several channels
  // at once; and even for one, since the largest and smallest of two scalars are branches on x64.
  if (hasVector<A>() && cell <= 16 && (lanes > 1 || op.idempotent())) {
    const end = to + <usize>(count - i) * cell;
    for (; to + 16 <= end; i++, from += hop, to += cell) {
      let at = from;
      let a = v128.load(at);
      for (let w: u32 = 1; w < width; w++) {
        at += pitch;
        a = op.combineV<A>(a, v128.load(at));
      }
      v128.store(to, op.finishV<A>(a, scale));
    }
  }
  for (; i < count; i++, from += hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += sizeof<A>()) {
      let at = from + (<usize>lane << alignof<A>());
      let a = load<A>(at);
      for (let w: u32 = 1; w < width; w++) {
        at += pitch;
        a = op.combine<A>(a, load<A>(at));
      }
      store<A>(to, op.finish<A>(a, scale));
    }
  }
}

/** Windows that begin in neighbouring cells: whole vectors of them. */
@inline
function sideBySide<A, Op>(plan: Plan, from: usize, to: usize, bytes: usize, pitch: usize): void {
  const op = changetype<Op>(0);
  const width = plan.width;
  const scale = plan.scale;
  for (let at: usize = 0; at < bytes; at += 16) {
    // The last vector may overlap the one before it: a second store of the same values.
    if (at + 16 > bytes) at = bytes - 16;
    let tap = from + at;
    let a = v128.load(tap);
    for (let w: u32 = 1; w < width; w++) {
      tap += pitch;
      a = op.combineV<A>(a, v128.load(tap));
    }
    v128.store(to + at, op.finishV<A>(a, scale));
  }
}

/** Windows of a vector or more, as many bytes apart or more: each leaves a vector, none of them behind its first tap. */
@inline
function runs<A, Op>(from: usize, to: usize, count: u32, bytes: usize, hop: usize, scale: f32): void {
  const mask = lastLanes<A>((bytes & 15) >> alignof<A>());
  const nothing = nothingElse<A>(mask);
  let put = from;
  let at = from;
  for (let i: u32 = 0; i < count; i++, put += 16, at += hop) v128.store(put, foldRun<A, Op>(at, bytes, mask, nothing));
  foldAll<A, Op>(from, to, count, scale);
}

/** Windows of three lanes side by side, a vector of results at a time; returns how many are done. */
@inline
function threes<A, Op>(from: usize, to: usize, count: u32, scale: f32): u32 {
  const op = changetype<Op>(0);
  const some: u32 = 16 / sizeof<A>();
  let i: u32 = 0;
  for (; i + some <= count; i += some, from += 48, to += 16) {
    v128.store(to, op.finishV<A>(threesOf<A, Op>(v128.load(from), v128.load(from, 16), v128.load(from, 32)), scale));
  }
  return i;
}

/**
 * Windows few cells apart, of cells of one or two bytes: a vector's worth of windows at a time, which begin in as many vectors as cells are
 * from window to window. All positions in those are folded, and then those where windows begin are picked. Returns how many are done.
 */
@inline
function picked<A, Op>(from: usize, to: usize, count: u32, lanes: u32, width: u32, hop: usize, scale: f32): u32 {
  const op = changetype<Op>(0);
  const cell = <usize>lanes << alignof<A>();
  const windows = 16 / <u32>cell;
  // Byte numbers of the windows' first cells, of which those beyond 15 pick a zero.
  const byte = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const numbers = i8x16.shr_u(byte, <i32>cell >> 1);
  const hops = i16x8.splat(<i16>hop);
  const first = i8x16.narrow_i16x8_u(
    i16x8.mul(i16x8.extend_low_i8x16_u(numbers), hops),
    i16x8.mul(i16x8.extend_high_i8x16_u(numbers), hops),
  );
  const begins = i8x16.add(first, v128.and(byte, i8x16.splat(<i8>(cell - 1))));
  const next = i8x16.splat(16);
  const length = hop * windows;
  let i: u32 = 0;
  for (; i + windows <= count; i += windows, to += 16) {
    let these = begins;
    let results = i32x4.splat(0);
    for (const end = from + length; from < end; from += 16) {
      let tap = from + cell;
      let a = op.combineV<A>(v128.load(from), v128.load(tap));
      for (let w: u32 = 2; w < width; w++) {
        tap += cell;
        a = op.combineV<A>(a, v128.load(tap));
      }
      results = v128.or(results, i8x16.swizzle(a, these));
      these = i8x16.sub(these, next);
    }
    v128.store(to, op.finishV<A>(results, scale));
  }
  return i;
}
