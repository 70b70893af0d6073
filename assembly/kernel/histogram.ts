import { codeOf, meanOf } from "./middle";
import { storeReal } from "../lane/settle";
import { Plan } from "../plan";
import { HIGHER_MEDIAN, LOWER_MEDIAN, MEDIAN } from "./reductions";

/*
 * Medians of 8-bit taps of large windows, in a time that their size has little part in (Perreault and Hebert 2007). Each column of taps has a
 * histogram, which goes down with the windows, and a window's is the sum of its columns', which goes along with them: 16 coarse
 * bins of 16 fine ones each, of which those are brought up to date that the median is in.
 *
 * Bins are 16 bits wide, so no window has more than 65535 taps.
 */

/** Bytes of 16 bins; of a column's histogram. */
const BINS: usize = 32;
const COLUMN: usize = 17 * BINS;

/** Where in scratch things stand: the window's coarse bins, its fine ones, the windows whose those are, and running sums. */
const FINE: usize = 64;
const OF_WINDOW: usize = FINE + 16 * BINS;
const SUMS: usize = OF_WINDOW + 128;

/** Where the columns' histograms stand, behind what may be the same scratch. */
const COLUMNS: usize = 1024;

/** How windows follow each other: a number of them a step apart, `onward` columns of taps from one to the next. */
let step: i32 = 0;
let onward: u32 = 0;

/** The lowest value: what a tap is more than is the number of its bin. */
let lowest: i32 = 0;

/** The rows of outputs beneath each other, and how many rows of taps come in from one to the next; 0 where all are new. */
let rowCount: u32 = 1;
let rowHop: usize = 0;
let rowOut: usize = 0;
let down: u32 = 0;

