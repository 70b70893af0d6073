import { Plan } from "../plan";

/** Any pitch, any sign: tap by tap, in the accumulator A. Down the window's columns first, then across. */
export function strided<T, A, Op>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const op = changetype<Op>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  const scale = plan.scale;
  for (let i: u32 = 0; i < count; i++, from += hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += sizeof<A>()) {
      let column = from + (<usize>lane << alignof<T>());
      let a = <A>load<T>(column);
      for (let row = rows + 4; row < rowsEnd; row += 4) a = op.combine<A>(a, <A>load<T>(column + load<i32>(row)));
      for (let w: u32 = 1; w < width; w++) {
        column += pitch;
        let b = <A>load<T>(column);
        for (let row = rows + 4; row < rowsEnd; row += 4) b = op.combine<A>(b, <A>load<T>(column + load<i32>(row)));
        a = op.combine<A>(a, b);
      }
      store<A>(to, op.finish<A>(a, scale));
    }
  }
}
