import { FLOOR, HALF_EVEN, HALF_UP, TRUNC, fromInteger, fromReal, ratioToFloat, ratioToInteger } from "../lane/convert";
import { compensate } from "../kernel/compensated";
import { Plan } from "../plan";

/** Below this, i32 sums and twice themselves plus the count are exact in float32, and so is a floor of their quotient. */
const SMALL_RANGE: i32 = 1 << 22;

/** Sums of bytes are divided by powers of two up to this one by shifts. */
const SHIFTED: u32 = 128;

/** Folded values of type A into results: divided, rounded once, saturated. */
export function finish<A>(plan: Plan, from: usize, to: usize, length: u32): void {
  switch (plan.outType) {
    case 0: return finishAs<A, i8>(plan, from, to, length);
    case 1: return finishAs<A, u8>(plan, from, to, length);
    case 2: return finishAs<A, i16>(plan, from, to, length);
    case 3: return finishAs<A, u16>(plan, from, to, length);
    case 4: return finishAs<A, i32>(plan, from, to, length);
    case 5: return finishAs<A, u32>(plan, from, to, length);
    case 6: return finishAs<A, i64>(plan, from, to, length);
    case 7: return finishAs<A, u64>(plan, from, to, length);
    case 8: return finishAs<A, f32>(plan, from, to, length);
    default: return finishAs<A, f64>(plan, from, to, length);
  }
}

function finishAs<A, D>(plan: Plan, from: usize, to: usize, length: u32): void {
  const start = from;
  const end = from + (<usize>length << alignof<A>());
  const count = plan.divisor;
  const round = plan.round;
  if (isFloat<A>()) {
    if (sizeof<A>() == 4 && isFloat<D>() && sizeof<D>() == 4) {
      for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(from) / <f32>count);
      return;
    }
    if (sizeof<A>() == 8 && isFloat<D>() && sizeof<D>() == 8 && ASC_FEATURE_SIMD) {
      const exact = (count & (count - 1)) == 0;
      const divisor = f64x2.splat(exact ? 1.0 / <f64>count : <f64>count);
      for (; from + 16 <= end; from += 16, to += 16) {
        const sums = v128.load(from);
        v128.store(to, exact ? f64x2.mul(sums, divisor) : f64x2.div(sums, divisor));
      }
    }
    // Integers come as sums in float64 too: exact, and below 2^52, so the quotient is never a tie that the true one is not.
    for (; from < end; from += sizeof<A>(), to += sizeof<D>()) {
      store<D>(to, fromReal<D>(<f64>load<A>(from) / <f64>count, round));
    }
    return;
  }
  if (sizeof<A>() == 8) {
    // Largest and smallest ones, and sums that wrap: only quotients are divided.
    for (; from < end; from += 8, to += sizeof<D>()) store<D>(to, fromInteger<A, D>(load<A>(from)));
    return;
  }
  if ((sizeof<A>() == 4 || sizeof<A>() == 2) && isSigned<A>() && ASC_FEATURE_SIMD) {
    if (isFloat<D>() && sizeof<D>() == 8) from = quotients<A>(from, to, end, count);
    else if (!isFloat<D>() && sizeof<D>() < 4) from = smallQuotients<A, D>(from, to, end, count, round);
    to += ((from - start) >> alignof<A>()) << alignof<D>();
  }
  // Exact in float64 on both sides, so the quotient is rounded once; and it is never a tie that the true one is not, since
  // values and counts are below 2^31.
  for (; from < end; from += sizeof<A>(), to += sizeof<D>()) {
    store<D>(to, fromReal<D>(<f64>load<A>(from) / <f64>count, round));
  }
}

/** Four values as i32 lanes. */
@inline
function fourOf<A>(from: usize): v128 {
  return sizeof<A>() == 4 ? v128.load(from) : v128.load_ext<i16>(from);
}

/** Quotients of sums as float64, four at a time; returns where it stopped. */
function quotients<A>(from: usize, to: usize, end: usize, count: u32): usize {
  // The inverse of a power of two is exact, and multiplying is several times quicker.
  const exact = (count & (count - 1)) == 0;
  const by = f64x2.splat(exact ? 1.0 / <f64>count : <f64>count);
  for (; from + 4 * sizeof<A>() <= end; from += 4 * sizeof<A>(), to += 32) {
    const sums = fourOf<A>(from);
    const low = f64x2.convert_low_i32x4_s(sums);
    const high = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(sums, sums, 1, 1));
    v128.store(to, exact ? f64x2.mul(low, by) : f64x2.div(low, by));
    v128.store(to, exact ? f64x2.mul(high, by) : f64x2.div(high, by), 16);
  }
  return from;
}

