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
  /** Table of `rank` loops (count, hop in the input, hop in the output, step of positions) around the rows of outputs, innermost first. */
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
  /** What is done with a window's taps where one kernel serves all reductions: see kernel/gather.ts. */
  op: u32;
  /** Which taps are left out: see lane/valid.ts. */
  skip: u32;
  /** Windows with fewer valid taps than this have a result of their own. */
  least: u32;
  /** What means are divided by: see driver/scan.ts. */
  divide: u32;
  /** Table of 8-byte numbers: see driver/scan.ts. */
  numbers: usize;
  /** Bytes beside the input's elements, 0 where one is left out: address of the first tap's. */
  mask: usize;
  /** Address of the first i32 position, beside the results, or 0. */
  positions: usize;
  /** Table of i32 positions, one for each row of the window; the first is 0. */
  places: usize;
  /** Steps of positions: from tap to tap along a row of the window, from cell to cell, and from lane to lane. */
  widthPlace: i32;
  hopPlace: i32;
  lanePlace: i32;
  /** Position of the first tap of the first window. */
  place: i32;
  /** Room for taps that are sorted, twice 8 bytes for each of a window's; or for a piece of a row of results that are spread. */
  sorting: usize;
  /** Bytes from result to result of a row, where they are apart in the output; 0 where they follow each other. */
  outStep: i32;
}
