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

/** From this many elements on, a box is copied as bits, by a loop that has seen nothing else. */
const BITS = 128;

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
  while (axis >= 0 && extents[axis] === 1) axis--;
  if (run === copyRun && axis >= 0 && (a !== 1 || b !== 1 || count <= LOOP) && sizeOf(extents) >= BITS) {
    const rows = extents[axis] as number;
    const fromRow = fromPitch[axis] as number;
    const toRow = toPitch[axis] as number;
    // Where rows are written through each other, the last one wins.
    const apart = Math.abs(toRow) >= count * Math.abs(b) || Math.abs(b) >= rows * Math.abs(toRow);
    const copy = apart && b !== 0 && toRow !== 0 ? planeCopyOf(from, to) : undefined;
    if (copy !== undefined) {
      copyPlanes(0, axis, extents, fromPitch, toPitch, fromAt, toAt, (at, target) => {
        // Writes in the order of memory: a line that is written in part is read first.
        if (Math.abs(b) <= Math.abs(toRow)) copy(rows, fromRow, toRow, count, a, b, at, target);
        else copy(count, a, b, rows, fromRow, toRow, at, target);
      });
      return;
    }
  }
  copyAxes(0, axis + 1, extents, fromPitch, toPitch, count, from, fromAt, a, to, toAt, b, run);
}

function sizeOf(extents: readonly number[]): number {
  let size = 1;
  for (let axis = 0; axis < extents.length; axis++) size *= extents[axis] as number;
  return size;
}

/** Visits the first elements of all planes of the axes from `rank` on. */
function copyPlanes(
  axis: number,
  rank: number,
  extents: readonly number[],
  fromPitch: readonly number[],
  toPitch: readonly number[],
  fromAt: number,
  toAt: number,
  visit: (fromAt: number, toAt: number) => void,
): void {
  if (axis === rank) {
    visit(fromAt, toAt);
    return;
  }
  for (let i = 0; i < (extents[axis] as number); i++) {
    const at = fromAt + i * (fromPitch[axis] as number);
    const target = toAt + i * (toPitch[axis] as number);
    copyPlanes(axis + 1, rank, extents, fromPitch, toPitch, at, target, visit);
  }
}

/** Copies rows of elements: so many with their steps on both sides, and so many elements each with theirs. */
type PlaneCopy = (
  rows: number,
  fromRow: number,
  toRow: number,
  count: number,
  a: number,
  b: number,
  fromAt: number,
  toAt: number,
) => void;

/** How to copy elements of a width as bits, which is what they are to a loop of their own; undefined where kinds differ. */
function planeCopyOf(from: TypedArray, to: TypedArray): PlaneCopy | undefined {
  const copy = tileCopyOf(from, to);
  if (copy === undefined) return undefined;
  return (rows, fromRow, toRow, count, a, b, fromAt, toAt) => {
    // A tile's lines stay in the L1 cache, however far apart they lie.
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const some = Math.min(TILE_ROWS, rows - i);
      for (let j = 0; j < count; j += TILE_COUNT) {
        const few = Math.min(TILE_COUNT, count - j);
        copy(some, fromRow, toRow, few, a, b, fromAt + i * fromRow + j * a, toAt + i * toRow + j * b);
      }
    }
  };
}

/** The same of a tile, or of a line, which is one row. */
function tileCopyOf(from: TypedArray, to: TypedArray): PlaneCopy | undefined {
  const width = from.BYTES_PER_ELEMENT;
  if (width !== to.BYTES_PER_ELEMENT) return undefined;
  const words = Math.max(1, width / 4);
  const [source, target] = [bitsOf(from, width, words), bitsOf(to, width, words)];
  if (width === 1) {
    const [x, y] = [source as Uint8Array, target as Uint8Array];
    return (rows, r, s, count, a, b, at, place) => copyTile8(x, at, r, a, y, place, s, b, rows, count);
  }
  if (width === 2) {
    const [x, y] = [source as Uint16Array, target as Uint16Array];
    return (rows, r, s, count, a, b, at, place) => copyTile16(x, at, r, a, y, place, s, b, rows, count);
  }
  const [x, y] = [source as Uint32Array, target as Uint32Array];
  if (width === 4) return (rows, r, s, count, a, b, at, place) => copyTile32(x, at, r, a, y, place, s, b, rows, count);
  return (rows, r, s, count, a, b, at, place) => copyTile64(x, at, r, a, y, place, s, b, rows, count);
}

const TILE_ROWS = 16;
const TILE_COUNT = 16;

function bitsOf(data: TypedArray, width: number, words: number): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset, length } = data;
  if (width === 1) return new Uint8Array(buffer, byteOffset, length);
  if (width === 2) return new Uint16Array(buffer, byteOffset, length);
  return new Uint32Array(buffer, byteOffset, length * words);
}

/*
 * The same loop four times: V8 compiles each for the one kind of array that it sees, where a loop over all kinds would ask for
 * every element what it is.
 */

function copyTile8(
  from: Uint8Array,
  at: number,
  fromRow: number,
  a: number,
  to: Uint8Array,
  place: number,
  toRow: number,
  b: number,
  rows: number,
  count: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0, x = at + i * fromRow, y = place + i * toRow; j < count; j++, x += a, y += b)
      to[y] = from[x] as number;
  }
}

function copyTile16(
  from: Uint16Array,
  at: number,
  fromRow: number,
  a: number,
  to: Uint16Array,
  place: number,
  toRow: number,
  b: number,
  rows: number,
  count: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0, x = at + i * fromRow, y = place + i * toRow; j < count; j++, x += a, y += b)
      to[y] = from[x] as number;
  }
}

function copyTile32(
  from: Uint32Array,
  at: number,
  fromRow: number,
  a: number,
  to: Uint32Array,
  place: number,
  toRow: number,
  b: number,
  rows: number,
  count: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0, x = at + i * fromRow, y = place + i * toRow; j < count; j++, x += a, y += b)
      to[y] = from[x] as number;
  }
}

/** Elements of 8 bytes, as pairs of words: no NaN loses its bits, and no bigint is made. */
function copyTile64(
  from: Uint32Array,
  at: number,
  fromRow: number,
  a: number,
  to: Uint32Array,
  place: number,
  toRow: number,
  b: number,
  rows: number,
  count: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0, x = at + i * fromRow, y = place + i * toRow; j < count; j++, x += a, y += b) {
      to[2 * y] = from[2 * x] as number;
      to[2 * y + 1] = from[2 * x + 1] as number;
    }
  }
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
  const copy = count >= BITS && b !== 0 ? tileCopyOf(from, to) : undefined;
  if (copy !== undefined) {
    copy(1, 0, 0, count, a, b, fromAt, toAt);
    return;
  }
  for (let i = 0; i < count; i++) {
    (to as Uint8Array)[toAt + i * b] = (from as Uint8Array)[fromAt + i * a] as number;
  }
}

/** As `copyRun` between two arrays, for many short runs: a loop that has seen no others than those of elements so wide. */
export function runCopyOf(from: TypedArray, to: TypedArray): CopyRun {
  const copy = tileCopyOf(from, to);
  if (copy === undefined) return copyRun;
  return (count, _, fromAt, a, __, toAt, b) => {
    if (a === 1 && b === 1 && count > LINE) copyRun(count, from, fromAt, a, to, toAt, b);
    else copy(1, 0, 0, count, a, b, fromAt, toAt);
  };
}

/** Runs that follow each other on both sides and have more elements than this are quicker as views. */
const LINE = 64;
