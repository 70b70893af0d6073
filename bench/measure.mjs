import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Benchmark from "benchmark";

/**
 * One contestant's time.
 * @typedef {object} Time
 * @property {number} ns of one call
 * @property {number | undefined} rme benchmark.js's relative margin of error, in percent, of the round that was taken;
 *   none where it did not take the samples
 */

/**
 * A contestant that benchmark.js cannot time, as it runs elsewhere or has to be awaited: it brings samples itself, each the
 * nanoseconds of one call, found by calling for at least so many seconds.
 * @typedef {object} Sampled
 * @property {number} ns of its first call
 * @property {(seconds: number, samples: number) => Promise<number[]>} sample
 */

/** @typedef {(() => unknown) | Sampled} Contestant */

/**
 * How long to measure.
 * @typedef {object} Effort
 * @property {number} rounds
 * @property {number} seconds of one sample
 * @property {number} most seconds that one contestant may take in all; who has used them sits out further rounds
 */

/** @type {Record<"full" | "quick", Effort>} */
export const EFFORT = {
  full: { rounds: 4, seconds: 0.006, most: 0.8 },
  quick: { rounds: 2, seconds: 0.004, most: 0.2 },
};

const SAMPLES = 5;
/** Who is so many times as slow as the fastest need not be known as well, and may take this part of the time. */
const FAR = { times: 20, part: 0.25 };

/** A first call of more milliseconds than this is slow for other reasons than being the first. */
const COLD = 100;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/**
 * Times the contestants in turn, several rounds, and takes each one's fastest round: whatever else the machine does in
 * the meantime then slows a round of each of them, and no figure. Of a round's samples the median counts.
 *
 * `calls` is how many calls one go makes: enough that the measuring loop around it costs nothing.
 * @param {Record<string, Contestant>} contestants
 * @param {Effort} effort
 * @param {number} [calls]
 * @returns {Promise<Record<string, Time>>}
 */
export async function measure(contestants, { rounds, seconds, most }, calls = 1) {
  const runners = Object.entries(contestants).map(([name, contestant]) => {
    const run =
      typeof contestant === "function"
        ? benchOf(name, contestant, seconds, most / rounds, calls)
        : sampledOf(contestant, seconds, most / rounds);
    return { name, run, spent: 0 };
  });
  // What earlier problems left behind is not for these to clear away.
  collectGarbage();
  /** @type {Record<string, Time>} */
  const times = {};
  for (let round = 0; round < rounds; round++) {
    const fastest = Math.min(...Object.values(times).map(({ ns }) => ns));
    for (const runner of runners) {
      const far = times[runner.name]?.ns > FAR.times * fastest;
      if (runner.spent > most * (far ? FAR.part : 1) * 1e3) continue;
      const start = performance.now();
      const { samples, rme } = await runner.run();
      runner.spent += performance.now() - start;
      const ns = medianOf(samples);
      if (!(ns >= times[runner.name]?.ns)) times[runner.name] = { ns, rme };
    }
  }
  return times;
}

/** @typedef {{ samples: number[], rme: number | undefined }} Samples */
/** @typedef {() => Promise<Samples> | Samples} Round */

/** @type {(name: string, call: () => unknown, seconds: number, most: number, calls: number) => Round} */
function benchOf(name, call, seconds, most, calls) {
  const fn = repeated(call, calls);
  const cold = millisecondsOf(fn);
  const first = (cold < COLD ? millisecondsOf(fn) : cold) / 1e3;
  // benchmark.js would call it several times before it looks at the clock.
  if (first > most / 2) return () => ({ samples: [millisecondsOf(fn) * (1e6 / calls)], rme: undefined });
  const minSamples = samplesIn(most, first);
  // Neither setup nor teardown: benchmark.js would compile `fn` anew from its text, which knows no closure.
  const bench = new Benchmark(name, fn, { async: false, minTime: seconds, maxTime: seconds, minSamples });
  return () => {
    bench.run();
    if (bench.error) throw bench.error;
    return { samples: bench.stats.sample.map((period) => (period * 1e9) / calls), rme: bench.stats.rme };
  };
}

/** @type {(contestant: Sampled, seconds: number, most: number) => Round} */
function sampledOf(contestant, seconds, most) {
  const count = samplesIn(most, contestant.ns / 1e9);
  return async () => ({ samples: await contestant.sample(seconds, count), rme: undefined });
}

/** @type {(fn: () => void) => number} */
function millisecondsOf(fn) {
  const start = performance.now();
  fn();
  return performance.now() - start;
}

/** @type {(most: number, seconds: number) => number} */
function samplesIn(most, seconds) {
  return Math.max(1, Math.min(SAMPLES, Math.floor(most / seconds)));
}

/**
 * A call that must be awaited, as a contestant.
 * @param {() => Promise<unknown>} call
 * @returns {Promise<Sampled>}
 */
export async function awaited(call) {
  const once = async () => {
    const start = performance.now();
    await call();
    return (performance.now() - start) * 1e6;
  };
  let estimate = await once();
  return {
    ns: estimate,
    async sample(seconds, samples) {
      const found = [];
      for (let i = 0; i < samples; i++) {
        const calls = Math.max(1, Math.ceil((seconds * 1e9) / estimate));
        const start = performance.now();
        for (let c = 0; c < calls; c++) await call();
        estimate = ((performance.now() - start) * 1e6) / calls;
        found.push(estimate);
      }
      return found;
    },
  };
}

/** @type {(numbers: readonly number[]) => number} */
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
