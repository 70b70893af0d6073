import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAxes, forEachChoice, piecesOf } from "../../src/plan/cuts.ts";
import type { LoopAxis } from "../../src/plan/loops.ts";

const axis = fc
  .record({
    window: fc.integer({ min: 1, max: 40 }),
    stride: fc.integer({ min: 1, max: 40 }),
    out: fc.integer({ min: 1, max: 30 }),
    clipped: fc.nat({ max: 60 }),
  })
  .map(({ window, stride, out, clipped }): LoopAxis => {
    // The last window may hang over the end, but starts inside.
    const extent = Math.max((out - 1) * stride + 1, (out - 1) * stride + window - clipped);
    return { extent, window, stride, out, pitch: 1, outPitch: 1 };
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
        const { cuts, piece, split } = cutAxes(axes, most);
        axes.forEach(({ out, stride, window, extent }, a) => {
          const seen = new Array<number>(out).fill(0);
          for (const cut of cuts[a] as (typeof cuts)[number]) {
            for (let i = 0; i < cut.count; i++) {
              seen[cut.out + i] = (seen[cut.out + i] as number) + 1;
              expect(cut.first + i * stride).toBe((cut.out + i) * stride);
              // All the windows of a cut have as many taps as are there.
              expect(cut.taps).toBe(Math.min(window, extent - (cut.out + i) * stride));
            }
            const pieces = piecesOf(cut.taps, piece[a] as number);
            let next = 0;
            for (const { first, taps } of pieces) {
              expect(first).toBe(next);
              next += taps;
            }
            expect(next).toBe(cut.taps);
          }
          expect(seen).toEqual(new Array(out).fill(1));
        });
        expect(split).toBe(axes.some(({ window }, a) => (piece[a] as number) < window));
        let steps = 0;
        forEachChoice(cuts, (box) => {
          steps++;
          let input = 1;
          let output = 1;
          let taps = 1;
          box.forEach((cut, a) => {
            const held = Math.min(cut.taps, piece[a] as number);
            input *= (cut.count - 1) * (axes[a] as LoopAxis).stride + held;
            output *= cut.count;
            taps *= held;
          });
          expect(input).toBeLessThanOrEqual(most.input);
          expect(output).toBeLessThanOrEqual(most.output);
          expect(taps).toBeLessThanOrEqual(most.taps);
        });
        expect(steps).toBe(cuts.reduce((product, list) => product * list.length, 1));
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
