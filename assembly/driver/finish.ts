import { HALF_EVEN, HALF_UP, FLOOR, TRUNC, ratioToFloat, wholeV } from "../lane/convert";
import { storeInteger, storeReal, storeWholeRatio } from "../lane/settle";
import { FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8, codeOf } from "../lane/code";
import { compensate } from "../kernel/compensated";
import { Plan } from "../plan";

/** Below this, integers and halves are exact in float32, and so is the nearest integer to their product with an inverse. */
export const SMALL_RANGE: i32 = 1 << 21;

/** Sums of bytes are divided by powers of two up to this one by shifts. */
const SHIFTED: u32 = 128;

/** Added to a small float32, this rounds it to the nearest integer, which is then the low bits of the sum. */
export const ROUNDER: f32 = 12582912;

/** Folded values of type A into results: divided, rounded once, saturated. */
export function finish<A>(plan: Plan, from: usize, to: usize, length: u32): void {
  const type = plan.outType;
  const count = plan.divisor;
  const end = from + (<usize>length << alignof<A>());
  if (!isFloat<A>() && sizeof<A>() == 8) {
    // Largest and smallest ones, and sums that wrap: only quotients are divided.
    const bytes = plan.outBytes;
    for (; from < end; from += 8, to += bytes) storeInteger<A>(to, type, load<A>(from));
    return;
  }
  // What is asked for most has code of its own.
  if (isFloat<A>()) {
    if (sizeof<A>() == 4 && type == FLOAT32) return floatQuotients(from, to, end, count);
    if (sizeof<A>() == 8 && type == FLOAT64) return realQuotients<f64, f64>(from, to, end, count);
    if (sizeof<A>() == 8 && type == FLOAT32) return realQuotients<f64, f32>(from, to, end, count);
  } else if (isSigned<A>() && sizeof<A>() >= 2) {
    if (type == FLOAT64) return realQuotients<A, f64>(from, to, end, count);
    if (ASC_FEATURE_SIMD && type <= UINT16) {
      const start = from;
      from = smallQuotients<A>(plan, from, to, end, count);
      if (from == end) return;
      const done = <u32>(from - start) >> alignof<A>();
      length -= done;
      to += done * plan.outBytes;
    }
  }
  anyQuotients(codeOf<A>(), plan, from, to, length);
}

/** Sums of float32 over their count. */
function floatQuotients(from: usize, to: usize, end: usize, count: u32): void {
  if (ASC_FEATURE_SIMD) {
    const power = (count & (count - 1)) == 0;
    const by = f32x4.splat(power ? 1 / <f32>count : <f32>count);
    if (power) for (; from + 16 <= end; from += 16, to += 16) v128.store(to, f32x4.mul(v128.load(from), by));
    for (; from + 64 <= end; from += 64, to += 64) {
      v128.store(to, f32x4.div(v128.load(from), by));
      v128.store(to, f32x4.div(v128.load(from, 16), by), 16);
      v128.store(to, f32x4.div(v128.load(from, 32), by), 32);
      v128.store(to, f32x4.div(v128.load(from, 48), by), 48);
    }
    for (; from + 16 <= end; from += 16, to += 16) v128.store(to, f32x4.div(v128.load(from), by));
  }
  for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(from) / <f32>count);
}

/** Four values as 32-bit lanes. */
@inline
function fourOf<A>(from: usize): v128 {
  if (sizeof<A>() == 4) return v128.load(from);
  if (sizeof<A>() == 2) return v128.load_ext<A>(from);
  const halves = v128.extend_low<A>(v128.load32_zero(from));
  return isSigned<A>() ? i32x4.extend_low_i16x8_s(halves) : i32x4.extend_low_i16x8_u(halves);
}

