import type { Stridepool } from "../../api/stridepool.ts";
import { rangeError, show } from "../../errors.ts";
import type { DType, NdArray } from "../../types.ts";
import { cast, type Tensor } from "../tensor.ts";
import { exponentOf, flag, type Windows, windowsOf } from "./attributes.ts";
import type { Node } from "./node.ts";
import { type OnnxTensor, readX, spatialAxes, tensorOf } from "./tensors.ts";

/** MaxPool: Y, and from version 8 on Indices. */
export function maxPool(api: Stridepool, node: Node, [x]: readonly unknown[]): OnnxTensor[] {
  const tensor = readX(api, node, x);
  const options = optionsOf(api, node, tensor);
  const columns = flag(node.attributes, "storage_order");
  const dtype: DType = tensor.dtype;
  if (node.version.since < 8 || node.outputs < 2) {
    return [tensorOf(api.maxPool(tensor, options.kernel, { ...options.core, dtype }))];
  }
  const { indices, ...values } = api.maxPool(tensor, options.kernel, { ...options.core, dtype, indices: "tensor" });
  if (columns) toColumns(indices, tensor.shape.slice(2));
  return [tensorOf(values), { ...tensorOf(asInt64(api, indices)), dims: values.shape.slice() }];
}

/** AveragePool: padding counts in the divisor where count_include_pad is 1; what ceil_mode adds never does. */
export function averagePool(api: Stridepool, node: Node, [x]: readonly unknown[]): OnnxTensor[] {
  const tensor = readX(api, node, x);
  const { kernel, core } = optionsOf(api, node, tensor);
  const countPadding = flag(node.attributes, "count_include_pad");
  return [tensorOf(api.meanPool(tensor, kernel, { ...core, countPadding }))];
}

/** LpPool: (Σ |x|^p)^(1/p) of the taps that are there. */
export function lpPool(api: Stridepool, node: Node, [x]: readonly unknown[]): OnnxTensor[] {
  const tensor = readX(api, node, x);
  const { kernel, core } = optionsOf(api, node, tensor);
  return [tensorOf(api.lpPool(tensor, kernel, { ...core, p: exponentOf(node) }))];
}

/** What the core is asked for; windows that don't fit are refused by the attribute's name. */
function optionsOf(api: Stridepool, node: Node, tensor: Tensor) {
  const axes = spatialAxes(tensor);
  const windows = windowsOf(node, axes.length);
  refuseUnfit(api, tensor, windows, axes);
  const { kernel, stride, dilation, padding, edge } = windows;
  return { kernel, core: { stride, dilation, padding, edge, axes } };
}

function refuseUnfit(api: Stridepool, { shape }: Tensor, windows: Windows, axes: readonly number[]): void {
  const { kernel, stride, dilation, padding, edge } = windows;
  const fits = (i: number, at: Windows["edge"]): boolean => {
    const pads = typeof padding === "string" ? padding : [padding[i] as readonly [number, number]];
    const extent = shape[axes[i] as number] as number;
    const options = { stride: [stride[i] as number], dilation: [dilation[i] as number], padding: pads, edge: at };
    try {
      return (api.outputShape([extent], [kernel[i] as number], options)[0] as number) > 0;
    } catch {
      return false;
    }
  };
  axes.forEach((axis, i) => {
    if (fits(i, edge)) return;
    const [low, high] = typeof padding === "string" ? [0, 0] : (padding[i] as readonly [number, number]);
    const span = ((kernel[i] as number) - 1) * (dilation[i] as number) + 1;
    const hint = edge === "trim" && fits(i, "partial") ? ", or ceil_mode: 1" : "";
    throw rangeError(
      "out-of-range",
      "kernel_shape",
      kernel,
      `kernel_shape ${show(kernel)}, which spans ${span} on axis ${axis} of X ${show(shape)}, leaves no output there: (${shape[axis]} + ` +
        `${low + high} - ${span}) / ${stride[i]} + 1 < 1; use a smaller one, or pads${hint}`,
    );
  });
}

/** Positions as ONNX types them. */
function asInt64(api: Stridepool, indices: NdArray): NdArray {
  return indices.data.length === 0
    ? { ...indices, data: new BigInt64Array(0), dtype: "int64" }
    : cast(api, indices, "int64");
}

/** storage_order 1: the first spatial coordinate runs fastest within each plane; what stands before the plane stays. */
function toColumns({ data }: NdArray, spatial: readonly number[]): void {
  const positions = data as unknown as { [at: number]: number };
  const plane = spatial.reduce((a, b) => a * b, 1);
  for (let i = 0; i < data.length; i++) {
    const position = positions[i] as number;
    if (position < 0) continue;
    let rest = position % plane;
    let turned = position - rest;
    let step = plane;
    for (let axis = spatial.length - 1; axis >= 0; axis--) {
      const extent = spatial[axis] as number;
      step /= extent;
      turned += (rest % extent) * step;
      rest = Math.floor(rest / extent);
    }
    positions[i] = turned;
  }
}
