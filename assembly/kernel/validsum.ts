import { evenCells, oddCells } from "../lane/cell";
import { fewAs, leastOf, leavesNaN, leavesValue, nodataAs } from "../lane/few";
import { storeSome, together } from "../lane/together";
import { widenHigh, widenLow } from "../lane/widen";
import { Either, NaNs, Nodata } from "../lane/left";
import { Mean, Total } from "../lane/total";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";
import { beWary, isWary, pieceOf } from "./wary";

/*
 * Sums and means of the floats of a window that are valid, as floats of the same type. Windows with too few of them have a result of
 * their own.
 */

/** What a plan's means are divided by: the valid taps. */
const BY_TAPS: u32 = 1;

/**
 * A row of outputs of any layout, summed in the type of its taps: along the window's rows first, or down, where windows are
 * two wide, side by side.
 */
export function validSum<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const least: u32 = 16 / sizeof<T>();
  const pairs =
    lanes == 1 && plan.width == 2 && plan.widthPitch == sizeof<T>() && plan.hop == 2 * sizeof<T>() && count >= least;
  if (!pairs) any<T>(plan, from, to, count, lanes);
  else if (plan.rowCount != 2) pairsOfMany<T>(plan, from, to, count);
  else if (!leavesNaN<T>(plan.skip, plan.numbers)) pairsOf<T, Nodata>(plan, from, to, count);
  else if (plan.least > 0 || leavesValue<T>(plan.skip, plan.numbers)) pairsOfMany<T>(plan, from, to, count);
  else pairsOf<T, NaNs>(plan, from, to, count);
}

/** Windows two elements wide, side by side, of two rows. */
@inline
function pairsOf<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  if (!isWary()) {
    let piece: u32 = 0;
    do {
      from += <usize>piece << (alignof<T>() + 1);
      to += <usize>piece << alignof<T>();
      count -= piece;
      if (count == 0) return;
      piece = pieceOf(count, 16 / sizeof<T>());
    } while (plan.least <= 4 && pairsOfAll<T, Left>(plan, from, to, piece));
    beWary();
  }
  if (plan.divide == BY_TAPS) pairsOfTwo<T, Left, Mean>(plan, from, to, count);
  else pairsOfTwo<T, Left, Total>(plan, from, to, count);
}

/** As if no tap were left out, of two rows; returns whether that is so. */
function pairsOfAll<T, Left>(plan: Plan, from: usize, to: usize, count: u32): bool {
  const without = changetype<Left>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const nodata = nodataAs<T, T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-1);
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
    if (without.showsInSums()) left = v128.or(left, without.of<T>(sum, nodata, nans));
    else {
      const first = v128.or(without.of<T>(a, nodata, nans), without.of<T>(b, nodata, nans));
      left = v128.or(left, v128.or(first, v128.or(without.of<T>(c, nodata, nans), without.of<T>(d, nodata, nans))));
    }
    v128.store(to, v128.mul<T>(sum, scale));
    from += 32;
    to += 16;
  } while (to < end);
  return !v128.any_true(left);
}

function pairsOfTwo<T, Left, Settle>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const settle = changetype<Settle>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const nodata = nodataAs<T, T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-1);
  const few = fewAs<T, T>(plan.numbers, plan.least);
  const least = i32x4.splat(leastOf(plan.least));
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
    const la = without.of<T>(a, nodata, nans);
    const lb = without.of<T>(b, nodata, nans);
    const lc = without.of<T>(c, nodata, nans);
    const ld = without.of<T>(d, nodata, nans);
    const left = v128.add<T>(kept<T>(a, la), kept<T>(c, lc));
    const right = v128.add<T>(kept<T>(b, lb), kept<T>(d, ld));
    let v = v128.add<T>(evenCells<T>(left, right), oddCells<T>(left, right));
    const n = i32x4.add(i32x4.splat(4), addMasks<T>(la, lb, lc, ld));
    if (settle.divides()) v = v128.div<T>(v, countsAs<T>(n));
    // Where NaN taps are left out here, any number of others will do, and the mean of none comes of 0 / 0.
    if (without.keepsNaN() || !settle.divides()) v = v128.bitselect(few, v, i32x4.lt_s(n, least));
    v128.store(to, v);
    from += 32;
    to += 16;
  } while (to < end);
}

/** Taps that are left in, and in the place of others what changes no sum, not even one of -0. */
@inline
function kept<T>(taps: v128, mask: v128): v128 {
  return v128.bitselect(v128.splat<T>(-0.0), taps, mask);
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

/** Windows two elements wide, side by side, of any number of rows. */
function pairsOfMany<T>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const nodata = nodataAs<T, T>(plan.skip, plan.numbers);
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  const few = fewAs<T, T>(plan.numbers, plan.least);
  const all = v128.load_splat<i32>(changetype<usize>(plan), offsetof<Plan>("rowCount"));
  const least = i32x4.splat(leastOf(plan.least));
  const divides = plan.divide == BY_TAPS;
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    let v = v128.splat<T>(-0.0);
    let u = v;
    let n = all;
    let m = all;
    for (let row = rows; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const left = without.of<T>(a, nodata, nans);
      const right = without.of<T>(b, nodata, nans);
      v = v128.add<T>(v, kept<T>(a, left));
      u = v128.add<T>(u, kept<T>(b, right));
      n = i32x4.add(n, left);
      m = i32x4.add(m, right);
    }
    n = i32x4.add(evenCells<T>(n, m), oddCells<T>(n, m));
    v = v128.add<T>(evenCells<T>(v, u), oddCells<T>(v, u));
    if (divides) v = v128.div<T>(v, countsAs<T>(n));
    v128.store(to, v128.bitselect(few, v, i32x4.lt_s(n, least)));
    from += 32;
    to += 16;
  } while (to < end);
}

