import type { TypedArray } from "stridepool";
import type { DType } from "./choices.ts";

/** An array as a file holds it: any strides, counted in elements. */
export interface Strided {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly dtype: DType;
}

/** A pooled array: row-major, from the start of its data. */
export interface Dense {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** How many elements an array of this shape has. */
export function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The strides of a row-major (C order) array. */
export function rowMajor(shape: readonly number[]): number[] {
  return columnMajor([...shape].reverse()).reverse();
}

/** The strides of a column-major (Fortran order) array. */
export function columnMajor(shape: readonly number[]): number[] {
  let next = 1;
  return shape.map((extent) => {
    const stride = next;
    next *= extent;
    return stride;
  });
}
