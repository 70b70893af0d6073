import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import type { Arrays, Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { BackendInfo } from "../types.ts";

/** One of several poolings of the same input (and mask): what is different, and where it goes. */
export interface Job {
  readonly problem: Problem;
  readonly arrays: Arrays;
}

/** Values with a position each, and the array they go back into. */
export interface Unpooling {
  readonly values: View;
  readonly indices: View;
  readonly out: View;
  /** Elements of the values and of the result for each run of positions from 0 on, where the last axes are such runs. */
  readonly planes: { readonly values: number; readonly out: number } | undefined;
  /** The element of `out.data` for a position of an index, -1 for none; refuses what is no position. */
  readonly targetOf: (position: number | bigint, index: readonly number[]) => number;
}

/** What the public functions stand on. Every check has passed before any of this is called. */
export interface Backend {
  readonly info: BackendInfo;
  /** Pools a view into another; they share no memory. */
  pool(problem: Problem, arrays: Arrays): void;
  /** Several poolings with the same windows over the same input, which is read once. */
  poolEach(jobs: readonly Job[]): void;
  /** Puts values back where they came from. */
  unpool(unpooling: Unpooling): void;
  /** A typed array that pooling reads in place. */
  alloc(dtype: DTypeRow, length: number): TypedArray;
  /** Bytes that a plan or an array may take. */
  readonly memoryLimit: number;
  /** Prepares repeated runs over row-major arrays; a mask is copied now. */
  prepare(problem: Problem, mask: View | undefined): Prepared;
}

/** A prepared run and the arrays it reads and writes. */
export interface Prepared {
  readonly input: TypedArray;
  readonly output: TypedArray;
  /** Positions, where max or min are asked for them. */
  readonly indices?: TypedArray | undefined;
  readonly run: () => void;
  /** Which driver runs each part, and why. */
  readonly steps: readonly { readonly driver: string; readonly why: string; readonly results: number }[];
  /** Bytes of memory held. */
  readonly bytes: number;
}
