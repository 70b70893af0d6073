import { storeInteger, storeReal, storeSame } from "../lane/settle";
import { hasValue, SKIP_MASKED } from "../lane/valid";
import { Plan } from "../plan";
import { compensate, errorOf } from "./compensated";
import {
  ALL,
  ANY,
  ARGMAX,
  ARGMIN,
  COUNT,
  FIRST,
  HIGHER_MEDIAN,
  LOWER_MEDIAN,
  LP1,
  LP2,
  LP_INFINITE,
  MAX,
  MEDIAN,
  MIN,
  MODE,
  PROD,
  RANGE,
  RMS,
  STD,
  SUM,
  VAR,
} from "./reductions";
import { firstNotLess, select, sort, sortFew } from "./sorting";

/**
 * Any reduction of any taps, one window after the other, in row-major order of the caller's axes: taps may be left out, and have
 * positions. Sums, and all that stands on them, are made in float64 with each addition's error kept, as in src/reference.
 */

/** Numbers of a plan: results as they stand in memory, then a tap, then float64s; src/plan/scan.ts lists the same. */
const TOO_FEW: usize = 0;
const ALL_LEFT_OUT: usize = 8;
const NAN_RESULT: usize = 16;
const NODATA: usize = 24;
const DIVISOR: usize = 32;
const DDOF: usize = 40;

/** Integers up to this are exact in float64. */
const SAFE: f64 = 9007199254740991;

/** What means are divided by. */
const BY_NUMBER: u32 = 0;
const BY_TAPS: u32 = 1;

/** Of the window at hand: how many taps are valid, and where the one stands that was chosen. An instance runs one plan at a time. */
let valid: u32 = 0;
let chosen: i32 = -1;

export function gather<T>(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32, count: u32, lanes: u32): void {
  const hop = plan.hop;
  const bytes = plan.outBytes;
  for (let i: u32 = 0; i < count; i++) {
    for (let lane: u32 = 0; lane < lanes; lane++) {
      valid = 0;
      chosen = -1;
      const at = from + (<usize>lane << alignof<T>());
      if (sizeof<T>() == 8 && !isFloat<T>()) bigWindow<T>(plan, at, to, place + <i32>lane * plan.lanePlace);
      else window<T>(plan, at, to, place + <i32>lane * plan.lanePlace);
      if (positionsTo) {
        store<i32>(positionsTo, chosen);
        positionsTo += 4;
      }
      to += bytes;
    }
    from += hop;
    place += plan.hopPlace;
  }
}

/** Whether too few taps are valid; then the result is there already. */
@inline
function isSettled(plan: Plan, to: usize): bool {
  if (valid >= plan.least && valid > 0) return false;
  chosen = -1;
  storeSame(to, plan.outBytes, plan.numbers + (valid < plan.least ? TOO_FEW : ALL_LEFT_OUT));
  return true;
}

@inline
function give(plan: Plan, to: usize, value: f64): void {
  const type = plan.outType;
  if (value != value && type < 8) storeSame(to, plan.outBytes, plan.numbers + NAN_RESULT);
  else storeReal(to, type, value, plan.round);
}

function window<T>(plan: Plan, from: usize, to: usize, place: i32): void {
  const op = plan.op;
  switch (op) {
    case MAX:
    case MIN:
    case ARGMAX:
    case ARGMIN: {
      const best = <f64>extreme<T>(plan, from, place, op == MIN || op == ARGMIN);
      if (isSettled(plan, to)) return;
      give(plan, to, op >= ARGMAX ? <f64>chosen : best);
      return;
    }
    case SUM: {
      const sum = sumOf<T>(plan, from, 0);
      if (!isSettled(plan, to)) give(plan, to, sum / divisorOf(plan));
      return;
    }
    case LP1: {
      const sum = sumOf<T>(plan, from, 1);
      if (!isSettled(plan, to)) give(plan, to, sum);
      return;
    }
    case LP2: {
      const sum = sumOf<T>(plan, from, 2);
      if (!isSettled(plan, to)) give(plan, to, Math.sqrt(sum));
      return;
    }
    case RMS: {
      const sum = sumOf<T>(plan, from, 2);
      if (!isSettled(plan, to)) give(plan, to, Math.sqrt(sum / <f64>valid));
      return;
    }
    case VAR:
    case STD: {
      const variance = varianceOf<T>(plan, from);
      if (!isSettled(plan, to)) give(plan, to, op == VAR ? variance : Math.sqrt(variance));
      return;
    }
    case PROD: {
      const product = productOf<T>(plan, from);
      if (!isSettled(plan, to)) give(plan, to, product);
      return;
    }
    case LP_INFINITE: {
      const size = sizeOf<T>(plan, from);
      if (!isSettled(plan, to)) give(plan, to, size);
      return;
    }
    case RANGE: {
      const range = rangeOf<T>(plan, from);
      if (!isSettled(plan, to)) give(plan, to, range);
      return;
    }
    case MEDIAN:
    case LOWER_MEDIAN:
    case HIGHER_MEDIAN: {
      const ordered = take<T>(plan, from, plan.sorting);
      if (!isSettled(plan, to)) give(plan, to, ordered ? medianOf(plan.sorting, valid, op) : NaN);
      return;
    }
    case MODE: {
      const ordered = take<T>(plan, from, plan.sorting);
      if (!isSettled(plan, to)) give(plan, to, ordered ? modeOf(plan.sorting, valid) : NaN);
      return;
    }
    default: {
      const value = <f64>plain<T>(plan, from);
      if (!isSettled(plan, to)) give(plan, to, op == ANY || op == ALL || op == COUNT ? <f64>tally : value);
    }
  }
}

