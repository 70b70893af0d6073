import { isBig, KINDS, readerOf, toFloat } from "./kinds.ts";
import { type AxisTap, type Lattice, latticeOf } from "./lattice.ts";
import type { Task, Value } from "./task.ts";

/** What a window of the result is made from. */
export interface Gathered {
  /** The taps that count, in row-major order of the pooled axes as they were given. */
  readonly values: Value[];
  /** Where each of them stands, as positions are numbered; empty where nobody asks. */
  readonly positions: number[];
  /** Taps that are there but do not count. */
  readonly leftOut: number;
  /** Taps in all along each pooled axis. */
  readonly extents: number[];
  /** How many taps count with padding. */
  readonly padded: number;
}

/** Every index of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const total = shape.reduce((product, extent) => product * extent, 1);
  for (let n = 0; n < total; n++) {
    const index = new Array<number>(shape.length);
    let rest = n;
    for (let a = shape.length - 1; a >= 0; a--) {
      index[a] = rest % (shape[a] as number);
      rest = Math.floor(rest / (shape[a] as number));
    }
    yield index;
  }
}

/** Where the elements of a strided array lie, in row-major order. */
export function placesOf(shape: readonly number[], pitch: readonly number[], offset: number): number[] {
  let places = [offset];
  for (let axis = 0; axis < shape.length; axis++) {
    const [extent, step] = [shape[axis] as number, pitch[axis] as number];
    const next = new Array<number>(places.length * extent);
    let n = 0;
    for (const place of places) for (let i = 0; i < extent; i++) next[n++] = place + i * step;
    places = next;
  }
  return places;
}

/** Row-major steps of a shape. */
export function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
}

/** The result's shape, and its windows in row-major order. */
export function gather(task: Task): { shape: number[]; windows: Generator<Gathered> } {
  const lattices = task.shape.map((_, axis) => latticeOf(task, axis));
  const shape = lattices.map(({ taps }) => taps.length);
  return { shape, windows: windowsOf(task, lattices, shape) };
}

function* windowsOf(task: Task, lattices: readonly Lattice[], shape: readonly number[]): Generator<Gathered> {
  const { axes, mask } = task;
  const read = readerOf(task.data, task.dtype);
  const isOut = leavesOut(task);
  const fill = fillOf(task);
  const numbered = task.indices !== undefined || task.op === "argmax" || task.op === "argmin";
  const tensorSteps = stepsOf(task.shape);
  const planeSteps = stepsOf(axes.map((axis) => task.shape[axis] as number));
  for (const index of indices(shape)) {
    const along = axes.map((axis) => (lattices[axis] as Lattice).taps[index[axis] as number] as AxisTap[]);
    const full = axes.map((axis) => (lattices[axis] as Lattice).extents[index[axis] as number] as number);
    const windowSteps = stepsOf(full);
    const values: Value[] = [];
    const positions: number[] = [];
    let leftOut = 0;
    // at: in data; -1 from the first coordinate on that lies outside.
    const visit = (i: number, at: number, tensor: number, plane: number, place: number): void => {
      if (i === axes.length) {
        const value = at === -1 ? (fill as Value) : read(at);
        if (isOut?.(value) || (mask !== undefined && at !== -1 && mask[tensor] === 0)) {
          leftOut++;
          return;
        }
        values.push(value);
        if (!numbered) return;
        if (task.indices === "plane") positions.push(at === -1 ? -1 : plane);
        else if (task.indices === "tensor") positions.push(at === -1 ? -1 : tensor);
        else positions.push(place);
        return;
      }
      const axis = axes[i] as number;
      for (const tap of along[i] as AxisTap[]) {
        const next = place + tap.place * (windowSteps[i] as number);
        if (at === -1 || tap.at === -1) visit(i + 1, -1, 0, 0, next);
        else {
          const step = task.pitch[axis] as number;
          const number = tensor + tap.at * (tensorSteps[axis] as number);
          visit(i + 1, at + tap.at * step, number, plane + tap.at * (planeSteps[i] as number), next);
        }
      }
    };
    let [at, tensor] = [task.offset, 0];
    index.forEach((coordinate, axis) => {
      if (axes.includes(axis)) return;
      at += coordinate * (task.pitch[axis] as number);
      tensor += coordinate * (tensorSteps[axis] as number);
    });
    visit(0, at, tensor, 0, 0);
    const padded = axes.reduce(
      (product, axis) => product * ((lattices[axis] as Lattice).padded[index[axis] as number] as number),
      1,
    );
    yield { values, positions, leftOut, extents: along.map(({ length }) => length), padded };
  }
}

/** The fill as the input's dtype holds it. */
function fillOf({ fill, dtype }: Task): Value | undefined {
  const kind = KINDS[dtype];
  if (fill === undefined) return undefined;
  if (kind.float) return toFloat(Number(fill), kind.bits);
  return isBig(kind) ? BigInt(fill) : Number(fill);
}

/** Whether a tap is left out for its value. */
function leavesOut({ nodata, ignoreNaN, dtype }: Task): ((value: Value) => boolean) | undefined {
  if (nodata === undefined && !ignoreNaN) return undefined;
  const { float, bits } = KINDS[dtype];
  let none = float && typeof nodata === "number" ? toFloat(nodata, bits) : nodata;
  // What the dtype cannot hold is no value of it.
  if (Number.isFinite(nodata) && !Number.isFinite(none)) none = undefined;
  const ignored = ignoreNaN || Number.isNaN(none);
  // A bigint and a number of the same value are one nodata.
  // biome-ignore lint/suspicious/noDoubleEquals: 5n is 5
  return (value) => (ignored && Number.isNaN(value)) || (none !== undefined && none == value);
}
