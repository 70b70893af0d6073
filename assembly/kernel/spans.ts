import { foldAll, foldLongRun, lastLanes, nothingElse } from "../lane/tree";
import { Plan } from "../plan";
import { compensate, errorOf } from "./compensated";

/** Windows that leave a vector each in scratch before those are folded: few enough for the L1 cache. */
export const WINDOWS_AT_ONCE: u32 = 512;

/**
 * Windows whose rows are long runs of memory, of a vector at least: each run is folded along its length into a vector, row by row of many windows,
 * since memory is quickest read on and on; then those of as many windows as a vector has lanes together. How sums err in this order is in
 * src/plan/fold.ts.
 */
export function spans<T, Op>(plan: Plan, from: usize, to: usize, count: u32): void {
  const op = changetype<Op>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const bytes = <usize>plan.width << alignof<T>();
  const hop = <usize>plan.hop;
  if (!ASC_FEATURE_SIMD) {
    // Of sums alone: one after the other they need their errors.
    for (let i: u32 = 0; i < count; i++, from += hop, to += sizeof<T>()) {
      let sum: f64 = -0.0;
      let error: f64 = 0;
      for (let row = rows; row < rowsEnd; row += 4) {
        let at = from + load<i32>(row);
        for (const end = at + bytes; at < end; at += sizeof<T>()) {
          const tap = <f64>load<T>(at);
          const next = sum + tap;
          error += errorOf(sum, tap, next);
          sum = next;
        }
      }
      store<T>(to, op.finish<T>(<T>compensate(sum, error), plan.scale));
    }
    return;
  }
  const scratch = plan.scratch;
  const mask = lastLanes<T>((bytes & 15) >> alignof<T>());
  const nothing = nothingElse<T>(mask);
  while (count > 0) {
    const some = min<u32>(count, WINDOWS_AT_ONCE);
    const end = scratch + (some << 4);
    for (let row = rows; row < rowsEnd; row += 4) {
      let at = from + load<i32>(row);
      for (let put = scratch; put < end; put += 16, at += hop) {
        const run = foldLongRun<T, Op>(at, bytes, mask, nothing);
        v128.store(put, row == rows ? run : op.combineV<T>(v128.load(put), run));
      }
    }
    foldAll<T, Op>(scratch, to, some, plan.scale);
    from += hop * some;
    to += some << alignof<T>();
    count -= some;
  }
}
