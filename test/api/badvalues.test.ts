import { describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import * as index from "../../src/index.ts";
import { DTYPES } from "../../src/registry/dtypes.ts";
import { OPTION_NAMES } from "../../src/registry/options.ts";
import type { DType, NdArray, TypedArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { PATTERN } from "../support/cases.ts";
import { bytesUnder, sameValues } from "../support/compare.ts";
import { complaintAbout } from "../support/refusal.ts";
import { ALONE, BAD_ARGUMENTS } from "./bad/arguments.ts";
import { BAD_OPTIONS } from "./bad/options.ts";
import { type BadValue, type Matrix, matrix, type Scene } from "./bad/row.ts";
import { FUNCTIONS, type Given, type Loose, OPTIONS, type PublicFunction, WITHOUT_OPTIONS } from "./functions.ts";

/*
 * Bad values, a row for each, on every function that takes such an option or argument and on every build. After each refusal
 * input, mask and out are as they were, and the next good call works.
 */

const goodCallWorks = (api: Stridepool): boolean => {
  const { data } = api.maxPool({ data: Float32Array.of(1, 5, 2, 0, 3, 4, 8, 6), shape: [2, 4] }, 2);
  return data[0] === 5 && data[1] === 8 && data.length === 2;
};

/** Whether a row is about this function. */
function concerns(name: string, { op }: PublicFunction, row: BadValue): boolean {
  if (row.on !== undefined && !row.on.includes(name)) return false;
  if (row.notOn?.includes(name)) return false;
  return row.op === undefined || op === undefined || row.op === op;
}

/** What comes out of the call that a row spoils: its shape and dtype. */
function resultOf(api: Stridepool, fn: PublicFunction, given: Given): Scene["result"] {
  const result = fn.call(api, given) as Loose;
  if (Array.isArray(result)) return { shape: result, dtype: "float32" };
  if (typeof result.dispose === "function") {
    const { shape, dtype } = result.output as NdArray;
    result.dispose();
    return { shape, dtype };
  }
  const array = result.dtype === undefined ? Object.values(result)[0] : result;
  return { shape: (array as NdArray).shape, dtype: (array as NdArray).dtype };
}

/** A place for a result, every byte of it with the pattern. */
function patterned(shape: readonly number[], dtype: DType): Matrix {
  const { array, bytes } = DTYPES[dtype];
  const length = shape.reduce((product, extent) => product * extent, 1);
  const buffer = new ArrayBuffer(length * bytes);
  new Uint8Array(buffer).fill(PATTERN);
  return { data: new array(buffer, 0, length), shape: [...shape], dtype };
}

/** The bytes under whatever arrays are given, to be compared later. */
function bytesOf(values: readonly unknown[]): () => boolean {
  const arrays = values
    .map((value) => (value as { data?: unknown } | null | undefined)?.data)
    .filter((data): data is TypedArray => ArrayBuffer.isView(data) && data.byteLength > 0);
  const before = arrays.map(bytesUnder);
  return () => arrays.every((data, i) => sameValues(bytesUnder(data), before[i] as Uint8Array));
}

/** A row on a function: what is wrong with the refusal, if anything. */
function complaintIn(
  api: Stridepool,
  name: string,
  row: BadValue,
  option: string,
  place: (given: Given, value: unknown) => Given,
): string | undefined {
  const fn = FUNCTIONS[name] as PublicFunction;
  const input = matrix(row.dtype, row.shape);
  const options = row.with ?? {};
  const good: Given = { op: fn.op ?? row.op ?? "max", input, window: 2, options };
  let value = row.value;
  let result: Scene["result"];
  try {
    result = resultOf(api, fn, good);
    if (row.make !== undefined) value = row.make({ input, result });
  } catch (error) {
    return `the call without it: ${error}`;
  }
  const bad = place(good, value);
  const same = bytesOf([input, value]);
  const ofItself = Object(value) !== value && row.refusal.option === option && !row.follows;
  const plain = complaintAbout(() => fn.call(api, bad), row.refusal, ofItself ? { of: value } : undefined);
  if (plain !== undefined) return plain;
  if (fn.options.includes("out") && isObject(bad.options) && !("out" in bad.options)) {
    const out = patterned(result.shape, result.dtype);
    const withOut = { ...bad, options: { ...bad.options, out } };
    const complaint = complaintAbout(() => fn.call(api, withOut), row.refusal);
    if (complaint !== undefined) return `with out: ${complaint}`;
    if (!bytesUnder(out.data).every((byte) => byte === PATTERN)) return "wrote to out";
  }
  if (!same()) return "wrote to the input, or to what it was given";
  return goodCallWorks(api) ? undefined : "spoils the next call";
}

const isObject = (options: unknown): options is object =>
  typeof options === "object" && options !== null && !Array.isArray(options);

/** Complaints about rows, each with the call that it is about. */
function complaints(
  rows: readonly BadValue[],
  names: readonly string[],
  complaint: (name: string, row: BadValue) => string | undefined,
): string[] {
  return rows.flatMap((row, i) =>
    names.flatMap((name) => {
      const fn = FUNCTIONS[name];
      if (fn !== undefined && !concerns(name, fn, row)) return [];
      const said = complaint(name, row);
      return said === undefined ? [] : [`${name}, row ${i}, ${shown(row)}: ${said}`];
    }),
  );
}

function shown({ value, make, op, dtype, with: options }: BadValue): string {
  let text: string;
  try {
    text = make === undefined ? (JSON.stringify(value) ?? String(value)) : "(made)";
  } catch {
    text = String(value);
  }
  return [text.slice(0, 60), op, dtype, options && JSON.stringify(options)].filter(Boolean).join(" ");
}

const rowCount = (rows: readonly BadValue[], names: readonly string[]): number =>
  rows.filter((row) => names.some((name) => concerns(name, FUNCTIONS[name] as PublicFunction, row))).length;

describe("the tables are whole", () => {
  test("every option has bad values, and every row a function that it runs on", () => {
    expect([...OPTIONS].sort()).toEqual([...OPTION_NAMES].sort());
    expect(Object.keys(BAD_OPTIONS).sort()).toEqual([...OPTION_NAMES, "outputShape", "stats"].sort());
    for (const [option, rows] of Object.entries(BAD_OPTIONS)) {
      const names = Object.keys(FUNCTIONS).filter((name) => FUNCTIONS[name]?.options.includes(option));
      expect(rows.length, option).toBeGreaterThan(0);
      expect(rowCount(rows, names), option).toBe(rows.length);
      for (const name of names)
        expect(rows.some((row) => concerns(name, FUNCTIONS[name] as PublicFunction, row))).toBe(true);
    }
  });

  test("every public function is here, and every argument of it has bad values", () => {
    const functions = Object.keys(index).filter((name) => name !== "StridepoolError");
    expect([...Object.keys(FUNCTIONS), ...Object.keys(WITHOUT_OPTIONS)].sort()).toEqual(functions.sort());
    const names = Object.values(FUNCTIONS).flatMap(({ takes }) => takes);
    expect(Object.keys(BAD_ARGUMENTS).sort()).toEqual(
      [...new Set([...names, ...Object.values(WITHOUT_OPTIONS).flat()])].sort(),
    );
    for (const [name, takes] of Object.entries(WITHOUT_OPTIONS))
      expect(Object.keys(ALONE[name] as object)).toEqual(takes);
    for (const [argument, rows] of Object.entries(BAD_ARGUMENTS)) expect(rows.length, argument).toBeGreaterThan(4);
  });
});

onEveryBuild("bad values of option", (api) => {
  test.each(Object.keys(BAD_OPTIONS))("%s", (option) => {
    const names = Object.keys(FUNCTIONS).filter((name) => FUNCTIONS[name]?.options.includes(option));
    const place = (given: Given, value: unknown): Given => ({
      ...given,
      options: { ...given.options, [option]: value },
    });
    const found = complaints(BAD_OPTIONS[option] as BadValue[], names, (name, row) =>
      complaintIn(api, name, row, option, place),
    );
    expect(found).toEqual([]);
  });
});

/** The call with a bad argument; a description in the place of an array is not among these. */
const PLACES: Readonly<Record<string, (given: Given, value: unknown) => Given>> = {
  op: (given, value) => ({ ...given, op: value }),
  input: (given, value) => ({ ...given, input: value, indices: matrix("int32") }),
  window: (given, value) => ({ ...given, window: value }),
  outputShape: (given, value) => ({ ...given, window: value }),
  options: (given, value) => ({ ...given, options: value }),
  indices: (given, value) => ({ ...given, indices: value }),
  inputShape: (given, value) => ({ ...given, input: { shape: value } }),
};

onEveryBuild("bad values of argument", (api) => {
  test.each(Object.keys(BAD_ARGUMENTS))("%s", (argument) => {
    const rows = BAD_ARGUMENTS[argument] as BadValue[];
    const names = Object.keys(FUNCTIONS).filter(
      (name) => FUNCTIONS[name]?.takes.includes(argument) && !(name === "createPlan" && argument === "input"),
    );
    const place = PLACES[argument] as (given: Given, value: unknown) => Given;
    const found = complaints(rows, names, (name, row) => complaintIn(api, name, row, argument, place));
    for (const [name, calls] of Object.entries(ALONE)) {
      const call = calls[argument];
      if (call === undefined) continue;
      const alone = (_: string, { value, refusal }: BadValue): string | undefined =>
        complaintAbout(() => call(api, value), refusal) ?? (goodCallWorks(api) ? undefined : "spoils the next call");
      found.push(...complaints(rows, [name], alone));
    }
    expect(found).toEqual([]);
  });
});

onEveryBuild("options that a function does not take", (api) => {
  test.each(Object.keys(FUNCTIONS))("%s", (name) => {
    const fn = FUNCTIONS[name] as PublicFunction;
    const called = name === "avgPool" ? "meanPool" : name;
    for (const option of [...OPTIONS, "stats", "outputShape"]) {
      if (fn.options.includes(option)) continue;
      const complaint = complaintAbout(
        () => fn.call(api, { op: fn.op ?? "max", input: matrix(), window: 2, options: { [option]: 1 } }),
        {
          code: "unknown-option",
          option,
          kind: TypeError,
          message: new RegExp(`option ${option} has no meaning for ${called}; ${called} takes ${fn.options[0] ?? ""}`),
          got: called,
        },
      );
      expect(complaint, option).toBeUndefined();
    }
  });

  test.each(Object.keys(FUNCTIONS))("%s, those that nobody knows, with a suggestion where one is near", (name) => {
    const fn = FUNCTIONS[name] as PublicFunction;
    const call = (options: object) => fn.call(api, { op: fn.op ?? "max", input: matrix(), window: 2, options });
    const long = fn.options.filter((option) => option.length > 1);
    const near: (readonly [string, string | undefined])[] = [
      ...long.map((option) => [`${option}s`, option] as const),
      ...long.map((option) => [option.charAt(0).toUpperCase() + option.slice(1), option] as const),
      ["axis", "axes"],
    ];
    const unknown = ["banana", "kernelSize", "constructor", "hasOwnProperty", "toString", "__proto__"];
    for (const [option, suggestion] of [...near, ...unknown.map((word) => [word, undefined] as const)]) {
      if (fn.options.includes(option)) continue;
      const own = Object.defineProperty({}, option, { value: 1, enumerable: true });
      const said = new RegExp(
        suggestion === undefined
          ? `unknown option "${option}"; ${called(name)} takes`
          : `"${option}"; did you mean ${suggestion}\\?`,
      );
      const refusal = { code: "unknown-option", option, kind: TypeError, got: option, message: said } as const;
      expect(
        complaintAbout(() => call(own), refusal),
        option,
      ).toBeUndefined();
      // That it is undefined makes it no better known.
      const nothing = Object.defineProperty({}, option, { value: undefined, enumerable: true });
      expect(
        complaintAbout(() => call(nothing), refusal),
        option,
      ).toBeUndefined();
    }
  });

  test.each(Object.keys(FUNCTIONS))("%s, undefined ones count as not given", (name) => {
    const fn = FUNCTIONS[name] as PublicFunction;
    const nothing = Object.fromEntries(OPTIONS.map((option) => [option, undefined]));
    const given = { op: fn.op ?? "max", input: matrix(), window: 2 };
    expect(resultOf(api, fn, { ...given, options: nothing })).toEqual(resultOf(api, fn, { ...given, options: {} }));
  });
});

const called = (name: string): string => (name === "avgPool" ? "meanPool" : name);
