import { evenCells, oddCells } from "../lane/cell";
import { least, most } from "../lane/exchange";
import { codeOf, deliverMiddle } from "./middle";
import { Plan } from "../plan";
import { byBits, forget, nextByBits, signs } from "./medianselect";
import { HIGHER_MEDIAN, LOWER_MEDIAN, MEDIAN } from "./reductions";

/*
 * Medians of every tap of a window, several windows in the lanes of a vector: taps are brought together in scratch, a vector of them for
 * each tap of the window, and put in as much order as it takes.
 */

/** Where in scratch things stand: taps first, addresses, the higher of two in the middle, and medians. */
const STARTS: usize = 8192;
const HIGHS: usize = 16384;
const LOWS: usize = 31680;

/** Bytes of medians that are made at once. */
const PIECE: usize = 1024;

/** Bytes are found bit by bit where windows have more taps than this. */
const FEW_BYTES: u32 = 32;

export function medians<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  if (<usize>lanes << alignof<T>() < 16) {
    apart<T>(plan, from, to, count, lanes);
    return;
  }
  const bytes = <usize>lanes * plan.outBytes;
  for (let i: u32 = 0; i < count; i++, from += plan.hop, to += bytes) sideBySide<T>(plan, from, to, <usize>lanes << alignof<T>());
}

/** Whether two taps are in the middle and their mean is asked for. */
@inline
function isEven(plan: Plan): bool {
  return plan.op == MEDIAN && ((plan.rowCount * plan.width) & 1) == 0;
}

/** Results whose neighbours in memory have neighbouring taps: a vector's worth of bytes of them, or more. */
function sideBySide<T>(plan: Plan, from: usize, to: usize, bytes: usize): void {
  const lows = plan.scratch + LOWS;
  const highs = isEven(plan) ? plan.scratch + HIGHS : 0;
  const direct = highs == 0 && plan.outType == codeOf<T>();
  while (bytes > 0) {
    const piece = bytes < PIECE + 16 ? bytes : PIECE;
    const at = direct ? to : lows;
    tapByTap<T>(plan, from, at, highs, piece);
    if (!direct) deliverMiddle<T>(plan, lows, highs, to, <u32>(piece >> alignof<T>()));
    from += piece;
    to += (piece >> alignof<T>()) * plan.outBytes;
    bytes -= piece;
  }
}

function tapByTap<T>(plan: Plan, from: usize, lows: usize, highs: usize, bytes: usize): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const taps = plan.scratch;
  const flip = flipOf<T>(plan);
  for (let i: usize = 0; i < bytes; i += 16) {
    // The last vector overlaps the one before it: a second store of the same values.
    if (i + 16 > bytes) i = bytes - 16;
    let tap = taps;
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + i + load<i32>(row);
      for (let w: u32 = 0; w < width; w++, at += pitch, tap += 16) {
        v128.store(tap, sizeof<T>() == 1 ? v128.xor(v128.load(at), flip) : v128.load(at));
      }
    }
    middle<T>(plan, lows + i, highs + i);
  }
}

/** Bytes are signed where they are found bit by bit. */
@inline
function flipOf<T>(plan: Plan): v128 {
  return sizeof<T>() == 1 && !isSigned<T>() && plan.rowCount * plan.width > FEW_BYTES ? signs() : i32x4.splat(0);
}

/** The medians of a vector of windows whose taps have been brought together; the higher ones where their mean is asked for. */
function middle<T>(plan: Plan, lows: usize, highs: usize): void {
  const taps = plan.scratch;
  const count = plan.rowCount * plan.width;
  const op = plan.op;
  let nan = i32x4.splat(0);
  let low: v128;
  let high: v128;
  if (sizeof<T>() == 1 && count > FEW_BYTES) {
    const rank = (count - 1) >> 1;
    const flip = flipOf<T>(plan);
    low = byBits(taps, count, rank);
    high = low;
    if ((count & 1) == 0 && op != LOWER_MEDIAN) high = nextByBits(taps, count, rank, low);
    low = v128.xor(low, flip);
    high = v128.xor(high, flip);
  } else {
    if (isFloat<T>()) {
      const end = taps + (<usize>count << 4);
      for (let at = taps; at < end; at += 16) nan = v128.or(nan, v128.ne<T>(v128.load(at), v128.load(at)));
    }
    const at = forget<T>(taps, count);
    low = v128.load(at);
    high = low;
    if ((count & 1) == 0) {
      high = most<T>(low, v128.load(at, 16));
      low = least<T>(low, v128.load(at, 16));
    }
  }
  if (op == HIGHER_MEDIAN) low = high;
  v128.store(lows, isFloat<T>() ? v128.or(low, nan) : low);
  if (isEven(plan)) v128.store(highs, high);
}

