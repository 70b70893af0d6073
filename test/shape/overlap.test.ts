import fc from "fast-check";
import { expect, test } from "vitest";
import { DTYPES } from "../../src/registry/dtypes.ts";
import { overlap, overlapsItself } from "../../src/shape/overlap.ts";
import { boundsOf, type View } from "../../src/shape/view.ts";
import { indices } from "../support/oracle.ts";

const buffer = new ArrayBuffer(4096);

const view = fc
  .record({
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
    pitch: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }),
    start: fc.nat({ max: 20 }),
    wide: fc.boolean(),
    shift: fc.nat({ max: 3 }),
  })
  .map(({ shape, pitch, start, wide, shift }): View => {
    const dtype = wide ? DTYPES.int32 : DTYPES.uint8;
    const steps = pitch.slice(0, shape.length);
    const data = new dtype.array(buffer, shift * 4, 400);
    // Far enough from the start for every negative pitch.
    return { data, dtype, shape, pitch: steps, offset: 120 + start, image: false };
  });

function positions({ shape, pitch, offset }: View): number[] {
  return [...indices(shape)].map((index) => index.reduce((at, i, axis) => at + i * (pitch[axis] as number), offset));
}

function bytesOf(of: View): Set<number> {
  const { bytes } = of.dtype;
  return new Set(
    positions(of).flatMap((at) => Array.from({ length: bytes }, (_, i) => of.data.byteOffset + at * bytes + i)),
  );
}

test("overlapsItself is whether two elements share a place", () => {
  fc.assert(
    fc.property(view, (of) => {
      const all = positions(of);
      expect(overlapsItself(of)).toBe(new Set(all).size < all.length);
    }),
    { numRuns: 2000 },
  );
});

test("overlap is whether two views share a byte", () => {
  fc.assert(
    fc.property(view, view, (a, b) => {
      const bytes = bytesOf(a);
      const shared = [...bytesOf(b)].some((byte) => bytes.has(byte));
      expect(overlap(a, b)).toBe(shared);
      expect(overlap(b, a)).toBe(shared);
    }),
    { numRuns: 2000 },
  );
});

test("views of different buffers never overlap", () => {
  fc.assert(
    fc.property(view, (of) => {
      const other = { ...of, data: new of.dtype.array(400) };
      expect(overlap(of, other)).toBe(false);
    }),
  );
});

test("bounds are the first and the last element touched", () => {
  fc.assert(
    fc.property(view, (of) => {
      const all = positions(of);
      const bounds = boundsOf(of.shape, of.pitch, of.offset);
      expect(bounds).toEqual(all.length === 0 ? undefined : { first: Math.min(...all), last: Math.max(...all) });
    }),
    { numRuns: 1000 },
  );
});