/** Quotients of small sums as integers of 8 or 16 bits, eight at a time; returns where it stopped. */
function smallQuotients<A, D>(from: usize, to: usize, end: usize, count: u32, round: u32): usize {
  if (count > <u32>SMALL_RANGE) return from;
  const exact = (count & (count - 1)) == 0;
  if (sizeof<A>() == 2 && sizeof<D>() == 1 && exact && count <= SHIFTED && (round == HALF_UP || round == FLOOR)) {
    // The sum of up to 128 bytes and half of 128 still fits 16 bits, and a shift is a floor.
    const half = i16x8.splat(round == HALF_UP ? <i16>(count >> 1) : 0);
    const shift = ctz<i32>(<i32>count);
    for (; from + 32 <= end; from += 32, to += 16) {
      const a = i16x8.shr_s(i16x8.add(v128.load(from), half), shift);
      const b = i16x8.shr_s(i16x8.add(v128.load(from, 16), half), shift);
      v128.store(to, isSigned<D>() ? i8x16.narrow_i16x8_s(a, b) : i8x16.narrow_i16x8_u(a, b));
    }
  }
  const twice: f32 = round == HALF_UP ? 2 : 1;
  const by = f32x4.splat(exact ? 1 / (twice * <f32>count) : twice * <f32>count);
  for (; from + 8 * sizeof<A>() <= end; from += 8 * sizeof<A>(), to += 8 << alignof<D>()) {
    const a = fourOf<A>(from);
    const b = fourOf<A>(from + 4 * sizeof<A>());
    if (sizeof<A>() == 4) {
      // Unsigned, since the least integer is its own absolute value.
      const most = i32x4.max_u(i32x4.abs(a), i32x4.abs(b));
      if (v128.any_true(i32x4.gt_u(most, i32x4.splat(SMALL_RANGE)))) return from;
    }
    const left = smallRatio(a, count, round, by, exact);
    const right = smallRatio(b, count, round, by, exact);
    if (sizeof<D>() == 1) {
      const halves = i16x8.narrow_i32x4_s(left, right);
      const bytes = isSigned<D>() ? i8x16.narrow_i16x8_s(halves, halves) : i8x16.narrow_i16x8_u(halves, halves);
      v128.store64_lane(to, bytes, 0);
    } else if (isSigned<D>()) v128.store(to, i16x8.narrow_i32x4_s(left, right));
    else v128.store(to, i16x8.narrow_i32x4_u(left, right));
  }
  return from;
}

/**
 * value / count in four lanes, rounded to integers as asked, for values and counts up to SMALL_RANGE. `by` is the divisor, or
 * its inverse where that is `exact`; half up is floor((2 * value + count) / (2 * count)), so there it is twice the count.
 */
@inline
function smallRatio(value: v128, count: u32, round: u32, by: v128, exact: bool): v128 {
  if (round == HALF_UP) value = i32x4.add(i32x4.add(value, value), i32x4.splat(count));
  const dividend = f32x4.convert_i32x4_s(value);
  const quotient = exact ? f32x4.mul(dividend, by) : f32x4.div(dividend, by);
  if (round == HALF_EVEN) return i32x4.trunc_sat_f32x4_s(f32x4.nearest(quotient));
  if (round == TRUNC) return i32x4.trunc_sat_f32x4_s(quotient);
  return i32x4.trunc_sat_f32x4_s(f32x4.floor(quotient));
}

/** The same for the pairs of sums that the kernel of 64-bit integers leaves. */
export function finishHalves(plan: Plan, from: usize, to: usize, length: u32): void {
  switch (plan.outType) {
    case 0: return finishHalvesAs<i8>(plan, from, to, length);
    case 1: return finishHalvesAs<u8>(plan, from, to, length);
    case 2: return finishHalvesAs<i16>(plan, from, to, length);
    case 3: return finishHalvesAs<u16>(plan, from, to, length);
    case 4: return finishHalvesAs<i32>(plan, from, to, length);
    case 5: return finishHalvesAs<u32>(plan, from, to, length);
    case 6: return finishHalvesAs<i64>(plan, from, to, length);
    case 7: return finishHalvesAs<u64>(plan, from, to, length);
    case 8: return finishHalvesAs<f32>(plan, from, to, length);
    default: return finishHalvesAs<f64>(plan, from, to, length);
  }
}

function finishHalvesAs<D>(plan: Plan, from: usize, to: usize, length: u32): void {
  const count = plan.divisor;
  const round = plan.round;
  for (let i: u32 = 0; i < length; i++, from += 16, to += sizeof<D>()) {
    const sum = load<i64>(from);
    const high = load<i64>(from, 8) + (sum >> 32);
    const low = sum & 0xffffffff;
    if (isFloat<D>()) store<D>(to, <D>ratioToFloat(high, low, count, sizeof<D>() == 8 ? 53 : 24));
    else store<D>(to, ratioToInteger<D>(high, low, count, round));
  }
}

/** The same for totals of sums in 64 bits. */
export function finishSums(plan: Plan, from: usize, to: usize, length: u32): void {
  switch (plan.outType) {
    case 0: return finishSumsAs<i8>(plan, from, to, length);
    case 1: return finishSumsAs<u8>(plan, from, to, length);
    case 2: return finishSumsAs<i16>(plan, from, to, length);
    case 3: return finishSumsAs<u16>(plan, from, to, length);
    case 4: return finishSumsAs<i32>(plan, from, to, length);
    case 5: return finishSumsAs<u32>(plan, from, to, length);
    case 6: return finishSumsAs<i64>(plan, from, to, length);
    case 7: return finishSumsAs<u64>(plan, from, to, length);
    case 8: return finishSumsAs<f32>(plan, from, to, length);
    default: return finishSumsAs<f64>(plan, from, to, length);
  }
}

function finishSumsAs<D>(plan: Plan, from: usize, to: usize, length: u32): void {
  const count = plan.divisor;
  const round = plan.round;
  for (let i: u32 = 0; i < length; i++, from += 8, to += sizeof<D>()) {
    const sum = load<i64>(from);
    if (isFloat<D>()) store<D>(to, <D>ratioToFloat(sum >> 32, sum & 0xffffffff, count, sizeof<D>() == 8 ? 53 : 24));
    else store<D>(to, ratioToInteger<D>(sum >> 32, sum & 0xffffffff, count, round));
  }
}

/** The same for totals of floats with their errors: brought together in the place of the totals first. */
export function finishPairs(plan: Plan, from: usize, to: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++) {
    const total = from + (<usize>i << 4);
    store<f64>(from + (<usize>i << 3), compensate(load<f64>(total), load<f64>(total, 8)));
  }
  finish<f64>(plan, from, to, length);
}
