import { Plan } from "../plan";

/*
 * Where the windows of the next results start, four or fewer, in a row of outputs of any layout. Where there are fewer, the first one
 * is repeated. An instance runs one plan at a time.
 */
export let a: usize = 0;
export let b: usize = 0;
export let c: usize = 0;
export let d: usize = 0;

let cell: usize = 0;
let lane: u32 = 0;

/** Begins a row of outputs. */
@inline
export function beginAt(from: usize): void {
  cell = from;
  lane = 0;
}

/** Goes on by a number of results of `lanes` elements of 2^shift bytes to the cell; returns whether they fill a vector side by side. */
export function goOn(plan: Plan, lanes: u32, shift: u32, taken: u32): bool {
  a = cell + (lane << shift);
  if (lane + taken <= lanes) {
    lane += taken;
    if (lane == lanes) {
      lane = 0;
      cell += plan.hop;
    }
    b = a + ((taken > 1 ? 1 : 0) << shift);
    c = a + ((taken > 2 ? 2 : 0) << shift);
    d = a + ((taken > 3 ? 3 : 0) << shift);
    return taken == (shift == 3 ? 2 : 4);
  }
  const hop = <usize>plan.hop;
  if (lanes == 1) {
    b = taken > 1 ? a + hop : a;
    c = taken > 2 ? a + 2 * hop : a;
    d = taken > 3 ? a + 3 * hop : a;
    cell += <usize>taken * hop;
    return false;
  }
  b = a;
  c = a;
  d = a;
  for (let k: u32 = 1; k <= taken; k++) {
    if (++lane == lanes) {
      lane = 0;
      cell += hop;
    }
    const at = cell + (lane << shift);
    if (k == taken) continue;
    if (k == 1) b = at;
    else if (k == 2) c = at;
    else d = at;
  }
  return false;
}
