import { rangeError, show } from "../errors.ts";
import type { Edge } from "../registry/options.ts";

/** How one axis is pooled: window i covers [i * stride, min(i * stride + window, extent)). */
export interface Axis {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  /** Number of windows: the extent of the result. */
  readonly out: number;
}

/** An axis that is not pooled. */
export function batchAxis(extent: number): Axis {
  return { extent, window: 1, stride: 1, out: extent };
}

/**
 * How many windows fit on an axis: trim, floor((L - k) / s) + 1; partial, the ceiling of that quotient plus 1, less the
 * last window if it would start outside; exact, as trim with nothing left over. Less than 1 means none fits.
 */
function windowCount(extent: number, window: number, stride: number, edge: Edge): number {
  const room = extent - window;
  if (edge !== "partial") return floorDivide(room, stride) + 1;
  const count = -floorDivide(-room, stride) + 1;
  return (count - 1) * stride >= extent ? count - 1 : count;
}

/** floor(a / b) without the rounding of a division: the remainder is exact up to 2^53. */
function floorDivide(a: number, b: number): number {
  const rest = a % b;
  return (a - (rest < 0 ? rest + b : rest)) / b;
}

/** One pooled axis, or a refusal that shows the sum that failed. */
export function pooledAxis(
  axis: number,
  windows: readonly number[],
  strides: readonly number[],
  shape: readonly number[],
  position: number,
  edge: Edge,
): Axis {
  const extent = shape[axis] as number;
  const window = windows[position] as number;
  const stride = strides[position] as number;
  const out = windowCount(extent, window, stride, edge);
  if (out < 1 || extent === 0) {
    const helps = edge !== "partial" && extent > 0 && windowCount(extent, window, stride, "partial") >= 1;
    throw rangeError(
      "out-of-range",
      "window",
      windows,
      `window ${show(windows)} is larger than the input ${show(shape)} on axis ${axis}: ` +
        `(${extent} - ${window}) / ${stride} + 1 < 1; use a window of at most ${extent} there` +
        `${extent === 0 ? ", which needs a non-empty axis" : ""}${helps ? ', or edge: "partial"' : ""}`,
    );
  }
  const covered = (out - 1) * stride + window;
  if (edge === "exact" && covered !== extent) {
    throw rangeError(
      "shape-mismatch",
      "edge",
      edge,
      `edge: "exact" needs windows that end with the input, but on axis ${axis} of ${show(shape)} ${out} windows of ` +
        `${window} with stride ${stride} cover (${out} - 1) * ${stride} + ${window} = ${covered} of ${extent}; ` +
        'use edge: "trim" or "partial", or another window',
    );
  }
  return { extent, window, stride, out };
}
