import { Plan } from "../plan";

/*
 * Where the windows of the next four results start, in a row of outputs of any layout. Where there are fewer, the first one is
 * repeated. An instance runs one plan at a time.
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

/** Goes on by a number of results of `lanes` elements of 2^shift bytes to the cell. */
export function goOn(plan: Plan, lanes: u32, shift: u32, taken: u32): void {
  if (lanes == 1) {
    const hop = <usize>plan.hop;
    a = cell;
    b = taken > 1 ? cell + hop : cell;
    c = taken > 2 ? cell + 2 * hop : cell;
    d = taken > 3 ? cell + 3 * hop : cell;
    cell += <usize>taken * hop;
    return;
  }
  a = cell + (lane << shift);
  b = a;
  c = a;
  d = a;
  for (let k: u32 = 1; ; k++) {
    if (++lane == lanes) {
      lane = 0;
      cell += plan.hop;
    }
    if (k == taken) return;
    const at = cell + (lane << shift);
    if (k == 1) b = at;
    else if (k == 2) c = at;
    else d = at;
  }
}
