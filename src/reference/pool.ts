import { isGone } from "../registry/dtypes.ts";
import { writerOf } from "../registry/elements.ts";
import { forEachIndex, placeOf } from "../shape/each.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";
import { checkBounds, detachedError, type View } from "../shape/view.ts";
import { allLeftOutValue, emptyValue, tooFewValue } from "./empty.ts";
import { BIG, INTEGER, positionOf, REAL } from "./folds.ts";
import { checkTaps, divisorOf, gatherer } from "./window.ts";

/**
 * Pooling by its definition, one window at a time: gather the taps, fold them, settle the value in the result's dtype.
 * It is what the engine is tested against, what runs where WebAssembly cannot, and what takes the engine's rare cases.
 */
export function referencePool(problem: Problem, arrays: Arrays): void {
  checkTaps(problem);
  if (problem.reduce !== undefined) {
    reduceAll(problem, arrays);
    return;
  }
  const { out, indices } = arrays;
  const write = writerOf(out.data, out.dtype);
  const writeIndex = indices && writerOf(indices.data, indices.dtype);
  forEachWindow(problem, arrays, (index, value, position) => {
    write(placeOf(out, index), value);
    if (indices !== undefined) writeIndex?.(placeOf(indices, index), position);
  });
}

/** A caller's function may throw, and whatever it does, nothing is written unless all of it went well. */
function reduceAll(problem: Problem, arrays: Arrays): void {
  const { input, out } = arrays;
  const values: (number | bigint)[] = [];
  forEachWindow(problem, arrays, (_, value) => {
    values.push(value);
    refuseGone(input, "input");
    if (arrays.mask !== undefined) refuseGone(arrays.mask, "mask");
  });
  refuseGone(out, "out");
  const write = writerOf(out.data, out.dtype);
  let next = 0;
  forEachIndex(out.shape, (index) => write(placeOf(out, index), values[next++] as number | bigint));
}

function refuseGone(view: View, name: string): void {
  if (isGone(view.data)) throw detachedError(view.data, name);
  checkBounds(view, name);
}

function forEachWindow(
  problem: Problem,
  arrays: Arrays,
  visit: (index: readonly number[], value: number | bigint, position: number) => void,
): void {
  const { op, input, skip } = problem;
  const define = (input.big ? BIG : input.float ? REAL : INTEGER)[op.fold];
  const windowAt = gatherer(problem, arrays);
  const least = skip?.least ?? 0;
  const beside = arrays.indices !== undefined;
  forEachIndex(outShape(problem.axes), (index) => {
    const window = windowAt(index);
    const { valid } = window;
    if (valid < least) visit(index, tooFewValue(problem), -1);
    else if (valid > 0) {
      const position = beside ? positionOf(window, op.fold === "max") : -1;
      visit(index, define(window, problem, divisorOf(problem, index, window)), position);
    } else visit(index, window.leftOut > 0 ? allLeftOutValue(problem) : emptyValue(problem), -1);
  });
}
