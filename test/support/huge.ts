import type { DType, PoolOptions } from "../../src/types.ts";
import type { PadMode } from "./oracle.ts";

const WINDOW = 2 ** 31 - 1;
const LOW = 2 ** 30;

/** One window that covers a short array and nothing but padding around it. */
export const heavily = { window: WINDOW, options: { padding: LOW } };

/** An array under such a window, and what every op makes of it: from how often each of its elements is tapped. */
export interface Reading {
  readonly way: string;
  readonly options: PoolOptions;
  readonly dtype: DType;
  readonly values: readonly number[];
  readonly expected: Readonly<Record<string, number>>;
}

/** A value that is tapped so many times, from this place in the window on. */
interface Weighed {
  readonly value: number;
  readonly times: number;
  readonly place: number;
}

/** How many taps read an element, and the first of them: those at coordinates of some residues, or all beyond an end. */
function tapsOf(mode: PadMode, element: number, extent: number): { times: number; place: number } {
  const [first, last] = [-LOW, WINDOW - 1 - LOW];
  if (mode === "edge") {
    if (element === 0) return { times: LOW + (extent === 1 ? WINDOW - LOW : 1), place: 0 };
    return { times: element === extent - 1 ? last - element + 1 : 1, place: LOW + element };
  }
  const period = mode === "wrap" ? extent : mode === "symmetric" ? 2 * extent : Math.max(1, 2 * extent - 2);
  const twin = mode === "symmetric" ? 2 * extent - 1 - element : (period - element) % period;
  const residues = mode === "wrap" ? [element] : [...new Set([element, twin])];
  let [times, place] = [0, Infinity];
  for (const residue of residues) {
    const upTo = (end: number): number => Math.floor((end - residue) / period);
    times += upTo(last) - upTo(first - 1);
    place = Math.min(place, residue + (upTo(first - 1) + 1) * period - first);
  }
  return { times, place };
}

/** Every op of values that are there so many times. */
function expectedOf(all: readonly Weighed[]): Record<string, number> {
  const n = all.reduce((count, { times }) => count + times, 0);
  const total = (of: (value: number) => number): number =>
    all.reduce((sum, { value, times }) => sum + of(value) * times, 0);
  const mean = total((value) => value) / n;
  const spread = total((value) => (value - mean) ** 2) / n;
  const sorted = all.slice().sort((a, b) => a.value - b.value);
  const ranked = (rank: number): number => {
    let left = rank;
    for (const { value, times } of sorted) {
      if (left < times) return value;
      left -= times;
    }
    return Number.NaN;
  };
  const [least, most] = [sorted[0] as Weighed, sorted.at(-1) as Weighed];
  const met = all.slice().sort((a, b) => a.place - b.place);
  return {
    max: most.value,
    min: least.value,
    mean,
    sum: mean * n,
    prod: all.some(({ value }) => Math.abs(value) > 1) ? Infinity : 1,
    lp: Math.sqrt(total((value) => value ** 2)),
    rms: Math.sqrt(total((value) => value ** 2) / n),
    median: (ranked(Math.floor((n - 1) / 2)) + ranked(Math.floor(n / 2))) / 2,
    mode: met.reduce((best, next) => (next.times > best.times ? next : best)).value,
    var: spread,
    std: Math.sqrt(spread),
    range: most.value - least.value,
    any: 1,
    all: 1,
    count: n,
    first: (met[0] as Weighed).value,
    argmax: most.place,
    argmin: least.place,
  };
}

/** Arrays without, with fill and with every padMode around them, whole and with an element left out. */
export function readings(): Reading[] {
  const list: Reading[] = [];
  for (const dtype of ["float64", "int32"] as const) {
    for (const values of [
      [3, 1, 2],
      [2, 3],
    ]) {
      const inside = values.map((value, i) => ({ value, times: 1, place: LOW + i }));
      const absent = { way: "nothing around it", options: {}, all: inside };
      // A product of so many of any other value is infinite, or 0.
      const filled = { value: 5, times: WINDOW - values.length, place: 0 };
      const ways: { way: string; options: PoolOptions; all: Weighed[] }[] = [
        absent,
        { way: "fill", options: { fill: 5 }, all: [...inside, filled] },
        ...(["edge", "reflect", "symmetric", "wrap"] as const).map((padMode) => ({
          way: padMode,
          options: { padMode },
          all: values.map((value, i) => ({ value, ...tapsOf(padMode, i, values.length) })),
        })),
      ];
      for (const { way, options, all } of ways) {
        const product = all === inside ? values.reduce((a, b) => a * b, 1) : Infinity;
        list.push({ way, options, dtype, values, expected: { ...expectedOf(all), prod: product } });
        const mask = values.map((_, i) => (i === 0 ? 0 : 1));
        const rest = all.filter((_, i) => i !== 0);
        const less = all === inside ? product / (values[0] as number) : Infinity;
        list.push({
          way,
          options: { ...options, mask, nodata: -1 },
          dtype,
          values,
          expected: { ...expectedOf(rest), prod: less },
        });
      }
    }
  }
  return list;
}
