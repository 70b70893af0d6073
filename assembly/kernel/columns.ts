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
  const scale = plan.scale;
  const rows = plan.scratch + TAPS;
  const count = <usize>plan.rowCount * plan.width;
  const rowsEnd = rows + (count << 2);
  const over = rows + ((count & 7) << 2);
  let row = rows;
  let sums = plan.scratch;
  let others = sums + PIECE;
  const first = sums;
  const second = others;
  // Whether there is nothing yet in those that come next, and in the others.
  let fresh = row == over;
  let freshOthers = true;
  for (; row < over; row += 4) {
    const tap = from + load<i32>(row);
    if (row == rows) for (let at: usize = 0; at < bytes; at += 16) v128.store(sums + at, v128.load(tap + at));
    else for (let at: usize = 0; at < bytes; at += 16) v128.store(sums + at, v128.add<T>(v128.load(sums + at), v128.load(tap + at)));
  }
  for (; row < rowsEnd; row += 32) {
    const a = from + load<i32>(row);
    const b = from + load<i32>(row, 4);
    const c = from + load<i32>(row, 8);
    const d = from + load<i32>(row, 12);
    const e = from + load<i32>(row, 16);
    const f = from + load<i32>(row, 20);
    const g = from + load<i32>(row, 24);
    const h = from + load<i32>(row, 28);
    for (let at: usize = 0; at < bytes; at += 16) {
      const ab = v128.add<T>(v128.load(a + at), v128.load(b + at));
      const cd = v128.add<T>(v128.load(c + at), v128.load(d + at));
      const ef = v128.add<T>(v128.load(e + at), v128.load(f + at));
      const gh = v128.add<T>(v128.load(g + at), v128.load(h + at));
      const eight = v128.add<T>(v128.add<T>(ab, cd), v128.add<T>(ef, gh));
      v128.store(sums + at, fresh ? eight : v128.add<T>(v128.load(sums + at), eight));
    }
    const passed = sums;
    sums = others;
    others = passed;
    fresh = freshOthers;
    freshOthers = false;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    let total = v128.load(first + at);
    if (!fresh) total = v128.add<T>(total, v128.load(second + at));
    v128.store(to + at, v128.mul<T>(total, v128.splat<T>(<T>scale)));
  }
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