/** What runs a plan: rows of outputs are not taken one by one here, since the columns go on from one to the next. */
export function histograms(plan: Plan, least: i32): void {
  lowest = least;
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  const lanes = plan.lanes;
  const next = plan.widthPitch;
  const along = next > 0 && lanes > <u32>next;
  step = along ? next : plan.hop;
  onward = step % next == 0 && step / next > 0 ? step / next : 0;
  // Cells beneath each other are rows: of many lanes, or where they have more taps in common than those side by side would.
  rowHop = plan.hop;
  const beneath = plan.count > 1 && (along || ((onward == 0 || onward >= plan.width) && rowsDown(plan) > 0));
  let first: u32 = 0;
  if (beneath) {
    rowCount = plan.count;
    rowOut = lanes * plan.outBytes;
  } else if (rank > 0) {
    rowCount = load<u32>(loops);
    rowHop = load<i32>(loops, 4);
    rowOut = load<i32>(loops, 8);
    first = 1;
  } else {
    rowCount = 1;
    rowHop = 0;
    rowOut = 0;
  }
  down = rowsDown(plan);
  let from = plan.input;
  let to = plan.output;
  for (let axis = first; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  for (;;) {
    const phases = along ? <u32>next : lanes;
    for (let phase: u32 = 0; phase < phases; phase++) {
      const count = along ? (lanes - phase + next - 1) / <u32>next : beneath ? 1 : plan.count;
      strips(plan, from + phase, to + phase * plan.outBytes, count, phases * plan.outBytes);
    }
    let axis = first;
    for (; axis < rank; axis++) {
      const loop = loops + (<usize>axis << 4);
      from += load<i32>(loop, 4);
      to += load<i32>(loop, 8);
      const passed = load<u32>(counters + (axis << 2)) + 1;
      const turns = load<u32>(loop);
      if (passed < turns) {
        store<u32>(counters + (axis << 2), passed);
        break;
      }
      store<u32>(counters + (axis << 2), 0);
      from -= turns * load<i32>(loop, 4);
      to -= turns * load<i32>(loop, 8);
    }
    if (axis == rank) return;
  }
}

function rowsDown(plan: Plan): u32 {
  const rows = plan.rows;
  const count = plan.rowCount;
  if (count < 2) return 0;
  const pitch = load<i32>(rows, 4);
  for (let i: u32 = 2; i < count; i++) if (load<i32>(rows + (<usize>i << 2)) != pitch * <i32>i) return 0;
  const hop = <i32>rowHop;
  if (pitch == 0 || hop % pitch != 0) return 0;
  const by = hop / pitch;
  return by > 0 && by < <i32>count ? by : 0;
}

/**
 * How far apart bins of a column stand, in columns: the least odd multiple of 8 that is enough, so that they do not compete for the same
 * few places of the cache.
 */
@inline
function apartBy(columns: u32): u32 {
  return (((columns + 7) >> 3) | 1) << 3;
}

/** The most columns of which histograms fit into a plan's room. */
@inline
export function mostColumns(plan: Plan): u32 {
  return (((plan.segment >> 3) - 1) | 1) << 3;
}

/** Rows of outputs, as many columns of them at a time as there is room for the columns of their taps. */
function strips(plan: Plan, from: usize, to: usize, count: u32, outStep: usize): void {
  const width = plan.width;
  const columns = mostColumns(plan);
  const most = onward > 0 ? (columns - width) / onward + 1 : 1;
  for (let left = count; left > 0; ) {
    const some = min<u32>(most, left);
    strip(plan, from, to, some, (some - 1) * onward + width, outStep);
    from += <usize>some * step;
    to += <usize>some * outStep;
    left -= some;
  }
}

function strip(plan: Plan, from: usize, to: usize, windows: u32, columns: u32, outStep: usize): void {
  const rows = plan.rows;
  const count = plan.rowCount;
  for (let row: u32 = 0; row < rowCount; row++) {
    if (row == 0 || down == 0) {
      memory.fill(plan.sorting + COLUMNS, 0, <usize>apartBy(columns) * COLUMN);
      for (let i: u32 = 0; i < count; i++) tally(plan, from + load<i32>(rows + (<usize>i << 2)), columns, 1);
    } else {
      for (let i: u32 = 0; i < down; i++) {
        tally(plan, from - rowHop + load<i32>(rows + (<usize>i << 2)), columns, -1);
        tally(plan, from + load<i32>(rows + (<usize>(count - 1 - i) << 2)), columns, 1);
      }
    }
    sweep(plan, to, windows, columns, outStep);
    from += rowHop;
    to += rowOut;
  }
}

/** A row of taps comes into its columns' histograms, or leaves them. Coarse bins stand first, column by column, then the fine ones of each. */
function tally(plan: Plan, at: usize, columns: u32, by: i32): void {
  const next = <usize>plan.widthPitch;
  const sign = <usize>-lowest;
  const all = <usize>apartBy(columns) * BINS;
  let column = plan.sorting + COLUMNS;
  for (const end = column + <usize>columns * BINS; column < end; column += BINS, at += next) {
    const value = <usize>load<u8>(at) ^ sign;
    const bin = value >> 4;
    const coarse = column + (bin << 1);
    store<u16>(coarse, load<u16>(coarse) + by);
    const fine = column + (bin + 1) * all + ((value & 15) << 1);
    store<u16>(fine, load<u16>(fine) + by);
  }
}

/** Medians of a row of windows. */
function sweep(plan: Plan, to: usize, windows: u32, columns: u32, outStep: usize): void {
  const op = plan.op;
  const taps = plan.rowCount * plan.width;
  const even = (taps & 1) == 0;
  const rank = even && op == HIGHER_MEDIAN ? taps >> 1 : (taps - 1) >> 1;
  const both = even && op == MEDIAN;
  const same = !both && plan.outType == (lowest < 0 ? codeOf<i8>() : codeOf<u8>());
  const size = <usize>apartBy(columns) * BINS;
  const coarse = plan.scratch;
  for (let bin: usize = 0; bin < 16; bin++) store<i32>(plan.scratch + (bin << 2), -1, OF_WINDOW);
  store<u32>(plan.scratch, 0, SUMS + 12);
  for (let window: u32 = 0; window < windows; window++) {
    goAlong(coarse, plan.sorting + COLUMNS, plan.width, window, <i32>window - 1);
    const low = find(plan, size, window, rank);
    if (same) store<u8>(to, <u8>low);
    else {
      const high = both ? find(plan, size, window, rank + 1) : low;
      const mean = meanOf(<f64>low, <f64>high);
      if (plan.outType == codeOf<f64>()) store<f64>(to, mean);
      else storeReal(to, plan.outType, mean, plan.round);
    }
    to += outStep;
  }
}

/** The tap of a rank. */
@inline
function find(plan: Plan, size: usize, window: u32, rank: u32): i32 {
  const sums = plan.scratch + SUMS + 16;
  const bin = <usize>place(plan.scratch, sums, rank);
  const before = <u32>load<u16>(sums + (bin << 1) - 2);
  const fine = plan.scratch + FINE + bin * BINS;
  const last = plan.scratch + OF_WINDOW + (bin << 2);
  goAlong(fine, plan.sorting + COLUMNS + (bin + 1) * size, plan.width, window, load<i32>(last));
  store<i32>(last, window);
  return <i32>((bin << 4) + place(fine, sums, rank - before)) + lowest;
}

/** Brings bins from one window to another one, from its columns' bins; from none where that is before the first. */
@inline
function goAlong(bins: usize, columns: usize, width: u32, window: u32, last: i32): void {
  const by = (window - last) * onward;
  let at = columns + <usize>(window * onward) * BINS;
  const wide = <usize>width * BINS;
  if (last < 0 || 2 * by > <i32>width) {
    clear(bins);
    for (const end = at + wide; at < end; at += BINS) add(bins, at);
    return;
  }
  for (let gone = at - <usize>by * BINS; gone < at; gone += BINS) change(bins, gone + wide, gone);
}

@inline
function clear(bins: usize): void {
  for (let i: usize = 0; i < BINS; i += 8) store<u64>(bins + i, 0);
}

@inline
function add(bins: usize, more: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(bins, i16x8.add(v128.load(bins), v128.load(more)));
    v128.store(bins, i16x8.add(v128.load(bins, 16), v128.load(more, 16)), 16);
  } else {
    // Four bins at a time: none of them overflows.
    for (let i: usize = 0; i < BINS; i += 8) store<u64>(bins + i, load<u64>(bins + i) + load<u64>(more + i));
  }
}

