import type { Round } from "../../../src/types.ts";
import { isBig, type Kind, rangeOf, toFloat } from "./kinds.ts";
import type { Value } from "./task.ts";

/** What a value is to become: its dtype, how fractions are rounded, and what an integer dtype has in the place of NaN. */
export interface Target {
  readonly kind: Kind;
  readonly round: Round;
  readonly nodata?: Value | undefined;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite float as an integer times a power of two. */
function dyadic(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n ? -size : size, exponent: (field === 0 ? 1 : field) - 1075 };
}

/** Finite floats, or integers, as integers over one power of two. */
export function scaledIntegers(values: readonly Value[]): { whole: bigint[]; exponent: number } {
  if (values.every((value) => typeof value === "bigint" || Number.isSafeInteger(value))) {
    return { whole: values.map(BigInt), exponent: 0 };
  }
  const parts = values.map((value) => (typeof value === "bigint" ? { mantissa: value, exponent: 0 } : dyadic(value)));
  const exponent = parts.reduce((least, part) => (part.mantissa === 0n ? least : Math.min(least, part.exponent)), 0);
  return {
    whole: parts.map((part) => (part.mantissa === 0n ? 0n : part.mantissa << BigInt(part.exponent - exponent))),
    exponent,
  };
}

/** numerator * 2^exponent as a quotient. */
export function quotient(numerator: bigint, exponent: number): [numerator: bigint, denominator: bigint] {
  return exponent >= 0 ? [numerator << BigInt(exponent), 1n] : [numerator, 1n << BigInt(-exponent)];
}

/** numerator / denominator / divisor as one quotient with a positive denominator. */
export function over(numerator: bigint, denominator: bigint, divisor: number): [bigint, bigint] {
  const { mantissa, exponent } = dyadic(divisor);
  const sign = mantissa < 0n ? -1n : 1n;
  const size = mantissa * sign;
  if (exponent >= 0) return [numerator * sign, denominator * (size << BigInt(exponent))];
  return [(numerator * sign) << BigInt(-exponent), denominator * size];
}

/** An exact quotient in a dtype, rounded once, saturated. The denominator is positive. */
export function ofRatio(numerator: bigint, denominator: bigint, { kind, round }: Target): Value {
  if (kind.float) return nearestFloat(numerator, denominator, kind.bits);
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  let whole = size / denominator;
  const rest = size % denominator;
  const twice = 2n * rest;
  const odd = whole % 2n === 1n;
  if (round === "half-up" && (negative ? twice > denominator : twice >= denominator)) whole += 1n;
  if (round === "half-even" && (twice > denominator || (twice === denominator && odd))) whole += 1n;
  if (round === "floor" && negative && rest > 0n) whole += 1n;
  const value = negative ? -whole : whole;
  const [lowest, highest] = rangeOf(kind);
  const held = value < lowest ? lowest : value > highest ? highest : value;
  return isBig(kind) ? held : Number(held);
}

export function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return digits.length * 4 + 28 - Math.clz32(Number.parseInt(digits[0] as string, 16));
}

/** Number(bigint) rounds to the nearest, ties to even: a quotient with a sticky last bit is all that it needs. */
export function nearestFloat(numerator: bigint, denominator: bigint, bits: number): number {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const kept = bits === 64 ? 80 : 40;
  const shift = Math.max(0, kept - (bitLength(size) - bitLength(denominator)));
  const scaled = size << BigInt(shift);
  let whole = scaled / denominator;
  let sticky = scaled % denominator !== 0n;
  let exponent = -shift;
  const drop = Math.max(0, bitLength(whole) - kept - 1);
  if (drop > 0) {
    sticky ||= (whole & ((1n << BigInt(drop)) - 1n)) !== 0n;
    whole >>= BigInt(drop);
    exponent += drop;
  }
  if (sticky) whole |= 1n;
  // Below 2^-1022 fewer bits are kept: the rest must go before Number rounds, or it would be rounded twice.
  const spare = -1074 - exponent;
  if (bits === 64 && spare > 0 && bitLength(whole) - spare < 53) {
    const cut = BigInt(spare);
    const half = 1n << (cut - 1n);
    const rest = whole & ((1n << cut) - 1n);
    whole >>= cut;
    if (rest > half || (rest === half && whole & 1n)) whole += 1n;
    const value = Number(whole) * 2 ** -1074;
    return negative ? -value : value;
  }
  // In two steps, since 2^-1100 alone would vanish.
  const part = Math.trunc(exponent / 2);
  const rounded = toFloat(Number(whole) * 2 ** part * 2 ** (exponent - part), bits);
  return negative ? -rounded : rounded;
}

/** A number in a dtype: NaN as an integer is nodata or 0, out of range saturates. */
export function ofReal(value: Value, target: Target): Value {
  const { kind, nodata } = target;
  if (typeof value === "bigint") return ofRatio(value, 1n, target);
  if (kind.float) return toFloat(value, kind.bits);
  const [lowest, highest] = rangeOf(kind);
  if (Number.isNaN(value)) {
    const instead = nodata === undefined || Number.isNaN(nodata) ? 0 : nodata;
    // Integers have one zero.
    return isBig(kind) ? BigInt(instead) : Number(instead) + 0;
  }
  if (!Number.isFinite(value)) {
    const end = value > 0 ? highest : lowest;
    return isBig(kind) ? end : Number(end);
  }
  const { mantissa, exponent } = dyadic(value);
  return ofRatio(...quotient(mantissa, exponent), target);
}
