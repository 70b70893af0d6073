import { MemoryRefused } from "../errors.ts";
import { referencePool } from "../reference/pool.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import { outShape } from "../shape/problem.ts";
import { rowMajor, type View } from "../shape/view.ts";
import type { Backend } from "./backend.ts";

/** Pooling through the plain-TypeScript reference. */
export function jsBackend(reason: string): Backend {
  return {
    info: { engine: "js", build: "js", reason },
    memoryLimit: 2 ** 53 - 1,
    pool: referencePool,
    alloc: allocate,
    prepare(problem: Problem) {
      const shape = problem.axes.map((axis) => axis.extent);
      const result = outShape(problem.axes);
      const size = (extents: readonly number[]) => extents.reduce((product, extent) => product * extent, 1);
      const input = viewOf(allocate(problem.input, size(shape)), problem.input, shape);
      const output = viewOf(allocate(problem.result, size(result)), problem.result, result);
      return {
        input: input.data,
        output: output.data,
        run: () => referencePool(problem, input, output),
        steps: [{ driver: "reference", why: "the plain-TypeScript definition runs here", results: size(result) }],
        bytes: input.data.byteLength + output.data.byteLength,
      };
    },
  };
}

function allocate(dtype: DTypeRow, length: number): TypedArray {
  try {
    return new dtype.array(length);
  } catch (error) {
    throw new MemoryRefused(String(error));
  }
}

function viewOf(data: View["data"], dtype: View["dtype"], shape: readonly number[]): View {
  return { data, dtype, shape, pitch: rowMajor(shape), offset: 0, image: false };
}
