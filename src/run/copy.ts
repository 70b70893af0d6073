import type { TypedArray } from "../registry/dtypes.ts";

/**
 * Below this many elements a loop is quicker than a view and a set. It is low because one loop serves every dtype, and a
 * program that pools many of them makes such loops several times slower.
 */
const LOOP = 12;

/** Copies a run of elements: so many, each side from a place on with a step. */
export type CopyRun = (
  count: number,
  from: TypedArray,
  fromAt: number,
  fromStep: number,
  to: TypedArray,
  toAt: number,
  toStep: number,
) => void;

/**
 * Copies a box of elements between two typed arrays of the same element type, each at its own offset and pitches. Neighbouring
 * axes that go on where the other ends, on both sides, are copied as one. `run` copies in another way, where types differ.
 */
export function copyBox(
  extents: readonly number[],
  from: TypedArray,
  fromAt: number,
  fromPitch: readonly number[],
  to: TypedArray,
  toAt: number,
  toPitch: readonly number[],
  run: CopyRun = copyRun,
): void {
  // The longest tail of axes that is one run with steady pitches on both sides.
  let axis = extents.length - 1;
  while (axis >= 0 && extents[axis] === 1) axis--;
  if (axis < 0) {
    run(1, from, fromAt, 1, to, toAt, 1);
    return;
  }
  let count = extents[axis] as number;
  const a = fromPitch[axis] as number;
  const b = toPitch[axis] as number;
  for (axis--; axis >= 0; axis--) {
    const extent = extents[axis] as number;
    if (extent === 1) continue;
    if (fromPitch[axis] !== a * count || toPitch[axis] !== b * count) break;
    count *= extent;
  }
  copyAxes(0, axis + 1, extents, fromPitch, toPitch, count, from, fromAt, a, to, toAt, b, run);
}

function copyAxes(
  axis: number,
  rank: number,
  extents: readonly number[],
  fromPitch: readonly number[],
  toPitch: readonly number[],
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
  run: CopyRun,
): void {
  if (axis === rank) {
    run(count, from, fromAt, a, to, toAt, b);
    return;
  }
  const extent = extents[axis] as number;
  const fromStep = fromPitch[axis] as number;
  const toStep = toPitch[axis] as number;
  for (let i = 0; i < extent; i++) {
    const fromHere = fromAt + i * fromStep;
    const toHere = toAt + i * toStep;
    copyAxes(axis + 1, rank, extents, fromPitch, toPitch, count, from, fromHere, a, to, toHere, b, run);
  }
}

/** The casts say only that both arrays hold the same kind. */
export function copyRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  if (a === 1 && b === 1 && count > LOOP) {
    const whole = fromAt === 0 && from.length === count;
    (to as Uint8Array).set((whole ? from : from.subarray(fromAt, fromAt + count)) as Uint8Array, toAt);
    return;
  }
  for (let i = 0; i < count; i++) {
    (to as Uint8Array)[toAt + i * b] = (from as Uint8Array)[fromAt + i * a] as number;
  }
}
