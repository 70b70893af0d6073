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

/** Copies the cells that stand at the ends of a folded row. */
export function copyEnds(plan: SlidePlan, row: usize, before: u32, cells: u32, behind: u32, cell: usize): void {
  switch (cell) {
    case 1: return copyEndsOf<u8>(plan, row, before, cells, behind);
    case 2: return copyEndsOf<u16>(plan, row, before, cells, behind);
    case 4: return copyEndsOf<u32>(plan, row, before, cells, behind);
    case 8: return copyEndsOf<u64>(plan, row, before, cells, behind);
  }
  const own = row + <usize>before * cell;
  const table = plan.table;
  for (let i: u32 = 0; i < before + behind; i++) {
    const at = i < before ? i : i + cells;
    memory.copy(row + <usize>at * cell, own + <usize>load<u32>(table + (<usize>i << 2)) * cell, cell);
  }
}

function copyEndsOf<C>(plan: SlidePlan, row: usize, before: u32, cells: u32, behind: u32): void {
  const own = row + (<usize>before << alignof<C>());
  let table = plan.table;
  let to = row;
  for (; to < own; to += sizeof<C>(), table += 4) store<C>(to, load<C>(own + (<usize>load<u32>(table) << alignof<C>())));
  to += <usize>cells << alignof<C>();
  const end = to + (<usize>behind << alignof<C>());
  for (; to < end; to += sizeof<C>(), table += 4) store<C>(to, load<C>(own + (<usize>load<u32>(table) << alignof<C>())));
}
