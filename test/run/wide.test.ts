import { describe, expect, test } from "vitest";
import { BUILDS } from "../support/builds.ts";
import { randomOf } from "../support/random.ts";

type TypedArrayConstructor =
  | Uint8ArrayConstructor
  | Int16ArrayConstructor
  | Int32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor;

const ENGINES = BUILDS.filter(({ engine }) => engine !== undefined);
const WINDOWS = [513, 719, 800, 977, 1025, 2048, 4001, 9000];

function drawn<D extends TypedArrayConstructor>(Data: D, length: number, whole: boolean): InstanceType<D> {
  const random = randomOf(length);
  const data = new Data(length) as InstanceType<D>;
  for (let i = 0; i < length; i++)
    data[i] = whole ? Math.floor(random() * 251) - (data instanceof Uint8Array ? 0 : 125) : random() - 0.25;
  return data;
}

/** The largest of each window along rows of so many lanes, by a queue of candidates. */
function largest(data: ArrayLike<number>, extent: number, lanes: number, window: number, dilation = 1): number[] {
  const count = extent - (window - 1) * dilation;
  const results = new Array<number>(count * lanes);
  for (let lane = 0; lane < lanes * dilation; lane++) {
    const [first, channel] = [Math.floor(lane / lanes), lane % lanes];
    const queue: number[] = [];
    for (let x = first, begin = first - (window - 1) * dilation; x < extent; x += dilation, begin += dilation) {
      const at = (i: number): number => data[i * lanes + channel] as number;
      while (queue.length > 0 && at(queue.at(-1) as number) <= at(x)) queue.pop();
      queue.push(x);
      if ((queue[0] as number) < begin) queue.shift();
      if (begin >= 0) results[begin * lanes + channel] = at(queue[0] as number);
    }
  }
  return results;
}

/** A sum as NumPy adds float32s: eight running sums of up to 128, halves of more. */
function pairwise(taps: Float32Array): number {
  const n = taps.length;
  if (n > 128) {
    const half = n / 2 - ((n / 2) % 8);
    return Math.fround(pairwise(taps.subarray(0, half)) + pairwise(taps.subarray(half)));
  }
  const running = new Float32Array(8);
  const whole = n - (n % 8);
  for (let i = 0; i < whole; i++) (running[i % 8] as number) += taps[i] as number;
  const add = (i: number, j: number): number => Math.fround((running[i] as number) + (running[j] as number));
  let sum = Math.fround(Math.fround(add(0, 1) + add(2, 3)) + Math.fround(add(4, 5) + add(6, 7)));
  for (let i = whole; i < n; i++) sum = Math.fround(sum + (taps[i] as number));
  return sum;
}

/** The sums of windows, each exact before it is rounded to float64. */
function sums(data: ArrayLike<number>, extent: number, window: number): number[] {
  // In units of 2^-80: float64s of that size are integers then.
  const unit = 2 ** 40;
  const whole = Array.from({ length: extent }, (_, i) => {
    const value = (data[i] as number) * unit;
    const high = Math.trunc(value);
    return (BigInt(high) << 40n) + BigInt(Math.round((value - high) * unit));
  });
  let sum = 0n;
  const results: number[] = [];
  whole.forEach((value, i) => {
    sum += value;
    if (i >= window) sum -= whole[i - window] as bigint;
    if (i >= window - 1) results.push(Number(sum) / unit / unit);
  });
  return results;
}

describe.each(ENGINES)("windows of hundreds and thousands of neighbours, on $name", ({ name, api }) => {
  const extent = 9500;

  test.each(WINDOWS)("largest of %i", (window) => {
    for (const Data of [Uint8Array, Int16Array, Int32Array, Float32Array, Float64Array]) {
      for (const lanes of [1, 3, 4]) {
        const data = drawn(Data, extent * lanes, Data !== Float32Array && Data !== Float64Array);
        const pooled = api.maxPool({ data, shape: [extent, lanes] }, [window, 1], { stride: 1 });
        expect(Array.from(pooled.data as ArrayLike<number>)).toEqual(largest(data, extent, lanes, window));
      }
    }
  });

  test.each(WINDOWS)("sums of %i", (window) => {
    for (const Data of [Uint8Array, Int16Array, Int32Array]) {
      const data = drawn(Data, extent, true);
      const pooled = api.sumPool({ data, shape: [extent] }, window, { stride: 1 });
      expect(Array.from(pooled.data as ArrayLike<number>)).toEqual(sums(data, extent, window));
    }
    const singles = drawn(Float32Array, extent, false);
    const doubles = drawn(Float64Array, extent, false);
    const rms = (errors: number[]): number => Math.hypot(...errors) / Math.sqrt(errors.length);
    const exact = sums(singles, extent, window);
    const ours = api.sumPool({ data: singles, shape: [extent] }, window, { stride: 1 }).data;
    const some = exact.map((_, i) => i).filter((i) => i % 17 === 0);
    const errors = some.map((i) => (ours[i] as number) - (exact[i] as number));
    const theirs = some.map((i) => pairwise(singles.subarray(i, i + window)) - (exact[i] as number));
    // As large as theirs by the plan's model of errors, which knows a sum's size no better than that.
    expect(rms(errors)).toBeLessThan(1.3 * rms(theirs));
    const wide = sums(doubles, extent, window);
    const off = api.sumPool({ data: doubles, shape: [extent] }, window, { stride: 1 }).data;
    wide.forEach((value, i) => {
      expect(Math.abs((off[i] as number) / value - 1)).toBeLessThan(2 ** -50);
    });
  });

  test("in rows of a matrix, and many rows that are apart", () => {
    const data = drawn(Float32Array, 40 * 3000, false);
    const pooled = api.maxPool({ data, shape: [40, 3000] }, [1, 1500], { stride: 1 });
    for (const row of [0, 17, 39]) {
      const expected = largest(data.subarray(3000 * row, 3000 * (row + 1)), 3000, 1, 1500);
      expect(Array.from(pooled.data.subarray(1501 * row, 1501 * (row + 1)))).toEqual(expected);
    }
    for (const [window, dilation] of [
      [65, 2],
      [200, 3],
    ] as const) {
      const tall = drawn(Int16Array, 700 * 5, true);
      const down = api.maxPool({ data: tall, shape: [700, 5] }, [window, 1], { stride: 1, dilation: [dilation, 1] });
      expect(Array.from(down.data)).toEqual(largest(tall, 700, 5, window, dilation));
    }
  });

  test("slide", () => {
    const described = (shape: number[], window: number | number[], dilation = 1): string =>
      api.createPlan("max", { shape, dtype: "float32" }, window, { stride: 1, dilation }).describe();
    expect(described([10000], 4000)).toContain("driver slide");
    expect(described([600, 600], 65, 2)).toContain("driver slide");
    expect(name).not.toBe("js");
  });
});
