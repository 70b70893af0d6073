import { hasVector } from "../lane/extreme";
import { Plan } from "../plan";

/** Windows whose rows are long runs of memory: each run is folded along its length, four vectors at a time. */
export function spans<T, Op>(plan: Plan, from: usize, to: usize, count: u32): void {
  const op = changetype<Op>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const bytes = <usize>plan.width << alignof<T>();
  const hop = <usize>plan.hop;
  for (let i: u32 = 0; i < count; i++, from += hop, to += sizeof<T>()) {
    let total = load<T>(from);
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + load<i32>(row);
      const end = at + bytes;
      if (hasVector<T>() && bytes >= 64) {
        let a = v128.load(at);
        let b = v128.load(at, 16);
        let c = v128.load(at, 32);
        let d = v128.load(at, 48);
        for (at += 64; at + 64 <= end; at += 64) {
          a = op.combineV<T>(a, v128.load(at));
          b = op.combineV<T>(b, v128.load(at, 16));
          c = op.combineV<T>(c, v128.load(at, 32));
          d = op.combineV<T>(d, v128.load(at, 48));
        }
        a = op.combineV<T>(op.combineV<T>(a, b), op.combineV<T>(c, d));
        // Folding a vector with itself, swapped, needs an idempotent op: max and min are what this kernel is for.
        a = op.combineV<T>(a, v128.shuffle<u64>(a, a, 1, 0));
        if (sizeof<T>() < 8) a = op.combineV<T>(a, v128.shuffle<u32>(a, a, 1, 0, 3, 2));
        if (sizeof<T>() < 4) a = op.combineV<T>(a, v128.shuffle<u16>(a, a, 1, 0, 3, 2, 5, 4, 7, 6));
        if (sizeof<T>() < 2) {
          a = op.combineV<T>(a, v128.shuffle<u8>(a, a, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
        }
        total = op.combine<T>(total, v128.extract_lane<T>(a, 0));
      }
      for (; at < end; at += sizeof<T>()) total = op.combine<T>(total, load<T>(at));
    }
    store<T>(to, total);
  }
}
