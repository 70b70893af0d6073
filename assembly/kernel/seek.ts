import { evenCells, oddCells } from "../lane/cell";
import { leftOf, rightOf, storeFolded } from "../lane/pair";
import { FLIP, flipAs, flipOf, pickV } from "../lane/pick";
import { addPlaces, afterThose, onwardBy, placeAt, placeMask, storePlaces } from "../lane/place";
import { storeSome, together } from "../lane/together";
import { SKIP_NAN } from "../lane/valid";
import { AsTheyAre, TurnedOver } from "../lane/order";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";
import { pieceOf } from "./wary";

/*
 * The best tap of a window and where it stands: values of T go to `to`, 32-bit positions to `spots`. Taps are compared in their
 * order, along each row of the window and then down, so that the first of equal ones stays. The first NaN wins; or they are
 * left out, and -1 says that there was nothing else. Which tap is the best one: see lane/pick.ts.
 *
 * Integers are unsigned. W is what T is compared as in vectors: 16-bit integers in the place of bytes, or T itself; where it has
 * 16 bits, positions within a window must fit those, signed.
 *
 * Floats are compared as if there were no NaN, and with care where a sum of them says that there may have been one.
 */

/** Windows two elements wide, side by side. */
export function seekPairs<T, W>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): void {
  if (!ASC_FEATURE_SIMD || count < 16 / sizeof<W>()) {
    apartOf<T>(plan, from, to, spots, place, count, 1);
    return;
  }
  if (!isFloat<T>()) {
    pairsQuickly<T, W>(plan, from, to, spots, place, count);
    return;
  }
  let piece = pieceOf(count, 4);
  let perhaps = pairsQuickly<T, W>(plan, from, to, spots, place, piece);
  while (!perhaps) {
    from += <usize>piece << (alignof<T>() + 1);
    to += <usize>piece << alignof<T>();
    spots += <usize>piece << 2;
    place += piece * plan.hopPlace;
    count -= piece;
    if (count == 0) return;
    piece = pieceOf(count, 4);
    perhaps = pairsQuickly<T, W>(plan, from, to, spots, place, piece);
  }
  // Where there is one NaN there are often more.
  pairsCarefully<T>(plan, from, to, spots, place, count);
}

/** As if there were no NaN; returns whether there may have been one, so that it is all to be done again. */
@inline
function pairsQuickly<T, W>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): bool {
  if (plan.rowCount == 2) {
    // What is most often asked for is worth the four instructions.
    const plain = load<u64>(plan.numbers, FLIP) == 0;
    if (sizeof<T>() == 1) {
      if (count >= 16 && plan.widthPlace == 1) {
        if (plain) pairsOfTwoBytes<AsTheyAre>(plan, from, to, spots, place, count);
        else pairsOfTwoBytes<TurnedOver>(plan, from, to, spots, place, count);
        return false;
      }
    } else if (isFloat<T>() && plain) return pairsOfTwo<T, W, AsTheyAre>(plan, from, to, spots, place, count);
    else return pairsOfTwo<T, W, TurnedOver>(plan, from, to, spots, place, count);
  }
  return pairsOfMany<T, W>(plan, from, to, spots, place, count);
}

