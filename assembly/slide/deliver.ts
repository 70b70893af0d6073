import { finish } from "../driver/finish";
import { FLOAT32 } from "../lane/code";
import { fromReal } from "../lane/convert";
import { Plan } from "../plan";
import { along, endsInDouble, lastParts, runsToBytes } from "./passes";
import { SlidePlan } from "./plan";
import { VALUES, slotAt } from "./slots";
import { foldRows } from "./streams";

/** Folded values are the results; otherwise they are finished: divided, rounded and saturated. */
export const DIRECT: u32 = 0;

/** Of three rows, in that order, those that are there. */
export function foldPresent<V, Op>(to: usize, length: u32, a: usize, b: usize, c: usize): void {
  if (a == 0) {
    a = b;
    b = 0;
  }
  if (b == 0) {
    b = c;
    c = 0;
  }
  if (a == 0) {
    a = b;
    b = 0;
  }
  foldRows<V, V, Op>(c ? 3 : b ? 2 : 1, to, length, 1, a, b, c, 0, 0, 0, 0);
}

/** From a row folded down the columns to a row of results. */
export function deliver<V, A, Op>(plan: SlidePlan, row: usize, to: usize, x: u32, n: u32, r: u32, spread: u32): void {
  if (plan.deliver == DIRECT) {
    if (plan.passCount == 0) foldRows<V, A, Op>(1, to, n * plan.lanes, plan.scale, row, 0, 0, 0, 0, 0, 0);
    else along<V, A, Op>(plan, row, to, n, spread, plan.scale);
    return;
  }
  const inDouble = isFloat<A>() && endsInDouble(plan);
  const rest = changetype<Plan>(plan.finish);
  if (inDouble && sizeof<A>() == 4 && rest.outType == FLOAT32) {
    const rows = plan.divide ? rowTaps(plan, r) : 1;
    if (plan.divide) rest.divisor = rows * plan.inner;
    along<V, A, Op>(plan, row, to, n, spread, 1);
    if (plan.divide == 0) return;
    // Those that an end of the row clips have divisors of their own.
    const whole = min<u32>(max<u32>(plan.innerFrom, x), x + n);
    const clipped = min<u32>(max<u32>(plan.innerTo, whole), x + n);
    const cell = <usize>plan.lanes << alignof<A>();
    if (whole > x) finishEnds<f64>(plan, lastParts(plan, row, 0, whole - x), to, x, whole, rows);
    if (clipped < x + n) {
      const from = clipped - x;
      finishEnds<f64>(plan, lastParts(plan, row, from, n - from), to + <usize>from * cell, clipped, x + n, rows);
    }
    return;
  }
  if (sizeof<V>() == 2 && sizeof<A>() == 4 && runsToBytes(plan)) return along<V, A, Op>(plan, row, to, n, spread, 1);
  along<V, A, Op>(plan, row, 0, n, spread, 1);
  if (inDouble) {
    finishRow<f64>(plan, slotAt(plan, VALUES), to, x, n, r);
    return;
  }
  const same = plan.passCount == 0 && sizeof<V>() == sizeof<A>();
  finishRow<A>(plan, same ? row : slotAt(plan, VALUES), to, x, n, r);
}

/** Taps of window i along an axis. */
function tapsOf(i: u32, ends: usize, innerFrom: u32, innerTo: u32, inner: u32): u32 {
  if (i >= innerFrom && i < innerTo) return inner;
  return load<u32>(ends + (<usize>(i < innerFrom ? i : innerFrom + i - innerTo) << 2));
}

/** Taps of windows of a row of results down the columns, and of one of them along the row. */
export function rowTaps(plan: SlidePlan, r: u32): u32 {
  return tapsOf(r, plan.rowEnds, plan.rowInnerFrom, plan.rowInnerTo, plan.rowInner);
}

export function cellTaps(plan: SlidePlan, x: u32): u32 {
  return tapsOf(x, plan.ends, plan.innerFrom, plan.innerTo, plan.inner);
}

export function finishRow<A>(plan: SlidePlan, from: usize, to: usize, x: u32, n: u32, r: u32): void {
  const lanes = plan.lanes;
  const rest = changetype<Plan>(plan.finish);
  if (plan.divide == 0) return finish<A>(rest, from, to, n * lanes);
  const rows = rowTaps(plan, r);
  const outBytes = <usize>(lanes * rest.outBytes);
  const bytes = <usize>lanes << alignof<A>();
  const end = x + n;
  const whole = min<u32>(max<u32>(plan.innerFrom, x), end);
  const clipped = min<u32>(max<u32>(plan.innerTo, whole), end);
  if (whole > x) finishEnds<A>(plan, from, to, x, whole, rows);
  if (clipped > whole) {
    rest.divisor = rows * plan.inner;
    finish<A>(rest, from + <usize>(whole - x) * bytes, to + <usize>(whole - x) * outBytes, (clipped - whole) * lanes);
  }
  if (end > clipped) finishEnds<A>(plan, from + <usize>(clipped - x) * bytes, to + <usize>(clipped - x) * outBytes, clipped, end, rows);
}

/** The values of cells from x to end, each with a divisor of its own. */
function finishEnds<A>(plan: SlidePlan, from: usize, to: usize, x: u32, end: u32, rows: u32): void {
  switch (changetype<Plan>(plan.finish).outType) {
    case 1: return finishEndsAs<A, u8>(plan, from, to, x, end, rows);
    case 8: return finishEndsAs<A, f32>(plan, from, to, x, end, rows);
    case 9: return finishEndsAs<A, f64>(plan, from, to, x, end, rows);
  }
  const lanes = plan.lanes;
  const rest = changetype<Plan>(plan.finish);
  for (; x < end; x++) {
    rest.divisor = rows * cellTaps(plan, x);
    finish<A>(rest, from, to, lanes);
    from += <usize>lanes << alignof<A>();
    to += <usize>(lanes * rest.outBytes);
  }
}

/** The common dtypes of results without a call for each cell. */
function finishEndsAs<A, D>(plan: SlidePlan, from: usize, to: usize, x: u32, end: u32, rows: u32): void {
  const round = changetype<Plan>(plan.finish).round;
  const lanes = plan.lanes;
  for (; x < end; x++) {
    const divisor = <f64>(rows * cellTaps(plan, x));
    for (let lane: u32 = 0; lane < lanes; lane++, from += sizeof<A>(), to += sizeof<D>()) {
      // Of float32s too, the quotient in float64 rounds to what theirs would.
      store<D>(to, fromReal<D>(<f64>load<A>(from) / divisor, round));
    }
  }
}
