import type { Stridepool } from "../../api/stridepool.ts";
import { rangeError, show } from "../../errors.ts";
import { exponentOf } from "./attributes.ts";
import type { Node } from "./node.ts";
import { type OnnxTensor, readX, spatialAxes, tensorOf } from "./tensors.ts";

/** GlobalMaxPool, GlobalAveragePool and GlobalLpPool: one window over all spatial axes. */
export function globalPool(
  api: Stridepool,
  node: Node,
  [x]: readonly unknown[],
  op: "max" | "mean" | "lp",
): OnnxTensor[] {
  const tensor = readX(api, node, x);
  const axes = spatialAxes(tensor);
  if (axes.some((axis) => tensor.shape[axis] === 0)) {
    throw rangeError(
      "out-of-range",
      "X.dims",
      tensor.shape,
      `X.dims must have spatial extents of at least 1, got ${show(tensor.shape)}; there is nothing to pool`,
    );
  }
  return [tensorOf(api.globalPool(op, tensor, op === "lp" ? { axes, p: exponentOf(node) } : { axes }))];
}
