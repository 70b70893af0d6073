import { productOf } from "../shapes.mjs";
import { load } from "./load.mjs";
import { need, Unable } from "./unable.mjs";

/** @import { Rule } from "../agree.mjs" */
/** @import { Problem } from "../shapes.mjs" */

// The part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that a graph of one node needs.
const SCHEMA = `
  syntax = "proto3";
  message Model { int64 ir_version = 1; Graph graph = 7; repeated OpsetId opset_import = 8; }
  message OpsetId { string domain = 1; int64 version = 2; }
  message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
                  repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
  message Node { repeated string input = 1; repeated string output = 2; string op_type = 4;
                 repeated Attribute attribute = 5; string domain = 7; }
  message Attribute { string name = 1; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
  message Tensor { repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4;
                   repeated int32 int32_data = 5; repeated int64 int64_data = 7; string name = 8; }
  message ValueInfo { string name = 1; Type type = 2; }
  message Type { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dim dim = 1; }
  message Dim { int64 dim_value = 1; }
`;

const ELEMENT = { float32: 1, uint8: 2, int8: 3, int16: 5, int32: 6, float64: 11 };
const INT64 = 7;
const [INT, INTS] = [2, 7];

/**
 * A graph that does the problem, and how its tensors look.
 * @typedef {object} Model
 * @property {Uint8Array} bytes
 * @property {string} type of the input, as ONNX Runtime names it
 * @property {number[]} dims of the input
 * @property {string} output the one to compare
 * @property {Rule} rule
 * @property {(data: ArrayLike<number | bigint>) => ArrayBufferView} result in the problem's dtype
 */

/**
 * Pooling, or where there is none for this op or dtype, blocks as axes of their own and a reduction.
 * @param {Problem} problem
 * @returns {Promise<Model[]>}
 */
export async function modelsOf(problem) {
  const { dtype } = problem;
  const type = ELEMENT[/** @type {keyof typeof ELEMENT} */ (dtype.name)];
  need(type !== undefined, problem.border === undefined);
  const protobuf = (await load("protobufjs")).default;
  const schema = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType("Model");
  const graphs = [poolGraph(problem), reduceGraph(problem)].filter((graph) => graph !== undefined);
  if (graphs.length === 0) throw new Unable("has no such operation");
  return graphs.map(({ node, dims, rule, initializer = [], outputs, result }) => {
    const info = (
      /** @type {string} */ name,
      /** @type {number} */ elem_type,
      /** @type {number[] | undefined} */ shape,
    ) => ({
      name,
      type: { tensor_type: { elem_type, ...(shape && { shape: { dim: shape.map((dim_value) => ({ dim_value })) } }) } },
    });
    const graph = {
      name: "pool",
      node: [node],
      initializer,
      input: [info("x", type, dims)],
      output: outputs.map((name) => info(name, name === "i" ? INT64 : type, undefined)),
    };
    const opset_import = [
      { domain: "", version: 17 },
      { domain: "com.microsoft", version: 1 },
    ];
    const bytes = schema.encode(schema.create({ ir_version: 8, opset_import, graph })).finish();
    const output = outputs[outputs.length - 1];
    return { bytes, type: dtype.name, dims, output, rule, result };
  });
}

/**
 * @typedef {object} GraphParts
 * @property {object} node
 * @property {number[]} dims
 * @property {Rule} rule
 * @property {object[]} [initializer]
 * @property {string[]} outputs
 * @property {(data: ArrayLike<number | bigint>) => ArrayBufferView} result
 */

