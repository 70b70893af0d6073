import { OPS, type OpRow } from "../registry/ops.ts";
import type { Axis } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { minds, readsOutside } from "./scan.ts";
import { hasTaps } from "./stretch.ts";

/** The largest of one tap is that tap. */
const ONLY: OpRow = { ...OPS.first, fold: "max" };

/**
 * The first taps of windows as what windows of one tap hold; undefined for other ops, and where taps are left out or the first one
 * that is there does not stand where such a window would find it.
 */
export function firstOf(problem: Problem): Problem | undefined {
  const { op, axes } = problem;
  if (op.fold !== "first" || minds(problem) || axes.some(({ adaptive }) => adaptive)) return undefined;
  const outside = readsOutside(problem);
  if (!outside && !axes.every((axis) => hasTaps(axis) && (axis.low === 0 || axis.dilation === 1))) return undefined;
  const ones = axes.map(oneTap);
  const clipped = ones.some(({ low, high }) => low > 0 || high > 0);
  // The first of those that are there is the first element where windows begin before it.
  const beyond = !clipped ? { fill: undefined, padMode: undefined } : outside ? {} : { padMode: "edge" as const };
  return { ...problem, ...beyond, op: ONLY, axes: ones };
}

/** The same windows, of their first tap alone. */
function oneTap(axis: Axis): Axis {
  const { extent, stride, low, out } = axis;
  return { ...axis, window: 1, dilation: 1, high: Math.max(0, (out - 1) * stride - low + 1 - extent) };
}
