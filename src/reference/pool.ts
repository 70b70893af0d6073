import type { TypedArray } from "../registry/dtypes.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { settleInteger, settleReal } from "./exact.ts";
import { INTEGER_FOLDS, REAL_FOLDS } from "./folds.ts";

/**
 * Pooling by its definition, one window at a time: gather the taps, fold them, settle the value in the result's dtype.
 * It is what the engine is tested against and what runs where WebAssembly cannot.
 */
export function referencePool(problem: Problem, input: View, out: View): void {
  const shape = outShape(problem.axes);
  const value = problem.input.float ? realWindow(problem) : integerWindow(problem);
  forEachIndex(shape, (index) => {
    const taps = tapsOf(problem, input, index);
    let at = out.offset;
    for (let axis = 0; axis < shape.length; axis++) at += (index[axis] as number) * (out.pitch[axis] as number);
    (out.data as Writable)[at] = value(taps);
  });
}

type Writable = { [index: number]: number | bigint };
type Tap = number | bigint;

function realWindow({ op, result, round }: Problem): (taps: Tap[]) => Tap {
  const fold = REAL_FOLDS[op.fold];
  return (taps) => {
    const folded = fold(taps as number[]);
    return settleReal(op.divides ? folded / taps.length : folded, result, round);
  };
}

function integerWindow(problem: Problem): (taps: Tap[]) => Tap {
  const { op, input, result, round, wraps } = problem;
  const fold = INTEGER_FOLDS[op.fold];
  return (taps) => {
    const folded = fold(taps.map(BigInt));
    if (wraps) return input.signed ? BigInt.asIntN(64, folded) : BigInt.asUintN(64, folded);
    return settleInteger(folded, op.divides ? BigInt(taps.length) : 1n, result, round);
  };
}

/** The taps of one window, in row-major order, clipped to the input. */
function tapsOf({ axes }: Problem, input: View, index: readonly number[]): Tap[] {
  const taps: Tap[] = [];
  const data: TypedArray = input.data;
  const gather = (axis: number, at: number): void => {
    const of = axes[axis];
    if (of === undefined) {
      taps.push(data[at] as Tap);
      return;
    }
    const first = (index[axis] as number) * of.stride;
    const end = Math.min(first + of.window, of.extent);
    for (let i = first; i < end; i++) gather(axis + 1, at + i * (input.pitch[axis] as number));
  };
  gather(0, input.offset);
  return taps;
}

/** Every index of a shape in row-major order. */
function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = new Array<number>(shape.length).fill(0);
  const level = (axis: number): void => {
    if (axis === shape.length) {
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
