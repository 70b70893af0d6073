import { Plan } from "../plan";
import { begin3, begin5, KEPT3, KEPT5, onward3, onward5 } from "./medianstrips";
import { codeOf, deliverMiddle } from "./middle";

/*
 * Medians of windows of 3x3 and 5x5 whose results stand beside and beneath each other, as do their taps: sliding windows, mostly. Rows go
 * down a tile of columns, some at a time.
 */

/** Bytes of results along a row of a tile, and how far apart the first and the last column of a window may be. */
export const TILE3: usize = 2048;
export const TILE5: usize = 1024;
export const REACH: usize = 1024;

/** Where in scratch things stand behind what is kept: medians that are not results yet, the last row of which is for rows that nobody asked for; where rows of results go. */
const LOWS: usize = 45056;
const LOW_PITCH: usize = TILE3 + 64;
const TABLE: usize = LOWS + 5 * LOW_PITCH;

/** Whether sorted taps are shared by neighbouring windows: for the types of images, since it is much code. */
@inline
export function sharesTaps<T>(): bool {
  return isFloat<T>() ? sizeof<T>() == 4 : sizeof<T>() == 2 || (sizeof<T>() == 1 && !isSigned<T>());
}

/** Whether a window's taps stand as they are to. */
@inline
export function sharesRows(plan: Plan): bool {
  const side = plan.width;
  if (plan.rowCount != side || (side != 3 && side != 5)) return false;
  return plan.widthPitch > 0 && <usize>(side - 1) * <usize>plan.widthPitch <= REACH;
}

/** Bytes of results along a row that windows so wide have at a time. */
@inline
export function tileOf(side: u32): usize {
  return side == 3 ? TILE3 : TILE5;
}

/** Bytes that are kept of results so many bytes wide. */
@inline
export function keptBytes(side: u32, bytes: usize): usize {
  return ((bytes + 15) >> 4) * (side == 3 ? KEPT3 : KEPT5);
}

/** Takes the first rows of windows in: all but one. */
@inline
export function beginRows<T>(side: u32, a: usize, b: usize, c: usize, d: usize, next: usize, kept: usize, bytes: usize): bool {
  return side == 3 ? begin3<T>(a, b, next, kept, bytes) : begin5<T>(a, b, c, d, next, kept, bytes);
}

/** Goes on from row `r` of results, with as many rows as come at a time. */
@inline
export function onwardRows<T>(
  side: u32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  next: usize,
  table: usize,
  kept: usize,
  bytes: usize,
  r: i32,
): bool {
  if (side == 3) return onward3<T>(a, b, c, d, next, table, kept, bytes);
  return onward5<T>(a, b, next, table, kept, bytes, r >> 1);
}

/** How many rows of results come at a time. */
@inline
export function rowsAtOnce(side: u32): u32 {
  return side == 3 ? 4 : 2;
}

/** Where a row of results goes that nobody asked for. */
@inline
export function nowhere(plan: Plan): usize {
  return plan.scratch + LOWS + 4 * LOW_PITCH;
}

/** Where medians are that are to become results. */
@inline
export function lowsAt(plan: Plan, row: i32): usize {
  return plan.scratch + LOWS + <usize>row * LOW_PITCH;
}

/** Where the table is of where rows of results go; there is room for as many rows of taps behind it. */
@inline
export function targets(plan: Plan): usize {
  return plan.scratch + TABLE;
}

