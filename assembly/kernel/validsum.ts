import { evenCells, oddCells } from "../lane/cell";
import { nodataOf, tooFewOf } from "../lane/few";
import { Mean, MeanOfAny, Total, TotalOfAny } from "../op/settle";
import { storeSome } from "../lane/together";
import { Apart, SideBySide } from "../op/way";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";

/*
 * Sums and means of the floats of a window that are valid, in their own type (op/left.ts says which are left out). Windows with
 * too few of them have a result of their own.
 */

/** What a plan's means are divided by: the valid taps. */
const BY_TAPS: u32 = 1;

/** Results of a row that are summed before it is known whether a tap was left out. */
const PIECE: u32 = 64;

/** As many rows are summed with care after one in which taps are left out: there are often more. */
const WARINESS: u32 = 15;
let wary: u32 = 0;

/** Windows two elements wide, side by side. */
export function sumPairs<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  if (plan.rowCount != 2) {
    pairsOfMany<T, Left>(plan, from, to, count);
    return;
  }
  const few: u32 = 16 / sizeof<T>();
  if (wary == 0 && plan.least <= 4) {
    let piece: u32 = 0;
    do {
      from += <usize>piece << (alignof<T>() + 1);
      to += <usize>piece << alignof<T>();
      count -= piece;
      if (count == 0) return;
      // What is left over must be a vector at least.
      piece = count < PIECE + few ? count : PIECE;
    } while (pairsOfAll<T, Left>(plan, from, to, piece));
    wary = WARINESS;
  } else wary -= u32(wary > 0);
  const divides = plan.divide == BY_TAPS;
  if (!changetype<Left>(0).keepsNaN() && plan.least == 0) {
    if (divides) pairsOfTwo<T, Left, MeanOfAny>(plan, from, to, count);
    else pairsOfTwo<T, Left, TotalOfAny>(plan, from, to, count);
  } else if (divides) pairsOfTwo<T, Left, Mean>(plan, from, to, count);
  else pairsOfTwo<T, Left, Total>(plan, from, to, count);
}

/** As if no tap were left out, of two rows; returns whether that is so. */
function pairsOfAll<T, Left>(plan: Plan, from: usize, to: usize, count: u32): bool {
  const without = changetype<Left>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const nodata = nodataOf<T>(plan.numbers);
  const scale = v128.splat<T>(plan.divide == BY_TAPS ? 0.25 : 1);
  let left = i32x4.splat(0);
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from + below);
    const d = v128.load(from + below, 16);
    const v = v128.add<T>(a, c);
    const u = v128.add<T>(b, d);
    const sum = v128.add<T>(evenCells<T>(v, u), oddCells<T>(v, u));
    if (without.showsInSums()) left = v128.or(left, without.of<T>(sum, nodata));
    else {
      const first = v128.or(without.of<T>(a, nodata), without.of<T>(b, nodata));
      left = v128.or(left, v128.or(first, v128.or(without.of<T>(c, nodata), without.of<T>(d, nodata))));
    }
    v128.store(to, v128.mul<T>(sum, scale));
    from += 32;
    to += 16;
  } while (to < end);
  return !v128.any_true(left);
}

/** Of two rows. */
function pairsOfTwo<T, Left, Settle>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const settle = changetype<Settle>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const nodata = nodataOf<T>(plan.numbers);
  const few = tooFewOf<T>(plan.numbers);
  const least = v128.load_splat<i32>(changetype<usize>(plan), offsetof<Plan>("least"));
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from + below);
    const d = v128.load(from + below, 16);
    const la = without.of<T>(a, nodata);
    const lb = without.of<T>(b, nodata);
    const lc = without.of<T>(c, nodata);
    const ld = without.of<T>(d, nodata);
    const left = v128.add<T>(v128.andnot(a, la), v128.andnot(c, lc));
    const right = v128.add<T>(v128.andnot(b, lb), v128.andnot(d, ld));
    let v = v128.add<T>(evenCells<T>(left, right), oddCells<T>(left, right));
    const n = i32x4.add(i32x4.splat(4), addMasks<T>(la, lb, lc, ld));
    if (settle.divides()) v = v128.div<T>(v, countsAs<T>(n));
    if (settle.replaces()) v = v128.bitselect(few, v, i32x4.lt_s(n, least));
    v128.store(to, v);
    from += 32;
    to += 16;
  } while (to < end);
}

