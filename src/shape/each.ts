import type { View } from "./view.ts";

/** Visits every index of a shape in row-major order; the array is reused. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = shape.map(() => 0);
  const level = (axis: number): void => {
    if (axis === index.length) {
      visit(index);
      return;
    }
    for (let i = 0; i < (shape[axis] as number); i++) {
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