/** Runs a plan of such windows; false where it is of others. */
export function slideDown<T>(plan: Plan): bool {
  if (!sharesRows(plan) || <usize>plan.lanes << alignof<T>() < 16) return false;
  const side = plan.width;
  const table = plan.rows;
  let pitch = load<i32>(table, 4);
  for (let i: u32 = 2; i < side; i++) if (load<i32>(table + (<usize>i << 2)) != pitch * <i32>i) return false;
  const loops = plan.loops;
  const rank = plan.rank;
  let rows = plan.count;
  let hop = plan.hop;
  let outHop = <i32>(plan.lanes * plan.outBytes);
  let first: u32 = 0;
  if (rows == 1 && rank > 0) {
    rows = load<u32>(loops);
    hop = load<i32>(loops, 4);
    outHop = load<i32>(loops, 8);
    first = 1;
  }
  // Where windows are dilated, those between are others' rows; where they are some rows apart, results between are nobody's.
  let phases: i32 = 1;
  let every: i32 = 1;
  if (rows > 1) {
    if (hop == 0) return false;
    if (pitch % hop == 0) phases = pitch / hop;
    else if (hop % pitch == 0) every = hop / pitch;
    if (phases <= 0 || every <= 0 || every > 2 || (phases == 1 && every == 1 && hop != pitch)) return false;
  }
  const counters = plan.counters;
  let from = plan.input;
  let to = plan.output;
  for (let axis = first; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  for (;;) {
    for (let phase = 0; phase < phases; phase++) {
      const count = (<i32>rows - phase + phases - 1) / phases;
      down<T>(plan, from + phase * hop, pitch, to + phase * outHop, outHop * phases, count, every);
    }
    let axis = first;
    for (; axis < rank; axis++) {
      const loop = loops + (<usize>axis << 4);
      from += load<i32>(loop, 4);
      to += load<i32>(loop, 8);
      const passed = load<u32>(counters + (axis << 2)) + 1;
      const turns = load<u32>(loop);
      if (passed < turns) {
        store<u32>(counters + (axis << 2), passed);
        break;
      }
      store<u32>(counters + (axis << 2), 0);
      from -= turns * load<i32>(loop, 4);
      to -= turns * load<i32>(loop, 8);
    }
    if (axis == rank) break;
  }
  return true;
}

/** Rows of results beneath each other: of `every` rows that could be one is asked for. */
function down<T>(plan: Plan, from: usize, pitch: usize, to: usize, outHop: usize, rows: i32, every: i32): void {
  const side = plan.width;
  const next = <usize>plan.widthPitch;
  const all = <usize>plan.lanes << alignof<T>();
  const tile = tileOf(side);
  const at = targets(plan);
  const some = <i32>rowsAtOnce(side);
  const direct = plan.outType == codeOf<T>();
  const last = (rows - 1) * every;
  for (let x: usize = 0; x < all; ) {
    const bytes = all - x < tile + 16 ? all - x : tile;
    const target = to + (x >> alignof<T>()) * plan.outBytes;
    let row = from + x;
    // Windows from this row on have no NaN.
    let clean: i32 = 0;
    const second = row + pitch;
    const third = side == 5 ? second + pitch : row;
    if (beginRows<T>(side, row, second, third, third + pitch, next, plan.scratch, bytes)) clean = <i32>side - 1;
    row += <usize>(side - 1) * pitch;
    for (let r = 0; r <= last; r += some) {
      for (let i = 0; i < some; i++) {
        const asked = r + i <= last && (r + i) % every == 0;
        const place = direct ? target + <usize>((r + i) / every) * outHop : lowsAt(plan, i);
        store<usize>(at + (i << 2), asked ? place : nowhere(plan));
      }
      // Behind the last row there may be none.
      const b = r + 1 <= last ? row + pitch : row;
      const c = r + 2 <= last ? b + pitch : row;
      const d = r + 3 <= last ? c + pitch : row;
      const nan = onwardRows<T>(side, row, b, c, d, next, at, plan.scratch, bytes, r);
      if (isFloat<T>()) {
        if (nan) clean = r + some + <i32>side - 1;
        for (let i = 0; i < some && r + i <= last && r + i < clean; i++) {
          if ((r + i) % every == 0) spoil<T>(plan, row + <usize>(i - <i32>side + 1) * pitch, load<usize>(at + (i << 2)), bytes);
        }
      }
      if (!direct) {
        for (let i = 0; i < some && r + i <= last; i++) {
          if ((r + i) % every == 0) {
            deliverMiddle<T>(plan, lowsAt(plan, i), 0, target + <usize>((r + i) / every) * outHop, <u32>(bytes >> alignof<T>()));
          }
        }
      }
      row += <usize>some * pitch;
    }
    x += bytes;
  }
}

/** Puts NaN where windows have one, of `bytes` of results of the row of windows that begins at an address. */
export function spoil<T>(plan: Plan, from: usize, to: usize, bytes: usize): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  for (let i: usize = 0; i < bytes; i += 16) {
    if (i + 16 > bytes) i = bytes - 16;
    let nan = i32x4.splat(0);
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + i + load<i32>(row);
      for (let w: u32 = 0; w < width; w++, at += pitch) {
        const v = v128.load(at);
        nan = v128.or(nan, v128.ne<T>(v, v));
      }
    }
    v128.store(to + i, v128.or(v128.load(to + i), nan));
  }
}
