import fc from "fast-check";
import { expect, test } from "vitest";
import { copyBox } from "../../src/run/copy.ts";
import { sameValues } from "../support/compare.ts";
import { indices } from "../support/oracle.ts";

test("copyBox copies the elements of a box, whatever its pitches, and nothing else", () => {
  const pitch = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 4, maxLength: 4 });
  const box = fc.record({
    extents: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 }),
    from: pitch,
    to: pitch,
    packedFrom: fc.boolean(),
    packedTo: fc.boolean(),
  });
  fc.assert(
    fc.property(box, ({ extents, from, to, packedFrom, packedTo }) => {
      const packed = extents.map((_, axis) => extents.slice(axis + 1).reduce((a, b) => a * b, 1));
      const fromPitch = packedFrom ? packed : from.slice(0, extents.length);
      const toPitch = packedTo ? packed : to.slice(0, extents.length);
      const source = Int32Array.from({ length: 4000 }, (_, i) => i + 1);
      const target = new Int32Array(4000);
      const expected = new Int32Array(4000);
      for (const index of indices(extents)) {
        const at = (pitches: readonly number[]) =>
          index.reduce((sum, i, axis) => sum + i * (pitches[axis] as number), 2000);
        expected[at(toPitch)] = source[at(fromPitch)] as number;
      }
      copyBox(extents, source, 2000, fromPitch, target, 2000, toPitch);
      expect(sameValues(target, expected)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
