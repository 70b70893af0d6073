import { indices, stepsOf } from "./gather.ts";
import type { Numbering, Value } from "./task.ts";

/** Values and their positions in row-major order, and where their windows lay. */
export interface Unpooling {
  readonly values: readonly Value[];
  readonly positions: readonly number[];
  readonly shape: readonly number[];
  readonly outShape: readonly number[];
  readonly axes: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly low: readonly number[];
  readonly numbering: Numbering;
}

/** Each value where its position says, the last one where several stand; zero elsewhere. */
export function unpooled(task: Unpooling, zero: Value): Value[] {
  const { values, positions, shape, outShape, axes, window, stride, dilation, low, numbering } = task;
  const steps = stepsOf(outShape);
  const result = new Array<Value>(outShape.reduce((product, extent) => product * extent, 1)).fill(zero);
  let n = 0;
  for (const index of indices(shape)) {
    const [value, position] = [values[n] as Value, positions[n] as number];
    n++;
    if (position === -1) continue;
    let at = position;
    if (numbering !== "tensor") {
      const over = numbering === "plane" ? axes.map((axis) => outShape[axis] as number) : window;
      const places = unravelled(position, over);
      at = index.reduce((sum, coordinate, axis) => {
        const i = axes.indexOf(axis);
        let along = coordinate;
        if (i >= 0 && numbering === "plane") along = places[i] as number;
        else if (i >= 0) {
          const start = coordinate * (stride[i] as number) - (low[i] as number);
          along = start + (places[i] as number) * (dilation[i] as number);
        }
        return sum + along * (steps[axis] as number);
      }, 0);
    }
    result[at] = value;
  }
  return result;
}

/** The index that a position in row-major order has. */
function unravelled(position: number, shape: readonly number[]): number[] {
  return stepsOf(shape).map((step, axis) => Math.floor(position / step) % (shape[axis] as number));
}
