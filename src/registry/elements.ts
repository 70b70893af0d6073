import type { DTypeRow, TypedArray } from "./dtypes.ts";
import { float16Table, toFloat16Bits } from "./float16.ts";

type Elements = { [index: number]: number | bigint };

/** Reads the elements of an array as values, whatever they are held as. */
export function readerOf(data: TypedArray, dtype: DTypeRow): (at: number) => number | bigint {
  const elements = data as unknown as Elements;
  if (!dtype.coded) return (at) => elements[at] as number | bigint;
  const table = float16Table();
  return (at) => table[elements[at] as number] as number;
}

/** Writes values into an array, whatever they are held as. */
export function writerOf(data: TypedArray, dtype: DTypeRow): (at: number, value: number | bigint) => void {
  const elements = data as unknown as Elements;
  if (!dtype.coded) {
    return (at, value) => {
      elements[at] = value;
    };
  }
  return (at, value) => {
    elements[at] = toFloat16Bits(value as number);
  };
}
