import { HALF_EVEN, HALF_UP, TRUNC } from "../lane/convert";
import { evenCells, oddCells } from "../lane/cell";
import { countLeft, fewAs, fewAt, leastOf, nodataAs } from "../lane/few";
import { flipAs, flipOf, FLIP } from "../lane/pick";
import { storeReal, storeSame } from "../lane/settle";
import { together } from "../lane/together";
import { addPairs, widenHigh, widenLow } from "../lane/widen";
import { Plan } from "../plan";
import { validBytes } from "./validbyte";
import { a, b, beginAt, c, d, goOn } from "./starts";

/*
 * Sums and means of the integers of a window that are not nodata. Integers are taken as unsigned, their signs turned over where they have
 * some, and what that added is taken off again. A piece of a row of sums, 32-bit integers of narrow taps and float64
 * of 32-bit ones, and of counts of valid taps goes through scratch, and becomes results in a second pass.
 */

/** What a plan's means are divided by: the valid taps. */
const BY_TAPS: u32 = 1;

/** Codes of dtypes, as in src/registry/dtypes.ts. */
const INT8: u32 = 0;
const UINT8: u32 = 1;
const INT16: u32 = 2;
const UINT16: u32 = 3;
const FLOAT64: u32 = 9;

/** Results of a piece; and where its counts are, beyond sums of 8 bytes and what a last vector may add. */
const PIECE: u32 = 512;
const COUNTS: usize = 8 * 512 + 64;

/** A row of outputs of any layout, into results of any dtype. */
export function validMean<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const values = plan.values;
  const counts = values + COUNTS;
  const bytes = plan.outBytes;
  const pairs =
    lanes == 1 &&
    plan.width == 2 &&
    plan.widthPitch == sizeof<T>() &&
    plan.hop == 2 * sizeof<T>() &&
    count >= 16 / sizeof<T>() &&
    // Their sums have 16 bits at first, their counts 8.
    (sizeof<T>() > 1 || plan.rowCount <= 128);
  if (sizeof<T>() == 1 && pairs && count >= 16 && isBytes(plan)) {
    validBytes(plan, from, to, count);
    return;
  }
  const small = (<u64>plan.rowCount * plan.width) << (8 * sizeof<T>()) <= <u64>SMALL_RANGE;
  // A piece is some cells, or some lanes of one.
  const wide = min<u32>(lanes, PIECE);
  const cells = PIECE / wide;
  for (let cell: u32 = 0; cell < count; cell += cells) {
    const some = min<u32>(cells, count - cell);
    for (let lane: u32 = 0; lane < lanes; lane += wide) {
      const few = min<u32>(wide, lanes - lane);
      const at = from + cell * plan.hop + (<usize>lane << alignof<T>());
      const length = some * few;
      if (pairs && some >= 16 / sizeof<T>()) sumPairs<T>(plan, at, values, counts, some);
      else sumAny<T>(plan, at, values, counts, some, few);
      if (sizeof<T>() == 4) settle<f64>(plan, values, counts, to, length, 2147483648, false);
      else settle<i32>(plan, values, counts, to, length, sizeof<T>() == 1 ? 128 : 32768, small);
      to += length * bytes;
    }
  }
}

/** Whether bytes become bytes of the same sign as validBytes makes them. */
@inline
function isBytes(plan: Plan): bool {
  const type = load<u64>(plan.numbers, FLIP) == 0 ? UINT8 : INT8;
  return plan.outType == type && plan.divide == BY_TAPS && plan.round == HALF_UP && plan.rowCount == 2;
}

/** Windows two elements wide, side by side, a vector's worth of them at least. */
function sumPairs<T>(plan: Plan, from: usize, sums: usize, counts: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, T>(plan.skip, plan.numbers));
  const taps = <i32>plan.rowCount * 2;
  const block: u32 = 8 / sizeof<T>();
  for (let left = count; left > 0; left -= block) {
    if (left < block) {
      // The last vector overlaps the one before it: a second store of the same values.
      const back = <usize>(block - left);
      from -= back << (alignof<T>() + 1);
      sums -= back << (sizeof<T>() == 4 ? 3 : 2);
      counts -= back << 2;
      left = block;
    }
    let tap = v128.xor(v128.load(from), flip);
    let mask = v128.eq<T>(tap, nodata);
    let n = countLeft<T>(i32x4.splat(0), mask);
    let v = addPairs<T>(v128.andnot(tap, mask));
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      tap = v128.xor(v128.load(from + load<i32>(row)), flip);
      mask = v128.eq<T>(tap, nodata);
      n = countLeft<T>(n, mask);
      tap = addPairs<T>(v128.andnot(tap, mask));
      v = sizeof<T>() == 1 ? i16x8.add(v, tap) : sizeof<T>() == 2 ? i32x4.add(v, tap) : f64x2.add(v, tap);
    }
    if (sizeof<T>() == 1) {
      n = i16x8.sub(i16x8.splat(<i16>taps), i16x8.extadd_pairwise_i8x16_u(n));
      storeWidened(sums, v);
      storeWidened(counts, n);
    } else if (sizeof<T>() == 2) {
      v128.store(sums, v);
      v128.store(counts, i32x4.sub(i32x4.splat(taps), i32x4.extadd_pairwise_i16x8_u(n)));
    } else {
      v128.store(sums, v);
      n = i32x4.add(evenCells<u32>(n, n), oddCells<u32>(n, n));
      v128.store64_lane(counts, i32x4.sub(i32x4.splat(taps), n), 0);
    }
    from += 16;
    sums += sizeof<T>() == 1 ? 32 : 16;
    counts += 4 * block;
  }
}

