/**
 * Windows that overlap, over whole planes, as the host writes them into linear memory. Every field takes 4 bytes and they
 * stand in this order (src/plan/slidestruct.ts holds the same list). Pitches and hops are bytes, signed.
 */
@unmanaged
export class SlidePlan {
  /** Address of the first available cell of the first plane. */
  input: usize;
  /** Address of the first result. */
  output: usize;
  /** What becomes of folded values: see slide/nest.ts. */
  deliver: u32;
  /** Table of `rank` loops (count, hop in the input, hop in the output, 0) around planes, innermost first; room for their counters. */
  rank: u32;
  loops: usize;
  counters: usize;
  /** Available rows of a plane, and bytes from one to the next. */
  rowExtent: u32;
  rowPitch: i32;
  /** Window r has taps in rows r * rowStride - rowLow + j * rowDilation, 0 <= j < rowWindow, as far as those are available. */
  rowWindow: u32;
  rowStride: u32;
  rowDilation: u32;
  rowLow: i32;
  /** Rows of results, and bytes from one to the next. */
  rowCount: u32;
  outPitch: i32;
  /** Rows that are folded once for many windows, a power of two; 0 where the rows of each window are folded anew. */
  chunk: u32;
  /** Available cells of a row, of `lanes` elements each. */
  extent: u32;
  lanes: u32;
  /** The same along the row as down the columns. */
  window: u32;
  stride: u32;
  dilation: u32;
  low: i32;
  count: u32;
  /** Results of a row that are folded at a time. */
  tile: u32;
  /** What is done along a row: see slide/passes.ts. */
  passes: usize;
  passCount: u32;
  /** Rows of `slot` bytes: see slide/slots.ts. */
  scratch: usize;
  slot: u32;
  /** How many of those hold totals of chunks. */
  ring: u32;
  /** Address of the Plan whose outType, round and divisor finishing reads. */
  finish: usize;
  /** Whether divisors are the taps of each window, in the tables below. */
  divide: u32;
  /** Taps down the columns: of the first rows of results, from rowInnerTo on of the last ones, and of those between. */
  rowEnds: usize;
  rowInnerFrom: u32;
  rowInnerTo: u32;
  rowInner: u32;
  /** The same along the row. */
  ends: usize;
  innerFrom: u32;
  innerTo: u32;
  inner: u32;
  /** What sums of floats are multiplied by at once. */
  scale: f32;
  /** Whether sums go down the columns by taking rows in and others out, as those of integers may. */
  running: u32;
  /** Whether something stands where windows reach outside the plane: elements of it, or `fill`. */
  outside: u32;
  /** Of each row before the first and each behind the last, which one stands there, or -1; the same of cells of a row. */
  rowTable: usize;
  table: usize;
  /** Address of what stands in all of them, a tap; 0 where elements do. */
  fill: usize;
}
