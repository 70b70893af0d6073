import { gather } from "../kernel/gather";
import { medians } from "../kernel/median";
import { beginRows, keptBytes, lowsAt, nowhere, onwardRows, rowsAtOnce, sharesRows, sharesTaps, spoil, targets } from "../kernel/medianrows";
import { codeOf, deliverMiddle } from "../kernel/middle";
import { Plan } from "../plan";
import { SlidePlan } from "./plan";
import { OUTSIDE, slotAt } from "./slots";

/*
 * Medians of sliding windows over whole planes, with what stands outside them. Rows are read where they lie but for their ends, which are
 * packed together with what is beside them; where sorted taps are not shared, all of a row is packed, in a ring as long as a window. The
 * plan that finishing reads is that of a row of packed windows.
 */

const COUNT: usize = 0;
const HOP: usize = 4;
const OUT_HOP: usize = 8;
const LOOP: usize = 16;

/** Bytes from one packed row to the next; where scratch has the ring and the ends of rows. */
const PITCH: usize = 3136;
const RING: usize = 65536;
const ENDS: usize = RING + 16 * PITCH;

/** Of a tile: its first result, and how many there are. */
let tileAt: u32 = 0;
let tileCells: u32 = 0;

export function slideMedians<T>(plan: SlidePlan): void {
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  let from = plan.input;
  let to = plan.output;
  for (let axis: u32 = 0; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  if (plan.fill) {
    const row = slotAt(plan, OUTSIDE);
    for (let at = row; at < row + PITCH; at += sizeof<T>()) store<T>(at, load<T>(plan.fill));
  }
  for (;;) {
    for (let x: u32 = 0; x < plan.count; x += plan.tile) {
      tileAt = x;
      tileCells = min<u32>(plan.tile, plan.count - x);
      tileOf<T>(plan, from, to);
    }
    let axis: u32 = 0;
    for (; axis < rank; axis++) {
      const loop = loops + <usize>axis * LOOP;
      from += load<i32>(loop, HOP);
      to += load<i32>(loop, OUT_HOP);
      const passed = load<u32>(counters + (axis << 2)) + 1;
      const turns = load<u32>(loop, COUNT);
      if (passed < turns) {
        store<u32>(counters + (axis << 2), passed);
        break;
      }
      store<u32>(counters + (axis << 2), 0);
      from -= turns * load<i32>(loop, HOP);
      to -= turns * load<i32>(loop, OUT_HOP);
    }
    if (axis == rank) return;
  }
}

function tileOf<T>(plan: SlidePlan, input: usize, output: usize): void {
  const row = changetype<Plan>(plan.finish);
  const elements = tileCells * plan.lanes;
  output += <usize>(tileAt * plan.lanes * row.outBytes);
  if (ASC_FEATURE_SIMD && sharesTaps<T>() && sharesRows(row) && <usize>elements << alignof<T>() >= 16) {
    inStrips<T>(plan, row, input, output, <usize>elements << alignof<T>());
    return;
  }
  const side = plan.rowWindow;
  row.lanes = elements;
  for (let r: u32 = 0, packed: u32 = 0; r < plan.rowCount; r++, output += <usize>plan.outPitch) {
    for (; packed < r + side; packed++) {
      packCells<T>(plan, input, packed, tileAt, tileCells + plan.window - 1, plan.scratch + RING + <usize>(packed % side) * PITCH);
    }
    if (ASC_FEATURE_SIMD) medians<T>(row, plan.scratch + RING, output, 1, elements);
    else gather<T>(row, plan.scratch + RING, output, 0, 0, 1, elements);
  }
}

/** The row of the plane that a row of windows stands for, counted from the first window's first one; -1 where the fill does. */
function standing(plan: SlidePlan, row: u32): i32 {
  const own = <i32>row - plan.rowLow;
  const extent = <i32>plan.rowExtent;
  if (own >= 0 && own < extent) return own;
  return load<i32>(plan.rowTable + (<usize>(own < 0 ? own + plan.rowLow : plan.rowLow + own - extent) << 2));
}

/** Packs cells of a row from that of a result on. May read and write up to 15 bytes more. */
function packCells<T>(plan: SlidePlan, input: usize, row: u32, from: u32, cells: u32, to: usize): void {
  const lanes = plan.lanes;
  const cell = <usize>lanes << alignof<T>();
  const stands = standing(plan, row);
  if (stands < 0) {
    copyTaps<T>(to, slotAt(plan, OUTSIDE), <usize>cells * cell);
    return;
  }
  const base = input + <usize>stands * <usize>plan.rowPitch;
  const first = <i32>from - plan.low;
  const extent = <i32>plan.extent;
  const start = max<i32>(first, 0);
  const stop = max<i32>(start, min<i32>(first + <i32>cells, extent));
  copyTaps<T>(to + <usize>(start - first) * cell, base + <usize>start * cell, <usize>(stop - start) * cell);
  for (let c = first; c < first + <i32>cells; c++) {
    if (c == start) c = stop;
    if (c >= first + <i32>cells) break;
    const place = to + <usize>(c - first) * cell;
    let own = slotAt(plan, OUTSIDE);
    if (plan.fill == 0) {
      own = base + <usize>load<u32>(plan.table + (<usize>(c < 0 ? c + plan.low : plan.low + c - extent) << 2)) * cell;
    }
    for (let at: usize = 0; at < cell; at += sizeof<T>()) store<T>(place + at, load<T>(own + at));
  }
}

@inline
function copyTaps<T>(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes;
  if (ASC_FEATURE_SIMD) for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  else for (; to < end; to += sizeof<T>(), from += sizeof<T>()) store<T>(to, load<T>(from));
}

/** Whole vectors, as far as there are some of these cells. */
@inline
function vectorsOf(cells: i32, cell: usize): usize {
  return cells > 0 ? (<usize>cells * cell + 15) & ~15 : 0;
}

/** Results along a tile's rows: those that only reach cells that are there between others. */
function inStrips<T>(plan: SlidePlan, row: Plan, input: usize, output: usize, bytes: usize): void {
  const side = plan.window;
  const lanes = plan.lanes;
  const cell = <usize>lanes << alignof<T>();
  const first = <i32>tileAt - plan.low;
  let left = vectorsOf(-first, cell);
  // The last ones begin with a cell.
  const right = bytes - vectorsOf(first + <i32>(tileCells + side) - 1 - <i32>plan.extent, cell);
  let middle = right / cell * cell;
  if (left + 16 > middle) {
    left = bytes;
    middle = bytes;
  }
  const kept = plan.scratch;
  const keptMiddle = kept + keptBytes(side, left);
  const keptRight = keptMiddle + keptBytes(side, middle - left);
  const some = <i32>rowsAtOnce(side);
  const rows = <i32>plan.rowCount;
  const ends = plan.scratch + ENDS;
  const leftCells = <u32>((left + cell - 1) / cell) + side - 1;
  const rightFrom = <u32>(middle / cell);
  const rightCells = tileCells - rightFrom + side - 1;
  const lastRow = rows + <i32>side - 2;
  const own = input + <usize>first * cell + left;
  const direct = row.outType == codeOf<T>();
  const table = targets(row);
  // Windows from this row on have no NaN.
  let clean: i32 = 0;
  // The first rows of the windows come in like the last ones, but nothing comes of them.
  for (let r: i32 = 1 - <i32>side; r < rows; ) {
    const begins = r < 0;
    const count = begins ? <i32>side - 1 : some;
    for (let i = 0; i < count; i++) {
      const number = <u32>min<i32>(r + i + <i32>side - 1, lastRow);
      const stands = standing(plan, number);
      store<usize>(table + 16 + (i << 2), stands < 0 ? slotAt(plan, OUTSIDE) : own + <usize>stands * <usize>plan.rowPitch);
      if (left > 0) packCells<T>(plan, input, number, tileAt, leftCells, ends + <usize>i * PITCH);
      if (middle < bytes) packCells<T>(plan, input, number, tileAt + rightFrom, rightCells, ends + <usize>(i + 4) * PITCH);
      if (begins) continue;
      const asked = r + i < rows;
      const place = direct ? output + <usize>(r + i) * <usize>plan.outPitch : lowsAt(row, i);
      store<usize>(table + (i << 2), asked ? place : nowhere(row));
    }
    let nan = false;
    if (middle > left) {
      moveTargets(table, left);
      nan = partOf<T>(begins, side, cell, table, keptMiddle, middle - left, r);
      moveTargets(table, 0 - left);
    }
    for (let i = 0; i < count; i++) store<usize>(table + 16 + (i << 2), ends + <usize>i * PITCH);
    if (left > 0 && partOf<T>(begins, side, cell, table, kept, left, r)) nan = true;
    if (middle < bytes) {
      for (let i = 0; i < count; i++) store<usize>(table + 16 + (i << 2), ends + <usize>(i + 4) * PITCH);
      moveTargets(table, middle);
      if (partOf<T>(begins, side, cell, table, keptRight, bytes - middle, r)) nan = true;
      moveTargets(table, 0 - middle);
    }
    if (isFloat<T>()) {
      if (nan) clean = r + count + <i32>side - 1;
      for (let i = 0; i < count && r + i < min<i32>(clean, rows) && !begins; i++) {
        for (let k: u32 = 0; k < side; k++) {
          packCells<T>(plan, input, <u32>(r + i) + k, tileAt, tileCells + side - 1, plan.scratch + RING + <usize>k * PITCH);
        }
        spoil<T>(row, plan.scratch + RING, load<usize>(table + (i << 2)), bytes);
      }
    }
    if (!direct && !begins) {
      for (let i = 0; i < count && r + i < rows; i++) {
        deliverMiddle<T>(row, lowsAt(row, i), 0, output + <usize>(r + i) * <usize>plan.outPitch, tileCells * lanes);
      }
    }
    r += count;
  }
}

/** Moves where rows of results go. */
function moveTargets(table: usize, by: usize): void {
  for (let i: usize = 0; i < 16; i += 4) store<usize>(table + i, load<usize>(table + i) + by);
}

/** Rows that a table names, behind where their results go: the first ones of windows, or those that go on from them. */
function partOf<T>(begins: bool, side: u32, next: usize, table: usize, kept: usize, bytes: usize, r: i32): bool {
  const a = load<usize>(table, 16);
  const b = load<usize>(table, 20);
  const c = load<usize>(table, 24);
  const d = load<usize>(table, 28);
  if (begins) return beginRows<T>(side, a, b, c, d, next, kept, bytes);
  return onwardRows<T>(side, a, b, c, d, next, table, kept, bytes, r);
}