/** Quotients in float64, or as float32s. */
function realQuotients<A, D>(from: usize, to: usize, end: usize, count: u32): void {
  if (ASC_FEATURE_SIMD) {
    const start = from;
    // The inverse of a power of two is exact, and multiplying is several times quicker.
    if (count & (count - 1)) from = realRow<A, D, f64>(from, to, end, <f64>count);
    else from = realRow<A, D, f32>(from, to, end, 1 / <f64>count);
    to += ((from - start) >> alignof<A>()) << alignof<D>();
  }
  // Exact in float64 on both sides, so the quotient is rounded once.
  for (; from < end; from += sizeof<A>(), to += sizeof<D>()) store<D>(to, <D>(<f64>load<A>(from) / <f64>count));
}

/** Four at a time; returns where it stopped. `by` is the divisor where B is f64, or where it is f32 its inverse. */
@inline
function realRow<A, D, B>(from: usize, to: usize, end: usize, by: f64): usize {
  const divisor = f64x2.splat(by);
  for (; from + 4 * sizeof<A>() <= end; from += 4 * sizeof<A>(), to += 4 * sizeof<D>()) {
    let low: v128;
    let high: v128;
    if (sizeof<A>() == 8) {
      low = v128.load(from);
      high = v128.load(from, 16);
    } else {
      const four = fourOf<A>(from);
      low = f64x2.convert_low_i32x4_s(four);
      high = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(four, four, 1, 1));
    }
    low = sizeof<B>() == 8 ? f64x2.div(low, divisor) : f64x2.mul(low, divisor);
    high = sizeof<B>() == 8 ? f64x2.div(high, divisor) : f64x2.mul(high, divisor);
    if (sizeof<D>() == 8) {
      v128.store(to, low);
      v128.store(to, high, 16);
    } else v128.store(to, v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
  }
  return from;
}

/** Values of any type (but 64-bit integers) into results of any: both by their codes, since code for each pair would be large. */
function anyQuotients(from: u32, plan: Plan, at: usize, to: usize, length: u32): void {
  const into = plan.outType;
  const bytes = <usize>plan.outBytes;
  const round = plan.round;
  const count = plan.divisor;
  const size = <usize>1 << (from == FLOAT64 ? 3 : from == FLOAT32 ? 2 : from >> 1);
  if (ASC_FEATURE_SIMD && into != INT64 && into != UINT64 && length >= 4) {
    // The inverse of a power of two is exact, and multiplying is several times quicker.
    const inverts = (count & (count - 1)) == 0;
    const rounds = count != 1 || from >= FLOAT32;
    const by = f64x2.splat(inverts ? 1 / <f64>count : <f64>count);
    const last = at + <usize>(length - 4) * size;
    const lastTo = to + <usize>(length - 4) * bytes;
    for (;;) {
      fourQuotients(from, at, into, to, by, inverts, rounds, round);
      if (at == last) return;
      at += 4 * size;
      to += 4 * bytes;
      if (at > last) {
        // The last ones overlap those before them: a second store of the same values.
        at = last;
        to = lastTo;
      }
    }
  }
  // Exact in float64 on both sides, so the quotient is rounded once; and it is never a tie that the true one is not, since
  // values and counts are below 2^31, and sums in float64 below 2^52.
  for (const end = at + <usize>length * size; at < end; at += size, to += bytes) storeReal(to, into, realAt(from, at) / <f64>count, round);
}

/** A value as float64. */
function realAt(type: u32, at: usize): f64 {
  switch (type) {
    case INT8: return <f64>load<i8>(at);
    case UINT8: return <f64>load<u8>(at);
    case INT16: return <f64>load<i16>(at);
    case UINT16: return <f64>load<u16>(at);
    case INT32: return <f64>load<i32>(at);
    case UINT32: return <f64>load<u32>(at);
    case FLOAT32: return <f64>load<f32>(at);
    default: return load<f64>(at);
  }
}

