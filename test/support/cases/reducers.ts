import type { NdArray } from "../../../src/types.ts";
import type { Reduce, Value } from "../oracle.ts";

/** Reductions of a caller's own, as one is written for pool, and once more for the oracle. */
export const REDUCERS = {
  /** Depends on the order of the taps. */
  weighted: {
    op: ({ data }: NdArray): Value => {
      if (typeof data[0] === "bigint")
        return (data as BigInt64Array).reduce((sum, tap, i) => sum + tap * BigInt(i + 1), 0n);
      return (data as Float64Array).reduce((sum, tap, i) => sum + tap * (i + 1), 0);
    },
    reduce: (taps: readonly Value[]): Value => {
      let [sum, whole] = [0, 0n];
      taps.forEach((tap, i) => {
        if (typeof tap === "bigint") whole += tap * BigInt(i + 1);
        else sum += tap * (i + 1);
      });
      return typeof taps[0] === "bigint" ? whole : sum;
    },
  },
  /** Depends on the shape in which they come. */
  shaped: {
    op: ({ data, shape, stride, offset }: NdArray): number => {
      const place = shape.reduce((at, extent, axis) => at + (extent - 1) * (stride[axis] as number), offset);
      if (place !== data.length - 1 || offset !== 0) throw new Error("the taps are no row-major array of their own");
      return shape.reduce((number, extent) => number * 32 + extent, 0);
    },
    reduce: (_taps: readonly Value[], shape: readonly number[]): number =>
      shape.reduce((number, extent) => number * 32 + extent, 0),
  },
} satisfies Record<string, { op: (taps: NdArray) => Value; reduce: Reduce }>;

export type ReducerName = keyof typeof REDUCERS;
export const REDUCER_NAMES = Object.keys(REDUCERS) as ReducerName[];

export function isReducer(op: string): op is ReducerName {
  return Object.hasOwn(REDUCERS, op);
}
