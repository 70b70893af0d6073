/**
 * One run of a kernel, as the host writes it into linear memory: the only thing that the engine and the wrapper share.
 * Every field takes 4 bytes and they stand in this order (src/plan/struct.ts holds the same list; a test compares them).
 * Pitches and hops are bytes, signed, modulo 2^32.
 */
@unmanaged
export class Plan {
  /** Address of the first tap of the first window. */
  input: usize;
  /** Address of the first result, or of its total. */
  output: usize;
  /** Which kernel: see kernel/list.ts. */
  kernel: u32;
  /** What becomes of a row of folded values: see driver/nest.ts. */
  deliver: u32;
  /** Table of i32 offsets, one for each row of the window; the first is 0. */
  rows: usize;
  rowCount: u32;
  /** Taps along each row of the window, and their distance. */
  width: u32;
  widthPitch: i32;
  /** A row of outputs: `count` cells, `hop` apart in the input, of `lanes` neighbouring elements each. */
  count: u32;
  hop: i32;
  lanes: u32;
  /** Bytes from each row of outputs' first tap on that are read straight through before the row is folded, or 0. */
  touch: u32;
  /** Table of `rank` loops (count, hop in the input, hop in the output) around the rows of outputs, innermost first. */
  rank: u32;
  loops: usize;
  /** Room for `rank` loop counters. */
  counters: usize;
  /** Room for a row of window rows folded into one, for the kernels that fold across afterwards. */
  scratch: usize;
  /** Room for a piece of a row of folded values: `segment` cells of `laneSegment` lanes (one cell where that is less). */
  values: usize;
  segment: u32;
  laneSegment: u32;
  /** Bytes of a tap. */
  elementBytes: u32;
  /** dtype of the result (the code of its row in src/registry/dtypes.ts). */
  outType: u32;
  outBytes: u32;
  /** How a fraction becomes an integer: see lane/convert.ts. */
  round: u32;
  /** What the folded value is divided by. */
  divisor: u32;
  /** What sums of floats are multiplied by at once: 1 / count where that is exact, else 1. */
  scale: f32;
}
