import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Benchmark from "benchmark";

/**
 * One contestant's time.
 * @typedef {object} Time
 * @property {number} ns of one call
 * @property {number} rme benchmark.js's relative margin of error, in percent, of the round that was taken
 */

/**
 * How long to measure.
 * @typedef {object} Effort
 * @property {number} rounds
 * @property {number} seconds of one sample
 */

/** @type {Record<"full" | "quick", Effort>} */
export const EFFORT = {
  full: { rounds: 4, seconds: 0.015 },
  quick: { rounds: 3, seconds: 0.005 },
};

const SAMPLES = 5;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/**
 * Times the contestants in turn, several rounds, and takes each one's fastest round: whatever else the machine does in
 * the meantime then slows a round of each of them, and no figure. Of a round's samples the median counts.
 *
 * `calls` is how many calls one go makes: enough that the measuring loop around it costs nothing.
 * @param {Record<string, () => unknown>} contestants
 * @param {Effort} effort
 * @param {number} [calls]
 * @returns {Record<string, Time>}
 */
export function measure(contestants, { rounds, seconds }, calls = 1) {
  const benches = Object.entries(contestants).map(([name, call]) => {
    // Neither setup nor teardown: benchmark.js would compile `fn` anew from its text, which knows no closure.
    const bench = new Benchmark(name, repeated(call, calls), {
      async: false,
      minTime: seconds,
      maxTime: seconds,
      minSamples: SAMPLES,
    });
    return { name, bench };
  });
  // What earlier problems left behind is not for these to clear away.
  collectGarbage();
  /** @type {Record<string, Time>} */
  const times = {};
  for (let round = 0; round < rounds; round++) {
    for (const { name, bench } of benches) {
      bench.run();
      if (bench.error) throw bench.error;
      const ns = (medianOf(bench.stats.sample) * 1e9) / calls;
      if (!(ns >= times[name]?.ns)) times[name] = { ns, rme: bench.stats.rme };
    }
  }
  return times;
}

/** @type {(numbers: number[]) => number} */
export function medianOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** @type {(call: () => unknown, calls: number) => () => void} */
function repeated(call, calls) {
  if (calls === 1) return () => void call();
  // Code of its own for each contestant, so that V8 may inline the call.
  return new Function("call", `return () => { for (let i = 0; i < ${calls}; i++) call(); };`)(call);
}
