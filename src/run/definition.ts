import { MemoryRefused } from "../errors.ts";
import { referencePool } from "../reference/pool.ts";
import { checkTaps } from "../reference/window.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import { type Arrays, hasIndices, outShape, type Problem } from "../shape/problem.ts";
import { rowMajor, type View } from "../shape/view.ts";
import type { Prepared } from "./backend.ts";

/** A prepared run of the definition itself, over arrays of its own. */
export function prepareDefinition(problem: Problem, mask: View | undefined, why: string): Prepared {
  checkTaps(problem);
  const shape = problem.axes.map((axis) => axis.extent);
  const result = outShape(problem.axes);
  const input = newView(problem.input, shape);
  const out = newView(problem.result, result);
  const indices = hasIndices(problem) ? newView(problem.position, result) : undefined;
  const arrays: Arrays = { input, out, indices, mask };
  const results = out.data.length;
  return {
    input: input.data,
    output: out.data,
    indices: indices?.data,
    run: results === 0 ? () => {} : () => referencePool(problem, arrays),
    steps: results === 0 ? [] : [{ driver: "reference", why, results }],
    bytes: [input, out, indices, mask].reduce((sum, view) => sum + (view?.data.byteLength ?? 0), 0),
  };
}

/** Elements of an array of a shape. */
export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** A row-major array of its own. */
function newView(dtype: DTypeRow, shape: readonly number[]): View {
  return viewOver(newArray(dtype, lengthOf(shape)), dtype, shape);
}

/** A row-major view of a whole array. */
export function viewOver(data: TypedArray, dtype: DTypeRow, shape: readonly number[]): View {
  return { data, dtype, shape, pitch: rowMajor(shape), offset: 0, image: false };
}

export function newArray(dtype: DTypeRow, length: number): TypedArray {
  try {
    return new dtype.array(length);
  } catch (error) {
    throw new MemoryRefused(String(error));
  }
}