function pairsOfTwo<T, W, Order>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): bool {
  const order = changetype<Order>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  const back = flipAs<T, W>(plan.numbers);
  const right = placeAt<W>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  const down = placeAt<W>(plan.places + 4);
  const hops = placeAt<i32>(changetype<usize>(plan) + offsetof<Plan>("hopPlace"));
  const onward = onwardBy<W>(hops);
  let here = i32x4.add(i32x4.splat(place), i32x4.mul(hops, i32x4(0, 1, 2, 3)));
  let sum = i32x4.splat(0);
  const room: usize = 64 / sizeof<W>();
  const end = spots + (<usize>count << 2);
  do {
    if (spots + room > end) {
      // The last vector overlaps the one before it: a second store of the same values.
      const back = <usize>(spots + room - end) >> 2;
      from -= back << (alignof<T>() + 1);
      to -= back << alignof<T>();
      spots -= back << 2;
      here = i32x4.sub(here, i32x4.splat(<i32>back * plan.hopPlace));
    }
    const last = end - room;
    do {
      const a = order.turn(v128.load(from), flip);
      const b = order.turn(v128.load(from, 16), flip);
      const c = order.turn(v128.load(from + below), flip);
      const d = order.turn(v128.load(from + below, 16), flip);
      const upper = pickV<W>(leftOf<T>(a, b), rightOf<T>(a, b));
      const lower = pickV<W>(leftOf<T>(c, d), rightOf<T>(c, d));
      const v = pickV<W>(upper, lower);
      const p = v128.andnot(right, placeMask<W>(v128.eq<W>(upper, leftOf<T>(a, b))));
      const q = v128.andnot(right, placeMask<W>(v128.eq<W>(lower, leftOf<T>(c, d))));
      storeFolded<T>(to, order.turn(v, back));
      storePlaces<W>(spots, v128.bitselect(p, addPlaces<W>(down, q), placeMask<W>(v128.eq<W>(v, upper))), here, onward);
      if (isFloat<T>()) sum = v128.add<W>(sum, v128.add<W>(v128.add<W>(a, b), v128.add<W>(c, d)));
      here = afterThose<W>(here, onward);
      from += 32;
      to += 16;
      spots += room;
    } while (spots <= last);
  } while (spots < end);
  return isFloat<T>() && v128.any_true(v128.ne<W>(sum, sum));
}

/** The same of bytes, 16 results or more, whose positions in a row are one after the other. */
function pairsOfTwoBytes<Order>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): void {
  const order = changetype<Order>(0);
  const below = <usize>load<i32>(plan.rows, 4);
  const flip = flipOf(plan.numbers);
  // What the lower row adds to a position, and what the right column does, in every pair of 16 bits.
  const steps = v128.shuffle<u16>(i16x8.splat(1), placeAt<u16>(plan.places + 4), 0, 8, 0, 8, 0, 8, 0, 8);
  const one = i16x8.splat(1);
  const byte = i16x8.splat(255);
  const hops = placeAt<i32>(changetype<usize>(plan) + offsetof<Plan>("hopPlace"));
  const onward = onwardBy<u32>(hops);
  const onward2 = i32x4.add(onward, onward);
  const onward3 = i32x4.add(onward2, onward);
  const onward4 = i32x4.add(onward2, onward2);
  let here = i32x4.add(i32x4.splat(place), i32x4.mul(hops, i32x4(0, 1, 2, 3)));
  const end = spots + (<usize>count << 2);
  do {
    if (spots + 64 > end) {
      const back = <usize>(spots + 64 - end) >> 2;
      from -= back << 1;
      to -= back;
      spots -= back << 2;
      here = i32x4.sub(here, i32x4.splat(<i32>back * plan.hopPlace));
    }
    const last = end - 64;
    do {
      const a = order.turn(v128.load(from), flip);
      const c = order.turn(v128.load(from + below), flip);
      // In the lower byte of each two is the larger one, and whether it is the left one.
      const upper = i8x16.max_u(a, i16x8.shr_u(a, 8));
      const lower = i8x16.max_u(c, i16x8.shr_u(c, 8));
      const v = i8x16.max_u(upper, lower);
      const isUpper = i8x16.eq(v, upper);
      const isLeft = v128.bitselect(i8x16.eq(upper, a), i8x16.eq(lower, c), isUpper);
      const across = v128.andnot(one, isLeft);
      const down = v128.andnot(one, isUpper);
      v128.store(spots, i32x4.add(here, i32x4.dot_i16x8_s(steps, v128.shuffle<u16>(across, down, 0, 8, 1, 9, 2, 10, 3, 11))));
      v128.store(
        spots,
        i32x4.add(i32x4.add(here, onward), i32x4.dot_i16x8_s(steps, v128.shuffle<u16>(across, down, 4, 12, 5, 13, 6, 14, 7, 15))),
        16,
      );
      const b = order.turn(v128.load(from, 16), flip);
      const d = order.turn(v128.load(from + below, 16), flip);
      const upper2 = i8x16.max_u(b, i16x8.shr_u(b, 8));
      const lower2 = i8x16.max_u(d, i16x8.shr_u(d, 8));
      const v2 = i8x16.max_u(upper2, lower2);
      const isUpper2 = i8x16.eq(v2, upper2);
      const isLeft2 = v128.bitselect(i8x16.eq(upper2, b), i8x16.eq(lower2, d), isUpper2);
      const across2 = v128.andnot(one, isLeft2);
      const down2 = v128.andnot(one, isUpper2);
      v128.store(
        spots,
        i32x4.add(i32x4.add(here, onward2), i32x4.dot_i16x8_s(steps, v128.shuffle<u16>(across2, down2, 0, 8, 1, 9, 2, 10, 3, 11))),
        32,
      );
      v128.store(
        spots,
        i32x4.add(i32x4.add(here, onward3), i32x4.dot_i16x8_s(steps, v128.shuffle<u16>(across2, down2, 4, 12, 5, 13, 6, 14, 7, 15))),
        48,
      );
      v128.store(to, order.turn(i8x16.narrow_i16x8_u(v128.and(v, byte), v128.and(v2, byte)), flip));
      here = i32x4.add(here, onward4);
      from += 32;
      to += 16;
      spots += 64;
    } while (spots <= last);
  } while (spots < end);
}

