import type { Stridepool } from "../api/stridepool.ts";
import { rangeError } from "../errors.ts";
import type { Input } from "../types.ts";
import { globalPool } from "./onnx/global.ts";
import { type Node, readNode } from "./onnx/node.ts";
import { averagePool, lpPool, maxPool } from "./onnx/pool.ts";
import type { OnnxTensor } from "./onnx/tensors.ts";
import { maxUnpool } from "./onnx/unpool.ts";

export type { OnnxTensor };

/** The operators that run. */
export type OnnxOperator =
  | "MaxPool"
  | "AveragePool"
  | "LpPool"
  | "GlobalMaxPool"
  | "GlobalAveragePool"
  | "GlobalLpPool"
  | "MaxUnpool";

/** Attributes by ONNX's own names, integers as numbers or bigints; each version of an operator has some of them. */
export interface OnnxAttributes {
  /** Extent of the window on each spatial axis. */
  readonly kernel_shape?: ArrayLike<number | bigint> | undefined;
  /** Hop between windows on each spatial axis; default 1, NOT the kernel. */
  readonly strides?: ArrayLike<number | bigint> | undefined;
  /** Begins of all spatial axes, then their ends; default 0. */
  readonly pads?: ArrayLike<number | bigint> | undefined;
  readonly dilations?: ArrayLike<number | bigint> | undefined;
  readonly auto_pad?: "NOTSET" | "SAME_UPPER" | "SAME_LOWER" | "VALID" | undefined;
  readonly ceil_mode?: number | bigint | undefined;
  /** AveragePool: whether padding counts in the divisor; default 0. */
  readonly count_include_pad?: number | bigint | undefined;
  /** MaxPool: 1 numbers Indices column-major within each plane; default 0. */
  readonly storage_order?: number | bigint | undefined;
  /** LpPool and GlobalLpPool: the exponent; default 2. */
  readonly p?: number | bigint | undefined;
}

/** A node of a graph: a NodeProto with its attributes as an object, and the opset of its model. */
export interface OnnxNode {
  readonly op_type: OnnxOperator;
  readonly attributes?: OnnxAttributes | undefined;
  /** The model's opset; default: the newest version of the operator. */
  readonly opset?: number | bigint | undefined;
  /** Names of the outputs: MaxPool computes its Indices unless this names Y alone. */
  readonly output?: readonly string[] | undefined;
  /** "" or "ai.onnx". */
  readonly domain?: string | undefined;
  readonly name?: string | undefined;
  readonly doc_string?: string | undefined;
  readonly input?: readonly string[] | undefined;
}

/** The pooling operators of ONNX. */
export interface Onnx {
  /**
   * Runs one pooling operator of ai.onnx: MaxPool, AveragePool, LpPool, GlobalMaxPool, GlobalAveragePool, GlobalLpPool or
   * MaxUnpool, as the version that the opset says defines it. An attribute that came later is refused. NaN propagates, and the
   * index of a NaN is that of the first. Where ONNX Runtime is narrower than the specification (any number of spatial axes, pads
   * as large as the kernel, float64 throughout, auto_pad SAME with dilations), the specification is followed; where the text of
   * auto_pad VALID with ceil_mode contradicts ONNX's shape inference and ONNX Runtime, those are.
   *
   * @param node - op_type, attributes, opset (default: the newest version); output: ["Y"] leaves out MaxPool's Indices.
   * @param tensors - X, of shape [N, C, D1, …]; for MaxUnpool X, I and optionally output_shape. `{ data, dims, type }` as in ONNX
   *   Runtime, or any other input form but images; float16 is a Uint16Array with `type: "float16"`, or a Float16Array.
   * @returns The outputs, each `{ data, dims, type }`: Y, and for MaxPool from version 8 on also Indices, int64 positions in the
   *   whole tensor (-1 for windows that hold padding alone).
   * @throws StridepoolError for every value that breaks a rule, naming the attribute; bfloat16 is not available.
   *
   * @example
   * ```ts
   * import { run } from "stridepool/onnx";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), dims: [1, 1, 3, 3], type: "float32" };
   * const attributes = { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 };
   * const [y, indices] = run({ op_type: "MaxPool", attributes, opset: 12 }, x);
   * y.data; // Float32Array [5, 6, 8, 9]
   * indices.data; // BigInt64Array [4n, 5n, 7n, 8n]
   * run({ op_type: "AveragePool", attributes: { kernel_shape: [2, 2], auto_pad: "VALID" }, opset: 22 }, x)[0].dims; // [1, 1, 2, 2]
   * ```
   */
  run(node: OnnxNode, ...tensors: readonly (Input | undefined)[]): [OnnxTensor, ...OnnxTensor[]];
}

type Run = (api: Stridepool, node: Node, tensors: readonly unknown[]) => OnnxTensor[];

const RUNS: Record<OnnxOperator, Run> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: lpPool,
  GlobalMaxPool: (api, node, tensors) => globalPool(api, node, tensors, "max"),
  GlobalAveragePool: (api, node, tensors) => globalPool(api, node, tensors, "mean"),
  GlobalLpPool: (api, node, tensors) => globalPool(api, node, tensors, "lp"),
  MaxUnpool: maxUnpool,
};

/** ONNX's pooling operators over the public functions. */
export function createOnnx(api: Stridepool): Onnx {
  const run = (given: unknown, ...tensors: readonly unknown[]): OnnxTensor[] => {
    const node = readNode(given);
    const most = node.operator.name === "MaxUnpool" ? 3 : 1;
    if (tensors.length > most) {
      throw rangeError(
        "out-of-range",
        "tensors",
        tensors.length,
        `tensors must be at most ${most} for ${node.called}, got ${tensors.length}; leave the others out`,
      );
    }
    return RUNS[node.operator.name as OnnxOperator](api, node, tensors);
  };
  // The signature of Onnx is what callers see; in here everything is unknown until it is checked.
  return { run } as unknown as Onnx;
}