/** Four quotients. */
@inline
function fourQuotients(from: u32, at: usize, into: u32, to: usize, by: v128, inverts: bool, rounds: bool, round: u32): void {
  let low: v128;
  let high: v128;
  if (from == FLOAT64) {
    low = v128.load(at);
    high = v128.load(at, 16);
  } else {
    let four: v128;
    if (from >= INT32) four = v128.load(at);
    else if (from == INT16) four = fourOf<i16>(at);
    else if (from == UINT16) four = fourOf<u16>(at);
    else if (from == INT8) four = fourOf<i8>(at);
    else four = fourOf<u8>(at);
    const upper = v128.shuffle<u64>(four, four, 1, 1);
    if (from == FLOAT32) {
      low = f64x2.promote_low_f32x4(four);
      high = f64x2.promote_low_f32x4(upper);
    } else if (from == UINT32) {
      low = f64x2.convert_low_i32x4_u(four);
      high = f64x2.convert_low_i32x4_u(upper);
    } else {
      low = f64x2.convert_low_i32x4_s(four);
      high = f64x2.convert_low_i32x4_s(upper);
    }
  }
  if (inverts) {
    low = f64x2.mul(low, by);
    high = f64x2.mul(high, by);
  } else {
    low = f64x2.div(low, by);
    high = f64x2.div(high, by);
  }
  if (into == FLOAT64) {
    v128.store(to, low);
    v128.store(to, high, 16);
    return;
  }
  if (into == FLOAT32) {
    v128.store(to, v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
    return;
  }
  if (rounds) {
    low = wholeV(low, round);
    high = wholeV(high, round);
  }
  if (into == UINT32) {
    v128.store(to, v128.shuffle<u64>(i32x4.trunc_sat_f64x2_u_zero(low), i32x4.trunc_sat_f64x2_u_zero(high), 0, 2));
    return;
  }
  const whole = v128.shuffle<u64>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 2);
  if (into == INT32) v128.store(to, whole);
  else if (into == INT16) v128.store64_lane(to, i16x8.narrow_i32x4_s(whole, whole), 0);
  else if (into == UINT16) v128.store64_lane(to, i16x8.narrow_i32x4_u(whole, whole), 0);
  else {
    const halves = i16x8.narrow_i32x4_s(whole, whole);
    if (into == INT8) v128.store32_lane(to, i8x16.narrow_i16x8_s(halves, halves), 0);
    else v128.store32_lane(to, i8x16.narrow_i16x8_u(halves, halves), 0);
  }
}

function smallQuotients<A>(plan: Plan, from: usize, to: usize, end: usize, count: u32): usize {
  switch (plan.outType) {
    case INT8: return smallQuotientsAs<A, i8>(from, to, end, count, plan.round);
    case UINT8: return smallQuotientsAs<A, u8>(from, to, end, count, plan.round);
    case INT16: return smallQuotientsAs<A, i16>(from, to, end, count, plan.round);
    default: return smallQuotientsAs<A, u16>(from, to, end, count, plan.round);
  }
}

/**
 * Quotients of small sums as integers of 8 or 16 bits, sixteen at a time; returns where it stopped. In float32 without a division,
 * and exactly: the quotient rounded half up is the integer nearest to (sum + 1/2) / count, or to sum / count where that is
 * odd, and these are 1/2 / count away from any other; what an inverse and a product lose is less for |sum| < 2^21. Floors are the
 * same for sums that are half a count less.
 */
