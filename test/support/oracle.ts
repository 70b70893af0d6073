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
  /** For each pooled axis: distance between taps, and taps that do not exist before and after the input. */
  readonly dilation?: readonly number[] | undefined;
  readonly padding?: readonly (readonly [low: number, high: number])[] | "same" | "same-lower" | undefined;
  /** What a mean is divided by instead of the taps that are there. */
  readonly countPadding?: boolean | undefined;
  readonly divisor?: number | undefined;
  /** For each pooled axis: the extent of the result, where windows are spread over the input to give it. */
  readonly adaptive?: readonly number[] | undefined;
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

/** The number of windows of a span along an axis with its padding. */
export function countOf(extent: number, span: number, stride: number, edge: Edge, low = 0, high = 0): number {
  const room = extent + low + high - span;
  if (edge !== "partial") return Math.floor(room / stride) + 1;
  // The ceiling; the last window must start inside the input or its low padding.
  const count = Math.ceil(room / stride) + 1;
  return (count - 1) * stride >= extent + low ? count - 1 : count;
}

/** Where the windows of an axis find their taps: for each window its coordinates, and how many count with padding. */
interface Lattice {
  readonly taps: number[][];
  readonly padded: number[];
}

function latticeOf(task: Task, axis: number): Lattice {
  const extent = task.shape[axis] as number;
  const i = task.axes.indexOf(axis);
  const upTo = (first: number, end: number) => Array.from({ length: end - first }, (_, n) => first + n);
  if (i < 0) return { taps: upTo(0, extent).map((at) => [at]), padded: new Array(extent).fill(1) };
  if (task.adaptive !== undefined) {
    const out = task.adaptive[i] as number;
    const taps = upTo(0, out).map((o) => upTo(Math.floor((o * extent) / out), Math.ceil(((o + 1) * extent) / out)));
    return { taps, padded: taps.map(({ length }) => length) };
  }
  const [window, stride] = [task.window[i] as number, task.stride[i] as number];
  const dilation = task.dilation?.[i] ?? 1;
  const span = (window - 1) * dilation + 1;
  let [low, high] = [0, 0];
  let count: number;
  if (typeof task.padding === "string") {
    count = Math.ceil(extent / stride);
    const all = Math.max(0, (count - 1) * stride + span - extent);
    low = task.padding === "same" ? Math.floor(all / 2) : Math.ceil(all / 2);
    high = all - low;
  } else {
    [low, high] = task.padding?.[i] ?? [0, 0];
    count = countOf(extent, span, stride, task.edge, low, high);
  }
  const lattice: Lattice = { taps: [], padded: [] };
  for (let o = 0; o < count; o++) {
    const all = Array.from({ length: window }, (_, j) => o * stride - low + j * dilation);
    lattice.taps.push(all.filter((at) => at >= 0 && at < extent));
    lattice.padded.push(all.filter((at) => at < extent + high).length);
  }
  return lattice;
}

export function oracle(task: Task): Expected {
  const { op, dtype, shape } = task;
  const rank = shape.length;
  const lattices = shape.map((_, axis) => latticeOf(task, axis));
  const out = lattices.map(({ taps }) => taps.length);
  const result = task.result ?? defaultDtype(op, dtype);
  const settle = settler(task, KINDS[dtype], KINDS[result]);
  const cells: Cell[] = [];
  for (const index of indices(out)) {
    const taps: (number | bigint)[] = [];
    const visit = (axis: number, at: number): void => {
      if (axis === rank) {
        taps.push(task.data[at] as number | bigint);
        return;
      }
      const coordinates = (lattices[axis] as Lattice).taps[index[axis] as number] as number[];
      for (const i of coordinates) visit(axis + 1, at + i * (task.pitch[axis] as number));
    };
    visit(0, task.offset);
    let divisor = 1;
    if (op === "mean") {
      const padded = index.reduce((product, o, axis) => product * ((lattices[axis] as Lattice).padded[o] as number), 1);
      divisor = task.divisor ?? (task.countPadding ? padded : taps.length);
    }
    cells.push(taps.length === 0 ? emptyCell(task, KINDS[dtype], KINDS[result]) : settle(taps, divisor));
  }
  return { shape: out, dtype: result, cells };
}

