import { Plan } from "../plan";

/*
 * Windows of four taps in cells of two vectors at least: all four of a vector of results at once. A fold F says what becomes of
 * them (`four`), and whether there may be fewer bytes in a cell, a vector at least (`takesFewer`).
 */

/** Whether there are four taps, and where in a row or a column, whose order is that of their sum. */
@inline
export function hasFour(plan: Plan, width: u32, inLine: bool): bool {
  const rowCount = plan.rowCount;
  return rowCount * width == 4 && !(inLine && rowCount == 2);
}

/** So many cells of `bytes` each, `hop` apart; results follow each other. */
export function fours<F>(plan: Plan, from: usize, to: usize, bytes: usize, count: u32, hop: usize, scale: f32): void {
  const fold = changetype<F>(0);
  const pitch = <usize>plan.widthPitch;
  const rows = plan.rows;
  const rowCount = plan.rowCount;
  const second = rowCount == 1 ? pitch : <usize>load<i32>(rows, 4);
  const third: usize = rowCount == 1 ? pitch << 1 : rowCount == 2 ? pitch : <usize>load<i32>(rows, 8);
  const fourth = rowCount == 4 ? <usize>load<i32>(rows, 12) : second + third;
  do {
    let at = from;
    const end = to + bytes;
    const last = end - 32;
    if (bytes >= 32) {
      for (;;) {
        // A loop that ends with its condition is quicker in V8.
        do {
          const q = at + second;
          const r = at + third;
          const s = at + fourth;
          v128.store(to, fold.four(v128.load(at), v128.load(q), v128.load(r), v128.load(s), scale));
          v128.store(to, fold.four(v128.load(at, 16), v128.load(q, 16), v128.load(r, 16), v128.load(s, 16), scale), 16);
          at += 32;
          to += 32;
        } while (to <= last);
        if (to == end) break;
        // The last ones overlap those before: a second store of the same values.
        at -= to - last;
        to = last;
      }
    } else if (fold.takesFewer()) {
      for (;;) {
        v128.store(to, fold.four(v128.load(at), v128.load(at + second), v128.load(at + third), v128.load(at + fourth), scale));
        to += 16;
        if (to == end) break;
        at += bytes - 16;
        to = end - 16;
      }
    }
    from += hop;
  } while (--count);
}