/** 64-bit integers: what needs no arithmetic. */
function bigWindow<T>(plan: Plan, from: usize, to: usize, place: i32): void {
  const op = plan.op;
  if (op == MAX || op == MIN || op == ARGMAX || op == ARGMIN) {
    const best = extreme<T>(plan, from, place, op == MIN || op == ARGMIN);
    if (isSettled(plan, to)) return;
    if (op >= ARGMAX) give(plan, to, <f64>chosen);
    else storeInteger<T>(to, plan.outType, best);
    return;
  }
  const value = plain<T>(plan, from);
  if (isSettled(plan, to)) return;
  if (op == FIRST) storeInteger<T>(to, plan.outType, value);
  else give(plan, to, <f64>tally);
}

@inline
function divisorOf(plan: Plan): f64 {
  const divide = plan.divide;
  if (divide == BY_TAPS) return <f64>valid;
  const number = load<f64>(plan.numbers, DIVISOR);
  return divide == BY_NUMBER ? number : number - <f64>(plan.rowCount * plan.width - valid);
}

/** The masked ones are never outside: bytes of the mask stand beside the elements. */
@inline
function counts<T>(plan: Plan, at: usize, tap: T, skip: u32, nodata: T): bool {
  if (!hasValue<T>(tap, skip, nodata)) return false;
  return (skip & SKIP_MASKED) == 0 || load<u8>(plan.mask + ((at - plan.input) >> alignof<T>())) != 0;
}

/** The largest or smallest tap, of equal ones the first, or the first NaN. */
function extreme<T>(plan: Plan, from: usize, place: i32, least: bool): T {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const step = plan.widthPlace;
  const rows = plan.rows;
  const places = plan.places;
  const bytes = <usize>plan.rowCount << 2;
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let best: T = 0;
  let where = -1;
  let count: u32 = 0;
  for (let row: usize = 0; row < bytes; row += 4) {
    let at = from + load<i32>(rows + row);
    let here = place + load<i32>(places + row);
    for (let w: u32 = 0; w < width; w++, at += pitch, here += step) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      // A NaN is neither, so it takes the place; nothing takes its.
      const better = least ? !(tap >= best) : !(tap <= best);
      if (count++ == 0 || (better && (!isFloat<T>() || best == best))) {
        best = tap;
        where = here;
      }
    }
  }
  valid = count;
  chosen = where;
  return best;
}

/** Float64s whose squares are too large are made smaller by this, exactly. */
const SMALLER: f64 = 2.409919865102884e-181;
const LARGER: f64 = 4.149515568880993e180;

/** What `part` takes of a tap: itself, its size, its square, or itself made smaller. */
@inline
function partOf<T>(tap: T, part: u32): f64 {
  const value = <f64>tap;
  if (part == 0) return value;
  if (part == 3) return value * SMALLER;
  return part == 1 ? Math.abs(value) : value * value;
}

@inline
function sumOf<T>(plan: Plan, from: usize, part: u32): f64 {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let count: u32 = 0;
  // Integers know no -0.
  let sum: f64 = isFloat<T>() ? -0.0 : 0.0;
  let error: f64 = 0;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      const value = partOf<T>(tap, part);
      const next = sum + value;
      // Sums of integers of 32 bits are exact.
      if (isFloat<T>() || part == 2) error += errorOf(sum, value, next);
      sum = next;
      count++;
    }
  }
  valid = count;
  return compensate(sum, error);
}

/** Of integers (n sum x^2 - (sum x)^2) / (n (n - ddof)) where all of that is exact; else in two passes. */
function varianceOf<T>(plan: Plan, from: usize): f64 {
  const ddof = load<f64>(plan.numbers, DDOF);
  if (!isFloat<T>()) {
    const squares = sumOf<T>(plan, from, 2);
    const sum = sumOf<T>(plan, from, 0);
    const n = <f64>valid;
    const divisor = n * (n - ddof);
    if (max(n * squares, max(sum * sum, divisor)) <= SAFE && n > ddof) return (n * squares - sum * sum) / divisor;
  }
  const squares = squaresOf<T>(plan, from, 0);
  const rest = <f64>valid - ddof;
  if (!(rest > 0)) return NaN;
  const variance = squares / rest;
  if (!isFloat<T>() || sizeof<T>() != 8 || isFinite(variance)) return variance;
  const taps = valid;
  const size = sizeOf<T>(plan, from);
  valid = taps;
  if (!isFinite(size)) return variance;
  return (squaresOf<T>(plan, from, 3) / rest) * LARGER * LARGER;
}

