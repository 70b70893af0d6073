import { Plan } from "../plan";
import { compensate, errorOf } from "./compensated";

/** Bytes of neighbouring results that are summed at once: two sums of each stay in the L1 cache, in scratch, and a table of taps behind them. */
const PIECE: usize = 4096;
const TAPS: usize = 2 * PIECE;

/**
 * Float sums in their own type of results whose neighbours in memory have neighbouring taps, of many taps: eight taps as a tree, each eight into one
 * of two running sums in turn, what is over first. Their rows are read on and on, and the error is that of few additions (src/plan/fold.ts says how
 * large).
 */
export function columns<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  if (!ASC_FEATURE_SIMD) {
    oneByOne<T>(plan, from, to, count, lanes);
    return;
  }
  const hop = <usize>plan.hop;
  const bytes = <usize>lanes << alignof<T>();
  const rows = plan.rowCount;
  let put = plan.scratch + TAPS;
  for (let w: u32 = 0; w < plan.width; w++) {
    for (let row: u32 = 0; row < rows; row++, put += 4) store<i32>(put, load<i32>(plan.rows + (row << 2)) + w * plan.widthPitch);
  }
  for (let i: u32 = 0; i < count; i++, from += hop, to += bytes) {
    const whole = bytes & ~15;
    for (let at: usize = 0; at < whole; at += PIECE) piece<T>(plan, from + at, to + at, min<usize>(PIECE, whole - at));
    // The last vector overlaps the one before it: a second store of the same values.
    if (whole < bytes) piece<T>(plan, from + bytes - 16, to + bytes - 16, 16);
  }
}

function piece<T>(plan: Plan, from: usize, to: usize, bytes: usize): void {
  const rows = plan.scratch + TAPS;
  const count = <usize>plan.rowCount * plan.width;
  const rowsEnd = rows + (count << 2);
  const over = rows + ((count & 7) << 2);
  const first = plan.scratch;
  const second = first + PIECE;
  let row = rows;
  for (let at: usize = 0; at < bytes; at += 16) {
    // What changes no sum, not even one of -0.
    const nothing = v128.splat<T>(<T>-0.0);
    v128.store(first + at, row < over ? v128.load(from + load<i32>(row) + at) : nothing);
    v128.store(second + at, nothing);
  }
  for (row += 4; row < over; row += 4) {
    const tap = from + load<i32>(row);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(first + at, v128.add<T>(v128.load(first + at), v128.load(tap + at)));
  }
  let sums = first;
  for (row = over; row < rowsEnd; row += 32) {
    let a = from + load<i32>(row);
    let b = from + load<i32>(row, 4);
    let c = from + load<i32>(row, 8);
    let d = from + load<i32>(row, 12);
    let e = from + load<i32>(row, 16);
    let f = from + load<i32>(row, 20);
    let g = from + load<i32>(row, 24);
    let h = from + load<i32>(row, 28);
    let put = sums;
    const end = sums + bytes;
    // An odd vector first; then a loop that ends with its condition, which V8 makes a third faster.
    if (bytes & 16) {
      v128.store(put, v128.add<T>(v128.load(put), eight<T>(a, b, c, d, e, f, g, h)));
      put += 16;
      a += 16;
      b += 16;
      c += 16;
      d += 16;
      e += 16;
      f += 16;
      g += 16;
      h += 16;
    }
    if (put < end) {
      do {
        v128.store(put, v128.add<T>(v128.load(put), eight<T>(a, b, c, d, e, f, g, h)));
        v128.store(put, v128.add<T>(v128.load(put, 16), nextEight<T>(a, b, c, d, e, f, g, h)), 16);
        a += 32;
        b += 32;
        c += 32;
        d += 32;
        e += 32;
        f += 32;
        g += 32;
        h += 32;
        put += 32;
      } while (put < end);
    }
    sums = first + second - sums;
  }
  const scale = v128.splat<T>(<T>plan.scale);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.mul<T>(v128.add<T>(v128.load(first + at), v128.load(second + at)), scale));
  }
}

@inline
function eight<T>(a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize): v128 {
  const ab = v128.add<T>(v128.load(a), v128.load(b));
  const cd = v128.add<T>(v128.load(c), v128.load(d));
  const ef = v128.add<T>(v128.load(e), v128.load(f));
  const gh = v128.add<T>(v128.load(g), v128.load(h));
  return v128.add<T>(v128.add<T>(ab, cd), v128.add<T>(ef, gh));
}

/** A vector further. */
@inline
function nextEight<T>(a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize): v128 {
  const ab = v128.add<T>(v128.load(a, 16), v128.load(b, 16));
  const cd = v128.add<T>(v128.load(c, 16), v128.load(d, 16));
  const ef = v128.add<T>(v128.load(e, 16), v128.load(f, 16));
  const gh = v128.add<T>(v128.load(g, 16), v128.load(h, 16));
  return v128.add<T>(v128.add<T>(ab, cd), v128.add<T>(ef, gh));
}

/** One after the other they need their errors. */
function oneByOne<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  for (let i: u32 = 0; i < count; i++, from += plan.hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += sizeof<T>()) {
      let sum: f64 = -0.0;
      let error: f64 = 0;
      let column = from + (<usize>lane << alignof<T>());
      for (let w: u32 = 0; w < plan.width; w++, column += plan.widthPitch) {
        for (let row = rows; row < rowsEnd; row += 4) {
          const tap = <f64>load<T>(column + load<i32>(row));
          const next = sum + tap;
          error += errorOf(sum, tap, next);
          sum = next;
        }
      }
      store<T>(to, <T>compensate(sum, error) * <T>plan.scale);
    }
  }
}
