import { fromReal, HALF_EVEN, HALF_UP, TRUNC } from "../lane/convert";
import { evenCells, oddCells } from "../lane/cell";
import { countLeft, nodataAs, nodataOf, tooFewOf } from "../lane/few";
import { flipAs, flipOf, FLIP } from "../lane/pick";
import { storeReal, storeSame } from "../lane/settle";
import { addPairs } from "../lane/widen";
import { Apart, SideBySide } from "../op/way";
import { Plan } from "../plan";
import { a, b, beginAt, c, d, goOn } from "./starts";

/*
 * Sums and means of the integers of a window that are not nodata. Integers are taken as unsigned, their signs turned over where they have
 * some, and what that added is taken off again. A piece of a row of sums, 32-bit integers of narrow taps and float64
 * of 32-bit ones, and of counts of valid taps goes through scratch, and becomes results in a second pass.
 */

/** What a plan's means are divided by: the valid taps. */
const BY_TAPS: u32 = 1;

/** Results of a piece; and where its counts are, beyond sums of 8 bytes and what a last vector may add. */
const PIECE: u32 = 512;
const COUNTS: usize = 8 * 512 + 64;

/** A row of outputs of any layout, into results of any dtype. */
export function meanRow<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
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
      if (sizeof<T>() == 4) settle<f64>(plan, values, counts, to, length, 2147483648);
      else settle<i32>(plan, values, counts, to, length, sizeof<T>() == 1 ? 128 : 32768);
      to += length * bytes;
    }
  }
}

/** Windows two elements wide, side by side, a vector's worth of them at least. */
function sumPairs<T>(plan: Plan, from: usize, sums: usize, counts: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const flip = flipOf(plan.numbers);
  const nodata = v128.xor(flip, nodataOf<T>(plan.numbers));
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
      v128.store(sums, i32x4.extend_low_i16x8_u(v));
      v128.store(sums, i32x4.extend_high_i16x8_u(v), 16);
      v128.store(counts, i32x4.extend_low_i16x8_u(n));
      v128.store(counts, i32x4.extend_high_i16x8_u(n), 16);
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

/** Windows of any kind. The last vector may run over. */
function sumAny<T>(plan: Plan, from: usize, sums: usize, counts: usize, count: u32, lanes: u32): void {
  if (lanes >= 4) {
    for (let i: u32 = 0; i < count; i++, from += plan.hop) {
      for (let lane: u32 = 0; lane < lanes; lane += 4) {
        if (lane + 4 > lanes) lane = lanes - 4;
        const result = i * lanes + lane;
        const at = from + (<usize>lane << alignof<T>());
        sumOf<T, SideBySide>(plan, at, 0, 0, 0, sums + (result << (sizeof<T>() == 4 ? 3 : 2)), counts + (result << 2));
      }
    }
    return;
  }
  beginAt(from);
  for (let left = count * lanes; left > 0; ) {
    const taken = min<u32>(left, 4);
    goOn(plan, lanes, alignof<T>(), taken);
    sumOf<T, Apart>(plan, a, b, c, d, sums, counts);
    sums += sizeof<T>() == 4 ? 32 : 16;
    counts += 16;
    left -= taken;
  }
}

/** Four results. */
@inline
function sumOf<T, Way>(plan: Plan, a: usize, b: usize, c: usize, d: usize, sums: usize, counts: usize): void {
  const way = changetype<Way>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = plan.widthPitch;
  const flip = flipAs<T, u32>(plan.numbers);
  const nodata = v128.xor(flip, nodataAs<T, u32>(plan.numbers));
  let v = i32x4.splat(0);
  let high = v;
  let n = i32x4.splat(plan.rowCount * width);
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = v128.xor(way.load<T>(at, a, b, c, d), flip);
      const mask = i32x4.eq(tap, nodata);
      const kept = v128.andnot(tap, mask);
      n = i32x4.add(n, mask);
      if (sizeof<T>() == 4) {
        v = f64x2.add(v, f64x2.convert_low_i32x4_u(kept));
        high = f64x2.add(high, f64x2.convert_low_i32x4_u(v128.shuffle<u64>(kept, kept, 1, 1)));
      } else v = i32x4.add(v, kept);
    }
  }
  v128.store(sums, v);
  if (sizeof<T>() == 4) v128.store(sums, high, 16);
  v128.store(counts, n);
}

/** Sums of type A and counts into results; `bias` was added to each valid tap of a signed type. */
function settle<A>(plan: Plan, sums: usize, counts: usize, to: usize, length: u32, bias: f64): void {
  if (load<u64>(plan.numbers, FLIP) == 0) bias = 0;
  const least = <i32>plan.least;
  const type = plan.outType;
  const round = plan.round;
  const bytes = plan.outBytes;
  const divides = plan.divide == BY_TAPS;
  let i: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    if (type == 9) i = quotients<A>(plan, sums, counts, to, length, bias, divides);
  }
  to += i * bytes;
  for (; i < length; i++, to += bytes) {
    const n = load<i32>(counts + (i << 2));
    if (n < least) storeSame(to, bytes, plan.numbers);
    else {
      const sum = <f64>load<A>(sums + (i << alignof<A>())) - bias * <f64>n;
      // TODO nan
      storeReal(to, type, divides ? sum / <f64>n : sum, round);
    }
  }
}

/** Results of float64, four at a time; returns how many. */
function quotients<A>(plan: Plan, sums: usize, counts: usize, to: usize, length: u32, bias: f64, divides: bool): u32 {
  const few = tooFewOf<f64>(plan.numbers);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4, sums += 4 << alignof<A>(), counts += 16, to += 32) {
    const n = v128.load(counts);
    const lowCount = f64x2.convert_low_i32x4_s(n);
    const highCount = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(n, n, 1, 1));
    let low = v128.load(sums);
    let high = low;
    if (sizeof<A>() == 8) high = v128.load(sums, 16);
    else {
      high = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(low, low, 1, 1));
      low = f64x2.convert_low_i32x4_s(low);
    }
    low = f64x2.sub(low, f64x2.mul(lowCount, f64x2.splat(bias)));
    high = f64x2.sub(high, f64x2.mul(highCount, f64x2.splat(bias)));
    if (divides) {
      low = f64x2.div(low, lowCount);
      high = f64x2.div(high, highCount);
    }
    const mask = i32x4.lt_s(n, i32x4.splat(plan.least));
    v128.store(to, v128.bitselect(few, low, v128.shuffle<u32>(mask, mask, 0, 0, 1, 1)));
    v128.store(to, v128.bitselect(few, high, v128.shuffle<u32>(mask, mask, 2, 2, 3, 3)), 16);
  }
  return i;
}
