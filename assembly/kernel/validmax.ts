import { evenCells, oddCells } from "../lane/cell";
import { countLeft, fewAs, leastOf, leavesNaN, leavesValue, moreThan, nodataAs, tooMany } from "../lane/few";
import { flipAs, flipOf, pickV } from "../lane/pick";
import { storeSome, together } from "../lane/together";
import { Either, NaNs, Nodata } from "../lane/left";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";

/*
 * The best tap of those that are valid (lane/pick.ts says which is best), as T; integers are unsigned. Windows with too few of them
 * have a result of their own.
 */

/**
 * A row of outputs of any layout. V is T, or 32-bit integers in the place of narrower ones. No window has more than 255 rows
 * of bytes two wide.
 */
export function validBest<T, V>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const pairs =
    lanes == 1 && plan.width == 2 && plan.widthPitch == sizeof<T>() && plan.hop == 2 * sizeof<T>() && count >= 16 / sizeof<T>();
  const nans = leavesNaN<T>(plan.skip, plan.numbers);
  const both = nans && leavesValue<T>(plan.skip, plan.numbers);
  if (!pairs || (sizeof<T>() == 1 && plan.rowCount > 255)) {
    // Counts of bytes hold 255 taps.
    const fills = <usize>lanes << alignof<T>() >= 16 && (sizeof<T>() > 1 || plan.rowCount * plan.width <= 255);
    if (!fills) any<T, V>(plan, from, to, count, lanes);
    else if (isFloat<T>() && nans && !both) lanesOf<T, NaNs>(plan, from, to, count, lanes);
    else lanesOf<T, Either>(plan, from, to, count, lanes);
  } else if (plan.least > 1 || plan.rowCount != 2 || both) pairsCounted<T>(plan, from, to, count);
  else if (isFloat<T>() && nans) pairsOfTwo<T, NaNs>(plan, from, to, count);
  else pairsOfTwo<T, Nodata>(plan, from, to, count);
}

/** Windows two elements wide, side by side, of two rows, where one valid tap is enough. */
function pairsOfTwo<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, T>(plan.skip, plan.numbers));
  const nans = i32x4.splat(-1);
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    const a = v128.xor(v128.load(from), flip);
    const b = v128.xor(v128.load(from, 16), flip);
    const c = v128.xor(v128.load(from + below), flip);
    const d = v128.xor(v128.load(from + below, 16), flip);
    const left = pickV<T>(startOf<T>(without.cleared<T>(a, nodata, nans)), without.cleared<T>(c, nodata, nans));
    const right = pickV<T>(startOf<T>(without.cleared<T>(b, nodata, nans)), without.cleared<T>(d, nodata, nans));
    const v = bestPair<T>(left, right);
    v128.store(to, v128.xor(v, flip));
    // Nothing was better than nothing: there may have been no tap. Or there may have been a NaN that is not left out.
    let perhaps = v128.eq<T>(v, noneOf<T>());
    if (isFloat<T>() && without.keepsNaN()) {
      const taps = v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
      perhaps = v128.or(perhaps, v128.ne<T>(taps, taps));
    }
    if (v128.any_true(perhaps)) pairsCounted<T>(plan, from, to, 16 >> alignof<T>());
    from += 32;
    to += 16;
  } while (to < end);
}

/** The same of any number of rows, where some number of taps is needed. */
function pairsCounted<T>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, T>(plan.skip, plan.numbers));
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  const few = fewAs<T, T>(plan.numbers, plan.least);
  const most = <i32>(2 * plan.rowCount - leastOf(plan.least));
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    let v = noneOf<T>();
    let u = v;
    let n = i32x4.splat(0);
    let m = n;
    let nan = n;
    for (let row = rows; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const a = v128.xor(v128.load(at), flip);
      const b = v128.xor(v128.load(at, 16), flip);
      v = pickV<T>(v, without.cleared<T>(a, nodata, nans));
      u = pickV<T>(u, without.cleared<T>(b, nodata, nans));
      n = countLeft<T>(n, without.of<T>(a, nodata, nans));
      m = countLeft<T>(m, without.of<T>(b, nodata, nans));
      if (isFloat<T>()) {
        const left = v128.ne<T>(evenCells<T>(a, b), evenCells<T>(a, b));
        nan = v128.or(nan, v128.or(left, v128.ne<T>(oddCells<T>(a, b), oddCells<T>(a, b))));
      }
    }
    v = bestPair<T>(v, u);
    if (isFloat<T>()) v = v128.or(v, v128.andnot(nan, nans));
    v128.store(to, v128.bitselect(few, v128.xor(v, flip), tooMany<T>(n, m, most)));
    from += 32;
    to += 16;
  } while (to < end);
}

