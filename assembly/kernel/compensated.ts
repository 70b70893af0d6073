import { Plan } from "../plan";

/**
 * Sums of many float64 taps: each addition's rounding error is kept and added at the end (Knuth's TwoSum), so that the
 * error does not grow with the window. Where a tap is infinite or NaN the errors are NaN and the plain sum stands.
 */
@inline
export function errorOf(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** The sum and its error as one value; a zero error must not turn -0 into 0. */
@inline
export function compensate(sum: f64, error: f64): f64 {
  return Math.abs(error) > 0 ? sum + error : sum;
}

@inline
export function errorOfV(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
}

export function lanesCompensated(plan: Plan, from: usize, to: usize, count: u32, lanes: u32, width: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  const bytes = <usize>lanes << 3;
  for (let i: u32 = 0; i < count; i++, from += hop, to += bytes) {
    let at: usize = 0;
    if (ASC_FEATURE_SIMD) {
      for (; at + 16 <= bytes; at += 16) {
        let column = from + at;
        let sum = v128.load(column);
        let error = f64x2.splat(0);
        let row = rows + 4;
        for (let w: u32 = 0; ; ) {
          for (; row < rowsEnd; row += 4) {
            const tap = v128.load(column + load<i32>(row));
            const next = f64x2.add(sum, tap);
            error = f64x2.add(error, errorOfV(sum, tap, next));
            sum = next;
          }
          if (++w == width) break;
          column += pitch;
          row = rows;
        }
        const known = f64x2.gt(f64x2.abs(error), f64x2.splat(0));
        v128.store(to + at, v128.bitselect(f64x2.add(sum, error), sum, known));
      }
    }
    for (; at < bytes; at += 8) {
      let column = from + at;
      let sum = load<f64>(column);
      let error: f64 = 0;
      let row = rows + 4;
      for (let w: u32 = 0; ; ) {
        for (; row < rowsEnd; row += 4) {
          const tap = load<f64>(column + load<i32>(row));
          const next = sum + tap;
          error += errorOf(sum, tap, next);
          sum = next;
        }
        if (++w == width) break;
        column += pitch;
        row = rows;
      }
      store<f64>(to + at, compensate(sum, error));
    }
  }
}

export function spansCompensated(plan: Plan, from: usize, to: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const bytes = <usize>plan.width << 3;
  const hop = <usize>plan.hop;
  for (let i: u32 = 0; i < count; i++, from += hop, to += 8) {
    let sum: f64 = -0.0;
    let error: f64 = 0;
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + load<i32>(row);
      const end = at + bytes;
      if (ASC_FEATURE_SIMD && bytes >= 64) {
        // Four chains of additions hide one another's latency.
        let a = v128.load(at);
        let b = v128.load(at, 16);
        let c = v128.load(at, 32);
        let d = v128.load(at, 48);
        let ea = f64x2.splat(0);
        let eb = ea;
        let ec = ea;
        let ed = ea;
        for (at += 64; at + 64 <= end; at += 64) {
          const ta = v128.load(at);
          const tb = v128.load(at, 16);
          const tc = v128.load(at, 32);
          const td = v128.load(at, 48);
          const na = f64x2.add(a, ta);
          const nb = f64x2.add(b, tb);
          const nc = f64x2.add(c, tc);
          const nd = f64x2.add(d, td);
          ea = f64x2.add(ea, errorOfV(a, ta, na));
          eb = f64x2.add(eb, errorOfV(b, tb, nb));
          ec = f64x2.add(ec, errorOfV(c, tc, nc));
          ed = f64x2.add(ed, errorOfV(d, td, nd));
          a = na;
          b = nb;
          c = nc;
          d = nd;
        }
        const ab = f64x2.add(a, b);
        const cd = f64x2.add(c, d);
        const abcd = f64x2.add(ab, cd);
        let e = f64x2.add(f64x2.add(ea, eb), f64x2.add(ec, ed));
        e = f64x2.add(e, f64x2.add(f64x2.add(errorOfV(a, b, ab), errorOfV(c, d, cd)), errorOfV(ab, cd, abcd)));
        for (let lane = 0; lane < 2; lane++) {
          const tap = lane ? f64x2.extract_lane(abcd, 1) : f64x2.extract_lane(abcd, 0);
          const next = sum + tap;
          error += errorOf(sum, tap, next) + (lane ? f64x2.extract_lane(e, 1) : f64x2.extract_lane(e, 0));
          sum = next;
        }
      }
      for (; at < end; at += 8) {
        const tap = load<f64>(at);
        const next = sum + tap;
        error += errorOf(sum, tap, next);
        sum = next;
      }
    }
    store<f64>(to, compensate(sum, error));
  }
}