function smallQuotientsAs<A, D>(from: usize, to: usize, end: usize, count: u32, round: u32): usize {
  if (count > <u32>SMALL_RANGE >> 1) return from;
  const power = (count & (count - 1)) == 0;
  if (sizeof<A>() == 2 && sizeof<D>() == 1 && power && count <= SHIFTED && (round == HALF_UP || round == FLOOR)) {
    // The sum of up to 128 bytes and half of 128 still fits 16 bits, and a shift is a floor.
    const half = i16x8.splat(round == HALF_UP ? <i16>(count >> 1) : 0);
    const shift = ctz<i32>(<i32>count);
    for (; from + 32 <= end; from += 32, to += 16) {
      const a = i16x8.shr_s(i16x8.add(v128.load(from), half), shift);
      const b = i16x8.shr_s(i16x8.add(v128.load(from, 16), half), shift);
      v128.store(to, isSigned<D>() ? i8x16.narrow_i16x8_s(a, b) : i8x16.narrow_i16x8_u(a, b));
    }
  }
  if (from + 16 * sizeof<A>() > end) return from;
  if (isSigned<A>() && sizeof<A>() == 2 && sizeof<D>() == 1 && (round == HALF_UP || round == HALF_EVEN)) {
    // Odd counts know no ties.
    if ((count & 1) == 1 && count > 4 && count < 60) return byteQuotients<D>(from, to, end, count);
  }
  const most = SMALL_RANGE - <i32>count;
  const toEven = round == HALF_EVEN && (count & 1) == 0;
  const shift: f32 = round == HALF_UP || round == HALF_EVEN ? (count & 1 ? 0 : 0.5) : 0.5 - 0.5 * <f32>count;
  const by = f32x4.splat(toEven ? <f32>count : 1 / <f32>count);
  const shifts = f32x4.splat(toEven ? 0 : shift);
  const signs = i32x4.splat(round == TRUNC ? i32.MIN_VALUE : 0);
  if (toEven) return smallRow<A, D, f64>(from, to, end, by, shifts, signs, most);
  if (round == TRUNC) return smallRow<A, D, f32>(from, to, end, by, shifts, signs, most);
  return smallRow<A, D, i32>(from, to, end, by, shifts, signs, most);
}

/**
 * Quotients of sums of bytes over odd counts: sums of 16 bits times an inverse of as many, whose product's upper half is divided further by
 * a shift. Which counts that is exact for, every value says (test/assembly/quotients).
 */
function byteQuotients<D>(from: usize, to: usize, end: usize, count: u32): usize {
  switch (clz<u32>(count)) {
    case 29: return byteRow<D>(1, from, to, end, count);
    case 28: return byteRow<D>(2, from, to, end, count);
    case 27: return byteRow<D>(3, from, to, end, count);
    default: return byteRow<D>(4, from, to, end, count);
  }
}

@inline
function byteRow<D>(shift: i32, from: usize, to: usize, end: usize, count: u32): usize {
  const inverse = ((<u32>1 << (16 + shift)) + (count >> 1)) / count;
  const even = kept(to, i32x4.splat(<i32>inverse));
  const odd = kept(to, i32x4.splat(<i32>(inverse << 16)));
  const last = end - 32;
  while (from < end) {
    const a = byteQuotient(v128.load(from), even, odd, shift);
    const b = byteQuotient(v128.load(from, 16), even, odd, shift);
    v128.store(to, isSigned<D>() ? i8x16.narrow_i16x8_s(a, b) : i8x16.narrow_i16x8_u(a, b));
    from += 32;
    to += 16;
    if (from > last && from < end) {
      // The last ones overlap those before them: a second store of the same values.
      to -= (from - last) >> 1;
      from = last;
    }
  }
  return end;
}

/** V8 builds vectors of equal lanes anew in each turn of a loop; it keeps those that come from memory, such as that of results. */
@inline
function kept(at: usize, v: v128): v128 {
  v128.store(at, v);
  return v128.load(at);
}

@inline
function byteQuotient(v: v128, even: v128, odd: v128, shift: i32): v128 {
  const low = i32x4.shr_u(i32x4.dot_i16x8_s(v, even), 16);
  const high = v128.shuffle<u16>(low, i32x4.dot_i16x8_s(v, odd), 0, 9, 2, 11, 4, 13, 6, 15);
  return i16x8.shr_s(i16x8.add(high, i16x8.splat(<i16>(<u32>1 << (shift - 1)))), shift);
}