/** @type {(problem: Problem) => GraphParts | undefined} */
function poolGraph({ op, dtype, result, shape, window, stride, padding, axes, outShape }) {
  const rank = shape.length;
  const rounded = op === "mean" && !result.float;
  const planes = axes.length === 2 && axes[0] === rank - 2 && axes[1] === rank - 1;
  if (!planes || !["max", "mean", "argmax"].includes(op) || (op === "mean" && dtype.float === rounded))
    return undefined;
  if (op === "mean" && !dtype.float && !rounded) return undefined;
  const [height, width] = shape.slice(-2);
  const dims = rank === 4 ? shape : [1, productOf(shape) / (height * width), height, width];
  const size = [ints("kernel_shape", window), ints("strides", stride), ints("pads", [...padding, ...padding])];
  const whole = op === "mean" && window[0] === height && window[1] === width;
  /** @type {(data: ArrayLike<number | bigint>) => ArrayBufferView} */
  const values = (data) => /** @type {ArrayBufferView} */ (/** @type {unknown} */ (data));
  if (rounded) {
    const initializer = [
      { name: "scale", data_type: ELEMENT.float32, float_data: [1] },
      { name: "zero", data_type: ELEMENT.uint8, int32_data: [0] },
    ];
    const input = ["x", "scale", "zero", "scale", "zero"];
    const node = { op_type: "QLinearAveragePool", domain: "com.microsoft", input, output: ["y"], attribute: size };
    return { node, dims, rule: "ties", initializer, outputs: ["y"], result: values };
  }
  if (op === "mean") {
    const node = whole
      ? { op_type: "GlobalAveragePool", input: ["x"], output: ["y"] }
      : { op_type: "AveragePool", input: ["x"], output: ["y"], attribute: size };
    return { node, dims, rule: "ulp", outputs: ["y"], result: values };
  }
  const outputs = op === "argmax" ? ["y", "i"] : ["y"];
  const node = { op_type: "MaxPool", input: ["x"], output: outputs, attribute: size };
  const [, outWidth] = outShape.slice(-2);
  // ONNX numbers positions over the whole tensor.
  const positions = (/** @type {ArrayLike<number | bigint>} */ data) =>
    Int32Array.from(data, (value, i) => {
      const [at, row] = [Number(value) % (height * width), Math.floor(i / outWidth) % outShape[rank - 2]];
      return (Math.floor(at / width) - row * stride[0]) * window[1] + (at % width) - (i % outWidth) * stride[1];
    });
  return { node, dims, rule: "exact", outputs, result: op === "argmax" ? positions : values };
}

/** @type {(problem: Problem) => GraphParts | undefined} */
function reduceGraph(problem) {
  const { op, dtype, result } = problem;
  const name = { max: "ReduceMax", min: "ReduceMin", mean: "ReduceMean", sum: "ReduceSum" }[/** @type {string} */ (op)];
  const adds = op === "mean" || op === "sum";
  const blocks = blocksOf(problem);
  if (name === undefined || blocks === undefined || (adds && !(dtype.float && result === dtype))) return undefined;
  const { inner } = blocks;
  const initializer = op === "sum" ? [{ name: "axes", data_type: INT64, dims: [inner.length], int64_data: inner }] : [];
  const node = {
    op_type: name,
    input: op === "sum" ? ["x", "axes"] : ["x"],
    output: ["y"],
    attribute: [{ name: "keepdims", i: 0, type: INT }, ...(op === "sum" ? [] : [ints("axes", inner)])],
  };
  const values = (/** @type {ArrayLike<number | bigint>} */ data) =>
    /** @type {ArrayBufferView} */ (/** @type {unknown} */ (data));
  return { node, dims: blocks.shape, rule: adds ? "ulp" : "exact", initializer, outputs: ["y"], result: values };
}

/**
 * The shape with every window as axes of its own, as `x.reshape(h / 2, 2, w / 2, 2)` has them; none where windows overlap or
 * something is left over.
 * @param {Problem} problem
 * @returns {{ shape: number[], inner: number[] } | undefined}
 */
export function blocksOf({ loops }) {
  if (loops.some(({ window, stride, padding, extent }) => window !== stride || padding > 0 || extent % window !== 0)) {
    return undefined;
  }
  /** @type {number[]} */
  const shape = [];
  /** @type {number[]} */
  const inner = [];
  for (const { extent, window } of loops) {
    if (window === 1) shape.push(extent);
    else inner.push(shape.push(extent / window, window) - 1);
  }
  return { shape, inner };
}

/** @type {(name: string, values: number[]) => object} */
function ints(name, values) {
  return { name, ints: values, type: INTS };
}
