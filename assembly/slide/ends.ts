import { columnsBy, neutralBy, sizesOf } from "./kinds";
import { SlidePlan } from "./plan";
import { BESIDE, OUTSIDE, slotAt } from "./slots";

/* What stands outside a plane: its fill as a row, and what is beside a row that is folded down the columns. */

/** Makes the row of the fill, and folds as many of them as a window has rows. */
export function placeOutside(plan: SlidePlan, fold: u32): void {
  const tap = <usize>1 << (sizesOf(fold) & 3);
  const row = slotAt(plan, OUTSIDE);
  const length = ((plan.tile - 1) * plan.stride + (plan.window - 1) * plan.dilation + 1) * plan.lanes;
  const end = row + <usize>length * tap;
  for (let at = row; at < end; at += tap) memory.copy(at, plan.fill, tap);
  if (plan.table) columnsBy(fold, plan.rowWindow, row, 0, slotAt(plan, BESIDE), length);
}

/** Fills the ends of a folded row with what does not change from row to row: what changes nothing, or the fill. */
export function fillEnds(fold: u32, plan: SlidePlan, row: usize, before: u32, cells: u32, behind: u32, cell: usize): void {
  const end = row + <usize>(before + cells) * cell;
  if (plan.outside) {
    const beside = slotAt(plan, BESIDE);
    memory.copy(row, beside, <usize>before * cell);
    memory.copy(end, beside, <usize>behind * cell);
    return;
  }
  neutralBy(fold, row, before * plan.lanes);
  neutralBy(fold, end, behind * plan.lanes);
}

/** Copies the cells that stand at the ends of a folded row, which has `cells` of the plane from `start` on. */
export function copyEnds(plan: SlidePlan, row: usize, before: u32, cells: u32, behind: u32, start: u32, cell: usize): void {
  const own = row + <usize>before * cell;
  // The last ones before the plane, the first ones behind it.
  copyCells(plan.table + (<usize>(<u32>plan.low - before) << 2), own, row, before, start, cells, cell);
  copyCells(plan.table + (<usize>plan.low << 2), own, own + <usize>cells * cell, behind, start, cells, cell);
}

function copyCells(table: usize, own: usize, to: usize, n: u32, start: u32, cells: u32, cell: usize): void {
  switch (cell) {
    case 1: return copyCellsOf<u8>(table, own, to, n, start, cells);
    case 2: return copyCellsOf<u16>(table, own, to, n, start, cells);
    case 4: return copyCellsOf<u32>(table, own, to, n, start, cells);
    case 8: return copyCellsOf<u64>(table, own, to, n, start, cells);
  }
  for (; n > 0; n--, to += cell, table += 4) memory.copy(to, own + <usize>(load<u32>(table) - start) * cell, cell);
}

function copyCellsOf<C>(table: usize, own: usize, to: usize, n: u32, start: u32, cells: u32): void {
  for (const end = to + (<usize>n << alignof<C>()); to < end; to += sizeof<C>(), table += 4) {
    const from = load<u32>(table) - start;
    assert(from < cells, "what stands beside a row is in it");
    store<C>(to, load<C>(own + (<usize>from << alignof<C>())));
  }
}
