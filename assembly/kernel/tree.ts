import { Plan } from "../plan";

/** Windows of a power of two of cells side by side, one after the other, in the order in which vectors fold them. */
export function eachAsTree<T, Op>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  turns: u32,
  hop: usize,
  outHop: usize,
): void {
  const op = changetype<Op>(0);
  const cell = <usize>lanes << alignof<T>();
  const width = plan.width;
  const scale = plan.scale;
  do {
    let at = from;
    let target = to;
    for (let i: u32 = 0; i < count; i++, at += <usize>width * cell) {
      for (let lane: u32 = 0; lane < lanes; lane++, target += sizeof<T>()) {
        store<T>(target, op.finish<T>(treeOf<T, Op>(plan, at + (<usize>lane << alignof<T>()), width, cell), scale));
      }
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** Rows in fours as trees, one four after the other, then what is left over; then the halves of a row. */
function treeOf<T, Op>(plan: Plan, at: usize, width: u32, cell: usize): T {
  const op = changetype<Op>(0);
  if (width > 1) {
    width >>= 1;
    return op.combine<T>(treeOf<T, Op>(plan, at, width, cell), treeOf<T, Op>(plan, at + <usize>width * cell, width, cell));
  }
  let row = plan.rows;
  const rowsEnd = row + (<usize>plan.rowCount << 2);
  let total = load<T>(at);
  if (row + 16 <= rowsEnd) {
    total = fourOf<T, Op>(at, row);
    for (row += 16; row + 16 <= rowsEnd; row += 16) total = op.combine<T>(total, fourOf<T, Op>(at, row));
  } else row += 4;
  for (; row < rowsEnd; row += 4) total = op.combine<T>(total, load<T>(at + load<i32>(row)));
  return total;
}

function fourOf<T, Op>(at: usize, row: usize): T {
  const op = changetype<Op>(0);
  const upper = op.combine<T>(load<T>(at + load<i32>(row)), load<T>(at + load<i32>(row, 4)));
  return op.combine<T>(upper, op.combine<T>(load<T>(at + load<i32>(row, 8)), load<T>(at + load<i32>(row, 12))));
}