/** The result of a window that finds no tap. */
function emptyCell({ op, divisor, countPadding, round }: Task, input: Kind, result: Kind): Cell {
  if (op === "max" || op === "min") {
    if (input.float) return exact(ofReal(op === "max" ? -Infinity : Infinity, result, round ?? "half-up"), 0);
    const [lowest, highest] = rangeOf(input);
    return exact(ofRatio(op === "max" ? lowest : highest, 1n, result, round ?? "half-up"), 0);
  }
  const nothing = op === "mean" && divisor === undefined && !countPadding;
  return exact(ofReal(nothing ? Number.NaN : 0, result, round ?? "half-up"), 0);
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

function settler(task: Task, input: Kind, result: Kind): (taps: (number | bigint)[], divisor: number) => Cell {
  const round = task.round ?? "half-up";
  const { op } = task;
  if (input.float) {
    return op === "max" || op === "min"
      ? (taps) => extremeOfFloats(op, taps as number[], result, round)
      : (taps, divisor) => sumOfFloats(taps as number[], divisor, input, result, round);
  }
  const wraps = op === "sum" && isBig(input) && task.result === undefined;
  return (taps, divisor) => {
    const plain = Number.isInteger(divisor) && divisor > 0;
    if (plain && !isBig(input) && !isBig(result) && !(result.float && result.bits === 32)) {
      return ofSmallIntegers(op, taps as number[], divisor, result, round);
    }
    const whole = taps.map((tap) => BigInt(tap));
    if (op === "max" || op === "min") {
      const chosen = whole.reduce((a, b) => ((op === "max") === b > a ? b : a));
      return exact(ofRatio(chosen, 1n, result, round), 1);
    }
    const total = whole.reduce((a, b) => a + b, 0n);
    if (wraps) return exact(input.signed ? BigInt.asIntN(64, total) : BigInt.asUintN(64, total), 1);
    return exact(ofRatio(...over(total, 1n, divisor), result, round), plain ? 1 : 0);
  };
}

/** numerator / denominator / divisor as one quotient with a positive denominator. */
function over(numerator: bigint, denominator: bigint, divisor: number): [bigint, bigint] {
  const { mantissa, exponent } = dyadic(divisor);
  const sign = mantissa < 0n ? -1n : 1n;
  const size = mantissa * sign;
  if (exponent >= 0) return [numerator * sign, denominator * (size << BigInt(exponent))];
  return [(numerator * sign) << BigInt(-exponent), denominator * size];
}

/** Integers of up to 32 bits, whose sums are exact as numbers. */
function ofSmallIntegers(op: Op, taps: number[], count: number, result: Kind, round: Round): Cell {
  let total = taps[0] as number;
  for (let i = 1; i < taps.length; i++) {
    const tap = taps[i] as number;
    if (op === "max") total = tap > total ? tap : total;
    else if (op === "min") total = tap < total ? tap : total;
    else total += tap;
  }
  if (!Number.isSafeInteger(total)) throw new Error("the oracle's sum is not exact");
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
function sumOfFloats(taps: number[], divisor: number, input: Kind, result: Kind, round: Round): Cell {
  const count = Math.abs(divisor);
  const plus = taps.includes(divisor > 0 ? Infinity : -Infinity);
  const minus = taps.includes(divisor > 0 ? -Infinity : Infinity);
  if (taps.some(Number.isNaN) || (plus && minus)) return exact(ofReal(Number.NaN, result, round), 0);
  if (plus || minus) return exact(ofReal(plus ? Infinity : -Infinity, result, round), 0);

  const size = taps.reduce((sum, tap) => sum + Math.abs(tap), 0);
  if (size > (input.bits === 32 ? 2 ** 127 : 2 ** 1023)) throw new Error("the oracle takes no sums that overflow");
  const zero = !result.float ? 1 : divisor > 0 ? zeroSign(taps) : 0;
  const small = size < (input.bits === 64 && result.float && result.bits === 64 ? 2 ** 53 : 2 ** 24);
  if (small && Number.isInteger(divisor) && taps.every(Number.isInteger)) {
    const total = taps.reduce((a, b) => a + b, 0);
    return exact(ofRatio(...over(BigInt(total), 1n, divisor), result, round), zero);
  }
  const { numerator, denominator } = exactSum(taps);

  const n = taps.length;
  const step = 2 ** -53;
  // In their own type where that errs no more than NumPy's sum, else in float64, or better.
  const own = Math.min(n, 2 * pairwiseDepth(n));
  let bound: number;
  if (input.bits === 32 && result.float && result.bits === 32) bound = own * 2 ** -24 * size;
  else if (input.bits === 64) bound = (own + 1) * step * size;
  else bound = (n + 1) * step * size;
  const value = ofRatio(...over(numerator, denominator, divisor), KINDS.float64, round) as number;
  // The last roundings: of the quotient, and into the result, whose smallest numbers are 2^-149 or 2^-1074 apart.
  let slack = (bound / count) * (1 + 2 ** -20) + Math.abs(value) * step + 2 ** -1073;
  if (result.float && result.bits === 32) slack += Math.abs(value) * 2 ** -24 + 2 ** -148;
  const low = value - slack;
  const high = value + slack;
  // What a float32 cannot hold is an infinity there.
  if (result.float) return { low: ofReal(low, result, round), high: ofReal(high, result, round), zero };
  return { low: ofReal(low, result, round), high: ofReal(high, result, round), zero };
}

/** The most roundings that a tap goes through in NumPy's pairwise sum: eight running sums, added as a tree; halves from 128 on. */
function pairwiseDepth(taps: number): number {
  if (taps < 8) return taps - 1 || 1;
  if (taps <= 128) return Math.floor(taps / 8) - 1 + 3 + (taps % 8);
  const half = Math.floor(taps / 2);
  return 1 + pairwiseDepth(taps - (half - (half % 8)));
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