@inline
function change(bins: usize, more: usize, less: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(bins, i16x8.sub(i16x8.add(v128.load(bins), v128.load(more)), v128.load(less)));
    v128.store(bins, i16x8.sub(i16x8.add(v128.load(bins, 16), v128.load(more, 16)), v128.load(less, 16)), 16);
  } else {
    for (let i: usize = 0; i < BINS; i += 8) {
      store<u64>(bins + i, load<u64>(bins + i) + load<u64>(more + i) - load<u64>(less + i));
    }
  }
}

/** Which of 16 bins a rank falls into; leaves their running sums, behind a 0. */
@inline
function place(bins: usize, sums: usize, rank: u32): u32 {
  if (ASC_FEATURE_SIMD) {
    const low = running(v128.load(bins));
    let high = running(v128.load(bins, 16));
    high = i16x8.add(high, i16x8.splat(<i16>i16x8.extract_lane_u(low, 7)));
    v128.store(sums, low);
    v128.store(sums, high, 16);
    const most = i16x8.splat(<i16>rank);
    const passed = i16x8.eq(i16x8.min_u(low, most), low);
    const alsoPassed = i16x8.eq(i16x8.min_u(high, most), high);
    return popcnt<u32>(i8x16.bitmask(i8x16.narrow_i16x8_s(passed, alsoPassed)));
  }
  let sum: u32 = 0;
  let bin: u32 = 0;
  for (; bin < 15; bin++) {
    const more = sum + load<u16>(bins + (<usize>bin << 1));
    if (more > rank) break;
    sum = more;
    store<u16>(sums + (<usize>bin << 1), <u16>sum);
  }
  return bin;
}

/** Each lane and those before it, added up. */
@inline
function running(v: v128): v128 {
  const none = i16x8.splat(0);
  v = i16x8.add(v, v128.shuffle<u16>(none, v, 7, 8, 9, 10, 11, 12, 13, 14));
  v = i16x8.add(v, v128.shuffle<u16>(none, v, 6, 7, 8, 9, 10, 11, 12, 13));
  return i16x8.add(v, v128.shuffle<u16>(none, v, 4, 5, 6, 7, 8, 9, 10, 11));
}