/** Windows of any kind. */
function apart<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const most: u32 = 16 / sizeof<T>();
  const lows = plan.scratch + LOWS;
  const highs = isEven(plan) ? plan.scratch + HIGHS : 0;
  const hop = <usize>plan.hop;
  const blocks = lanes == 1 && arePairs<T>(plan);
  const starts = plan.scratch + STARTS;
  let lane: u32 = 0;
  for (let left = count * lanes; left > 0; ) {
    const piece = min<u32>(left, <u32>PIECE >> alignof<T>());
    for (let i: u32 = 0; i < piece; i += most) {
      const taken = min<u32>(most, piece - i);
      const low = lows + (<usize>i << alignof<T>());
      const high = highs + (<usize>i << alignof<T>());
      if (lanes == 1) {
        if (blocks && taken == most) ofBlocks<T>(plan, from, low, high);
        else {
          inTurn<T>(plan, from, taken);
          middle<T>(plan, low, high);
        }
        from += <usize>taken * hop;
      } else {
        for (let k: u32 = 0; k < taken; k++) {
          store<usize>(starts + (k << 2), from + (<usize>lane << alignof<T>()));
          if (++lane == lanes) {
            lane = 0;
            from += hop;
          }
        }
        fromStarts<T>(plan, starts, taken);
        middle<T>(plan, low, high);
      }
    }
    deliverMiddle<T>(plan, lows, highs, to, piece);
    to += <usize>piece * plan.outBytes;
    left -= piece;
  }
}

/** Whether windows are blocks of 2x2, side by side. */
@inline
function arePairs<T>(plan: Plan): bool {
  return plan.rowCount == 2 && plan.width == 2 && plan.widthPitch == sizeof<T>() && plan.hop == 2 * sizeof<T>();
}

/** A vector of medians of such blocks. */
@inline
function ofBlocks<T>(plan: Plan, from: usize, lows: usize, highs: usize): void {
  const below = from + load<i32>(plan.rows, 4);
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const c = v128.load(below);
  const d = v128.load(below, 16);
  // Of the two columns' lesser taps the greater, and of their greater taps the lesser, are in the middle.
  const less = least<T>(a, c);
  const lessBeside = least<T>(b, d);
  const more = most<T>(a, c);
  const moreBeside = most<T>(b, d);
  const v = most<T>(evenCells<T>(less, lessBeside), oddCells<T>(less, lessBeside));
  const u = least<T>(evenCells<T>(more, moreBeside), oddCells<T>(more, moreBeside));
  let low = least<T>(v, u);
  const high = most<T>(v, u);
  const op = plan.op;
  if (op == HIGHER_MEDIAN) low = high;
  if (isFloat<T>()) {
    const nan = v128.or(v128.ne<T>(a, a), v128.ne<T>(c, c));
    const nanBeside = v128.or(v128.ne<T>(b, b), v128.ne<T>(d, d));
    low = v128.or(low, v128.or(evenCells<T>(nan, nanBeside), oddCells<T>(nan, nanBeside)));
  }
  v128.store(lows, low);
  if (op == MEDIAN) v128.store(highs, high);
}

/** Brings the taps of `taken` windows together that are a hop apart. */
function inTurn<T>(plan: Plan, from: usize, taken: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  const flip = flipOf<T>(plan);
  const whole = taken == 16 / sizeof<T>();
  let tap = plan.scratch;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = from + load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch, tap += 16) {
      if (whole && hop == 2 * sizeof<T>()) v128.store(tap, evenCells<T>(v128.load(at), v128.load(at, 16)));
      else if (whole && hop == 4 * sizeof<T>()) {
        const a = evenCells<T>(v128.load(at), v128.load(at, 16));
        v128.store(tap, evenCells<T>(a, evenCells<T>(v128.load(at, 32), v128.load(at, 48))));
      } else if (whole) {
        let next = at;
        const end = tap + 16;
        for (let to = tap; to < end; to += 2 * sizeof<T>(), next += 2 * hop) {
          store<T>(to, load<T>(next));
          store<T>(to, load<T>(next + hop), sizeof<T>());
        }
      } else {
        const end = tap + (<usize>taken << alignof<T>());
        let next = at;
        for (let to = tap; to < end; to += sizeof<T>(), next += hop) store<T>(to, load<T>(next));
      }
      if (sizeof<T>() == 1) v128.store(tap, v128.xor(v128.load(tap), flip));
    }
  }
}

/** The same of windows that start at these addresses. */
function fromStarts<T>(plan: Plan, starts: usize, taken: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const flip = flipOf<T>(plan);
  const end = starts + (<usize>taken << 2);
  let tap = plan.scratch;
  for (let row = rows; row < rowsEnd; row += 4) {
    let at = <usize>load<i32>(row);
    for (let w: u32 = 0; w < width; w++, at += pitch, tap += 16) {
      let to = tap;
      for (let start = starts; start < end; start += 4, to += sizeof<T>()) store<T>(to, load<T>(load<usize>(start) + at));
      if (sizeof<T>() == 1) v128.store(tap, v128.xor(v128.load(tap), flip));
    }
  }
}
