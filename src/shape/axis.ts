import { rangeError, show } from "../errors.ts";
import type { Edge } from "../registry/options.ts";

/**
 * How one axis is pooled: tap j of window i stands at i * stride - low + j * dilation, and is there where that is within
 * [0, extent).
 */
export interface Axis {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  /** Taps before the first element and after the last that do not exist. */
  readonly low: number;
  readonly high: number;
  /** Number of windows: the extent of the result. */
  readonly out: number;
  /** Whether windows are spread over the axis instead: window i covers [floor(i L / o), ceil((i + 1) L / o)). */
  readonly adaptive: boolean;
}

/** Padding of one axis, or how to find it once its extent is known. */
export type Padding = "same" | "same-lower" | readonly [low: number, high: number];

/** What is asked of one pooled axis. */
export interface AxisRequest {
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

/** An axis that is not pooled. */
export function batchAxis(extent: number): Axis {
  return { extent, window: 1, stride: 1, dilation: 1, low: 0, high: 0, out: extent, adaptive: false };
}

/** Elements from the first tap of a window to its last. */
export function spanOf(window: number, dilation: number): number {
  return (window - 1) * dilation + 1;
}

/**
 * How many windows fit on an axis with span e = (k - 1) * d + 1: trim, floor((L + low + high - e) / s) + 1; partial, the
 * ceiling of that quotient plus 1, less the last window if it would start beyond the input and its low padding (PyTorch's and
 * ONNX's rule); exact, as trim with nothing left over. Less than 1 means none fits.
 */
function windowCount(extent: number, low: number, high: number, span: number, stride: number, edge: Edge): number {
  const room = extent + low + high - span;
  if (edge !== "partial") return floorDivide(room, stride) + 1;
  const count = -floorDivide(-room, stride) + 1;
  return (count - 1) * stride >= extent + low ? count - 1 : count;
}

/** floor(a / b) without the rounding of a division: the remainder is exact up to 2^53. */
export function floorDivide(a: number, b: number): number {
  const rest = a % b;
  return (a - (rest < 0 ? rest + b : rest)) / b;
}

/** One pooled axis, or a refusal that shows the sum that failed. */
export function pooledAxis(
  axis: number,
  request: AxisRequest,
  shape: readonly number[],
  windows: readonly number[],
  edge: Edge,
): Axis {
  const extent = shape[axis] as number;
  const { window, stride, dilation, padding } = request;
  const span = spanOf(window, dilation);
  if (typeof padding === "string") {
    // ceil(L / s) windows, the padding that they need shared out; none where they need none.
    const out = -floorDivide(-extent, stride);
    const need = Math.max(0, (out - 1) * stride + span - extent);
    const less = Math.floor(need / 2);
    const low = padding === "same" ? less : need - less;
    if (out > 0) return { extent, window, stride, dilation, low, high: need - low, out, adaptive: false };
  }
  const low = typeof padding === "string" ? 0 : padding[0];
  const high = typeof padding === "string" ? 0 : padding[1];
  const out = windowCount(extent, low, high, span, stride, edge);
  if (out < 1) {
    const helps = edge !== "partial" && windowCount(extent, low, high, span, stride, "partial") >= 1;
    const dilated = dilation === 1 ? "" : ` with dilation ${dilation} spans ${span}, which`;
    throw rangeError(
      "out-of-range",
      "window",
      windows,
      `window ${show(windows)}${dilated} is larger than the input ${show(shape)} on axis ${axis}: ` +
        `(${extent} + ${low + high} - ${span}) / ${stride} + 1 < 1; pad it${helps ? ', or use edge: "partial"' : ""}`,
    );
  }
  const covered = (out - 1) * stride + span;
  if (edge === "exact" && covered !== extent + low + high) {
    throw rangeError(
      "shape-mismatch",
      "edge",
      edge,
      `edge: "exact" needs windows that end with the input and its padding, but on axis ${axis} of ${show(shape)} ${out} windows of span ${span} with ` +
        `stride ${stride} cover (${out} - 1) * ${stride} + ${span} = ${covered} of ${extent + low + high}; ` +
        'use edge: "trim" or "partial", or another window',
    );
  }
  return { extent, window, stride, dilation, low, high, out, adaptive: false };
}

/**
 * One axis whose windows are chosen so that there are `out` of them, as PyTorch spreads them; `window` is the most that one
 * covers. Where they come out even they are blocks.
 */
export function adaptiveAxis(extent: number, out: number): Axis {
  const adaptive = extent % out !== 0;
  const window = adaptive ? floorDivide(extent - 1, out) + 2 : extent / out;
  return { extent, window: Math.min(window, extent), stride: window, dilation: 1, low: 0, high: 0, out, adaptive };
}

/** floor(a * b / c) for products beyond 2^53. */
function scaled(a: number, b: number, c: number): number {
  const product = a * b;
  if (Number.isSafeInteger(product)) return floorDivide(product, c);
  const [exact, by] = [BigInt(a) * BigInt(b), BigInt(c)];
  const rest = ((exact % by) + by) % by;
  return Number((exact - rest) / by);
}

/** The taps of a window that are there, and how many count with its padding (but never beyond that). */
export interface WindowTaps {
  readonly first: number;
  readonly taps: number;
  readonly padded: number;
}

/** The taps of window i: those on its lattice within the input. */
export function windowTaps(axis: Axis, i: number): WindowTaps {
  const { extent, window, stride, dilation, low, high, out } = axis;
  if (axis.adaptive) {
    const first = scaled(i, extent, out);
    // The ceiling, as the floor of the negative.
    const taps = -scaled(-(i + 1), extent, out) - first;
    return { first, taps, padded: taps };
  }
  const start = i * stride - low;
  const skipped = start < 0 ? -floorDivide(start, dilation) : 0;
  const end = Math.min(window, floorDivide(extent - 1 - start, dilation) + 1);
  const padded = Math.min(window, floorDivide(extent + high - 1 - start, dilation) + 1);
  return { first: start + skipped * dilation, taps: Math.max(0, end - skipped), padded };
}
