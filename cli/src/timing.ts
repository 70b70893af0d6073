import { performance } from "node:perf_hooks";

/** How long a call took, in milliseconds. */
export interface Timing {
  /** The first call, which also warms up: pages of memory are touched, machine code is made. */
  readonly first: number;
  readonly best: number;
  readonly calls: number;
}

/** A short call is repeated up to so often and so long, for a single one takes less than the machine varies. */
const MOST_CALLS = 20;
const MOST_MILLISECONDS = 50;

/** Runs and times a call; what it returns is the first call's. */
export function timed<T>(call: () => T): { readonly result: T; readonly timing: Timing } {
  const began = performance.now();
  const result = call();
  let last = performance.now();
  const first = last - began;
  let best = first;
  let calls = 1;
  while (calls < MOST_CALLS && last - began < MOST_MILLISECONDS) {
    const start = last;
    call();
    last = performance.now();
    best = Math.min(best, last - start);
    calls++;
  }
  return { result, timing: { first, best, calls } };
}
