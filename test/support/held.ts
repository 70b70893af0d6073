import { DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";

/** A number as the compat fixtures hold it: a string where JSON has no number for it. */
export type Held = number | string;

/** An array as they hold it. */
export interface HeldArray {
  readonly shape: number[];
  readonly dtype: DType;
  readonly data: Held[];
}

/** The elements of a dtype in its typed array. */
export function typedOf(dtype: DType, held: readonly Held[]): TypedArray {
  const { array, big } = DTYPES[dtype];
  const typed = new array(held.length);
  held.forEach((value, i) => {
    typed[i] = (big ? BigInt(value) : Number(value)) as never;
  });
  return typed;
}

/** An array as the public functions take it. */
export const inputOf = ({ dtype, shape, data }: HeldArray) => ({ data: typedOf(dtype, data), shape });

/** Elements of which one zero is as good as the other. */
export const plain = (values: ArrayLike<number | bigint>): (number | bigint)[] =>
  Array.from(values, (value) => (Object.is(value, -0) ? 0 : value));