/** What every tap is better than, or as good. */
@inline
function noneOf<T>(): v128 {
  return isFloat<T>() ? v128.splat<T>(<T>-Infinity) : i32x4.splat(0);
}

/** A first tap, which may have been cleared. */
@inline
function startOf<T>(tap: v128): v128 {
  return isFloat<T>() ? v128.pmax<T>(noneOf<T>(), tap) : tap;
}

@inline
function bestPair<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() > 1) return pickV<T>(evenCells<T>(a, b), oddCells<T>(a, b));
  const low = i16x8.splat(0xff);
  const left = i16x8.max_u(v128.and(a, low), i16x8.shr_u(a, 8));
  const right = i16x8.max_u(v128.and(b, low), i16x8.shr_u(b, 8));
  return i8x16.narrow_i16x8_u(left, right);
}

/** Results whose neighbours in memory have neighbouring taps, a vector of them at least. */
function lanesOf<T, Left>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const without = changetype<Left>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, T>(plan.skip, plan.numbers));
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  const few = fewAs<T, T>(plan.numbers, plan.least);
  const most = plan.rowCount * width - leastOf(plan.least);
  const bytes = <usize>lanes << alignof<T>();
  const room = min<usize>(bytes, 32);
  const half = room - 16;
  for (let i: u32 = 0; i < count; i++, from += plan.hop, to += bytes) {
    for (let lane: usize = 0; lane < bytes; lane += room) {
      // The last vectors overlap those before them, or each other: a second store of the same values.
      if (lane + room > bytes) lane = bytes - room;
      const start = from + lane;
      let v = noneOf<T>();
      let u = v;
      let n = i32x4.splat(0);
      let m = n;
      let nan = n;
      let other = n;
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = start + load<i32>(row);
        for (let w: u32 = 0; w < width; w++, at += pitch) {
          const a = v128.xor(v128.load(at), flip);
          const b = v128.xor(v128.load(at + half), flip);
          v = pickV<T>(v, without.cleared<T>(a, nodata, nans));
          u = pickV<T>(u, without.cleared<T>(b, nodata, nans));
          n = countLeft<T>(n, without.of<T>(a, nodata, nans));
          m = countLeft<T>(m, without.of<T>(b, nodata, nans));
          if (isFloat<T>() && !without.showsInSums()) {
            nan = v128.or(nan, v128.ne<T>(a, a));
            other = v128.or(other, v128.ne<T>(b, b));
          }
        }
      }
      if (isFloat<T>() && !without.showsInSums()) {
        v = v128.or(v, v128.andnot(nan, nans));
        u = v128.or(u, v128.andnot(other, nans));
      }
      v128.store(to + lane, v128.bitselect(few, v128.xor(v, flip), moreThan<T>(n, most)));
      v128.store(to + lane + half, v128.bitselect(few, v128.xor(u, flip), moreThan<T>(m, most)));
    }
  }
}

/** Windows of any kind, as many at a time as a vector has lanes. */
function any<T, V>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 16 / sizeof<V>());
    const side = goOn(plan, lanes, alignof<T>(), taken);
    storeSome<T>(to, bestOf<T, V>(plan, a, b, c, d, side), taken, plan.scratch);
    to += <usize>taken << alignof<T>();
    left -= taken;
  }
}

@inline
function bestOf<T, V>(plan: Plan, a: usize, b: usize, c: usize, d: usize, side: bool): v128 {
  const without = changetype<Either>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipAs<T, V>(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, V>(plan.skip, plan.numbers));
  const leaves = leavesNaN<T>(plan.skip, plan.numbers);
  const nans = i32x4.splat(-i32(leaves));
  let v = noneOf<V>();
  let n = i32x4.splat(0);
  let nan = n;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(together<T>(a + at, b + at, c + at, d + at, side), flip);
      v = pickV<V>(v, without.cleared<V>(tap, nodata, nans));
      n = i32x4.sub(n, without.of<V>(tap, nodata, nans));
      if (isFloat<T>()) nan = v128.or(nan, v128.ne<V>(tap, tap));
    }
  }
  if (isFloat<T>()) v = v128.or(v, v128.andnot(nan, nans));
  const limit = i32x4.splat(<i32>(plan.rowCount * width - leastOf(plan.least)));
  return v128.bitselect(fewAs<T, V>(plan.numbers, plan.least), v128.xor(v, flip), i32x4.gt_s(n, limit));
}
