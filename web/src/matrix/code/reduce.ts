import type { DType, Op } from "stridepool";
import { DTYPES } from "../names.ts";
import { isFloat } from "./literal.ts";

/** A call of NumPy over the axes of the taps. */
type Reduction = (view: string, axes: string, dtype: DType) => string;

const method =
  (name: string): Reduction =>
  (view, axes) =>
    `${view}.${name}(axis=${axes})`;

/** The ops that look at a window's taps in any order. */
const WHOLE: Partial<Record<Op, Reduction>> = {
  max: method("max"),
  min: method("min"),
  mean: method("mean"),
  sum: method("sum"),
  // Integers of up to 32 bits give float64, as here.
  prod: (view, axes, dtype) =>
    isFloat(dtype) || DTYPES[dtype].bytes === 8
      ? `${view}.prod(axis=${axes})`
      : `${view}.prod(axis=${axes}, dtype=np.float64)`,
  median: (view, axes) => `np.median(${view}, axis=${axes})`,
  // The true range, which the dtype may not hold.
  range: (view, axes, dtype) =>
    isFloat(dtype) || DTYPES[dtype].bytes === 8
      ? `${view}.max(axis=${axes}) - ${view}.min(axis=${axes})`
      : `${view}.max(axis=${axes}).astype(float) - ${view}.min(axis=${axes})`,
  var: method("var"),
  std: method("std"),
  lp: (view, axes) => `np.sqrt((${view}.astype(float) ** 2).sum(axis=${axes}))`,
  rms: (view, axes) => `np.sqrt((${view}.astype(float) ** 2).mean(axis=${axes}))`,
  any: method("any"),
  all: method("all"),
  count: (view, axes) => `np.ones_like(${view}, dtype=int).sum(axis=${axes})`,
};

const MODE = "np.apply_along_axis(lambda t: max(t.tolist(), key=t.tolist().count), -1, taps)";

/** The ops that need a window's taps in their order, one after the other. */
const ORDERED: Partial<Record<Op, string>> = {
  first: "taps[..., 0]",
  mode: MODE,
  argmax: "taps.argmax(axis=-1)",
  argmin: "taps.argmin(axis=-1)",
};

/** Lines that reduce `view`, whose window axes are `axes`, to `result`; `inOrder` brings those axes to the end. */
export function reduction(op: Op, dtype: DType, view: string, axes: string, inOrder: string): string[] {
  const ordered = ORDERED[op];
  if (ordered === undefined) return [`result = ${(WHOLE[op] as Reduction)(view, axes, dtype)}`];
  return [`taps = ${inOrder}`, `result = ${ordered}`];
}

/** The least and the greatest number of a dtype, which any tap replaces. */
function ends(dtype: DType): [low: string, high: string] {
  return isFloat(dtype) ? ["-np.inf", "np.inf"] : ["np.iinfo(k.dtype).min", "np.iinfo(k.dtype).max"];
}

const IN_ORDER = (name: string): string => `${name}.reshape(*w.shape[:2], -1)`;

/** The same of windows whose taps are there only where `there` says so. */
export function partialReduction(op: Op, dtype: DType): string[] {
  const [low, high] = ends(dtype);
  const where = (name: string, more = ""): string => `w.${name}(axis=(2, 3), where=there${more})`;
  const max = where("max", `, initial=${low}`);
  const min = where("min", `, initial=${high}`);
  switch (op) {
    case "max":
      return [`result = ${max}`];
    case "min":
      return [`result = ${min}`];
    case "range":
      return [`result = ${max}.astype(float) - ${min}`];
    case "lp":
    case "rms":
      return [`result = np.sqrt((w.astype(float) ** 2).${op === "lp" ? "sum" : "mean"}(axis=(2, 3), where=there))`];
    case "count":
      return ["result = there.sum(axis=(2, 3))"];
    case "prod":
      return [`result = ${where("prod", isFloat(dtype) || DTYPES[dtype].bytes === 8 ? "" : ", dtype=np.float64")}`];
    case "argmax":
    case "argmin":
      return [
        `best = ${(op === "argmax" ? max : min).replace("where=", "keepdims=True, where=")}`,
        `result = ${IN_ORDER("(there & ((w == best) | np.isnan(w)))")}.argmax(axis=-1)`,
      ];
    case "median":
    case "mode":
    case "first": {
      const of = { median: "np.median(t)", mode: "max(t.tolist(), key=t.tolist().count)", first: "t[0]" }[op];
      return [
        `reduce = np.vectorize(lambda w, there: (t := w[there], ${of})[1], signature="(p,q),(p,q)->()")`,
        "result = reduce(w, there)",
      ];
    }
    default:
      return [`result = ${where(op)}`];
  }
}
