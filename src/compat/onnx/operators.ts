import type { DType } from "../../types.ts";

/** One version of an operator: the opset it came with, and what it takes from there on. */
export interface OperatorVersion {
  readonly since: number;
  readonly attributes: readonly string[];
  /** Element types of X. */
  readonly dtypes: readonly DType[];
}

/** An operator through its versions, oldest first. */
export interface Operator {
  readonly name: string;
  readonly versions: readonly OperatorVersion[];
}

const FLOATS = ["float16", "float32", "float64"] as const;
const BASE = ["kernel_shape", "strides", "pads", "auto_pad"];

const operator = (
  name: string,
  ...versions: readonly (readonly [number, readonly string[], (readonly DType[])?])[]
) => ({
  name,
  versions: versions.map(([since, attributes, dtypes = FLOATS]) => ({ since, attributes, dtypes })),
});

/** The pooling operators of ai.onnx, by onnx/defs/nn/defs.cc and old.cc; the versions of 22 only add bfloat16, which is refused. */
export const OPERATORS: readonly Operator[] = [
  operator(
    "MaxPool",
    [1, BASE],
    [8, [...BASE, "storage_order"]],
    [10, [...BASE, "storage_order", "ceil_mode", "dilations"]],
    [11, [...BASE, "storage_order", "ceil_mode", "dilations"]],
    [12, [...BASE, "storage_order", "ceil_mode", "dilations"], [...FLOATS, "int8", "uint8"]],
    [22, [...BASE, "storage_order", "ceil_mode", "dilations"], [...FLOATS, "int8", "uint8"]],
  ),
  operator(
    "AveragePool",
    [1, BASE],
    [7, [...BASE, "count_include_pad"]],
    [10, [...BASE, "count_include_pad", "ceil_mode"]],
    [11, [...BASE, "count_include_pad", "ceil_mode"]],
    [19, [...BASE, "count_include_pad", "ceil_mode", "dilations"]],
    [22, [...BASE, "count_include_pad", "ceil_mode", "dilations"]],
  ),
  operator(
    "LpPool",
    [1, [...BASE, "p"]],
    [2, [...BASE, "p"]],
    [11, [...BASE, "p"]],
    [18, [...BASE, "p", "ceil_mode", "dilations"]],
    [22, [...BASE, "p", "ceil_mode", "dilations"]],
  ),
  operator("GlobalMaxPool", [1, []], [22, []]),
  operator("GlobalAveragePool", [1, []], [22, []]),
  operator("GlobalLpPool", [1, ["p"]], [2, ["p"]], [22, ["p"]]),
  operator(
    "MaxUnpool",
    [9, ["kernel_shape", "strides", "pads"]],
    [11, ["kernel_shape", "strides", "pads"]],
    [22, ["kernel_shape", "strides", "pads"]],
  ),
];
