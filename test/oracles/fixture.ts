import { readdirSync, readFileSync } from "node:fs";
import type { Stridepool } from "../../src/api/stridepool.ts";
import { DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import type { NdArray } from "../../src/types.ts";
import { elementsOf } from "../support/compare.ts";
import { KINDS, toFloat, writerOf } from "../support/oracle/kinds.ts";
import { pairwiseDepth } from "../support/oracle/sums.ts";

/*
 * What other libraries compute, written by scripts/fixtures.py into test/fixtures/core-*.json: one file for each of them, with
 * arrays and views that its cases share.
 */

/** A number, or as a string what JSON has none for: NaN, infinities, -0, integers beyond 2^53. */
type Held = number | string;

type Options = Readonly<Record<string, unknown>>;

interface Strides {
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** A result: the element itself, or the exact value (with the rest of it beyond a float64) and how far off the peer is. */
interface Values {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly result?: readonly Held[];
  readonly exact?: readonly Held[];
  readonly rest?: readonly number[];
  /** In units in the last place. */
  readonly off?: readonly number[];
  /** Positions beside the values. */
  readonly indices?: readonly number[];
}

export interface Case extends Values {
  readonly op: string;
  readonly call?: "pool" | "globalPool" | "adaptivePool" | "maxUnpool";
  /** The peer's function, where the fixture is of several. */
  readonly by?: string;
  readonly reducer?: keyof typeof REDUCERS;
  readonly input: string;
  readonly view: string;
  readonly window?: number | readonly number[];
  /** Of maxUnpool: the array of positions. */
  readonly places?: string;
  readonly options?: Options;
}

export interface Fixture {
  readonly generated: string;
  readonly source: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly arrays: Readonly<Record<string, readonly Held[]>>;
  readonly views: Readonly<Record<string, Strides>>;
  readonly leftOut: readonly { readonly what: string; readonly why: string; readonly count: number }[];
  readonly cases: readonly Case[];
}

const folder = new URL("../fixtures/", import.meta.url);

export const FIXTURES: readonly Fixture[] = readdirSync(folder)
  .filter((name) => name.startsWith("core-"))
  .sort()
  .map((name) => read(readFileSync(new URL(name, folder), "utf8")));

/** A fixture, the options that its cases share put in. */
function read(text: string): Fixture {
  const fixture = JSON.parse(text) as Fixture & { options: Options[] };
  const cases = fixture.cases.map((each) => {
    const { options } = each as { options?: Options | number };
    return typeof options === "number" ? { ...each, options: fixture.options[options] as Options } : each;
  });
  return { ...fixture, cases };
}

/** Reductions of a caller's, by the names that the fixtures know them by. */
const REDUCERS = {
  "largest less twice the smallest": (taps: number[]) => Math.max(...taps) - 2 * Math.min(...taps),
  last: (taps: number[]) => taps.at(-1) as number,
  "alternating sum": (taps: number[]) => taps.reduce((sum, tap, i) => sum + (i % 2 === 0 ? tap : -tap), 0),
} as const;

/** The dtype of an array, by its name in a fixture. */
export function dtypeOf(name: string): DType {
  return name.replace("mask ", "").replace("none", "uint8").split(" ")[0] as DType;
}

const made = new Map<string, TypedArray>();

/** A fixture's array, made once. */
function arrayOf(fixture: Fixture, name: string): TypedArray {
  const key = `${fixture.source}/${name}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const dtype = dtypeOf(name);
  const values = fixture.arrays[name] as readonly Held[];
  const data = new DTYPES[dtype].array(values.length);
  const write = writerOf(data, dtype);
  values.forEach((value, i) => {
    write(i, DTYPES[dtype].big ? BigInt(value) : Number(value));
  });
  made.set(key, data);
  return data;
}

/** A fixture's array as an input; float16 says so, for it may be held as bits. */
export function inputOf(fixture: Fixture, name: string, view: string): NdArray {
  const layout = fixture.views[view] as Strides;
  const { shape, stride, offset } = layout;
  return { data: arrayOf(fixture, name), shape: [...shape], stride: [...stride], offset, dtype: dtypeOf(name) };
}

/** A mask lies row-major over the input. */
function maskOf(fixture: Fixture, name: string, shape: readonly number[]): object {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: arrayOf(fixture, name).slice(0, size), shape };
}

/** An `out` of the asked layout. */
function outOf(layout: Strides & { readonly length: number }, dtype: DType): object {
  const { length, ...strides } = layout;
  return { data: new DTYPES[dtype].array(length), ...strides, dtype };
}

/** A case's options as the functions take them. */
export function optionsOf(fixture: Fixture, { options = {}, input, view, dtype }: Case): Record<string, unknown> {
  const { shape } = fixture.views[view] as Strides;
  const { big } = DTYPES[dtypeOf(input)];
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (name === "mask") given.mask = maskOf(fixture, value as string, shape);
    else if (name === "out") given.out = outOf(value as Strides & { length: number }, dtype);
    else if (name === "fill" || name === "nodata")
      given[name] = big && typeof value === "string" ? BigInt(value) : Number(value);
    else given[name] = name === "p" ? Number(value) : value;
  }
  return given;
}

/** The result of a case. */
export function run(api: Stridepool, fixture: Fixture, each: Case): NdArray {
  const { call, op, reducer, window, places, view } = each;
  const input = inputOf(fixture, each.input, view);
  const options = optionsOf(fixture, each);
  const functions = api as unknown as Record<string, (...given: unknown[]) => NdArray>;
  const called = (name: string, ...given: unknown[]) => (functions[name] as (...given: unknown[]) => NdArray)(...given);
  if (call === "globalPool") return called(call, op, input, options);
  if (call === "adaptivePool") return called(call, op, input, window, options);
  if (call === "maxUnpool") return called(call, input, inputOf(fixture, places as string, view), window, options);
  const reduce = reducer === undefined ? undefined : REDUCERS[reducer];
  const given = reduce === undefined ? op : (taps: NdArray) => reduce(elementsOf(taps).map(Number));
  const result = called("pool", given, input, window, options);
  if (options.out !== undefined && result !== options.out) throw new Error("the result is not out itself");
  return result;
}

/** The call of a case, for whoever looks for what went wrong. */
export function shown({ call = "pool", op, reducer, input, view, window, options, by }: Case): string {
  const given = JSON.stringify(options ?? {});
  return `${call}(${reducer ?? op}, ${input} as ${view}, ${JSON.stringify(window)}, ${given})${by ? ` by ${by}` : ""}`;
}

/** Bits of the significand and least exponent of the float dtypes. */
const FLOATS: Partial<Record<DType, [bits: number, least: number]>> = {
  float16: [11, -14],
  float32: [24, -126],
  float64: [53, -1022],
};

/** Distance between neighbours of a float dtype at a value. */
function ulp(value: number, dtype: DType): number {
  const [bits, least] = FLOATS[dtype] as [number, number];
  let exponent = Math.floor(Math.log2(Math.abs(value)));
  // The logarithm may be rounded up to a power of two just above the value.
  if (2 ** exponent > Math.abs(value)) exponent--;
  return 2 ** (Math.max(exponent, least) - bits + 1);
}

/** A value as a dtype holds it; an exact one as it is. */
function heldAs(value: Held, dtype: DType, rounded: boolean): number | bigint {
  const { bits, float } = KINDS[dtype];
  if (DTYPES[dtype].big) return BigInt(value);
  // The fixtures hold the shortest digits that say which number it is.
  return float && rounded ? toFloat(Number(value), bits) : Number(value);
}

/** The error that any result may have: one rounding on the way, and the last one. */
const ONE = 1;

/** How far an element is from the exact value, in units in the last place. */
function errorOf(element: number, { exact, rest, dtype }: Values, i: number): number {
  const value = Number(exact?.[i]);
  return Math.abs(element - value - (rest?.[i] ?? 0)) / ulp(value, dtype);
}

/** The errors of a result and of the peer's, wherever both have one. */
export function errorsOf(result: NdArray, expected: Values): { ours: number; theirs: number }[] {
  const elements = elementsOf(result);
  return (expected.off ?? []).flatMap((theirs, i) =>
    theirs > 0 ? [{ ours: errorOf(Number(elements[i]), expected, i), theirs }] : [],
  );
}

/**
 * The largest error that a library makes itself over all cases of an op that give a dtype; and for sums and means at least what its
 * pairwise sum may err by as a rule, half a unit for each addition that a tap goes through, where roundings happened to cancel.
 */
export function worstOf({ cases }: Fixture, { op, dtype, window }: Case): number {
  const errors = cases.filter((each) => each.op === op && each.dtype === dtype).flatMap(({ off }) => off ?? []);
  const taps =
    typeof window === "number" ? window ** 2 : (window ?? [1]).reduce((product, extent) => product * extent, 1);
  const rule = op === "mean" || op === "sum" ? (pairwiseDepth(taps) + 1) / 2 : ONE;
  return errors.reduce((most, error) => Math.max(most, error), Math.max(ONE, rule));
}

/** What is wrong with a result, in words; undefined where nothing is. Floats may err by `most` units in the last place. */
export function complaint(result: NdArray, expected: Values, most: number = ONE): string | undefined {
  const { dtype, shape } = expected;
  if (result.dtype !== dtype) return `dtype ${result.dtype} instead of ${dtype}`;
  if (String(result.shape) !== String(shape)) return `shape [${result.shape}] instead of [${shape}]`;
  const elements = elementsOf(result);
  const values = (expected.result ?? expected.exact) as readonly Held[];
  if (elements.length !== values.length) return `${elements.length} elements instead of ${values.length}`;
  for (let i = 0; i < values.length; i++) {
    const element = elements[i] as number | bigint;
    const value = heldAs(values[i] as Held, dtype, expected.exact === undefined);
    // Zeros of either sign are equal here, and NaN is NaN.
    if (element === value || Object.is(element, value)) continue;
    const finite = Number.isFinite(element) && Number.isFinite(value);
    if (expected.exact === undefined || !finite) return `element ${i} is ${element}, not ${value}`;
    const error = errorOf(Number(element), expected, i);
    if (!(error <= most)) {
      return `element ${i} is ${element}, ${error.toFixed(2)} units in the last place from ${value}; the peer errs by ${most} at most`;
    }
  }
  return undefined;
}

/** What is wrong with the positions beside a result. */
export function complaintOfIndices(result: NdArray, { indices, shape }: Values): string | undefined {
  const beside = (result as { indices?: NdArray }).indices;
  if (indices === undefined) return beside === undefined ? undefined : "it has positions that nobody asked for";
  if (beside === undefined) return "it has no positions";
  const wrong = complaint(beside, { shape, dtype: "int32", result: indices });
  return wrong === undefined ? undefined : `its positions: ${wrong}`;
}
