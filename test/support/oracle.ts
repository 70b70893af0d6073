import type { DType, Edge, Op, Round, TypedArray } from "../../src/types.ts";

/*
 * Pooling once more, from the formulas alone: one window at a time, integers and sums of floats as exact rationals. It
 * shares no code with the package, so that a mistake there is not a mistake here too.
 */

/** A pooling of a strided array, every default filled in. */
export interface Task {
  readonly op: Op;
  readonly data: TypedArray;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly pitch: readonly number[];
  readonly offset: number;
  /** The pooled axes, from 0, with a window and a stride for each. */
  readonly axes: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly edge: Edge;
  /** The dtype asked for, if any. */
  readonly result?: DType | undefined;
  readonly round?: Round | undefined;
}

/** What an element of the result may be: anything from `low` to `high`, which are equal where it is known exactly. */
export interface Cell {
  readonly low: number | bigint;
  readonly high: number | bigint;
  /** The sign that a zero must have; 0 where either will do. */
  readonly zero: -1 | 0 | 1;
}

export interface Expected {
  readonly shape: number[];
  readonly dtype: DType;
  /** In row-major order. */
  readonly cells: Cell[];
}

interface Kind {
  readonly bits: number;
  readonly signed: boolean;
  readonly float: boolean;
}

const KINDS: Record<DType, Kind> = {
  int8: { bits: 8, signed: true, float: false },
  uint8: { bits: 8, signed: false, float: false },
  int16: { bits: 16, signed: true, float: false },
  uint16: { bits: 16, signed: false, float: false },
  int32: { bits: 32, signed: true, float: false },
  uint32: { bits: 32, signed: false, float: false },
  int64: { bits: 64, signed: true, float: false },
  uint64: { bits: 64, signed: false, float: false },
  float32: { bits: 32, signed: true, float: true },
  float64: { bits: 64, signed: true, float: true },
  uint8_clamped: { bits: 8, signed: false, float: false },
};

const isBig = ({ bits, float }: Kind): boolean => bits === 64 && !float;

/** The dtype of a result where none is asked for. */
export function defaultDtype(op: Op, dtype: DType): DType {
  const kind = KINDS[dtype];
  if (op === "max" || op === "min" || kind.float) return dtype;
  return op === "sum" && isBig(kind) ? dtype : "float64";
}

/** The number of windows along an axis. */
export function countOf(extent: number, window: number, stride: number, edge: Edge): number {
  let count = 0;
  if (edge !== "partial") {
    while (count * stride + window <= extent) count++;
    return count;
  }
  // The ceiling of (extent - window) / stride, plus 1; the last window must start inside.
  count = Math.ceil((extent - window) / stride) + 1;
  return (count - 1) * stride >= extent ? count - 1 : count;
}

export function oracle(task: Task): Expected {
  const { op, dtype, shape, axes, window, stride, edge } = task;
  const rank = shape.length;
  const windows = new Array<number>(rank).fill(1);
  const strides = new Array<number>(rank).fill(1);
  axes.forEach((axis, i) => {
    windows[axis] = window[i] as number;
    strides[axis] = stride[i] as number;
  });
  const out = shape.map((extent, a) => countOf(extent, windows[a] as number, strides[a] as number, edge));
  const result = task.result ?? defaultDtype(op, dtype);
  const settle = settler(task, KINDS[dtype], KINDS[result]);
  const cells: Cell[] = [];
  for (const index of indices(out)) {
    const from = index.map((i, a) => i * (strides[a] as number));
    const to = from.map((first, a) => Math.min(first + (windows[a] as number), shape[a] as number));
    const taps: (number | bigint)[] = [];
    const visit = (axis: number, at: number): void => {
      if (axis === rank) {
        taps.push(task.data[at] as number | bigint);
        return;
      }
      for (let i = from[axis] as number; i < (to[axis] as number); i++)
        visit(axis + 1, at + i * (task.pitch[axis] as number));
    };
    visit(0, task.offset);
    cells.push(settle(taps));
  }
  return { shape: out, dtype: result, cells };
}

