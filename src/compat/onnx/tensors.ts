import type { Stridepool } from "../../api/stridepool.ts";
import { oneOf, rangeError, show, typeError } from "../../errors.ts";
import type { NdArray, TypedArray } from "../../types.ts";
import { readTensor, type Tensor } from "../tensor.ts";
import type { Node } from "./node.ts";

/** A tensor as ONNX Runtime's JavaScript API holds it. */
export interface OnnxTensor<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly dims: number[];
  /** The element type's name: "float32", "float64", "float16", "int8", "uint8" or "int64". */
  readonly type: string;
}

/** The node's X: [N, C, D1, …, Dn] of a type that its version takes. */
export function readX(api: Stridepool, { operator, version, called }: Node, value: unknown): Tensor {
  const tensor = readTyped(api, value, "X");
  if (!version.dtypes.includes(tensor.dtype)) {
    const later = operator.versions.find(({ dtypes }) => dtypes.includes(tensor.dtype));
    const hint = later === undefined ? "convert it" : `${tensor.dtype} came with ${operator.name}-${later.since}`;
    throw typeError(
      "unknown-dtype",
      "X.type",
      tensor.dtype,
      `X.type must be ${oneOf(version.dtypes)} for ${called}, got ${show(tensor.dtype)}; ${hint}`,
    );
  }
  if (tensor.shape.length < 3) {
    throw rangeError(
      "shape-mismatch",
      "X.dims",
      tensor.shape,
      `X.dims must be [N, C, D1, …] with at least one spatial axis, got ${show(tensor.shape)}; give it at least 3 axes`,
    );
  }
  return tensor;
}

/** A tensor whose stated type, if any, is that of its data. */
export function readTyped(api: Stridepool, value: unknown, name: string): Tensor {
  const stated = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
  if (stated === "bfloat16") {
    throw typeError(
      "not-available",
      `${name}.type`,
      stated,
      `${name}.type must be a type that stridepool has, got "bfloat16", whose numbers no typed array holds; convert it to float32`,
    );
  }
  const tensor = readTensor(api, value, name);
  if (tensor.image) {
    const [height, width, channels] = tensor.shape as [number, number, number];
    throw typeError(
      "wrong-type",
      name,
      value,
      `${name} must be a tensor [N, C, D1, …], got ${show(value)}, which is an image with its channels last; give { data, ` +
        `shape: [1, ${channels}, ${height}, ${width}], stride: [0, 1, ${width * channels}, ${channels}] }`,
    );
  }
  // A clamped array is one of uint8.
  if (tensor.dtype === "uint8_clamped") tensor.dtype = "uint8";
  if (typeof stated === "string" && stated !== tensor.dtype) {
    throw typeError(
      "wrong-type",
      `${name}.type`,
      stated,
      `${name}.type must be that of its data, got ${show(stated)} for ${show(tensor.data)}; it holds ${tensor.dtype}`,
    );
  }
  return tensor;
}

/** A result of the core as a tensor. */
export function tensorOf({ data, shape, dtype }: NdArray): OnnxTensor {
  return { data, dims: shape, type: dtype };
}

/** The spatial axes of a tensor [N, C, D1, …]. */
export const spatialAxes = ({ shape }: Tensor): number[] => shape.map((_, axis) => axis).slice(2);
