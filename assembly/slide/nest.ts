import { Plan } from "../plan";
import {
  columnsBy,
  deliverBy,
  fusedBy,
  moreColumnsBy,
  neutralBy,
  onwardBy,
  presentBy,
  sizesOf,
  suffixesBy,
  twoBy,
} from "./kinds";
import { DIRECT } from "./deliver";
import { overwritesRow } from "./passes";
import { SlidePlan } from "./plan";
import { MIDDLE, SUFFIXES, slotAt } from "./slots";

const COUNT: usize = 0;
const HOP: usize = 4;
const OUT_HOP: usize = 8;
const LOOP: usize = 16;

/** What is taken for granted. */
function verify(plan: SlidePlan): void {
  assert(plan.rowExtent > 0 && plan.rowWindow > 0 && plan.rowStride > 0 && plan.rowDilation > 0, "windows have rows");
  assert(plan.extent > 0 && plan.lanes > 0 && plan.window > 0 && plan.stride > 0 && plan.dilation > 0, "windows have cells");
  assert(plan.rowCount > 0 && plan.count > 0 && plan.tile > 0, "there are results");
  assert(plan.chunk == 0 || (plan.rowDilation == 1 && plan.chunk >= 8 && (plan.chunk & (plan.chunk - 1)) == 0), "chunks of neighbouring rows");
  assert(plan.chunk == 0 || plan.ring >= (plan.rowWindow + plan.chunk - 1) / plan.chunk + 2, "the ring holds a window's chunks");
  assert((plan.scratch & 15) == 0 && (plan.slot & 15) == 0, "scratch rows are aligned");
  assert(plan.deliver <= 1, "one of two ways to deliver");
  assert(plan.passCount > 0 || (plan.window == 1 && plan.stride == 1), "windows of more than a cell have passes");
}

