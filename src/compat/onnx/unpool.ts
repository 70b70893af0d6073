import type { Stridepool } from "../../api/stridepool.ts";
import { calling, rangeError, show, typeError } from "../../errors.ts";
import { rowMajor, type Tensor } from "../tensor.ts";
import { integers, padsOf } from "./attributes.ts";
import type { Node } from "./node.ts";
import { type OnnxTensor, readTyped, readX, spatialAxes, tensorOf } from "./tensors.ts";

/**
 * MaxUnpool. Its indices number the shape that the attributes infer, whether or not output_shape is larger: what is inferred then
 * stands in the output's low corner (ONNX's own node test, maxunpool_export_with_output_shape; ONNX Runtime numbers output_shape).
 */
export function maxUnpool(api: Stridepool, node: Node, [x, i, wanted]: readonly unknown[]): OnnxTensor[] {
  const tensor = readX(api, node, x);
  const indices = readTyped(api, i, "I");
  checkIndices(indices, tensor);
  const axes = spatialAxes(tensor);
  const { attributes, called } = node;
  const sizes = (name: string): number[] => {
    const value = attributes.get(name);
    if (value !== undefined) return integers(value, name, axes.length, 1);
    if (name === "strides") return axes.map(() => 1);
    throw typeError("wrong-type", name, value, `${name} must be given to ${called}, got undefined`);
  };
  const [kernel, stride, padding] = [sizes("kernel_shape"), sizes("strides"), padsOf(attributes, axes.length)];
  const inferred = tensor.shape.map((extent, axis) => {
    if (axis < 2) return extent;
    const [low, high] = padding[axis - 2] as readonly [number, number];
    return (extent - 1) * (stride[axis - 2] as number) + (kernel[axis - 2] as number) - low - high;
  });
  if (inferred.slice(2).some((extent) => extent < 1)) {
    throw rangeError(
      "out-of-range",
      "pads",
      attributes.get("pads") ?? 0,
      `pads ${show(attributes.get("pads") ?? 0)} leave nothing of the output, whose shape would be ${show(inferred)}; use smaller ones`,
    );
  }
  const shape = wanted === undefined ? inferred : outputShape(api, wanted, inferred);
  const options = { stride, padding, axes, indices: "tensor", outputShape: inferred.slice(2) } as const;
  const named = { input: "X", indices: "I" };
  if (shape.every((extent, axis) => extent === inferred[axis])) {
    return [tensorOf(calling(named, () => api.maxUnpool(tensor, indices, kernel, options)))];
  }
  const Elements = tensor.data.constructor as new (length: number) => typeof tensor.data;
  const data = new Elements(shape.reduce((a, b) => a * b, 1));
  const out = { data, shape: inferred, stride: rowMajor(shape), offset: 0, dtype: tensor.dtype };
  calling(named, () => api.maxUnpool(tensor, indices, kernel, { ...options, out }));
  return [tensorOf({ ...out, shape })];
}

function checkIndices(indices: Tensor, { shape }: Tensor): void {
  if (indices.dtype !== "int64" && indices.dtype !== "int32") {
    throw typeError(
      "unknown-dtype",
      "I.type",
      indices.dtype,
      `I.type must be "int64", as MaxPool's Indices are, got ${show(indices.dtype)}; convert it`,
    );
  }
  if (indices.shape.length === shape.length && indices.shape.every((extent, axis) => extent === shape[axis])) return;
  throw rangeError(
    "shape-mismatch",
    "I.dims",
    indices.shape,
    `I.dims must be those of X, ${show(shape)}, got ${show(indices.shape)}; each value has its index`,
  );
}

/** The third input: a tensor or list with every extent, N and C as they are, the others no less than those inferred. */
function outputShape(api: Stridepool, value: unknown, inferred: readonly number[]): number[] {
  const list = Array.isArray(value) ? value : listed(readTyped(api, value, "output_shape"), inferred.length);
  const shape = integers(list, "output_shape", inferred.length, 0);
  if (shape.every((extent, axis) => (axis < 2 ? extent === inferred[axis] : extent >= (inferred[axis] as number))))
    return shape;
  throw rangeError(
    "out-of-range",
    "output_shape",
    shape,
    `output_shape must have the batch and channels of ${show(inferred)}, and spatial extents no less than there, got ${show(shape)}; ` +
      "that is the shape inferred from X, kernel_shape, strides and pads",
  );
}

function listed({ data, shape, stride, offset, dtype }: Tensor, count: number): (number | bigint)[] {
  if ((dtype !== "int64" && dtype !== "int32") || shape.length !== 1) {
    throw typeError(
      "wrong-type",
      "output_shape",
      shape,
      `output_shape must be a list or a 1-D int64 tensor of ${count} extents, got ${show(shape)} of ${dtype}`,
    );
  }
  return Array.from(
    { length: shape[0] as number },
    (_, i) => data[offset + i * (stride[0] as number)] as number | bigint,
  );
}