/** Results whose neighbours in memory have neighbouring taps, a vector of them at least, of 8 or 16 bits and of at most 255 taps. */
function sumLanes<T>(plan: Plan, from: usize, sums: usize, counts: usize, count: u32, lanes: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, T>(plan.skip, plan.numbers));
  const all = sizeof<T>() == 1 ? i16x8.splat(<i16>(plan.rowCount * width)) : i32x4.splat(plan.rowCount * width);
  const block: u32 = 16 / sizeof<T>();
  for (let i: u32 = 0; i < count; i++, from += plan.hop, sums += lanes << 2, counts += lanes << 2) {
    for (let lane: u32 = 0; lane < lanes; lane += block) {
      if (lane + block > lanes) lane = lanes - block;
      const start = from + (<usize>lane << alignof<T>());
      let low = i32x4.splat(0);
      let high = low;
      let n = low;
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = start + load<i32>(row);
        for (let w: u32 = 0; w < width; w++, at += pitch) {
          const tap = v128.xor(v128.load(at), flip);
          const mask = v128.eq<T>(tap, nodata);
          const kept = v128.andnot(tap, mask);
          low = sizeof<T>() == 1 ? i16x8.add(low, widenLow<T>(kept)) : i32x4.add(low, widenLow<T>(kept));
          high = sizeof<T>() == 1 ? i16x8.add(high, widenHigh<T>(kept)) : i32x4.add(high, widenHigh<T>(kept));
          n = countLeft<T>(n, mask);
        }
      }
      const to = sums + (lane << 2);
      const beside = counts + (lane << 2);
      if (sizeof<T>() == 2) {
        v128.store(to, low);
        v128.store(to, high, 16);
        v128.store(beside, i32x4.sub(all, widenLow<T>(n)));
        v128.store(beside, i32x4.sub(all, widenHigh<T>(n)), 16);
      } else {
        storeWidened(to, low);
        storeWidened(to + 32, high);
        storeWidened(beside, i16x8.sub(all, widenLow<T>(n)));
        storeWidened(beside + 32, i16x8.sub(all, widenHigh<T>(n)));
      }
    }
  }
}

/** 16-bit lanes as 32-bit ones. */
@inline
function storeWidened(to: usize, v: v128): void {
  v128.store(to, i32x4.extend_low_i16x8_u(v));
  v128.store(to, i32x4.extend_high_i16x8_u(v), 16);
}

/** Windows of any kind. The last vector may run over. */
function sumAny<T>(plan: Plan, from: usize, sums: usize, counts: usize, count: u32, lanes: u32): void {
  if (sizeof<T>() < 4 && lanes >= 16 / sizeof<T>() && plan.rowCount * plan.width <= 255) {
    sumLanes<T>(plan, from, sums, counts, count, lanes);
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 4);
    const side = goOn(plan, lanes, alignof<T>(), taken);
    sumOf<T>(plan, a, b, c, d, side, sums, counts);
    sums += sizeof<T>() == 4 ? 32 : 16;
    counts += 16;
    left -= taken;
  }
}

/** Four results. */
@inline
function sumOf<T>(plan: Plan, a: usize, b: usize, c: usize, d: usize, side: bool, sums: usize, counts: usize): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipAs<T, u32>(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, u32>(plan.skip, plan.numbers));
  let v = i32x4.splat(0);
  let high = v;
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(together<T>(a + at, b + at, c + at, d + at, side), flip);
      const mask = i32x4.eq(tap, nodata);
      const kept = v128.andnot(tap, mask);
      n = i32x4.add(n, mask);
      if (sizeof<T>() == 4) {
        v = f64x2.add(v, widenLow<T>(kept));
        high = f64x2.add(high, widenHigh<T>(kept));
      } else v = i32x4.add(v, kept);
    }
  }
  v128.store(sums, v);
  if (sizeof<T>() == 4) v128.store(sums, high, 16);
  v128.store(counts, n);
}

/** Sums of type A and counts of valid taps into results; `bias` was added to each tap of a signed type. */
function settle<A>(plan: Plan, sums: usize, counts: usize, to: usize, length: u32, bias: A, small: bool): void {
  if (load<u64>(plan.numbers, FLIP) == 0) bias = 0;
  const least = <i32>leastOf(plan.least);
  const type = plan.outType;
  const round = plan.round;
  const bytes = plan.outBytes;
  const divides = plan.divide == BY_TAPS;
  let i: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    if (type == FLOAT64) {
      if (length >= 4) i = quotients<A>(plan, sums, counts, to, length, bias, divides);
    } else if (sizeof<A>() == 4 && small && divides && type < 4 && length >= 8) {
      i = smallQuotients(plan, sums, counts, to, length, <i32>bias);
    }
  }
  to += i * bytes;
  for (; i < length; i++, to += bytes) {
    const n = load<i32>(counts + (i << 2));
    if (n < least) storeSame(to, bytes, fewAt(plan.numbers, plan.least));
    else {
      const sum = <f64>load<A>(sums + (i << alignof<A>())) - <f64>bias * <f64>n;
      storeReal(to, type, divides ? sum / <f64>n : sum, round);
    }
  }
}

