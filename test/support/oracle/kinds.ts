import type { DType, TypedArray } from "../../../src/types.ts";

/** What a dtype can hold. */
export interface Kind {
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
  readonly float: boolean;
}

export const KINDS: Record<DType, Kind> = {
  int8: { bits: 8, signed: true, float: false },
  uint8: { bits: 8, signed: false, float: false },
  int16: { bits: 16, signed: true, float: false },
  uint16: { bits: 16, signed: false, float: false },
  int32: { bits: 32, signed: true, float: false },
  uint32: { bits: 32, signed: false, float: false },
  int64: { bits: 64, signed: true, float: false },
  uint64: { bits: 64, signed: false, float: false },
  float16: { bits: 16, signed: true, float: true },
  float32: { bits: 32, signed: true, float: true },
  float64: { bits: 64, signed: true, float: true },
  uint8_clamped: { bits: 8, signed: false, float: false },
};

/** Whether its elements are bigints. */
export const isBig = ({ bits, float }: Kind): boolean => bits === 64 && !float;

/** The least and the greatest integer of an integer dtype. */
export function rangeOf({ bits, signed }: Kind): [lowest: bigint, highest: bigint] {
  return signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n];
}

/** Positions of fewer elements than this fit in int32. */
const FAR = 2 ** 31;

/** The dtype of a result where none is asked for. `reach`: how many elements positions are numbered over. */
export function defaultDtype(op: string, dtype: DType, interpolation = "midpoint", reach = 0): DType {
  const kind = KINDS[dtype];
  if (["max", "min", "mode", "first"].includes(op)) return dtype;
  if (op === "median" && interpolation !== "midpoint") return dtype;
  if (op === "any" || op === "all") return "uint8";
  if (op === "count") return "uint32";
  if (op === "argmax" || op === "argmin") return positionDtype(reach);
  if (kind.float) return dtype;
  return ["sum", "prod", "range"].includes(op) && isBig(kind) ? dtype : "float64";
}

export function positionDtype(reach: number): DType {
  return reach > FAR ? "float64" : "int32";
}

/** The number that the bits of a float16 stand for (IEEE 754 binary16). */
function halfOf(bits: number): number {
  const sign = bits >>> 15 ? -1 : 1;
  const field = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (field === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (field ? (1024 + fraction) * 2 ** (field - 25) : fraction * 2 ** -24);
}

/** A number to the nearest that a float16 holds, ties to even. */
function roundToHalf(value: number): number {
  const size = Math.abs(value);
  if (!(size < 65520)) return Number.isNaN(value) ? value : Math.sign(value) * Infinity;
  // Numbers from 2^e on are 2^(e - 10) apart, the smallest 2^-24.
  let step = 2 ** -24;
  while (size >= step * 2048) step *= 2;
  const scaled = size / step;
  const below = Math.floor(scaled);
  const up = scaled - below > 0.5 || (scaled - below === 0.5 && below % 2 === 1);
  const rounded = (up ? below + 1 : below) * step;
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

/** The bits of a number that a float16 holds. */
function halfBits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity) return sign | 0x7c00;
  let field = 1;
  while (size >= 2 ** (field - 14)) field++;
  const whole = size * 2 ** (25 - field);
  return sign | (whole < 1024 ? whole : ((field - 1) << 10) + whole);
}

/** A number as a float dtype holds it. */
export function toFloat(value: number, bits: number): number {
  return bits === 64 ? value : bits === 32 ? Math.fround(value) : roundToHalf(value);
}

/** What reads an array's elements as values, be they float16 bits or not. */
export function readerOf(data: TypedArray, dtype: string): (at: number) => number | bigint {
  const elements = data as unknown as ArrayLike<number | bigint>;
  if (dtype !== "float16" || !(data instanceof Uint16Array)) return (at) => elements[at] as number | bigint;
  return (at) => halfOf(elements[at] as number);
}

/** What writes values into an array, likewise. */
export function writerOf(data: TypedArray, dtype: string): (at: number, value: number | bigint) => void {
  const elements = data as unknown as (number | bigint)[];
  const coded = dtype === "float16" && data instanceof Uint16Array;
  return (at, value) => {
    elements[at] = coded ? halfBits(roundToHalf(value as number)) : value;
  };
}
