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

/** The same of a masked array, whose masked taps are not there. */
export function maskedReduction(op: Op, dtype: DType): string[] {
  switch (op) {
    case "count":
      return ["result = w.count(axis=(2, 3))"];
    case "median":
      return ["result = np.ma.median(w.reshape(*w.shape[:2], -1), axis=-1)"];
    case "first":
      return [
        "taps = w.reshape(*w.shape[:2], -1)",
        "there = (~np.ma.getmaskarray(taps)).argmax(axis=-1)",
        "result = np.take_along_axis(taps.data, there[..., None], axis=-1)[..., 0]",
      ];
    case "mode":
      return [
        "def mode(taps):",
        "    there = taps.compressed().tolist()",
        "    return max(there, key=there.count)",
        "result = np.ma.apply_along_axis(mode, -1, w.reshape(*w.shape[:2], -1))",
      ];
    default:
      return reduction(op, dtype, "w", "(2, 3)", "w.reshape(*w.shape[:2], -1)");
  }
}