function pairsOfMany<T, W>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): bool {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const flip = flipOf(plan.numbers);
  const back = flipAs<T, W>(plan.numbers);
  const right = placeAt<W>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  const hops = placeAt<i32>(changetype<usize>(plan) + offsetof<Plan>("hopPlace"));
  const onward = onwardBy<W>(hops);
  let here = i32x4.add(i32x4.splat(place), i32x4.mul(hops, i32x4(0, 1, 2, 3)));
  let sum = i32x4.splat(0);
  const room: usize = 64 / sizeof<W>();
  const end = spots + (<usize>count << 2);
  do {
    if (spots + room > end) {
      const back = <usize>(spots + room - end) >> 2;
      from -= back << (alignof<T>() + 1);
      to -= back << alignof<T>();
      spots -= back << 2;
      here = i32x4.sub(here, i32x4.splat(<i32>back * plan.hopPlace));
    }
    const a = v128.xor(v128.load(from), flip);
    const b = sizeof<T>() > 1 ? v128.xor(v128.load(from, 16), flip) : a;
    let v = pickV<W>(leftOf<T>(a, b), rightOf<T>(a, b));
    let p = v128.andnot(right, placeMask<W>(v128.eq<W>(v, leftOf<T>(a, b))));
    let taps = isFloat<T>() ? v128.add<W>(a, b) : a;
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const c = v128.xor(v128.load(at), flip);
      const d = sizeof<T>() > 1 ? v128.xor(v128.load(at, 16), flip) : c;
      const u = pickV<W>(leftOf<T>(c, d), rightOf<T>(c, d));
      const w = pickV<W>(v, u);
      const q = v128.andnot(right, placeMask<W>(v128.eq<W>(u, leftOf<T>(c, d))));
      p = v128.bitselect(p, addPlaces<W>(placeAt<W>(row + toPlace), q), placeMask<W>(v128.eq<W>(w, v)));
      v = w;
      if (isFloat<T>()) taps = v128.add<W>(taps, v128.add<W>(c, d));
    }
    storeFolded<T>(to, v128.xor(v, back));
    storePlaces<W>(spots, p, here, onward);
    if (isFloat<T>()) sum = v128.add<W>(sum, taps);
    here = afterThose<W>(here, onward);
    from += 32 / sizeof<W>() * sizeof<T>();
    to += 16 / sizeof<W>() * sizeof<T>();
    spots += room;
  } while (spots < end);
  return isFloat<T>() && v128.any_true(v128.ne<W>(sum, sum));
}

