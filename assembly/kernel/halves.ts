import { Plan } from "../plan";

/**
 * Exact sums of 64-bit integers: their low and high 32 bits are summed apart, each in 64 bits, so no carry is ever
 * lost in up to 2^31 taps. A result is 16 bytes: the sum of the low halves, then of the high ones.
 */
export function halves<T>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const width = plan.width;
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  for (let i: u32 = 0; i < count; i++, from += hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += 16) {
      let column = from + (<usize>lane << 3);
      let low: i64 = 0;
      let high: i64 = 0;
      for (let w: u32 = 0; w < width; w++, column += pitch) {
        for (let row = rows; row < rowsEnd; row += 4) {
          const tap = load<T>(column + load<i32>(row));
          low += <i64>tap & 0xffffffff;
          high += <i64>(tap >> 32);
        }
      }
      store<i64>(to, low);
      store<i64>(to, high, 8);
    }
  }
}