/** Results whose neighbours in memory have neighbouring taps, a vector of them at least. */
function lanesOf<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const nodata = nodataAs<T, T>(plan.skip, plan.numbers);
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  const few = fewAs<T, T>(plan.numbers, plan.least);
  const least = i32x4.splat(leastOf(plan.least));
  const all = i32x4.splat(plan.rowCount * width);
  const divides = plan.divide == BY_TAPS;
  const bytes = <usize>lanes << alignof<T>();
  const room = min<usize>(bytes, 32);
  const half = room - 16;
  for (let i: u32 = 0; i < count; i++, from += plan.hop, to += bytes) {
    for (let lane: usize = 0; lane < bytes; lane += room) {
      // The last vectors overlap those before them, or each other: a second store of the same values.
      if (lane + room > bytes) lane = bytes - room;
      const start = from + lane;
      let v = v128.splat<T>(-0.0);
      let u = v;
      let n = all;
      let m = all;
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = start + load<i32>(row);
        let left = v128.splat<T>(-0.0);
        let right = left;
        for (let w: u32 = 0; w < width; w++, at += pitch) {
          const a = v128.load(at);
          const b = v128.load(at + half);
          const la = without.of<T>(a, nodata, nans);
          const lb = without.of<T>(b, nodata, nans);
          left = v128.add<T>(left, kept<T>(a, la));
          right = v128.add<T>(right, kept<T>(b, lb));
          n = i32x4.add(n, la);
          m = i32x4.add(m, lb);
        }
        v = v128.add<T>(v, left);
        u = v128.add<T>(u, right);
      }
      if (divides) {
        v = v128.div<T>(v, countsAs<T>(n));
        u = v128.div<T>(u, countsAs<T>(m));
      }
      v128.store(to + lane, v128.bitselect(few, v, i32x4.lt_s(n, least)));
      v128.store(to + lane + half, v128.bitselect(few, u, i32x4.lt_s(m, least)));
    }
  }
}

/** Windows of any kind, a vector of results at a time. */
function any<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  if (<usize>lanes << alignof<T>() >= 16) {
    lanesOf<T>(plan, from, to, count, lanes);
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 16 / sizeof<T>());
    const side = goOn(plan, lanes, alignof<T>(), taken);
    storeSome<T>(to, sumOf<T>(plan, a, b, c, d, side), taken, plan.scratch);
    to += <usize>taken << alignof<T>();
    left -= taken;
  }
}

@inline
function sumOf<T>(plan: Plan, a: usize, b: usize, c: usize, d: usize, side: bool): v128 {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const nodata = nodataAs<T, T>(plan.skip, plan.numbers);
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  let v = v128.splat<T>(-0.0);
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    let part = v128.splat<T>(-0.0);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = together<T>(a + at, b + at, c + at, d + at, side);
      const mask = without.of<T>(tap, nodata, nans);
      part = v128.add<T>(part, kept<T>(tap, mask));
      n = i32x4.add(n, mask);
    }
    v = v128.add<T>(v, part);
  }
  if (plan.divide == BY_TAPS) v = v128.div<T>(v, countsAs<T>(n));
  return v128.bitselect(fewAs<T, T>(plan.numbers, plan.least), v, i32x4.lt_s(n, i32x4.splat(leastOf(plan.least))));
}

/** A row of outputs of any layout, of float32 summed as float64, where windows are large. */
export function validSumWide(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 4);
    const side = goOn(plan, lanes, 2, taken);
    storeSome<f32>(to, wideOf(plan, a, b, c, d, side), taken, plan.scratch);
    to += <usize>taken << 2;
    left -= taken;
  }
}

@inline
function wideOf(plan: Plan, a: usize, b: usize, c: usize, d: usize, side: bool): v128 {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const nodata = nodataAs<f32, f32>(plan.skip, plan.numbers);
  const leaves = leavesNaN<f32>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  let low = f64x2.splat(-0.0);
  let high = low;
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = together<f32>(a + at, b + at, c + at, d + at, side);
      const mask = without.of<f32>(tap, nodata, nans);
      const value = kept<f32>(tap, mask);
      low = f64x2.add(low, widenLow<f32>(value));
      high = f64x2.add(high, widenHigh<f32>(value));
      n = i32x4.add(n, mask);
    }
  }
  if (plan.divide == BY_TAPS) {
    low = f64x2.div(low, widenLow<i32>(n));
    high = f64x2.div(high, widenHigh<i32>(n));
  }
  const v = v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  return v128.bitselect(fewAs<f32, f32>(plan.numbers, plan.least), v, i32x4.lt_s(n, i32x4.splat(leastOf(plan.least))));
}
