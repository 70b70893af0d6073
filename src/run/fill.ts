import type { TypedArray } from "../registry/dtypes.ts";

/** Writes one value all over a box. */
export function fillBox(
  extents: readonly number[],
  value: number | bigint,
  to: TypedArray,
  at: number,
  pitch: readonly number[],
  axis = 0,
): void {
  if (axis === extents.length) {
    (to as unknown as (number | bigint)[])[at] = value;
    return;
  }
  const step = pitch[axis] as number;
  if (axis === extents.length - 1 && step === 1) {
    (to as { fill(value: number | bigint, start: number, end: number): unknown }).fill(
      value,
      at,
      at + (extents[axis] as number),
    );
    return;
  }
  for (let i = 0; i < (extents[axis] as number); i++) fillBox(extents, value, to, at + i * step, pitch, axis + 1);
}