/** Every index of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const total = shape.reduce((product, extent) => product * extent, 1);
  for (let n = 0; n < total; n++) {
    const index = new Array<number>(shape.length);
    let rest = n;
    for (let a = shape.length - 1; a >= 0; a--) {
      index[a] = rest % (shape[a] as number);
      rest = Math.floor(rest / (shape[a] as number));
    }
    yield index;
  }
}

function settler(task: Task, input: Kind, result: Kind): (taps: (number | bigint)[]) => Cell {
  const round = task.round ?? "half-up";
  const { op } = task;
  if (input.float) {
    return op === "max" || op === "min"
      ? (taps) => extremeOfFloats(op, taps as number[], result, round)
      : (taps) => sumOfFloats(op, taps as number[], input, result, round);
  }
  const wraps = op === "sum" && isBig(input) && task.result === undefined;
  return (taps) => {
    if (!isBig(input) && !isBig(result) && !(result.float && result.bits === 32)) {
      return ofSmallIntegers(op, taps as number[], result, round);
    }
    const whole = taps.map((tap) => BigInt(tap));
    if (op === "max" || op === "min") {
      const chosen = whole.reduce((a, b) => ((op === "max") === b > a ? b : a));
      return exact(ofRatio(chosen, 1n, result, round), 1);
    }
    const total = whole.reduce((a, b) => a + b, 0n);
    if (wraps) return exact(input.signed ? BigInt.asIntN(64, total) : BigInt.asUintN(64, total), 1);
    return exact(ofRatio(total, op === "mean" ? BigInt(taps.length) : 1n, result, round), 1);
  };
}

/** Integers of up to 32 bits, whose sums are exact as numbers. */
function ofSmallIntegers(op: Op, taps: number[], result: Kind, round: Round): Cell {
  let total = taps[0] as number;
  for (let i = 1; i < taps.length; i++) {
    const tap = taps[i] as number;
    if (op === "max") total = tap > total ? tap : total;
    else if (op === "min") total = tap < total ? tap : total;
    else total += tap;
  }
  if (!Number.isSafeInteger(total)) throw new Error("the oracle's sum is not exact");
  const count = op === "mean" ? taps.length : 1;
  if (result.float) return exact(total / count, 1);
  const rest = ((total % count) + count) % count;
  const below = (total - rest) / count;
  let value = below;
  if (round === "half-up") value += rest * 2 >= count ? 1 : 0;
  if (round === "half-even") value += rest * 2 > count || (rest * 2 === count && below % 2 !== 0) ? 1 : 0;
  if (round === "trunc") value += total < 0 && rest > 0 ? 1 : 0;
  const [lowest, highest] = rangeOf(result);
  return exact(Math.min(Math.max(value, Number(lowest)), Number(highest)), 1);
}

function extremeOfFloats(op: "max" | "min", taps: number[], result: Kind, round: Round): Cell {
  let chosen = taps[0] as number;
  for (const tap of taps) {
    if (Number.isNaN(tap)) chosen = Number.NaN;
    else if (op === "max" ? tap > chosen : tap < chosen) chosen = tap;
  }
  return exact(ofReal(chosen, result, round), result.float ? zeroSign(taps) : 1);
}

/** Sums and means of floats: exact where the taps are small integers, else within the rounding of their additions. */
function sumOfFloats(op: "sum" | "mean", taps: number[], input: Kind, result: Kind, round: Round): Cell {
  const count = op === "mean" ? taps.length : 1;
  const plus = taps.includes(Infinity);
  const minus = taps.includes(-Infinity);
  if (taps.some(Number.isNaN) || (plus && minus)) return exact(ofReal(Number.NaN, result, round), 0);
  if (plus || minus) return exact(ofReal(plus ? Infinity : -Infinity, result, round), 0);

  const size = taps.reduce((sum, tap) => sum + Math.abs(tap), 0);
  if (size > (input.bits === 32 ? 2 ** 127 : 2 ** 1023)) throw new Error("the oracle takes no sums that overflow");
  const small = size < (input.bits === 64 && result.float && result.bits === 64 ? 2 ** 53 : 2 ** 24);
  if (small && taps.every(Number.isInteger)) {
    const total = taps.reduce((a, b) => a + b, 0);
    const value = ofRatio(BigInt(total), BigInt(count), result, round);
    return exact(value, result.float ? zeroSign(taps) : 1);
  }
  const { numerator, denominator } = exactSum(taps);
  const divisor = denominator * BigInt(count);

  const n = taps.length;
  const step = 2 ** -53;
  let bound: number;
  if (n <= 64 && input.bits === 32 && result.float && result.bits === 32) bound = n * 2 ** -24 * size;
  else if (n > 64 && input.bits === 64) bound = 4 * step * size;
  else bound = (n + 1) * step * size;
  const value = ofRatio(numerator, divisor, { bits: 64, signed: true, float: true }, round) as number;
  // The last roundings: of the quotient, and into the result, whose smallest numbers are 2^-149 or 2^-1074 apart.
  let slack = (bound / count) * (1 + 2 ** -20) + Math.abs(value) * step + 2 ** -1073;
  if (result.float && result.bits === 32) slack += Math.abs(value) * 2 ** -24 + 2 ** -148;
  const low = value - slack;
  const high = value + slack;
  if (result.float) return { low, high, zero: zeroSign(taps) };
  return { low: ofReal(low, result, round), high: ofReal(high, result, round), zero: 1 };
}

