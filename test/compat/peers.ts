import { readFileSync } from "node:fs";
import { DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import { fromFloat16Bits, toFloat16Bits } from "../../src/registry/float16.ts";

/** A number as the fixtures hold it: what JSON has no number for is a string. */
export type Held = number | string;

/** An array of a fixture, which several of its cases pool. */
export interface FixtureInput {
  readonly name: string;
  readonly shape: number[];
  readonly data: Held[];
}

/** A file of test/fixtures. */
export function fixtureOf<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8")) as T;
}

/** Held numbers as a typed array; float16 as bits, which every runtime has. */
export function arrayOf(dtype: DType, values: readonly Held[]): TypedArray {
  if (dtype === "float16") return Uint16Array.from(values, (value) => toFloat16Bits(Number(value)));
  const { array, big } = DTYPES[dtype];
  const data = new array(values.length);
  const elements = data as unknown as (number | bigint)[];
  values.forEach((value, i) => {
    elements[i] = big ? BigInt(value) : Number(value);
  });
  return data;
}

/** The numbers of a result, one zero like the other. */
export function numbersOf(data: TypedArray, dtype: string): (number | bigint)[] {
  const coded = dtype === "float16" && data instanceof Uint16Array;
  return Array.from(data as ArrayLike<number | bigint>, (value) => {
    const number = coded ? fromFloat16Bits(value as number) : value;
    return typeof number === "number" ? number + 0 || (Number.isNaN(number) ? number : 0) : number;
  });
}

/** Held numbers likewise. */
export function heldNumbers(dtype: DType, values: readonly Held[]): (number | bigint)[] {
  return numbersOf(arrayOf(dtype, values), dtype);
}

/** The distance between neighbours of a float dtype about a number. */
function unit(x: number, dtype: string): number {
  const [digits, least] = dtype === "float16" ? [10, -14] : dtype === "float32" ? [23, -126] : [52, -1022];
  const exponent = x === 0 ? least : Math.max(least, Math.floor(Math.log2(Math.abs(x))));
  return 2 ** (exponent - digits);
}

/** The first number that is further from the exact one than so many units in the last place, in words. */
export function tooFar(
  numbers: readonly (number | bigint)[],
  exact: readonly Held[],
  dtype: string,
  ulps: number,
): string | undefined {
  for (const [i, number] of numbers.entries()) {
    const wanted = Number(exact[i]);
    if (Object.is(number, wanted) || number === wanted) continue;
    const off = Math.abs(Number(number) - wanted) / unit(wanted, dtype);
    if (!(off <= ulps)) return `element ${i} is ${number}, ${off} units in the last place from ${wanted}, not ${ulps}`;
  }
  return undefined;
}