/** The sum of the squares of the deviations from the mean, in two passes, less what rounding left of the mean's error; of `part` of the taps. */
@inline
function squaresOf<T>(plan: Plan, from: usize, part: u32): f64 {
  const mean = sumOf<T>(plan, from, part) / <f64>valid;
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let rest: f64 = -0.0;
  let restError: f64 = 0;
  let squares: f64 = -0.0;
  let squaresError: f64 = 0;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      const off = partOf<T>(tap, part) - mean;
      const nextRest = rest + off;
      restError += errorOf(rest, off, nextRest);
      rest = nextRest;
      const square = off * off;
      const next = squares + square;
      squaresError += errorOf(squares, square, next);
      squares = next;
    }
  }
  rest = compensate(rest, restError);
  return max<f64>(0, compensate(squares, squaresError) - (rest * rest) / <f64>valid);
}

function productOf<T>(plan: Plan, from: usize): f64 {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let product: f64 = 1;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      product *= <f64>tap;
      valid++;
    }
  }
  // Of integers, 0 times a negative one is no -0.
  return isFloat<T>() ? product : product + 0;
}

/** The largest size of a tap. */
function sizeOf<T>(plan: Plan, from: usize): f64 {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let size: f64 = 0;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      size = max<f64>(size, Math.abs(<f64>tap));
      valid++;
    }
  }
  return size;
}

function rangeOf<T>(plan: Plan, from: usize): f64 {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let most = -Infinity;
  let least = Infinity;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      most = max<f64>(most, <f64>tap);
      least = min<f64>(least, <f64>tap);
      valid++;
    }
  }
  return most - least;
}

/** What any and all tell: 0 or 1; or the number of valid taps. */
let tally: u32 = 0;

/** Of any, all, count: the tally. Else the first valid tap. */
function plain<T>(plan: Plan, from: usize): T {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  let count: u32 = 0;
  let zeros: u32 = 0;
  let first: T = 0;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      if (count++ == 0) first = tap;
      zeros += u32(tap == 0);
    }
  }
  valid = count;
  const op = plan.op;
  tally = op == COUNT ? count : op == ANY ? u32(zeros < count) : u32(zeros == 0);
  return first;
}

/** The valid taps, one after the other as float64s; false where there is a NaN among them. */
function take<T>(plan: Plan, from: usize, to: usize): bool {
  const width = plan.width;
  const pitch = plan.widthPitch;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const skip = plan.skip;
  const nodata = load<T>(plan.numbers, NODATA);
  const start = to;
  let ordered = true;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch) {
      const tap = load<T>(at);
      if (skip != 0 && !counts<T>(plan, at, tap, skip, nodata)) continue;
      if (isFloat<T>() && tap != tap) ordered = false;
      store<f64>(to, <f64>tap);
      to += 8;
    }
  }
  valid = <u32>((to - start) >> 3);
  return ordered;
}

function medianOf(values: usize, count: u32, op: u32): f64 {
  const rank = (count - 1) >> 1;
  select(values, count, rank);
  const at = values + (<usize>rank << 3);
  const lower = load<f64>(at);
  if ((count & 1) == 1 || op == LOWER_MEDIAN) return lower;
  let higher = load<f64>(at, 8);
  const end = values + (<usize>count << 3);
  for (let next = at + 16; next < end; next += 8) higher = min<f64>(higher, load<f64>(next));
  if (op == HIGHER_MEDIAN) return higher;
  const both = lower + higher;
  // Halved first only where the sum would pass the largest float64.
  return isFinite<f64>(both) ? both / 2 : lower / 2 + higher / 2;
}

/** The most frequent value, of several the one met first. */
function modeOf(values: usize, count: u32): f64 {
  const end = values + (<usize>count << 3);
  if (count <= 32) {
    let best = load<f64>(values);
    let most: u32 = 0;
    for (let one = values; one < end; one += 8) {
      const value = load<f64>(one);
      let times: u32 = 0;
      for (let other = one; other < end; other += 8) times += u32(load<f64>(other) == value);
      if (times > most) {
        most = times;
        best = value;
      }
    }
    return best;
  }
  // In order, behind those as they came, each value's are one run.
  memory.copy(end, values, <usize>count << 3);
  sort(end, count);
  let most: u32 = 0;
  let start: u32 = 0;
  for (let i: u32 = 1; i <= count; i++) {
    if (i < count && load<f64>(end + (<usize>i << 3)) == load<f64>(end + (<usize>start << 3))) continue;
    most = max<u32>(most, i - start);
    start = i;
  }
  let value: f64 = 0;
  for (let one = values; one < end; one += 8) {
    value = load<f64>(one);
    const last = firstNotLess(end, count, value) + most - 1;
    if (last < count && load<f64>(end + (<usize>last << 3)) == value) break;
  }
  return value;
}