/** The same for floats of which some are NaN. */
function pairsCarefully<T>(plan: Plan, from: usize, to: usize, spots: usize, place: i32, count: u32): void {
  const leaves = (plan.skip & SKIP_NAN) != 0;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const flip = flipOf(plan.numbers);
  const right = placeAt<T>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  const hops = placeAt<T>(changetype<usize>(plan) + offsetof<Plan>("hopPlace"));
  const onward = onwardBy<T>(hops);
  let here = i32x4.add(i32x4.splat(place), i32x4.mul(hops, i32x4(0, 1, 2, 3)));
  const room: usize = 64 / sizeof<T>();
  const end = spots + (<usize>count << 2);
  for (; spots < end; from += 32, to += 16, spots += room) {
    if (spots + room > end) {
      const back = <usize>(spots + room - end) >> 2;
      from -= back << (alignof<T>() + 1);
      to -= back << alignof<T>();
      spots -= back << 2;
      here = i32x4.sub(here, i32x4.splat(<i32>back * plan.hopPlace));
    }
    let v = flip;
    let p = here;
    for (let row = rows; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      const a = v128.xor(v128.load(at), flip);
      const b = v128.xor(v128.load(at, 16), flip);
      const left = evenCells<T>(a, b);
      const other = oddCells<T>(a, b);
      let mask = takes<T>(left, other, leaves);
      const u = v128.bitselect(other, left, mask);
      const q = i32x4.add(placeAt<T>(row + toPlace), v128.and(right, placeMask<T>(mask)));
      if (row == rows) {
        v = u;
        p = q;
      } else {
        mask = takes<T>(v, u, leaves);
        v = v128.bitselect(u, v, mask);
        p = v128.bitselect(q, p, placeMask<T>(mask));
      }
    }
    v128.store(to, v128.xor(v, flip));
    storeSpots<T>(spots, i32x4.add(here, p), v, leaves);
    here = i32x4.add(here, onward);
  }
}

/** Where `b` takes the place of `a`, which came before it. */
@inline
function takes<T>(a: v128, b: v128, leaves: bool): v128 {
  // A NaN is not to leave its place, or not to take another's.
  const known = leaves ? b : a;
  return v128.andnot(v128.eq<T>(known, known), v128.ge<T>(a, b));
}

@inline
function storeSpots<T>(spots: usize, places: v128, values: v128, leaves: bool): void {
  if (leaves) places = v128.or(places, placeMask<T>(v128.ne<T>(values, values)));
  if (sizeof<T>() == 8) v128.store64_lane(spots, places, 0);
  else v128.store(spots, places);
}

/** Results whose neighbours in memory have neighbouring taps. */
export function seekLanes<T, W>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  place: i32,
  count: u32,
  lanes: u32,
): void {
  const most: u32 = 16 / sizeof<W>();
  if (!ASC_FEATURE_SIMD || lanes < most) {
    apartOf<T>(plan, from, to, spots, place, count, lanes);
    return;
  }
  // Two vectors, which may overlap each other.
  const block = min<u32>(lanes, 2 * most);
  const apart = block - most;
  const step = plan.lanePlace;
  const steps = placeAt<i32>(changetype<usize>(plan) + offsetof<Plan>("lanePlace"));
  const onward = onwardBy<W>(steps);
  const between = i32x4.splat(<i32>apart * step);
  for (let i: u32 = 0; i < count; i++) {
    for (let lane: u32 = 0; lane < lanes; lane += block) {
      // The last vectors overlap those before them: a second store of the same values.
      if (lane + block > lanes) lane = lanes - block;
      const here = i32x4.add(i32x4.splat(place + lane * step), i32x4.mul(steps, i32x4(0, 1, 2, 3)));
      const there = i32x4.add(here, between);
      const at = from + (<usize>lane << alignof<T>());
      const value = to + (<usize>lane << alignof<T>());
      const spot = spots + (<usize>lane << 2);
      const perhaps = lanesQuickly<T, W>(plan, at, value, spot, here, there, onward, apart);
      if (isFloat<T>() && perhaps) {
        const half = <usize>apart << alignof<T>();
        lanesCarefully<T>(plan, at, value, spot, here);
        lanesCarefully<T>(plan, at + half, value + half, spot + (apart << 2), there);
      }
    }
    from += plan.hop;
    to += <usize>lanes << alignof<T>();
    spots += <usize>lanes << 2;
    place += plan.hopPlace;
  }
}

