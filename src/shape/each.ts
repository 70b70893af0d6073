import type { View } from "./view.ts";

/** Visits every index of a box in row-major order; the array is reused. */
export function forEachIndex(
  from: readonly number[],
  to: readonly number[],
  visit: (index: readonly number[]) => void,
): void {
  const index = from.slice();
  const level = (axis: number): void => {
    if (axis === index.length) {
      visit(index);
      return;
    }
    for (let i = from[axis] as number; i < (to[axis] as number); i++) {
      index[axis] = i;
      level(axis + 1);
    }
  };
  level(0);
}

/** Where the element of an index stands in its view's data. */
export function placeOf({ offset, pitch }: View, index: readonly number[]): number {
  let at = offset;
  for (let axis = 0; axis < index.length; axis++) at += (index[axis] as number) * (pitch[axis] as number);
  return at;
}
