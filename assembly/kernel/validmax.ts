import { evenCells, oddCells } from "../lane/cell";
import { countLeft, fewAs, fewOf, leastOf, nodataAs, nodataOf, tooMany } from "../lane/few";
import { flipAs, flipOf, pickV } from "../lane/pick";
import { storeSome } from "../lane/together";
import { Apart, SideBySide } from "../op/way";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";

/*
 * The best tap of those that are valid (lane/pick.ts says which is best, op/left.ts which are left out), as T; integers are
 * unsigned. Windows with too few of them have a result of their own.
 */

/** Windows two elements wide, side by side. */
export function validPairs<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  if (plan.least > 1 || plan.rowCount != 2) pairsCounted<T, Left>(plan, from, to, count);
  else pairsOfTwo<T, Left>(plan, from, to, count);
}

/** Of two rows, where one valid tap is enough. */
function pairsOfTwo<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataOf<T>(plan.numbers));
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
    const left = pickV<T>(startOf<T>(without.cleared<T>(a, nodata)), without.cleared<T>(c, nodata));
    const right = pickV<T>(startOf<T>(without.cleared<T>(b, nodata)), without.cleared<T>(d, nodata));
    const v = betterPair<T>(left, right);
    v128.store(to, v128.xor(v, flip));
    // Nothing was better than nothing: there may have been no tap. Or there may have been a NaN that is not left out.
    let perhaps = v128.eq<T>(v, noneOf<T>());
    if (isFloat<T>() && without.keepsNaN()) {
      const taps = v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
      perhaps = v128.or(perhaps, v128.ne<T>(taps, taps));
    }
    if (v128.any_true(perhaps)) pairsCounted<T, Left>(plan, from, to, 16 >> alignof<T>());
    from += 32;
    to += 16;
  } while (to < end);
}

/** Of any number of rows, where some number of taps is needed. */
function pairsCounted<T, Left>(plan: Plan, from: usize, to: usize, count: u32): void {
  const without = changetype<Left>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataOf<T>(plan.numbers));
  const few = fewOf<T>(plan.numbers, plan.least);
  const most = <i32>(2 * plan.rowCount - leastOf(plan.least));
  const end = to + (<usize>count << alignof<T>());
  do {
    if (to + 16 > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      from -= (to + 16 - end) << 1;
      to = end - 16;
    }
    let v = noneOf<T>();
    let u = v;
    let n = i32x4.splat(0);
    let m = n;
    let nan = n;
    let nans = n;
    for (let row = rows; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const a = v128.xor(v128.load(at), flip);
      let mask = without.of<T>(a, nodata);
      v = pickV<T>(v, without.cleared<T>(a, nodata));
      n = countLeft<T>(n, mask);
      if (isFloat<T>() && without.keepsNaN()) nan = v128.or(nan, v128.ne<T>(a, a));
      const b = v128.xor(v128.load(at, 16), flip);
      mask = without.of<T>(b, nodata);
      u = pickV<T>(u, without.cleared<T>(b, nodata));
      m = countLeft<T>(m, mask);
      if (isFloat<T>() && without.keepsNaN()) nans = v128.or(nans, v128.ne<T>(b, b));
    }
    v = betterPair<T>(v, u);
    if (isFloat<T>() && without.keepsNaN()) v = v128.or(v, v128.or(evenCells<T>(nan, nans), oddCells<T>(nan, nans)));
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

/** A first tap, which may be left out. */
@inline
function startOf<T>(tap: v128): v128 {
  return isFloat<T>() ? v128.pmax<T>(noneOf<T>(), tap) : tap;
}

@inline
function betterPair<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() > 1) return pickV<T>(evenCells<T>(a, b), oddCells<T>(a, b));
  const low = i16x8.splat(0xff);
  const left = i16x8.max_u(v128.and(a, low), i16x8.shr_u(a, 8));
  const right = i16x8.max_u(v128.and(b, low), i16x8.shr_u(b, 8));
  return i8x16.narrow_i16x8_u(left, right);
}

/** Windows of any kind, as many at a time as a vector has lanes of V: T, or 32-bit integers in the place of narrower ones. */
export function validAny<T, V, Left>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const most: u32 = 16 / sizeof<V>();
  if (lanes >= most) {
    for (let i: u32 = 0; i < count; i++, from += plan.hop, to += <usize>lanes << alignof<T>()) {
      for (let lane: u32 = 0; lane < lanes; lane += most) {
        // The last vector overlaps the one before it: a second store of the same values.
        if (lane + most > lanes) lane = lanes - most;
        const v = bestOf<T, V, Left, SideBySide>(plan, from + (<usize>lane << alignof<T>()), 0, 0, 0);
        storeSome<T>(to + (<usize>lane << alignof<T>()), v, most, plan.scratch);
      }
    }
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, most);
    goOn(plan, lanes, alignof<T>(), taken);
    storeSome<T>(to, bestOf<T, V, Left, Apart>(plan, a, b, c, d), taken, plan.scratch);
    to += <usize>taken << alignof<T>();
    left -= taken;
  }
}

@inline
function bestOf<T, V, Left, Way>(plan: Plan, a: usize, b: usize, c: usize, d: usize): v128 {
  const without = changetype<Left>(0);
  const way = changetype<Way>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = plan.widthPitch;
  const flip = flipAs<T, V>(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, V>(plan.numbers));
  let v = noneOf<V>();
  let n = i32x4.splat(0);
  let nan = n;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(way.load<T>(at, a, b, c, d), flip);
      v = pickV<V>(v, without.cleared<V>(tap, nodata));
      n = i32x4.sub(n, without.of<V>(tap, nodata));
      if (isFloat<T>() && without.keepsNaN()) nan = v128.or(nan, v128.ne<V>(tap, tap));
    }
  }
  if (isFloat<T>() && without.keepsNaN()) v = v128.or(v, nan);
  const limit = i32x4.splat(<i32>(plan.rowCount * width - leastOf(plan.least)));
  return v128.bitselect(fewAs<T, V>(plan.numbers, plan.least), v128.xor(v, flip), i32x4.gt_s(n, limit));
}
