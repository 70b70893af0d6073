import { describe, expect, test } from "vitest";
import { orderOf, refusalOf, skipBits } from "../../src/plan/scan.ts";
import { DTYPES, type DType } from "../../src/registry/dtypes.ts";
import { OPS, type Op } from "../../src/registry/ops.ts";
import { pooledAxis } from "../../src/shape/axis.ts";
import type { Problem } from "../../src/shape/problem.ts";

function problemOf(op: Op, dtype: DType, more: Partial<Problem> = {}, window = 2): Problem {
  const axis = pooledAxis(0, { window, stride: window, dilation: 1, padding: [0, 0] }, [window * 2], [window], "trim");
  const input = DTYPES[dtype];
  return {
    op: OPS[op],
    input,
    axes: [axis],
    pooled: [0],
    result: OPS[op].result(input, "midpoint"),
    round: "half-up",
    divisor: "taps",
    wraps: false,
    fill: undefined,
    padMode: undefined,
    skip: undefined,
    numbering: undefined,
    position: DTYPES.int32,
    p: 2,
    ddof: 0,
    interpolation: "midpoint",
    reduce: undefined,
    ...more,
  };
}

const skip = { nan: false, nodata: undefined, masked: false, least: 1, otherwise: Number.NaN };

describe("what the engine does not take", () => {
  test("says why, and all else is taken", () => {
    expect(refusalOf(problemOf("lp", "float32", { p: 3 }))).toMatch(/p = 3/);
    expect(refusalOf(problemOf("lp", "float32", { p: 1 }))).toBeUndefined();
    expect(refusalOf(problemOf("var", "int64"))).toMatch(/64-bit/);
    expect(refusalOf(problemOf("sum", "int64"))).toBeUndefined();
    expect(refusalOf(problemOf("sum", "int64", { skip: { ...skip, masked: true } }))).toMatch(/64-bit/);
    expect(refusalOf(problemOf("first", "uint64"))).toBeUndefined();
    expect(refusalOf(problemOf("prod", "uint8", {}, 6))).toBeUndefined();
    expect(refusalOf(problemOf("prod", "uint8", {}, 7))).toMatch(/53 bits/);
    expect(refusalOf(problemOf("prod", "float64", {}, 1000))).toBeUndefined();
    expect(refusalOf(problemOf("argmax", "uint8", { position: DTYPES.float64 }))).toMatch(/2\^31/);
    expect(refusalOf(problemOf("mean", "int8", { divisor: 0.5, skip: { ...skip, masked: true } }))).toMatch(/exact/);
    expect(refusalOf(problemOf("mean", "float32", { divisor: 0.5, skip: { ...skip, masked: true } }))).toBeUndefined();
  });

  test("windows far beyond the array, where something real stands there", () => {
    const axis = { extent: 3, window: 1000, stride: 1, dilation: 1, low: 500, high: 500, out: 4, adaptive: false };
    expect(refusalOf(problemOf("max", "float32", { axes: [axis], fill: 0 }))).toMatch(/beyond the array/);
    expect(refusalOf(problemOf("max", "float32", { axes: [axis] }))).toBeUndefined();
  });
});

test("a nodata value that no element can have leaves out none", () => {
  const bits = (dtype: DType, nodata: number | bigint) =>
    skipBits(problemOf("max", dtype, { skip: { ...skip, nodata } }));
  expect(bits("uint8", 7)).toBe(2);
  expect(bits("uint8", 300)).toBe(0);
  expect(bits("uint8", 0.5)).toBe(0);
  expect(bits("int64", 2n ** 63n)).toBe(0);
  expect(bits("int64", -(2n ** 63n))).toBe(2);
  expect(bits("float32", Number.NaN)).toBe(1);
  expect(bits("int16", Number.NaN)).toBe(0);
  expect(bits("float32", -9999)).toBe(2);
});

test("the order that taps are compared by makes unsigned order of every type's", () => {
  for (const [dtype, values] of [
    ["int8", [-128, -1, 0, 1, 127]],
    ["uint8", [0, 1, 127, 128, 255]],
    ["int16", [-32768, -1, 0, 32767]],
    ["uint32", [0, 1, 2 ** 31, 2 ** 32 - 1]],
    ["int32", [-(2 ** 31), -1, 0, 2 ** 31 - 1]],
  ] as const) {
    const row = DTYPES[dtype];
    const mask = (1n << BigInt(row.bits)) - 1n;
    const keys = (op: Op) => values.map((value) => (BigInt(value) & mask) ^ (orderOf(problemOf(op, dtype)) & mask));
    const ascending = (list: bigint[]) => list.every((key, i) => i === 0 || key > (list[i - 1] as bigint));
    expect(ascending(keys("max")), dtype).toBe(true);
    expect(ascending(keys("argmin").reverse()), dtype).toBe(true);
    expect(orderOf(problemOf("mean", dtype))).toBe(orderOf(problemOf("max", dtype)));
  }
  expect(orderOf(problemOf("min", "float32"))).toBe(0x80000000_80000000n);
  expect(orderOf(problemOf("max", "float64"))).toBe(0n);
});
