import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { BackendInfo } from "../types.ts";

/** What the public functions stand on. Every check has passed before any of this is called. */
export interface Backend {
  readonly info: BackendInfo;
  /** Pools a view into another; they share no memory. */
  pool(problem: Problem, input: View, out: View): void;
  /** A typed array that pooling reads in place. */
  alloc(dtype: DTypeRow, length: number): TypedArray;
  /** Bytes that a plan or an array may take. */
  readonly memoryLimit: number;
  /** Prepares repeated runs over row-major arrays. */
  prepare(problem: Problem): Prepared;
}

/** A prepared run and the arrays it reads and writes. */
export interface Prepared {
  readonly input: TypedArray;
  readonly output: TypedArray;
  readonly run: () => void;
  /** Which driver runs each part, and why. */
  readonly steps: readonly { readonly driver: string; readonly why: string; readonly results: number }[];
  /** Bytes of memory held. */
  readonly bytes: number;
}