/** Two vectors of results, some elements apart, as if there were no NaN; returns whether there may have been one. */
@inline
function lanesQuickly<T, W>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  here: v128,
  there: v128,
  onward: v128,
  apart: u32,
): bool {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipAs<T, W>(plan.numbers);
  const right = placeAt<W>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  const half = <usize>apart << alignof<T>();
  let v = v128.xor(loadAs<T, W>(from), flip);
  let u = v128.xor(loadAs<T, W>(from + half), flip);
  let p = i32x4.splat(0);
  let s = p;
  let sum = p;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    let q = placeAt<W>(row + toPlace);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const first = v128.xor(loadAs<T, W>(at), flip);
      const second = v128.xor(loadAs<T, W>(at + half), flip);
      const next = pickV<W>(v, first);
      const other = pickV<W>(u, second);
      p = v128.bitselect(p, q, placeMask<W>(v128.eq<W>(next, v)));
      s = v128.bitselect(s, q, placeMask<W>(v128.eq<W>(other, u)));
      v = next;
      u = other;
      q = addPlaces<W>(q, right);
      if (isFloat<T>()) sum = v128.add<W>(sum, v128.add<W>(first, second));
    }
  }
  storeFolded<T>(to, v128.xor(v, flip));
  storeFolded<T>(to + half, v128.xor(u, flip));
  storePlaces<W>(spots, p, here, onward);
  storePlaces<W>(spots + (apart << 2), s, there, onward);
  return isFloat<T>() && v128.any_true(v128.ne<W>(sum, sum));
}

/** One vector of floats of which some are NaN. */
function lanesCarefully<T>(plan: Plan, from: usize, to: usize, spots: usize, here: v128): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const leaves = (plan.skip & SKIP_NAN) != 0;
  const flip = flipOf(plan.numbers);
  const right = placeAt<T>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  let v = v128.xor(v128.load(from), flip);
  let p = i32x4.splat(0);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    let q = placeAt<T>(row + toPlace);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(v128.load(at), flip);
      const mask = takes<T>(v, tap, leaves);
      v = v128.bitselect(tap, v, mask);
      p = v128.bitselect(q, p, placeMask<T>(mask));
      q = i32x4.add(q, right);
    }
  }
  v128.store(to, v128.xor(v, flip));
  storeSpots<T>(spots, i32x4.add(here, p), v, leaves);
}

/** Taps as lanes of W. */
@inline
function loadAs<T, W>(from: usize): v128 {
  return sizeof<W>() > sizeof<T>() ? v128.load_ext<T>(from) : v128.load(from);
}

@inline
function apartOf<T>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  place: i32,
  count: u32,
  lanes: u32,
): void {
  if (sizeof<T>() < 4) seekApart<T, u32>(plan, from, to, spots, place, count, lanes);
  else seekApart<T, T>(plan, from, to, spots, place, count, lanes);
}

/**
 * Windows of any kind: the taps of as many results as a vector holds are brought together one by one. V is what they are
 * compared as: T, or 32-bit integers in the place of narrower ones.
 */
export function seekApart<T, V>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  place: i32,
  count: u32,
  lanes: u32,
): void {
  if (!ASC_FEATURE_SIMD) {
    seekEach<T>(plan, from, to, spots, place, count, lanes);
    return;
  }
  const most: u32 = 16 / sizeof<V>();
  const steps = placeAt<i32>(changetype<usize>(plan) + (lanes == 1 ? offsetof<Plan>("hopPlace") : offsetof<Plan>("lanePlace")));
  beginAt(from);
  let lane: u32 = 0;
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, most);
    const side = goOn(plan, lanes, alignof<T>(), taken);
    let here = i32x4.add(i32x4.splat(place + lane * plan.lanePlace), i32x4.mul(steps, i32x4(0, 1, 2, 3)));
    if (lanes == 1) place += taken * plan.hopPlace;
    else {
      for (let k: u32 = 0; k < taken; k++) {
        store<i32>(plan.scratch + (k << 2), place + lane * plan.lanePlace);
        if (++lane == lanes) {
          lane = 0;
          place += plan.hopPlace;
        }
      }
      here = v128.load(plan.scratch);
    }
    apart<T, V>(plan, a, b, c, d, side, to, spots, here, taken);
    to += <usize>taken << alignof<T>();
    spots += <usize>taken << 2;
    left -= taken;
  }
}

