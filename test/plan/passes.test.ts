import { describe, expect, test } from "vitest";
import { PASS, type Passes, passesOf, type Way } from "../../src/plan/passes.ts";
import { spanOf } from "../../src/shape/axis.ts";

const LARGEST: Way = { overlaps: true, last: "same", fits: () => true };
const SUMS: Way = { overlaps: false, last: "same", fits: () => true };
const DOUBLE: Way = { overlaps: false, last: "double", fits: () => true };
const SIXTEENS: Way = { ...SUMS, sixteens: true };
const SIXTEENS_DOUBLE: Way = { ...DOUBLE, sixteens: true };
const COMPENSATED: Way = { overlaps: false, last: "compensated", fits: () => true };

const RESULTS = 4;

/** How often each cell of the row is folded into each of `count` results: the program run over cells that are lists of cells. */
function run({ words, count: passes }: Passes, way: Way, span: number, stride: number, count: number): number[][] {
  const length = (count - 1) * stride + span;
  const buffers = new Map<number, number[][]>([[0, Array.from({ length }, (_, i) => [i])]]);
  const cell = (buffer: number, i: number): number[] => {
    const found = buffers.get(buffer)?.[i];
    // Beyond the row is room that may be read, but nothing that may be used.
    return found ?? [Number.NaN];
  };
  let at = 0;
  const next = () => words[at++] as number;
  let last = 0;
  for (let pass = 0; pass < passes; pass++) {
    const [kind, to, times, more, taps] = [next(), next(), next(), next(), next()];
    const from = Array.from({ length: taps }, () => [next(), next()] as [number, number]);
    const cells = count * times + more;
    expect(cells).toBeGreaterThan(0);
    const [buffer, offset] = from[0] as [number, number];
    if (kind === PASS.fold || kind === PASS.double) {
      expect(taps).toBeGreaterThan(0);
      expect(taps).toBeLessThanOrEqual(kind === PASS.fold && span > 512 ? 64 : 16);
      if (kind === PASS.double && way.last === "double") {
        expect(taps).toBeGreaterThan(1);
        expect(taps).toBeLessThanOrEqual(5);
      }
      buffers.set(
        to,
        Array.from({ length: cells }, (_, i) => from.flatMap(([b, o]) => cell(b, i + o))),
      );
    } else if (kind === PASS.sixteen) {
      const sum = (i: number, width: number) => Array.from({ length: width }, (_, j) => cell(buffer, i + j)).flat();
      const [beside, rest] = from[1] as [number, number];
      const before = 16 - (rest - (rest % 4));
      const row = Array.from({ length: cells }, (_, i) => sum(i + before, rest));
      buffers.set(
        to,
        Array.from({ length: cells }, (_, i) => sum(i, 16)),
      );
      if (rest > 1) buffers.set(beside, [...new Array<number[]>(before).fill([Number.NaN]), ...row]);
    } else if (kind === PASS.split) {
      const [even, odd] = [0, 1].map((o) => Array.from({ length: cells }, (_, i) => cell(buffer, 2 * i + o)));
      buffers.set(to, even as number[][]);
      buffers.set(to + 1, odd as number[][]);
    } else {
      expect(kind).toBe(PASS.pick);
      expect(offset).toBe(0);
      buffers.set(
        to,
        Array.from({ length: cells }, (_, i) => cell(buffer, i * stride)),
      );
    }
    last = to;
  }
  expect(at).toBe(words.length);
  if (passes > 0) expect(last).toBe(RESULTS);
  return (buffers.get(passes > 0 ? RESULTS : 0) as number[][]).slice(0, count);
}

const taps = (i: number, window: number, stride: number, dilation: number): number[] =>
  Array.from({ length: window }, (_, j) => i * stride + j * dilation);

describe("programs along a row", () => {
  const narrow = Array.from({ length: 40 }, (_, i) => i + 1);
  const windows = [...narrow, 63, 64, 65, 97, 101, 127, 128, 200, 255, 1000, 1025, 4001];
  const strides = [1, 2, 3, 5];
  const dilations = [1, 2, 3];
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);

  for (const stride of strides) {
    for (const dilation of dilations) {
      test(`stride ${stride}, dilation ${dilation}: sums take every tap once, the largest every tap and no other`, () => {
        let programs = 0;
        for (const window of windows) {
          for (const lanes of [1, 3]) {
            for (const way of [SUMS, LARGEST, DOUBLE, SIXTEENS, SIXTEENS_DOUBLE, COMPENSATED]) {
              const passes = passesOf(window, stride, dilation, lanes, way);
              if (passes === undefined) continue;
              programs++;
              const results = run(passes, way, spanOf(window, dilation), stride, 9);
              results.forEach((found, i) => {
                const wanted = taps(i, window, stride, dilation);
                if (way.overlaps) expect(sorted([...new Set(found)]), `window ${window}`).toEqual(wanted);
                else expect(sorted(found), `window ${window}`).toEqual(wanted);
              });
            }
          }
        }
        expect(programs).toBeGreaterThan(windows.length * 2);
      });
    }
  }

  test("wide windows cost little more than narrow ones", () => {
    const loads = (window: number, way: Way) => {
      const { words, count } = passesOf(window, 1, 1, 1, way) as Passes;
      let at = 0;
      let sum = 0;
      for (let pass = 0; pass < count; pass++) {
        sum += words[at + 4] as number;
        at += 5 + 2 * (words[at + 4] as number);
      }
      return sum;
    };
    expect(loads(5, LARGEST)).toBe(5);
    expect(loads(63, LARGEST)).toBeLessThanOrEqual(13);
    expect(loads(127, LARGEST)).toBeLessThanOrEqual(15);
    expect(loads(127, SUMS)).toBeLessThanOrEqual(20);
    expect(loads(1000, LARGEST)).toBeLessThanOrEqual(28);
  });

  test("programs keep within the error that is allowed, or there is none", () => {
    for (const window of [9, 31, 63]) {
      const free = passesOf(window, 1, 1, 1, SUMS) as Passes;
      const most = free.squares * 0.9;
      const strict = passesOf(window, 1, 1, 1, { ...SUMS, fits: (squares) => squares <= most });
      if (strict !== undefined) expect(strict.squares).toBeLessThanOrEqual(most);
      expect(passesOf(window, 1, 1, 1, { ...SUMS, fits: () => false })).toBeUndefined();
    }
  });

  test("the error of a sum: three taps one after the other, then three of those", () => {
    const { squares } = passesOf(3, 1, 1, 1, SUMS) as Passes;
    expect(squares).toBe(2 ** 2 + 3 ** 2);
    expect((passesOf(9, 1, 1, 1, SUMS) as Passes).squares).toBe(3 * (2 ** 2 + 3 ** 2) + 6 ** 2 + 9 ** 2);
    // Two and two of four; then three more, of which the last two go together.
    expect((passesOf(4, 1, 1, 1, SUMS) as Passes).squares).toBe(2 ** 2 + 2 ** 2 + 4 ** 2);
    expect((passesOf(5, 1, 1, 1, SUMS) as Passes).squares).toBe(2 ** 2 + 2 ** 2 + 4 ** 2 + 5 ** 2);
    // Sixteen and a rest of seven, both as trees.
    const [four, eight] = [2 * 2 ** 2 + 4 ** 2, 4 * 2 ** 2 + 2 * 4 ** 2 + 8 ** 2];
    const seven = four + 2 ** 2 + 3 ** 2 + 7 ** 2;
    expect((passesOf(23, 1, 1, 1, SIXTEENS) as Passes).squares).toBe(2 * eight + 16 ** 2 + seven + 23 ** 2);
  });
});