/** R stands for how fractions are rounded: i32 by a shift, f32 by one with the sign of the sum, f64 to even. */
@inline
function smallRow<A, D, R>(from: usize, to: usize, end: usize, by: v128, shifts: v128, signs: v128, most: i32): usize {
  const last = end - 16 * sizeof<A>();
  while (from <= last) {
    const a = fourOf<A>(from);
    const b = fourOf<A>(from + 4 * sizeof<A>());
    const c = fourOf<A>(from + 8 * sizeof<A>());
    const d = fourOf<A>(from + 12 * sizeof<A>());
    if (sizeof<A>() == 4) {
      // Unsigned, since the least integer is its own absolute value.
      const ab = i32x4.max_u(i32x4.abs(a), i32x4.abs(b));
      const cd = i32x4.max_u(i32x4.abs(c), i32x4.abs(d));
      if (v128.any_true(i32x4.gt_u(i32x4.max_u(ab, cd), i32x4.splat(most)))) return from;
    }
    const ra = roundedFour<R>(a, by, shifts, signs);
    const rb = roundedFour<R>(b, by, shifts, signs);
    const rc = roundedFour<R>(c, by, shifts, signs);
    const rd = roundedFour<R>(d, by, shifts, signs);
    if (sizeof<D>() == 1) {
      const ab = i16x8.narrow_i32x4_s(ra, rb);
      const cd = i16x8.narrow_i32x4_s(rc, rd);
      v128.store(to, isSigned<D>() ? i8x16.narrow_i16x8_s(ab, cd) : i8x16.narrow_i16x8_u(ab, cd));
    } else {
      v128.store(to, isSigned<D>() ? i16x8.narrow_i32x4_s(ra, rb) : i16x8.narrow_i32x4_u(ra, rb));
      v128.store(to, isSigned<D>() ? i16x8.narrow_i32x4_s(rc, rd) : i16x8.narrow_i32x4_u(rc, rd), 16);
    }
    from += 16 * sizeof<A>();
    to += 16 << alignof<D>();
    if (from > last && from < end) {
      // The last ones overlap those before them: a second store of the same values.
      to -= ((from - last) >> alignof<A>()) << alignof<D>();
      from = last;
    }
  }
  return from;
}

/** Four quotients as integers. */
@inline
function roundedFour<R>(values: v128, by: v128, shifts: v128, signs: v128): v128 {
  let v = f32x4.convert_i32x4_s(values);
  const rounder = f32x4.splat(ROUNDER);
  if (sizeof<R>() == 8) v = f32x4.div(v, by);
  else {
    if (isFloat<R>()) v = f32x4.add(v, v128.xor(shifts, v128.and(v, signs)));
    else v = f32x4.add(v, shifts);
    v = f32x4.mul(v, by);
  }
  return i32x4.sub(f32x4.add(v, rounder), rounder);
}

/** The same for the pairs of sums that the kernel of 64-bit integers leaves. */
export function finishHalves(plan: Plan, from: usize, to: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++, from += 16, to += plan.outBytes) {
    const sum = load<i64>(from);
    storeRatio(to, plan, load<i64>(from, 8) + (sum >> 32), sum & 0xffffffff);
  }
}

/** The same for totals of sums in 64 bits. */
export function finishSums(plan: Plan, from: usize, to: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++, from += 8, to += plan.outBytes) {
    const sum = load<i64>(from);
    storeRatio(to, plan, sum >> 32, sum & 0xffffffff);
  }
}

/** high * 2^32 + low over the plan's divisor. */
function storeRatio(to: usize, plan: Plan, high: i64, low: i64): void {
  const type = plan.outType;
  const count = plan.divisor;
  if (type == FLOAT32) store<f32>(to, <f32>ratioToFloat(high, low, count, 24));
  else if (type == FLOAT64) store<f64>(to, ratioToFloat(high, low, count, 53));
  else storeWholeRatio(to, type, high, low, count, plan.round);
}

/** The same for totals of floats with their errors: brought together in the place of the totals first. */
export function finishPairs(plan: Plan, from: usize, to: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++) {
    const total = from + (<usize>i << 4);
    store<f64>(from + (<usize>i << 3), compensate(load<f64>(total), load<f64>(total, 8)));
  }
  finish<f64>(plan, from, to, length);
}
