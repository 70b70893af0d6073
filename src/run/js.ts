import { MemoryRefused } from "../errors.ts";
import { referencePool } from "../reference/pool.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";
import { rowMajor, type View } from "../shape/view.ts";
import type { Backend, Prepared } from "./backend.ts";
import { unpool } from "./unpool.ts";

/** Pooling through the plain-TypeScript reference. */
export function jsBackend(reason: string): Backend {
  return {
    info: { engine: "js", build: "js", reason },
    memoryLimit: 2 ** 53 - 1,
    pool: referencePool,
    poolEach(jobs) {
      for (const { problem, arrays } of jobs) referencePool(problem, arrays);
    },
    unpool,
    alloc: allocate,
    prepare: (problem, mask) =>
      prepareArrays(problem, mask, referencePool, "reference", "the plain-TypeScript definition runs here"),
  };
}

/** A run over arrays of its own, by any function that pools arrays. */
export function prepareArrays(
  problem: Problem,
  mask: View | undefined,
  pool: (problem: Problem, arrays: Arrays) => void,
  driver: string,
  why: string,
): Prepared {
  const shape = problem.axes.map((axis) => axis.extent);
  const result = outShape(problem.axes);
  const size = (extents: readonly number[]) => extents.reduce((product, extent) => product * extent, 1);
  const make = (dtype: DTypeRow, extents: readonly number[]): View => ({
    data: allocate(dtype, size(extents)),
    dtype,
    shape: extents,
    pitch: rowMajor(extents),
    offset: 0,
    image: false,
  });
  const arrays: Arrays = {
    input: make(problem.input, shape),
    out: make(problem.result, result),
    mask,
    indices: problem.op.positions === "beside" && problem.numbering ? make(problem.position, result) : undefined,
  };
  const { input, out, indices } = arrays;
  return {
    input: input.data,
    output: out.data,
    indices: indices?.data,
    run: size(result) === 0 ? () => {} : () => pool(problem, arrays),
    steps: size(result) === 0 ? [] : [{ driver, why, results: size(result) }],
    bytes: [input, out, mask, indices].reduce((sum, view) => sum + (view?.data.byteLength ?? 0), 0),
  };
}

function allocate(dtype: DTypeRow, length: number): TypedArray {
  try {
    return new dtype.array(length);
  } catch (error) {
    throw new MemoryRefused(String(error));
  }
}
