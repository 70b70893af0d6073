import type { TypedArray } from "../registry/dtypes.ts";
import { windowTaps } from "../shape/axis.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { emptyValue } from "./empty.ts";
import { settleInteger, settleReal } from "./exact.ts";
import { INTEGER_FOLDS, REAL_FOLDS } from "./folds.ts";

/**
 * Pooling by its definition, one window at a time: gather the taps, fold them, settle the value in the result's dtype.
 * It is what the engine is tested against and what runs where WebAssembly cannot.
 */
export function referencePool(problem: Problem, input: View, out: View): void {
  const shape = outShape(problem.axes);
  const value = problem.input.float ? realWindow(problem) : integerWindow(problem);
  const empty = emptyValue(problem);
  forEachIndex(shape, (index) => {
    const taps = tapsOf(problem, input, index);
    let at = out.offset;
    for (let axis = 0; axis < shape.length; axis++) at += (index[axis] as number) * (out.pitch[axis] as number);
    (out.data as Writable)[at] = taps.length === 0 ? empty : value(taps, divisorAt(problem, index, taps.length));
  });
}

type Writable = { [index: number]: number | bigint };
type Tap = number | bigint;

function realWindow({ op, result, round }: Problem): (taps: Tap[], divisor: number) => Tap {
  const fold = REAL_FOLDS[op.fold];
  return (taps, divisor) => settleReal(fold(taps as number[]) / divisor, result, round);
}

function integerWindow(problem: Problem): (taps: Tap[], divisor: number) => Tap {
  const { op, input, result, round, wraps } = problem;
  const fold = INTEGER_FOLDS[op.fold];
  return (taps, divisor) => {
    const folded = fold(taps.map(BigInt));
    if (wraps) return input.signed ? BigInt.asIntN(64, folded) : BigInt.asUintN(64, folded);
    return settleInteger(folded, divisor, result, round);
  };
}

/** What the fold of a window is divided by. */
function divisorAt({ op, axes, divisor }: Problem, index: readonly number[], taps: number): number {
  if (!op.divides) return 1;
  if (typeof divisor === "number") return divisor;
  if (divisor === "taps") return taps;
  return axes.reduce((product, axis, a) => product * windowTaps(axis, index[a] as number).padded, 1);
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
    const window = windowTaps(of, index[axis] as number);
    for (let j = 0; j < window.taps; j++) {
      gather(axis + 1, at + (window.first + j * of.dilation) * (input.pitch[axis] as number));
    }
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
