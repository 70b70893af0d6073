import type { TypedArray } from "../registry/dtypes.ts";

/** Where the elements of a box lie in a typed array. */
export interface Placed {
  readonly data: TypedArray;
  readonly offset: number;
  readonly pitch: readonly number[];
}

/** Below this many elements a loop is quicker than a view and a set. */
const LOOP = 48;

/** Copies a box of elements between two typed arrays of the same element type; the last axis is the innermost loop. */
export function copyBox(extents: readonly number[], from: Placed, to: Placed): void {
  const shape: number[] = [];
  const fromPitch: number[] = [];
  const toPitch: number[] = [];
  // Axes of one element vanish; neighbours that go on where the other ends, on both sides, become one.
  for (let axis = 0; axis < extents.length; axis++) {
    const extent = extents[axis] as number;
    if (extent === 0) return;
    if (extent === 1) continue;
    const a = from.pitch[axis] as number;
    const b = to.pitch[axis] as number;
    const outer = shape.length - 1;
    if (outer >= 0 && fromPitch[outer] === a * extent && toPitch[outer] === b * extent) {
      shape[outer] = (shape[outer] as number) * extent;
      fromPitch[outer] = a;
      toPitch[outer] = b;
    } else {
      shape.push(extent);
      fromPitch.push(a);
      toPitch.push(b);
    }
  }
  const rank = shape.length;
  if (rank === 0) {
    run(1, from.data, from.offset, 1, to.data, to.offset, 1);
    return;
  }
  copyAxis(0, rank, shape, fromPitch, toPitch, from.data, from.offset, to.data, to.offset);
}

function copyAxis(
  axis: number,
  rank: number,
  shape: readonly number[],
  fromPitch: readonly number[],
  toPitch: readonly number[],
  from: TypedArray,
  fromAt: number,
  to: TypedArray,
  toAt: number,
): void {
  const extent = shape[axis] as number;
  const a = fromPitch[axis] as number;
  const b = toPitch[axis] as number;
  if (axis === rank - 1) {
    run(extent, from, fromAt, a, to, toAt, b);
    return;
  }
  for (let i = 0; i < extent; i++) {
    copyAxis(axis + 1, rank, shape, fromPitch, toPitch, from, fromAt + i * a, to, toAt + i * b);
  }
}

function run(count: number, from: TypedArray, fromAt: number, a: number, to: TypedArray, toAt: number, b: number): void {
  if (a === 1 && b === 1 && count > LOOP) {
    (to as Uint8Array).set((from as Uint8Array).subarray(fromAt, fromAt + count), toAt);
    return;
  }
  for (let i = 0; i < count; i++) {
    (to as Uint8Array)[toAt + i * b] = (from as Uint8Array)[fromAt + i * a] as number;
  }
}
