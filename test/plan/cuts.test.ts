import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAxes, forEachChoice, piecesOf } from "../../src/plan/cuts.ts";
import { packingOf } from "../../src/plan/fit.ts";
import type { LoopAxis } from "../../src/plan/loops.ts";

/** What an axis of an array without a mask and positions has besides. */
const ALONE = { pitch: 1, outPitch: 1, maskPitch: 0, indexPitch: 0, turn: 0, place: 0, tapPlace: 0 };

const axis = fc
  .record({
    window: fc.integer({ min: 1, max: 40 }),
    stride: fc.integer({ min: 1, max: 40 }),
    dilation: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 9 })),
    low: fc.oneof(fc.constant(0), fc.nat({ max: 50 })),
    high: fc.oneof(fc.constant(0), fc.nat({ max: 50 })),
    out: fc.integer({ min: 1, max: 30 }),
    clipped: fc.nat({ max: 60 }),
  })
  .map(({ window, stride, dilation, low, high, out, clipped }): LoopAxis => {
    // The last window may hang over the end, but starts inside the input or its low padding.
    const end = (out - 1) * stride;
    const extent = Math.max(1, end + 1 - low, end + (window - 1) * dilation + 1 - low - high - clipped);
    return { extent, window, stride, dilation, low, high, out, adaptive: false, ...ALONE };
  });

const limits = fc.record({
  input: fc.constantFrom(64, 500, 4096, Infinity),
  output: fc.constantFrom(16, 100, Infinity),
  taps: fc.constantFrom(32, 1000, 2 ** 30),
});

describe("cutAxes", () => {
  test("every result once, every tap of it once, and no step beyond its limits", () => {
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), limits, (axes, most) => {
        const { cuts, piece } = cutAxes(axes, most);
        axes.forEach(({ out, stride, window, extent, dilation, low, high }, a) => {
          const seen = new Array<number>(out).fill(0);
          for (const cut of cuts[a] as (typeof cuts)[number]) {
            for (let i = 0; i < cut.count; i++) {
              seen[cut.out + i] = (seen[cut.out + i] as number) + 1;
              const all = Array.from({ length: window }, (_, j) => (cut.out + i) * stride - low + j * dilation);
              const there = all.filter((at) => at >= 0 && at < extent);
              // All the windows of a cut have as many taps as are there, and count as much with their padding.
              expect(cut.taps).toBe(there.length);
              // Without any tap, windows are alike, and nothing counts.
              if (there.length > 0) expect(cut.padded).toBe(all.filter((at) => at < extent + high).length);
              if (there.length > 0) expect(cut.skipped).toBe(all.indexOf(there[0] as number));
              if (there.length > 0) expect(cut.first + i * stride).toBe(there[0]);
            }
            let next = 0;
            for (const { first, taps } of piecesOf(cut.taps, piece[a] as number)) {
              expect(first).toBe(next);
              next += taps;
            }
            expect(next).toBe(cut.taps);
          }
          expect(seen).toEqual(new Array(out).fill(1));
        });
        let steps = 0;
        forEachChoice(cuts, (box) => {
          steps++;
          const part = box.map((cut, a) => ({ first: 0, taps: Math.min(cut.taps, piece[a] as number) }));
          if (part.some(({ taps }) => taps === 0)) return;
          const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);
          expect(product(packingOf(axes, box, part).extents)).toBeLessThanOrEqual(most.input);
          if (part.some(({ taps }) => taps === 0)) return;
          expect(product(box.map(({ count }) => count))).toBeLessThanOrEqual(most.output);
          expect(product(part.map(({ taps }) => taps))).toBeLessThanOrEqual(most.taps);
        });
        expect(steps).toBe(cuts.reduce((count, list) => count * list.length, 1));
      }),
      { numRuns: 150 },
    );
  });

  test("choices turn fastest at the end, and none are made of an empty list", () => {
    const seen: string[] = [];
    forEachChoice([[1, 2], [3], [4, 5]], (choice) => seen.push(choice.join("")));
    expect(seen).toEqual(["134", "135", "234", "235"]);
    forEachChoice([[1], []], () => expect.fail("an empty list has no choices"));
  });
});