/** As many results as are `taken` of those whose first taps these are. */
@inline
function apart<T, V>(
  plan: Plan,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  side: bool,
  to: usize,
  spots: usize,
  here: v128,
  taken: u32,
): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const leaves = isFloat<T>() && (plan.skip & SKIP_NAN) != 0;
  const flip = flipAs<T, V>(plan.numbers);
  const right = placeAt<V>(changetype<usize>(plan) + offsetof<Plan>("widthPlace"));
  let v = v128.xor(together<T>(a, b, c, d, side), flip);
  let p = i32x4.splat(0);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    let q = placeAt<V>(row + toPlace);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(together<T>(a + at, b + at, c + at, d + at, side), flip);
      if (isFloat<T>()) {
        const mask = takes<V>(v, tap, leaves);
        v = v128.bitselect(tap, v, mask);
        p = v128.bitselect(q, p, placeMask<V>(mask));
      } else {
        const next = pickV<V>(v, tap);
        p = v128.bitselect(p, q, v128.eq<V>(next, v));
        v = next;
      }
      q = i32x4.add(q, right);
    }
  }
  p = i32x4.add(here, p);
  if (leaves) p = v128.or(p, placeMask<V>(v128.ne<V>(v, v)));
  v = v128.xor(v, flip);
  storeSome<T>(to, v, taken, plan.scratch);
  if (taken == 16 / sizeof<V>()) storeSpots<V>(spots, p, v, false);
  else storeSome<u32>(spots, p, taken, plan.scratch);
}

/** The same, tap by tap. */
@inline
export function seekEach<T>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  place: i32,
  count: u32,
  lanes: u32,
): void {
  if (!isFloat<T>()) eachByKey<T, T>(plan, from, to, spots, place, count, lanes);
  else if (sizeof<T>() == 4) eachByKey<T, i32>(plan, from, to, spots, place, count, lanes);
  else eachByKey<T, i64>(plan, from, to, spots, place, count, lanes);
}

/** K is T, or a signed integer as wide. */
function eachByKey<T, K>(
  plan: Plan,
  from: usize,
  to: usize,
  spots: usize,
  place: i32,
  count: u32,
  lanes: u32,
): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const toPlace = plan.places - rows;
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const widthPlace = plan.widthPlace;
  const flip = load<K>(plan.numbers, FLIP);
  const leaves = isFloat<T>() && (plan.skip & SKIP_NAN) != 0;
  const ofNaN = leaves ? leastOf<K>() : <K>~leastOf<K>();
  for (let i: u32 = 0; i < count; i++, from += plan.hop, place += plan.hopPlace) {
    let start = from;
    let here = place;
    for (let lane: u32 = 0; lane < lanes; lane++, start += sizeof<T>(), here += plan.lanePlace) {
      let best = start;
      let key = keyOf<T, K>(start, flip, ofNaN);
      let spot = 0;
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = start + load<i32>(row);
        let next = load<i32>(row + toPlace);
        for (let w: u32 = 0; w < width; w++, at += pitch, next += widthPlace) {
          const tap = keyOf<T, K>(at, flip, ofNaN);
          const better = tap > key;
          best = select<usize>(at, best, better);
          key = select<K>(tap, key, better);
          spot = select<i32>(next, spot, better);
        }
      }
      store<K>(to, load<K>(best));
      store<i32>(spots, leaves && key == ofNaN ? -1 : here + spot);
      to += sizeof<T>();
      spots += 4;
    }
  }
}

@inline
function leastOf<K>(): K {
  return <K>(<K>1 << <K>(8 * sizeof<K>() - 1));
}

/** A tap as an integer of the same order, since choosing between two floats takes V8 a branch. */
@inline
function keyOf<T, K>(at: usize, flip: K, ofNaN: K): K {
  const bits = <K>(load<K>(at) ^ flip);
  if (!isFloat<T>()) return bits;
  // Floats are signs and sizes. Neither zero is the larger one.
  const size = <K>(bits & <K>(sizeof<K>() == 4 ? 0x7fffffff : 0x7fffffffffffffff));
  const infinity = <K>(sizeof<K>() == 4 ? 0x7f800000 : 0x7ff0000000000000);
  return select<K>(ofNaN, select<K>(<K>-size, size, bits < 0), size > infinity);
}