/** Folds the windows of every plane: taps of T down the columns in V, then along the row in A. */
export function slide(plan: SlidePlan, fold: u32): void {
  if (!ASC_NO_ASSERT) verify(plan);
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  let from = plan.input;
  let to = plan.output;
  for (let axis: u32 = 0; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  for (;;) {
    planeOf(fold, plan, from, to);
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

function planeOf(fold: u32, plan: SlidePlan, from: usize, to: usize): void {
  if (fusedBy(fold, plan, from, to)) return;
  const tile = plan.tile;
  const count = plan.count;
  for (let x: u32 = 0; x < count; x += tile) tileOf(fold, plan, from, to, x, min<u32>(tile, count - x));
}

/** The results from column x on, `n` of each row. */
function tileOf(fold: u32, plan: SlidePlan, input: usize, output: usize, x: u32, n: u32): void {
  const sizes = sizesOf(fold);
  const tapSize = <usize>(sizes & 3);
  const downSize = <usize>((sizes >> 2) & 3);
  const alongSize = <usize>(sizes >> 4);
  const lanes = plan.lanes;
  const rowExtent = <i32>plan.rowExtent;
  const pitch = <usize>plan.rowPitch;
  const rowStride = <i32>plan.rowStride;
  const rowLow = plan.rowLow;
  const rowWindow = <i32>plan.rowWindow;
  const dilation = <i32>plan.rowDilation;
  const rowCount = <i32>plan.rowCount;
  const chunk = <i32>plan.chunk;
  const passCount = plan.passCount;
  // The cells that the tile's windows reach, and those of them that are there.
  const first = <i32>(x * plan.stride) - plan.low;
  const spread = <i32>((n - 1) * plan.stride + (plan.window - 1) * plan.dilation + 1);
  const start = max<i32>(first, 0);
  const stop = max<i32>(start, min<i32>(first + spread, <i32>plan.extent));
  const length = <u32>(stop - start) * lanes;
  const left = <u32>min<i32>(start - first, spread) * lanes;
  const right = <u32>spread * lanes - left - length;
  const origin = input + (<usize>(<u32>start * lanes) << tapSize);
  const row = slotAt(plan, 0);
  const margin = <usize>left << downSize;
  const behind = margin + (<usize>length << downSize);
  const outPitch = <usize>plan.outPitch;
  const direct = plan.deliver == DIRECT;
  const outBytes = direct ? <usize>1 << alongSize : <usize>changetype<Plan>(plan.finish).outBytes;
  const target = output + <usize>(x * lanes) * outBytes;
  // Folded columns are results where there is nothing to do along the row.
  const straight = direct && downSize == alongSize && passCount == 0 && left + right == 0 && plan.scale == 1;
  const refill = overwritesRow(plan);
  if (!straight) {
    neutralBy(fold, row, left);
    neutralBy(fold, row + behind, right);
  }
  // Chunks: whose suffixes are there, from which row on; the newest and how many rows its front has; which totals are in the middle.
  let suffixChunk = -1;
  let suffixFrom = 0;
  let newest = 0;
  let frontRows = 0;
  let middleFrom = -1;
  let middleTo = -1;
  let a = -rowLow;
  for (let r = 0; r < rowCount; r++, a += rowStride) {
    const to = target + <usize>r * outPitch;
    const into = straight ? to : row + margin;
    const b = a + rowWindow;
    if (chunk == 0) {
      if (a >= 0 && a + (rowWindow - 1) * dilation < rowExtent) {
        columnsBy(fold, <u32>rowWindow, origin + <usize>a * pitch, <usize>dilation * pitch, into, length);
      } else {
        const skipped = a < 0 ? (dilation - 1 - a) / dilation : 0;
        const at = a + skipped * dilation;
        const taps = min<i32>(rowWindow - skipped, (rowExtent - at + dilation - 1) / dilation);
        columnsBy(fold, <u32>taps, origin + <usize>at * pitch, <usize>dilation * pitch, into, length);
      }
    } else {
      const top = max<i32>(a, 0);
      const end = min<i32>(b, rowExtent);
      const oldChunk = top / chunk;
      const endChunk = end / chunk;
      if (oldChunk == endChunk) {
        columnsBy(fold, <u32>(end - top), origin + <usize>top * pitch, pitch, into, length);
      } else {
        const aligned = (top & (chunk - 1)) == 0;
        const totals = aligned ? oldChunk : oldChunk + 1;
        const ring = slotAt(plan, SUFFIXES + chunk);
        const slots = plan.ring;
        // Totals of the chunks between.
        for (; newest < endChunk; newest++) {
          if (newest >= totals) {
            const total = ring + <usize>(<u32>newest % slots) * plan.slot;
            const at = origin + <usize>(newest * chunk + frontRows) * pitch;
            if (frontRows == 0) columnsBy(fold, <u32>chunk, at, pitch, total, length);
            else moreColumnsBy(fold, <u32>(chunk - frontRows), at, pitch, total, length);
          }
          frontRows = 0;
        }
        let suffix: usize = 0;
        if (!aligned) {
          if (suffixChunk != oldChunk) {
            suffixChunk = oldChunk;
            suffixFrom = top & (chunk - 1);
            suffixesBy(fold, 
              <u32>(chunk - suffixFrom),
              origin + <usize>(oldChunk * chunk + chunk - 1) * pitch,
              pitch,
              slotAt(plan, SUFFIXES + chunk - 1),
              plan.slot,
              length,
            );
          }
          suffix = slotAt(plan, SUFFIXES + (top & (chunk - 1)));
        }
        let middle: usize = 0;
        if (totals < endChunk) {
          middle = ring + <usize>(<u32>totals % slots) * plan.slot;
          if (totals + 1 < endChunk) {
            const folded = slotAt(plan, MIDDLE);
            if (middleFrom != totals) {
              middleFrom = totals;
              middleTo = totals + 2;
              const next = ring + <usize>(<u32>(totals + 1) % slots) * plan.slot;
              twoBy(fold, folded, length, middle, next);
            }
            for (; middleTo < endChunk; middleTo++) {
              const next = ring + <usize>(<u32>middleTo % slots) * plan.slot;
              twoBy(fold, folded, length, folded, next);
            }
            middle = folded;
          }
        }
        const front = ring + <usize>(<u32>endChunk % slots) * plan.slot;
        const rows = end & (chunk - 1);
        const missing = rows - frontRows;
        const at = origin + <usize>(endChunk * chunk + frontRows) * pitch;
        if (missing == 1 && frontRows > 0 && suffix) {
          onwardBy(fold, at, front, suffix, middle, into, length);
          frontRows++;
        } else {
          if (missing > 0) {
            if (frontRows == 0) columnsBy(fold, <u32>missing, at, pitch, front, length);
            else moreColumnsBy(fold, <u32>missing, at, pitch, front, length);
            frontRows = rows;
          }
          presentBy(fold, into, length, suffix, middle, rows > 0 ? front : 0);
        }
      }
    }
    if (!straight) {
      deliverBy(fold, plan, row, to, x, n, r, spread);
      if (refill) {
        neutralBy(fold, row, left);
        neutralBy(fold, row + behind, right);
      }
    }
  }
}

