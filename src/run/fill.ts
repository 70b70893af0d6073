import type { TypedArray } from "../registry/dtypes.ts";

/** Writes one value all over a box. */
export function fillBox(
  extents: readonly number[],
  value: number | bigint,
  to: TypedArray,
  at: number,
  pitch: readonly number[],
): void {
  // The longest tail of axes that is one run.
  let axis = extents.length;
  let run = 1;
  while (axis > 0 && (extents[axis - 1] === 1 || pitch[axis - 1] === run)) run *= extents[--axis] as number;
  fillAxes(extents, value, to as Fillable, at, pitch, 0, axis, run);
}

interface Fillable {
  [index: number]: number | bigint;
  fill(value: number | bigint, start: number, end: number): unknown;
}

function fillAxes(
  extents: readonly number[],
  value: number | bigint,
  to: Fillable,
  at: number,
  pitch: readonly number[],
  axis: number,
  rank: number,
  run: number,
): void {
  if (axis === rank) {
    if (run === 1) to[at] = value;
    else to.fill(value, at, at + run);
    return;
  }
  const step = pitch[axis] as number;
  for (let i = 0; i < (extents[axis] as number); i++) {
    fillAxes(extents, value, to, at + i * step, pitch, axis + 1, rank, run);
  }
}