/** Minus the number of taps that masks say are left out, of neighbouring columns. */
@inline
function addMasks<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  if (sizeof<T>() == 4) {
    return i32x4.extadd_pairwise_i16x8_s(i16x8.add(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
  }
  const left = i32x4.add(a, c);
  const right = i32x4.add(b, d);
  return i32x4.add(evenCells<T>(left, right), oddCells<T>(left, right));
}

/** Counts as floats; those beside float64 are there twice. */
@inline
function countsAs<T>(counts: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.convert_i32x4_s(counts);
  return f64x2.convert_low_i32x4_s(v128.shuffle<u32>(counts, counts, 0, 2, 0, 2));
}

/** Of any number of rows. */
function pairsOfMany<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const nodata = nodataOf<T>(plan.numbers);
  const few = tooFewOf<T>(plan.numbers);
  const all = v128.load_splat<i32>(changetype<usize>(plan), offsetof<Plan>("rowCount"));
  const least = v128.load_splat<i32>(changetype<usize>(plan), offsetof<Plan>("least"));
  const divides = plan.divide == BY_TAPS;
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    let a = v128.load(from);
    let b = v128.load(from, 16);
    let mask = without.of<T>(a, nodata);
    a = v128.andnot(a, mask);
    let n = i32x4.add(all, mask);
    mask = without.of<T>(b, nodata);
    b = v128.andnot(b, mask);
    let m = i32x4.add(all, mask);
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const c = v128.load(at);
      mask = without.of<T>(c, nodata);
      a = v128.add<T>(a, v128.andnot(c, mask));
      n = i32x4.add(n, mask);
      const d = v128.load(at, 16);
      mask = without.of<T>(d, nodata);
      b = v128.add<T>(b, v128.andnot(d, mask));
      m = i32x4.add(m, mask);
    }
    n = i32x4.add(evenCells<T>(n, m), oddCells<T>(n, m));
    let v = v128.add<T>(evenCells<T>(a, b), oddCells<T>(a, b));
    if (divides) v = v128.div<T>(v, countsAs<T>(n));
    v128.store(to, v128.bitselect(few, v, i32x4.lt_s(n, least)));
    from += 32;
    to += 16;
  } while (to < end);
}

/** Windows of any kind, a vector of results at a time. */
export function sumAny<T, Left>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const most: u32 = 16 / sizeof<T>();
  if (lanes >= most) {
    for (let i: u32 = 0; i < count; i++, from += plan.hop, to += <usize>lanes << alignof<T>()) {
      for (let lane: u32 = 0; lane < lanes; lane += most) {
        // The last vector overlaps the one before it: a second store of the same values.
        if (lane + most > lanes) lane = lanes - most;
        const at = <usize>lane << alignof<T>();
        v128.store(to + at, sumOf<T, Left, SideBySide>(plan, from + at, 0, 0, 0));
      }
    }
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, most);
    goOn(plan, lanes, alignof<T>(), taken);
    storeSome<T>(to, sumOf<T, Left, Apart>(plan, a, b, c, d), taken, plan.scratch);
    to += <usize>taken << alignof<T>();
    left -= taken;
  }
}

@inline
function sumOf<T, Left, Way>(plan: Plan, a: usize, b: usize, c: usize, d: usize): v128 {
  const without = changetype<Left>(0);
  const way = changetype<Way>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = plan.widthPitch;
  const nodata = nodataOf<T>(plan.numbers);
  let v = i32x4.splat(0);
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    // Row by row, since that errs less than one long sum.
    let part = i32x4.splat(0);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = way.load<T>(at, a, b, c, d);
      const mask = without.of<T>(tap, nodata);
      part = v128.add<T>(part, v128.andnot(tap, mask));
      n = i32x4.add(n, mask);
    }
    v = v128.add<T>(v, part);
  }
  if (plan.divide == BY_TAPS) v = v128.div<T>(v, countsAs<T>(n));
  return v128.bitselect(tooFewOf<T>(plan.numbers), v, i32x4.lt_s(n, i32x4.splat(plan.least)));
}

/** The same of float32 summed as float64, where windows are large. */
export function sumWide<Left>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  if (lanes >= 4) {
    for (let i: u32 = 0; i < count; i++, from += plan.hop, to += <usize>lanes << 2) {
      for (let lane: u32 = 0; lane < lanes; lane += 4) {
        if (lane + 4 > lanes) lane = lanes - 4;
        const at = <usize>lane << 2;
        v128.store(to + at, wideOf<Left, SideBySide>(plan, from + at, 0, 0, 0));
      }
    }
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 4);
    goOn(plan, lanes, 2, taken);
    storeSome<f32>(to, wideOf<Left, Apart>(plan, a, b, c, d), taken, plan.scratch);
    to += <usize>taken << 2;
    left -= taken;
  }
}

@inline
function wideOf<Left, Way>(plan: Plan, a: usize, b: usize, c: usize, d: usize): v128 {
  const without = changetype<Left>(0);
  const way = changetype<Way>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = plan.widthPitch;
  const nodata = nodataOf<f32>(plan.numbers);
  let low = i32x4.splat(0);
  let high = low;
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = way.load<f32>(at, a, b, c, d);
      const mask = without.of<f32>(tap, nodata);
      const kept = v128.andnot(tap, mask);
      low = f64x2.add(low, f64x2.promote_low_f32x4(kept));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<u64>(kept, kept, 1, 1)));
      n = i32x4.add(n, mask);
    }
  }
  if (plan.divide == BY_TAPS) {
    low = f64x2.div(low, f64x2.convert_low_i32x4_s(n));
    high = f64x2.div(high, f64x2.convert_low_i32x4_s(v128.shuffle<u64>(n, n, 1, 1)));
  }
  const v = v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  return v128.bitselect(tooFewOf<f32>(plan.numbers), v, i32x4.lt_s(n, i32x4.splat(plan.least)));
}