/** The sign of the zeros that all taps are, if they are. */
function zeroSign(taps: readonly number[]): -1 | 0 | 1 {
  if (taps.every((tap) => Object.is(tap, -0))) return -1;
  return taps.every((tap) => Object.is(tap, 0)) ? 1 : 0;
}

/** Typed arrays of integers hold no -0, so a zero there is always +0. */
function exact(value: number | bigint, zero: -1 | 0 | 1): Cell {
  return { low: value, high: value, zero };
}

/** A float as an integer times a power of two, summed exactly. */
function exactSum(taps: readonly number[]): { numerator: bigint; denominator: bigint } {
  const parts = taps.map(dyadic);
  const lowest = parts.reduce((least, { exponent }) => Math.min(least, exponent), 0);
  let numerator = 0n;
  for (const { mantissa, exponent } of parts) numerator += mantissa << BigInt(exponent - lowest);
  return { numerator, denominator: 1n << BigInt(-lowest) };
}

const view = new DataView(new ArrayBuffer(8));

function dyadic(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n ? -size : size, exponent: (field === 0 ? 1 : field) - 1075 };
}

/** An exact quotient in a dtype, rounded once, saturated. The denominator is positive. */
function ofRatio(numerator: bigint, denominator: bigint, result: Kind, round: Round): number | bigint {
  if (result.float) return nearestFloat(numerator, denominator, result.bits as 32 | 64);
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
  const [lowest, highest] = rangeOf(result);
  const held = value < lowest ? lowest : value > highest ? highest : value;
  return isBig(result) ? held : Number(held);
}

/** Number(bigint) and Math.fround round to the nearest, ties to even: a quotient with a sticky last bit is all they need. */
function nearestFloat(numerator: bigint, denominator: bigint, bits: 32 | 64): number {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const kept = bits === 32 ? 40 : 80;
  const shift = Math.max(0, kept - (size.toString(2).length - denominator.toString(2).length));
  const scaled = size << BigInt(shift);
  let quotient = scaled / denominator;
  let sticky = scaled % denominator !== 0n;
  let exponent = -shift;
  const drop = Math.max(0, quotient.toString(2).length - kept - 1);
  if (drop > 0) {
    sticky ||= (quotient & ((1n << BigInt(drop)) - 1n)) !== 0n;
    quotient >>= BigInt(drop);
    exponent += drop;
  }
  if (sticky) quotient |= 1n;
  // In two steps, since 2^-1100 alone would vanish.
  const half = Math.trunc(exponent / 2);
  const value = Number(quotient) * 2 ** half * 2 ** (exponent - half);
  const rounded = bits === 32 ? Math.fround(value) : value;
  return negative ? -rounded : rounded;
}

/** A float in a dtype: NaN as an integer is 0, out of range saturates. */
function ofReal(value: number, result: Kind, round: Round): number | bigint {
  if (result.float) return result.bits === 32 ? Math.fround(value) : value;
  const [lowest, highest] = rangeOf(result);
  if (Number.isNaN(value)) return isBig(result) ? 0n : 0;
  if (!Number.isFinite(value)) {
    const end = value > 0 ? highest : lowest;
    return isBig(result) ? end : Number(end);
  }
  const { mantissa, exponent } = dyadic(value);
  return exponent >= 0
    ? ofRatio(mantissa << BigInt(exponent), 1n, result, round)
    : ofRatio(mantissa, 1n << BigInt(-exponent), result, round);
}

function rangeOf({ bits, signed }: Kind): [bigint, bigint] {
  return signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n];
}

/** Whether only one value will do. */
export function isExact({ low, high }: Cell): boolean {
  return low === high || Object.is(low, high);
}

/** Where a value is not what it may be, in words; undefined where it is. */
export function wrong(value: number | bigint, { low, high, zero }: Cell): string | undefined {
  const complain = () => `${value} instead of ${isExact({ low, high, zero }) ? low : `${low} to ${high}`}`;
  if (typeof value !== typeof low) return `${typeof value} ${complain()}`;
  if (typeof low === "number" && Number.isNaN(low)) return Number.isNaN(value) ? undefined : complain();
  if (!(value >= low && value <= high)) return complain();
  if (zero !== 0 && value === 0 && Object.is(value, -0) !== (zero === -1))
    return `${zero === -1 ? "+0" : "-0"}, the other zero`;
  return undefined;
}
