/** Folded values into the result's dtype: one rounding, then saturation. */

/** How a fraction becomes an integer; src/registry/options.ts lists the same names in this order. */
export const HALF_UP: u32 = 0;
export const HALF_EVEN: u32 = 1;
export const TRUNC: u32 = 2;
export const FLOOR: u32 = 3;

/** The nearest value of D to an integer, once rounded where D is a float. */
@inline
export function fromInteger<A, D>(value: A): D {
  if (isFloat<D>()) return <D>value;
  if (sizeof<A>() < 8) return fromSigned<D>(<i64>value);
  if (isSigned<A>()) return fromSigned<D>(<i64>value);
  if (sizeof<D>() == 8 && !isSigned<D>()) return <D>value;
  const most: u64 = <u64>-1 >> <u64>(64 - 8 * sizeof<D>() + (isSigned<D>() ? 1 : 0));
  return <D>select<u64>(most, <u64>value, <u64>value > most);
}

@inline
function fromSigned<D>(value: i64): D {
  if (sizeof<D>() == 8) {
    if (isSigned<D>()) return <D>value;
    return <D>(value < 0 ? 0 : value);
  }
  const bits: i64 = 8 * sizeof<D>();
  const most: i64 = isSigned<D>() ? ((<i64>1) << (bits - 1)) - 1 : ((<i64>1) << bits) - 1;
  const least: i64 = isSigned<D>() ? -most - 1 : 0;
  return <D>(value < least ? least : value > most ? most : value);
}

/** A real value as D: rounded to an integer as asked and saturated, NaN as 0; or as a float. */
@inline
export function fromReal<D>(value: f64, round: u32): D {
  if (isFloat<D>()) return <D>value;
  const whole = wholeOf(value, round);
  // The saturating truncations of wasm turn NaN into 0 and stop at the type's ends.
  if (sizeof<D>() == 8) return <D>whole;
  if (sizeof<D>() == 4) return <D>whole;
  const most: i32 = isSigned<D>() ? (1 << (8 * sizeof<D>() - 1)) - 1 : (1 << (8 * sizeof<D>())) - 1;
  const least: i32 = isSigned<D>() ? -most - 1 : 0;
  const near = <i32>whole;
  return <D>(near < least ? least : near > most ? most : near);
}

function wholeOf(value: f64, round: u32): f64 {
  if (round == TRUNC) return trunc(value);
  if (round == HALF_EVEN) return nearest(value);
  const below = floor(value);
  // value - floor(value) is exact, unlike value + 0.5.
  return round == HALF_UP && value - below >= 0.5 ? below + 1 : below;
}

/** The same for two of float64. */
@inline
export function wholeV(values: v128, round: u32): v128 {
  if (round == TRUNC) return f64x2.trunc(values);
  if (round == HALF_EVEN) return f64x2.nearest(values);
  const below = f64x2.floor(values);
  if (round == FLOOR) return below;
  const up = f64x2.ge(f64x2.sub(values, below), f64x2.splat(0.5));
  return f64x2.add(below, v128.and(up, f64x2.splat(1)));
}

/**
 * (high * 2^32 + low) / count as the nearest float of `bits` significant bits: long division, with what is left over
 * deciding ties. `low` is below 2^32, `count` below 2^31.
 */
export function ratioToFloat(high: i64, low: i64, count: u64, bits: i32): f64 {
  // Where both sides are exact in float64, its own division rounds once.
  if (bits == 53 && high >= -(1 << 20) && high < 1 << 20) return <f64>((high << 32) + low) / <f64>count;
  const negative = high < 0;
  if (negative) {
    // Negate the pair; low stays below 2^32.
    high = -high - i64(low != 0);
    low = low ? 0x100000000 - low : 0;
  }
  const top = <u64>high;
  const quotientHigh = top / count;
  const middle = ((top % count) << 32) | <u64>low;
  const quotientLow = middle / count;
  let rest = middle % count;
  if ((quotientHigh | quotientLow | rest) == 0) return 0;
  let quotient: u64;
  let exponent: i32 = 0;
  let sticky = false;
  if (quotientHigh >> 31) {
    // More than 63 bits: keep the upper ones.
    exponent = 33 - <i32>clz<u64>(quotientHigh);
    quotient = (quotientHigh << (32 - exponent)) | (quotientLow >> exponent);
    sticky = (quotientLow & ((<u64>1 << exponent) - 1)) != 0;
  } else {
    quotient = (quotientHigh << 32) | quotientLow;
    while (!(quotient >> 61)) {
      rest <<= 1;
      const bit = u64(rest >= count);
      rest -= bit ? count : 0;
      quotient = (quotient << 1) | bit;
      exponent--;
    }
  }
  sticky = sticky || rest != 0;
  const drop = 64 - <i32>clz<u64>(quotient) - bits;
  const cut = quotient & ((<u64>1 << drop) - 1);
  const half = <u64>1 << (drop - 1);
  quotient >>= drop;
  if (cut > half || (cut == half && (sticky || (quotient & 1) == 1))) quotient++;
  // An exact scaling: the exponent stays within +-130, far inside the normal numbers.
  const size = <f64>quotient * reinterpret<f64>((<u64>(drop + exponent + 1023)) << 52);
  return negative ? -size : size;
}
