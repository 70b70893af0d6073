import { DTYPES } from "../../../src/registry/dtypes.ts";
import type { DType, Op, TypedArray } from "../../../src/types.ts";
import { writerOf } from "../../support/oracle.ts";
import type { Refusal } from "../../support/refusal.ts";
import { range, type } from "../../support/refusal.ts";

/** A bad value of an option or an argument, and how it is refused. */
export interface BadValue {
  readonly value?: unknown;
  /** Makes the value, where it depends on the call's arrays. */
  readonly make?: (scene: Scene) => unknown;
  readonly refusal: Refusal;
  /** The calls that it is bad in, where it is not bad in all. */
  readonly op?: Op;
  readonly dtype?: DType;
  readonly shape?: readonly number[];
  readonly with?: Readonly<Record<string, unknown>>;
  readonly on?: readonly string[];
  readonly notOn?: readonly string[];
  /** Refused is what follows from the value, not the value itself. */
  readonly follows?: true;
}

/** The arrays of a call. */
export interface Scene {
  readonly input: Matrix;
  /** What comes out of the same call without the bad value. */
  readonly result: { readonly shape: readonly number[]; readonly dtype: DType };
}

export interface Matrix {
  readonly data: TypedArray;
  readonly shape: number[];
  readonly dtype: DType;
}

/** 0, 1, 2 …, with more memory after the elements. */
export function matrix(dtype: DType = "float32", shape: readonly number[] = [4, 8]): Matrix {
  const { array, bytes, big } = DTYPES[dtype];
  const length = shape.reduce((product, extent) => product * extent, 1);
  const data = new array(new ArrayBuffer((length + 256) * bytes), 0, length);
  const write = writerOf(data, dtype);
  for (let i = 0; i < length; i++) write(i, big ? BigInt(i % 100) : i % 100);
  return { data, shape: [...shape], dtype };
}

/** Things that are no numbers. */
export const NO_NUMBERS = [
  "2",
  "",
  null,
  true,
  false,
  2n,
  Symbol("two"),
  () => 2,
  {},
  new Date(2),
  Object(2),
  new Map(),
] as const;

/** Numbers that count nothing. */
const NO_COUNTS = [0, -0, -1, 1.5, 1e-9, Number.NaN, Infinity, -Infinity, -(2 ** 31), 2 ** 53, 1e300] as const;

/** Values of the wrong kind, or numbers that break the rule. */
export function scalars(option: string, rule: RegExp, values: readonly unknown[]): BadValue[] {
  return values.map((value) => ({
    value,
    refusal: typeof value === "number" ? range(option, rule) : type(option, rule),
  }));
}

/** Values that are none of the words of an option. */
export function words(option: string, rule: RegExp): BadValue[] {
  const strings = ["", " ", "TRIM", "none", "toString", "__proto__", "constructor", "half_up", "Reflect"];
  const others = [null, 1, 0, Number.NaN, true, {}, ["trim"], Symbol("word"), () => "trim", 1n, Object("trim")];
  return [
    ...strings.map((value) => ({ value, refusal: range(option, rule) })),
    ...others.map((value) => ({ value, refusal: type(option, rule) })),
  ];
}

/** What is no positive integer for each of two axes. */
export function countsPerAxis(option: string): BadValue[] {
  const rule = /must be a positive integer.*, got /;
  const count = (value: unknown, got: string): BadValue => ({
    value,
    refusal: { ...range(option, /entries/, "shape-mismatch"), got },
  });
  return [
    ...scalars(option, rule, [...NO_COUNTS, ...NO_NUMBERS]),
    ...scalars(`${option}[1]`, rule, [...NO_COUNTS, ...NO_NUMBERS, undefined, [2]]).map((row) => ({
      ...row,
      value: [2, row.value],
    })),
    ...NO_COUNTS.map((value) => ({ value: Float64Array.of(value, 2), refusal: range(`${option}[0]`, rule) })),
    // biome-ignore lint/suspicious/noSparseArray: a hole is a missing entry
    { value: [, 2], refusal: type(`${option}[0]`, /got undefined/) },
    { value: BigInt64Array.of(2n, 2n), refusal: type(`${option}[0]`, /got 2n/) },
    { value: new DataView(new ArrayBuffer(8)), refusal: type(option) },
    { value: new ArrayBuffer(8), refusal: type(option) },
    count([], "0 entries"),
    count([2, 2, 2], "3 entries"),
    { value: new Array(2 ** 32 - 1), refusal: { ...range(option, /at most 64 entries/), got: "4294967295" } },
    { value: new Uint8Array(2 ** 20), refusal: { ...range(option, /at most 64 entries/), got: "1048576" } },
  ];
}
