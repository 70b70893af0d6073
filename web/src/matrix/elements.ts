import { type DType, type NdArray, pool } from "stridepool";
import { Fault } from "./fault.ts";
import { DTYPES } from "./names.ts";
import type { Matrix, Value } from "./parse.ts";

/** The same number as an integer of 64 bits, or undefined where it is none. */
function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

const placeOf = (at: number, columns: number): string =>
  `row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}`;

/** Refuses what a dtype cannot hold; floats may lose digits, but not become infinite. */
function check(value: Value, dtype: DType, at: number, columns: number): void {
  const { fits, finite } = DTYPES[dtype];
  if (fits === undefined) {
    const size = Math.abs(Number(value));
    if (size <= (finite as number) || size === Infinity || Number.isNaN(size)) return;
    throw new Fault(
      `${placeOf(at, columns)} is ${value}, which is too large for ${dtype} (up to ${finite}); choose float64`,
      "dtype",
    );
  }
  const integer = integerOf(value);
  if (integer === undefined) {
    throw new Fault(
      `${placeOf(at, columns)} is ${value}, which is no integer as ${dtype} needs; choose a float dtype`,
      "dtype",
    );
  }
  if (integer < BigInt(fits[0]) || integer > BigInt(fits[1])) {
    throw new Fault(
      `${placeOf(at, columns)} is ${value}, which ${dtype} does not hold (${fits[0]} to ${fits[1]}); choose another dtype`,
      "dtype",
    );
  }
}

/** Numbers as a row-major array of a dtype; refuses the first that does not fit, saying where it stands. */
export function arrayOf({ rows, columns, values }: Matrix, dtype: DType): NdArray {
  values.forEach((value, at) => {
    check(value, dtype, at, columns);
  });
  const layout = { shape: [rows, columns], stride: [columns, 1], offset: 0, dtype };
  // Typed arrays take arrays far more quickly than they take a function for each element.
  const numbers = (): number[] => values.map(Number);
  switch (dtype) {
    case "int64":
      return { ...layout, data: BigInt64Array.from(values, BigInt) };
    case "uint64":
      return { ...layout, data: BigUint64Array.from(values, BigInt) };
    case "float16":
      // The library has float16 on runtimes that do not.
      return pool("first", { data: new Float64Array(numbers()), shape: [rows, columns] }, 1, { dtype });
    case "float32":
      return { ...layout, data: new Float32Array(numbers()) };
    case "float64":
      return { ...layout, data: new Float64Array(numbers()) };
    case "int32":
      return { ...layout, data: new Int32Array(numbers()) };
    case "int16":
      return { ...layout, data: new Int16Array(numbers()) };
    case "int8":
      return { ...layout, data: new Int8Array(numbers()) };
    case "uint32":
      return { ...layout, data: new Uint32Array(numbers()) };
    case "uint16":
      return { ...layout, data: new Uint16Array(numbers()) };
    case "uint8":
      return { ...layout, data: new Uint8Array(numbers()) };
    case "uint8_clamped":
      return { ...layout, data: new Uint8ClampedArray(numbers()) };
  }
}
