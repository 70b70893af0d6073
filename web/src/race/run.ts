import { Bench } from "tinybench";
import type { Contestant } from "./contestants.ts";

/** What one did. */
export interface Result {
  readonly name: string;
  /** Milliseconds of a call, in the middle. */
  readonly time: number;
  /** By how much its channels differ from plain JavaScript's at most. */
  readonly off: number;
}

const TIME = 500;
const WARM = 150;

/** Milliseconds that are tried, and parts of that: what one of them holds is timed at once. */
const TRIAL = 60;
const PARTS = 10;

/** Times each by itself; tells which one is at it. */
export async function race(
  contestants: readonly Contestant[],
  expected: Uint8ClampedArray,
  onTurn: (name: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, run } of contestants) {
    onTurn(name);
    // The page shows who runs before it is busy with that.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const calls = callsFor(run);
    const bench = new Bench({ time: TIME, warmupTime: WARM, iterations: 3, warmupIterations: 1, throws: true });
    // What was timed is what is compared, so that none of it can be left out.
    let last: Uint8ClampedArray = new Uint8ClampedArray();
    bench.add(name, () => {
      for (let i = 0; i < calls; i++) last = run();
    });
    const [task] = bench.runSync();
    const result = task?.result;
    if (result?.state !== "completed") throw new Error(`${name} did not finish: ${result?.state}`);
    results.push({ name, time: result.latency.p50 / calls, off: mostOff(last, expected) });
  }
  return results;
}

/** How many calls in a row take long enough to be timed: browsers tell the time by steps of up to a millisecond. */
function callsFor(run: () => void): number {
  const start = performance.now();
  let calls = 0;
  do {
    run();
    calls++;
  } while (performance.now() - start < TRIAL);
  return Math.max(1, Math.round(calls / PARTS));
}

function mostOff(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  if (a.length !== b.length) return Number.NaN;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)));
  return most;
}
