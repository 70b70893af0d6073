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

test("copyBox copies planes of every width as bits, in tiles, whatever lies next to what", () => {
  const kinds = [Int8Array, Uint16Array, Float32Array, Float64Array, BigInt64Array] as const;
  const step = fc.constantFrom(1, 2, 3, -1, -2);
  const plane = fc.record({
    rows: fc.integer({ min: 1, max: 37 }),
    count: fc.integer({ min: 1, max: 37 }),
    deep: fc.integer({ min: 1, max: 3 }),
    from: fc.tuple(step, step, fc.boolean()),
    to: fc.tuple(step, step, fc.boolean()),
    kind: fc.constantFrom(...kinds),
  });
  fc.assert(
    fc.property(plane, ({ rows, count, deep, from, to, kind }) => {
      // Two axes that do not run through each other, in either order, and copies of the plane apart.
      const pitchesOf = ([near, far, swapped]: readonly [number, number, boolean]): number[] => {
        const inner = swapped ? rows : count;
        const outer = Math.sign(far) * (Math.abs(near) * inner + Math.abs(far));
        return [6000, ...(swapped ? [near, outer] : [outer, near])];
      };
      const extents = [deep, rows, count];
      const [fromPitch, toPitch] = [pitchesOf(from), pitchesOf(to)];
      const bytes = new Uint8Array(24_000 * kind.BYTES_PER_ELEMENT).map((_, i) => ((i * 73) ^ (i >> 8)) & 0x3f);
      const source = new kind(bytes.buffer);
      const [target, expected] = [new kind(24_000), new kind(24_000)];
      const [read, write] = [patternsOf(source), patternsOf(expected)];
      const words = read.length / 24_000;
      for (const index of indices(extents)) {
        const at = (pitches: readonly number[]) =>
          index.reduce((sum, i, axis) => sum + i * (pitches[axis] as number), 6000);
        for (let k = 0; k < words; k++) write[at(toPitch) * words + k] = read[at(fromPitch) * words + k] as number;
      }
      copyBox(extents, source, 6000, fromPitch, target, 6000, toPitch);
      expect(sameValues(patternsOf(target), write)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** Elements as the bits that they are. */
function patternsOf(data: { readonly buffer: ArrayBufferLike }): Uint8Array {
  return new Uint8Array(data.buffer);
}
