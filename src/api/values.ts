import { rangeError, show, typeError, wordOf } from "../errors.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import { fromFloat16Bits, toFloat16Bits } from "../registry/float16.ts";
import type { OpRow } from "../registry/ops.ts";
import {
  INTERPOLATIONS,
  type Interpolation,
  NAN_RULES,
  NUMBERINGS,
  PAD_MODES,
  type PadMode,
} from "../registry/options.ts";
import type { Skip } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { checkInteger } from "./check.ts";
import { describe } from "./describe.ts";
import type { Given } from "./options.ts";

type Value = number | bigint;

function isValue(value: unknown): value is Value {
  return typeof value === "number" || typeof value === "bigint";
}

/** A value as an array of a dtype holds it; undefined where it cannot. */
function heldAs(value: Value, dtype: DTypeRow): Value | undefined {
  if (dtype.float) {
    const number = Number(value);
    const held =
      dtype.bits === 64 ? number : dtype.bits === 32 ? Math.fround(number) : fromFloat16Bits(toFloat16Bits(number));
    const endless = typeof value === "number" && !Number.isFinite(value);
    return Number.isFinite(held) || endless ? held : undefined;
  }
  if (typeof value === "number" && !Number.isInteger(value)) return undefined;
  if (value < dtype.lowest || value > dtype.highest) return undefined;
  return dtype.big ? BigInt(value) : Number(value) + 0;
}

function rangeOf(dtype: DTypeRow): string {
  return dtype.float
    ? `${dtype.name} holds finite numbers up to ${dtype.bits === 16 ? 65504 : 3.4028234663852886e38} at most`
    : `${dtype.name} holds integers from ${dtype.lowest} to ${dtype.highest}`;
}

/** The value of taps outside the array, as the input's dtype holds it. */
export function fillOf({ fill, padMode }: Given, dtype: DTypeRow): Value | undefined {
  if (fill === undefined) return undefined;
  if (!isValue(fill)) {
    const kind = dtype.big ? "a number or a bigint" : "a number";
    throw typeError("wrong-type", "fill", fill, `fill must be ${kind}, got ${show(fill)}; it stands outside the array`);
  }
  if (padMode !== undefined) {
    throw rangeError(
      "out-of-range",
      "fill",
      fill,
      `fill ${show(fill)} and padMode ${show(padMode)} both say what stands outside the array; give one of them`,
    );
  }
  const held = heldAs(fill, dtype);
  if (held !== undefined) return held;
  throw rangeError(
    "out-of-range",
    "fill",
    fill,
    `fill must be a value of the input's dtype, got ${show(fill)}, but ${rangeOf(dtype)}; use another value or dtype`,
  );
}

/** Which element a tap outside the array reads. */
export function padModeOf({ padMode }: Given): PadMode | undefined {
  return padMode === undefined ? undefined : wordOf(padMode, "padMode", PAD_MODES, "edge");
}

/** Which taps are left out, and what windows with too few give. */
export function skipOf(given: Given, op: OpRow, input: DTypeRow, result: DTypeRow): Skip | undefined {
  const { nodata, mask, minCount } = given;
  const nan = wordOf(given.nan, "nan", NAN_RULES, "propagate") === "ignore" && input.float;
  if (nodata !== undefined && !isValue(nodata)) {
    throw typeError(
      "wrong-type",
      "nodata",
      nodata,
      `nodata must be a number or a bigint, got ${show(nodata)}; taps of this value are left out`,
    );
  }
  if (minCount !== undefined) {
    checkInteger(minCount, "minCount", 0, "windows with fewer taps that count give nodata, else NaN");
  }
  if (!nan && nodata === undefined && mask === undefined && minCount === undefined) return undefined;
  const least = minCount ?? (nodata === undefined && mask === undefined ? 0 : 1);
  const otherwise = nodata ?? Number.NaN;
  if (!op.exempt && !result.float && heldAs(otherwise, result) === undefined) {
    if (nodata !== undefined) {
      throw rangeError(
        "out-of-range",
        "nodata",
        nodata,
        `nodata must be a value of the result's dtype, got ${show(nodata)}, but ${rangeOf(result)}; use another dtype`,
      );
    }
    if (least > 0) throw noNaN(mask !== undefined ? "mask" : "minCount", mask ?? minCount, least, result);
  }
  return {
    nan,
    nodata: nodata === undefined ? undefined : heldAs(nodata, input),
    masked: mask !== undefined,
    least,
    otherwise,
  };
}

function noNaN(option: string, value: unknown, least: number, { name }: DTypeRow): unknown {
  return rangeError(
    "out-of-range",
    option,
    value,
    `${option} ${show(value)} may leave windows with fewer than ${least} taps, which give NaN, and ${name} holds none; ` +
      'give nodata, or dtype: "float64"',
  );
}

/** The array that says which elements are left out. */
export function maskOf({ mask }: Given, shape: readonly number[]): View | undefined {
  if (mask === undefined) return undefined;
  const view = describe(mask, "mask");
  if (view.shape.length !== shape.length || view.shape.some((extent, axis) => extent !== shape[axis])) {
    throw rangeError(
      "shape-mismatch",
      "mask",
      mask,
      `mask ${show(mask)} has shape ${show(view.shape)}, but the input has ${show(shape)}; give one value for each element`,
    );
  }
  return view;
}

/** How positions are numbered. */
export function numberingOf({ indices }: Given, op: OpRow): (typeof NUMBERINGS)[number] | undefined {
  const otherwise = op.positions === "itself" ? "window" : undefined;
  if (indices === undefined || indices === false) return otherwise;
  const numbering = wordOf(indices, "indices", NUMBERINGS, "window");
  if (op.positions === "none") {
    throw rangeError(
      "out-of-range",
      "indices",
      indices,
      `indices ${show(indices)} asks for positions, and ${op.name} has none; use max, min, argmax or argmin`,
    );
  }
  return numbering;
}

const USUAL = { p: 2, ddof: 0, interpolation: "midpoint" } as const;

/** What single ops ask for; checked for all of them. */
export function statisticOf({ p, ddof, interpolation }: Given): {
  p: number;
  ddof: number;
  interpolation: Interpolation;
} {
  if (p !== undefined && !(typeof p === "number" && p > 0)) {
    throw outside("p", p, "a positive number or Infinity", "it is the exponent of lp");
  }
  if (ddof !== undefined && !(typeof ddof === "number" && ddof >= 0 && ddof < Infinity)) {
    throw outside("ddof", ddof, "a non-negative number", "var and std divide by the number of taps less this");
  }
  if (p === undefined && ddof === undefined && interpolation === undefined) return USUAL;
  return {
    p: p === undefined ? 2 : (p as number),
    ddof: ddof === undefined ? 0 : (ddof as number),
    interpolation: wordOf(interpolation, "interpolation", INTERPOLATIONS, "midpoint"),
  };
}

function outside(option: string, value: unknown, rule: string, why: string): unknown {
  const refuse = typeof value === "number" ? rangeError : typeError;
  const code = typeof value === "number" ? "out-of-range" : "wrong-type";
  return refuse(code, option, value, `${option} must be ${rule}, got ${show(value)}; ${why}`);
}