/** Results of float64, four at a time; returns how many. */
function quotients<A>(plan: Plan, sums: usize, counts: usize, to: usize, length: u32, bias: A, divides: bool): u32 {
  const few = fewAs<f64, f64>(plan.numbers, plan.least);
  const least = i32x4.splat(leastOf(plan.least));
  const off = f64x2.splat(<f64>bias);
  let i: u32 = 0;
  do {
    const n = v128.load(counts);
    const lowCount = widenLow<i32>(n);
    const highCount = widenHigh<i32>(n);
    let low = v128.load(sums);
    let high = low;
    if (sizeof<A>() == 8) high = v128.load(sums, 16);
    else {
      high = widenHigh<i32>(low);
      low = widenLow<i32>(low);
    }
    low = f64x2.sub(low, f64x2.mul(lowCount, off));
    high = f64x2.sub(high, f64x2.mul(highCount, off));
    if (divides) {
      low = f64x2.div(low, lowCount);
      high = f64x2.div(high, highCount);
    }
    const mask = i32x4.lt_s(n, least);
    v128.store(to, v128.bitselect(few, low, v128.shuffle<u32>(mask, mask, 0, 0, 1, 1)));
    v128.store(to, v128.bitselect(few, high, v128.shuffle<u32>(mask, mask, 2, 2, 3, 3)), 16);
    sums += 4 << alignof<A>();
    counts += 16;
    to += 32;
    i += 4;
  } while (i + 4 <= length);
  return i;
}

/** Sums up to this, and twice themselves plus the count, are exact in float32, and so is a floor of their quotient. */
const SMALL_RANGE: u32 = 1 << 22;

/** A float32 whose last place is 1, so that the bits above it are an integer. */
const ONES: f32 = 12582912;

/** Means as integers of 8 or 16 bits, eight at a time; returns how many. */
function smallQuotients(plan: Plan, sums: usize, counts: usize, to: usize, length: u32, bias: i32): u32 {
  const type = plan.outType;
  const round = plan.round;
  const numbers = fewAt(plan.numbers, plan.least);
  let few = <i32>load<i8>(numbers);
  if (type == UINT8) few = load<u8>(numbers);
  else if (type == INT16) few = load<i16>(numbers);
  else if (type == UINT16) few = load<u16>(numbers);
  // Half up is floor((2 * sum + count) / (2 * count)).
  const halfUp = round == HALF_UP;
  const twice = f32x4.splat(halfUp ? 2 : 1);
  const once = i32x4.splat(-i32(halfUp));
  const off = f32x4.splat(<f32>bias);
  const least = f32x4.splat(<f32>leastOf(plan.least));
  const instead = i32x4.splat(few);
  let i: u32 = 0;
  do {
    const n = f32x4.convert_i32x4_s(v128.load(counts));
    const m = f32x4.convert_i32x4_s(v128.load(counts, 16));
    const a = f32x4.sub(f32x4.convert_i32x4_s(v128.load(sums)), f32x4.mul(n, off));
    const b = f32x4.sub(f32x4.convert_i32x4_s(v128.load(sums, 16)), f32x4.mul(m, off));
    let left = f32x4.div(f32x4.add(f32x4.mul(a, twice), v128.and(n, once)), f32x4.mul(n, twice));
    let right = f32x4.div(f32x4.add(f32x4.mul(b, twice), v128.and(m, once)), f32x4.mul(m, twice));
    if (round == HALF_EVEN) {
      left = f32x4.nearest(left);
      right = f32x4.nearest(right);
    } else if (round == TRUNC) {
      left = f32x4.trunc(left);
      right = f32x4.trunc(right);
    } else {
      left = f32x4.floor(left);
      right = f32x4.floor(right);
    }
    const ones = f32x4.splat(ONES);
    left = i32x4.sub(f32x4.add(left, ones), ones);
    right = i32x4.sub(f32x4.add(right, ones), ones);
    left = v128.bitselect(instead, left, f32x4.lt(n, least));
    right = v128.bitselect(instead, right, f32x4.lt(m, least));
    sums += 32;
    counts += 32;
    i += 8;
    if (type >= INT16) {
      v128.store(to, type == INT16 ? i16x8.narrow_i32x4_s(left, right) : i16x8.narrow_i32x4_u(left, right));
      to += 16;
    } else {
      const halves = i16x8.narrow_i32x4_s(left, right);
      v128.store64_lane(to, type == UINT8 ? i8x16.narrow_i16x8_u(halves, halves) : i8x16.narrow_i16x8_s(halves, halves), 0);
      to += 8;
    }
  } while (i + 8 <= length);
  return i;
}
