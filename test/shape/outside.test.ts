import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PAD_MODES, type PadMode } from "../../src/registry/options.ts";
import { batchAxis, pooledAxis } from "../../src/shape/axis.ts";
import { coordinateOf, tapsAlong } from "../../src/shape/outside.ts";

/** What stands around 0 … extent - 1 by each mode, written down step by step. */
function around(extent: number, reach: number, mode: PadMode): number[] {
  const step = (from: number, direction: 1 | -1): number[] => {
    const found: number[] = [];
    let [at, by] = [from, direction as number];
    for (let i = 0; i < reach; i++) {
      if (mode === "edge" || extent === 1) found.push(from);
      else if (mode === "wrap") {
        at = (at + by + extent) % extent;
        found.push(at);
      } else {
        const turns = at + by < 0 || at + by >= extent;
        if (turns) by = -by;
        // The last element is met again by symmetric, the one beside it by reflect.
        if (!turns || mode === "reflect") at += by;
        found.push(at);
      }
    }
    return found;
  };
  return [...step(0, -1).reverse(), ...Array.from({ length: extent }, (_, i) => i), ...step(extent - 1, 1)];
}

describe("the element that a tap outside the array reads", () => {
  test.each(PAD_MODES)("%s", (mode) => {
    for (let extent = 1; extent < 7; extent++) {
      const reach = 4 * extent + 3;
      const coordinates = Array.from({ length: extent + 2 * reach }, (_, i) => i - reach);
      const read = coordinates.map((at) => coordinateOf(at, extent, mode));
      expect(read, `${extent} elements`).toEqual(around(extent, reach, mode));
      expect(read.some((at) => Object.is(at, -0))).toBe(false);
    }
  });

  test("far away, exactly", () => {
    for (const mode of PAD_MODES) {
      for (const extent of [1, 2, 3, 5, 2 ** 31 - 1]) {
        for (const far of [2 ** 31, 2 ** 52 + 1, -(2 ** 31), -(2 ** 52) - 1]) {
          const at = coordinateOf(far, extent, mode);
          expect(at >= 0 && at < extent && Number.isInteger(at), `${mode} ${extent} ${far}`).toBe(true);
        }
      }
    }
    expect(coordinateOf(2 ** 52 + 1, 3, "wrap")).toBe(Number((2n ** 52n + 1n) % 3n));
    expect(coordinateOf(-1, 4, "fill")).toBe(-1);
    expect(coordinateOf(4, 4, "nothing")).toBe(-1);
  });
});

describe("taps that are named once for many", () => {
  const drawn = fc.record({
    extent: fc.integer({ min: 1, max: 9 }),
    window: fc.integer({ min: 1, max: 400 }),
    stride: fc.integer({ min: 1, max: 50 }),
    dilation: fc.integer({ min: 1, max: 7 }),
    more: fc.nat({ max: 60 }),
    outside: fc.constantFrom("nothing" as const, "fill" as const, ...PAD_MODES),
  });

  test("are those that are named one by one, as often, each first where it stands first", () => {
    fc.assert(
      fc.property(drawn, ({ extent, window, stride, dilation, more, outside }) => {
        const low = Math.max(0, (window - 1) * dilation - more);
        const request = { window, stride, dilation, padding: [low, more + extent] as const };
        const axis = pooledAxis(0, request, [extent], [window], "trim");
        for (const i of [0, axis.out >> 1, axis.out - 1]) {
          const single = tapsAlong(axis, i, outside, false);
          const many = tapsAlong(axis, i, outside, true);
          const tally = ({ at, times, place }: typeof single) => {
            const counts = new Map<number, [times: number, place: number]>();
            at.forEach((coordinate, j) => {
              const [count, first] = counts.get(coordinate) ?? [0, Infinity];
              counts.set(coordinate, [count + (times[j] as number), Math.min(first, place[j] as number)]);
            });
            return [...counts].sort(([a], [b]) => a - b);
          };
          expect(single.times.every((times) => times === 1)).toBe(true);
          expect(tally(many)).toEqual(tally(single));
          // However large the window, a list of its taps is not.
          expect(many.at.length).toBeLessThanOrEqual(extent + 66);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("of axes that are not pooled there is one", () => {
    expect(tapsAlong(batchAxis(5), 3, "wrap", true)).toEqual({ at: [3], times: [1], place: [0] });
  });
});
