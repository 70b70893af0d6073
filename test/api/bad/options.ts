import { DTYPE_NAMES, DTYPES } from "../../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../../src/registry/ops.ts";
import type { DType, Op } from "../../../src/types.ts";
import { range, type } from "../../support/refusal.ts";
import { OUT } from "./out.ts";
import { type BadValue, countsPerAxis, NO_NUMBERS, scalars, words } from "./row.ts";

const POSITIONED: readonly string[] = ["max", "min", "argmax", "argmin"];
const EXEMPT: readonly string[] = ["any", "all", "count", "argmax", "argmin"];

const padding = (value: unknown, refusal: BadValue["refusal"]): BadValue => ({ value, refusal });
const COUNTED = /must be a non-negative integer/;

const PADDING: readonly BadValue[] = [
  ...[-1, -0.5, 1.5, Number.NaN, Infinity, 2 ** 53].flatMap((value) => [
    padding(value, range("padding", COUNTED)),
    padding([1, value], range("padding[1]", COUNTED)),
    padding([[0, value], 1], range("padding[0][1]", COUNTED)),
    padding([1, [value, 0]], range("padding[1][0]", COUNTED)),
  ]),
  ...[null, true, {}, Symbol("padding"), 1n, () => 1].flatMap((value) => [
    padding(value, type("padding", COUNTED)),
    padding([1, value], type("padding[1]", COUNTED)),
    padding([[value, 1], 1], type("padding[0][0]", COUNTED)),
  ]),
  padding(["1", 1], type("padding[0]")),
  padding([undefined, 1], type("padding[0]")),
  ...["same2", "", "SAME", "full", "same_lower", "toString"].map((word) =>
    padding(word, range("padding", /must be "valid", "same" or "same-lower"/)),
  ),
  ...[[], [1], [[1, 1]], [1, 1, 1, 1]].map((list) => padding(list, range("padding", /entries/, "shape-mismatch"))),
  padding([[1], 1], range("padding[0]", /pair/, "shape-mismatch")),
  padding([1, [1, 2, 3]], range("padding[1]", /pair/, "shape-mismatch")),
  padding([1, []], range("padding[1]", /pair/, "shape-mismatch")),
  {
    value: 2 ** 53 - 1,
    follows: true,
    refusal: { ...range("padding", /more than 2\^53 - 1/, "too-large"), got: "spans" },
  },
  ...["same", "same-lower"].map((value) => ({
    value,
    on: ["maxUnpool"],
    refusal: range("padding", /leaves open how long axis 0 was.*give outputShape/),
  })),
];

const DILATION: readonly BadValue[] = [
  ...countsPerAxis("dilation"),
  {
    value: 4,
    refusal: range("window", /with dilation 4 spans 5, which is larger than the input \[4, 8\] on axis 0/),
    notOn: ["maxUnpool"],
  },
  {
    value: 2 ** 53 - 1,
    refusal: { ...range("window", /spans .* more than 2\^53 - 1/, "too-large"), got: "9007199254740991" },
  },
];

const EDGE: readonly BadValue[] = [
  ...words("edge", /edge must be "trim", "partial" or "exact", got/),
  { value: "exact", with: { stride: [2, 4] }, refusal: range("edge", /6 of 8/, "shape-mismatch") },
  { value: "exact", with: { stride: 3 }, refusal: range("edge", /\(1 - 1\) \* 3 \+ 2 = 2 of 4/, "shape-mismatch") },
  {
    value: "partial",
    with: { stride: 3 },
    on: ["windows"],
    refusal: range("edge", /a window that ends at 5 on axis 0/, "out-of-bounds"),
  },
];

const AXES: readonly BadValue[] = [
  ...[0, "0,1", null, true, {}, Symbol("axes"), () => [0], 1n, new Set([0])].map((value) => ({
    value,
    refusal: type("axes", /must be an array of axis numbers/),
  })),
  { value: [], refusal: range("axes", /names 0 axes/) },
  { value: [0, 1, 0], refusal: range("axes", /names 3 axes/) },
  { value: [2], refusal: range("axes[0]", /from -2 to 1 for the input \[4, 8\], got 2/) },
  { value: [0, -3], refusal: range("axes[1]", /got -3/) },
  ...[0.5, Number.NaN, Infinity, 2 ** 31, 2 ** 53].map((axis) => ({ value: [axis], refusal: range("axes[0]") })),
  ...["0", null, undefined, true, 0n, [0], {}].map((axis) => ({ value: [axis], refusal: type("axes[0]") })),
  { value: [0, 0], refusal: range("axes[1]", /names axis 0 twice/) },
  { value: [0, -2], refusal: range("axes[1]", /names axis 0 twice/) },
  { value: [-0, 0], refusal: range("axes[1]", /twice/) },
  { value: BigInt64Array.of(0n), refusal: type("axes[0]", /got 0n/) },
  { value: new Array(2 ** 32 - 1), refusal: { ...range("axes", /at most 64/), got: "4294967295" } },
];

/** What no element of a dtype can be. */
function notIn(name: DType): unknown[] {
  const { lowest, highest, big, float, bits } = DTYPES[name];
  if (float)
    return bits === 64 ? [2n ** 2000n] : bits === 32 ? [1e300, -1e300, 2 ** 128, 2n ** 200n] : [65520, -1e5, 70000n];
  const beyond = big
    ? [(lowest as bigint) - 1n, (highest as bigint) + 1n, 2 ** 64, -(2 ** 63) - 2048]
    : [(lowest as number) - 1, (highest as number) + 1, BigInt(highest) + 1n];
  return [...beyond, 0.5, -0.5, Number.NaN, Infinity, -Infinity, 1e300, 2n ** 70n];
}

const fillOf = (dtype: DType, value: unknown): BadValue => ({
  value,
  dtype,
  with: { padding: 1 },
  refusal: range("fill", new RegExp(`must be a value of the input's dtype, got .*, but ${dtype} holds`)),
});

const FILL: readonly BadValue[] = [
  ...["0", "", null, true, {}, [0], Symbol("fill"), () => 0, Object(0), new Date(0)].flatMap((value) =>
    (["float32", "uint8", "int64"] as const).map((dtype) => ({
      value,
      dtype,
      refusal: type("fill", /fill must be a number.*stands outside/),
    })),
  ),
  ...DTYPE_NAMES.flatMap((dtype) => notIn(dtype).map((value) => fillOf(dtype, value))),
  ...["edge", "reflect", "symmetric", "wrap"].map((padMode) => ({
    value: 0,
    with: { padMode, padding: 1 },
    refusal: range("fill", new RegExp(`fill 0 and padMode "${padMode}" both say`)),
  })),
];

const PAD_MODE: readonly BadValue[] = [
  ...words("padMode", /padMode must be "edge", "reflect", "symmetric" or "wrap", got/),
  { value: "constant", refusal: range("padMode", /must be "edge"/) },
  ...["edge", "reflect", "symmetric", "wrap"].flatMap((value) => [
    { value, shape: [0, 8], with: { padding: 2 }, refusal: range("padMode", /axis 0 has none; give fill/) },
    { value, shape: [4, 0], with: { padding: 2 }, refusal: range("padMode", /axis 1 has none; give fill/) },
  ]),
];

interface Integer {
  readonly op: Op;
  readonly dtype: DType;
  readonly with?: { readonly dtype: DType };
}

/** Results of an integer dtype, of every op whose empty windows have no value of their own. */
const INTEGERS: readonly Integer[] = OP_NAMES.filter((op) => !EXEMPT.includes(op)).flatMap((op): Integer[] => {
  const asked: Integer = { op, dtype: "float32", with: { dtype: "int16" } };
  if (["max", "min", "mode", "first"].includes(op)) return [{ op, dtype: "int16" }, asked];
  return ["sum", "prod", "range"].includes(op) ? [{ op, dtype: "int64" }, asked] : [asked];
});

const noNaN = (option: string): BadValue["refusal"] =>
  range(option, /may leave windows with fewer than \d+ taps, which give NaN, and int(16|64) holds none.*give nodata/);

const NODATA: readonly BadValue[] = [
  ...["0", "", null, true, {}, [0], Symbol("nodata"), () => 0, Object(0)].map((value) => ({
    value,
    refusal: type("nodata", /nodata must be a number or a bigint, got/),
  })),
  ...INTEGERS.flatMap((integer) => {
    const name = integer.with?.dtype ?? integer.dtype;
    const rule = new RegExp(`must be a value of the result's dtype, got .*, but ${name} holds integers from`);
    return notIn(name).map((value) => ({ ...integer, value, refusal: range("nodata", rule) }));
  }),
  ...notIn("uint8_clamped").map(
    (value) => ({ value, dtype: "uint8_clamped", op: "max", refusal: range("nodata") }) as const,
  ),
];

const shapedAs = (shape: number[]): BadValue => ({
  value: { data: new Uint8Array(shape.reduce((product, extent) => product * extent, 1)), shape },
  refusal: {
    ...range("mask", /but the input has \[4, 8\]; give one value/, "shape-mismatch"),
    got: `[${shape.join(", ")}]`,
  },
});

const MASK: readonly BadValue[] = [
  ...[null, 1, "x", true, {}, Symbol("mask"), () => true, 1n, new Uint8Array(32), new Date(0)].map((value) => ({
    value,
    refusal: type("mask", /mask must be \{ data, shape \}, .* or nested arrays of numbers, got/),
  })),
  { value: { data: [1, 0], shape: [4, 8] }, refusal: { ...type("mask.data", /must be a typed array/), got: "got" } },
  { value: { data: new Uint8Array(32), shape: "4,8" }, refusal: type("mask.shape") },
  { value: { data: new Uint8Array(32), shape: [4, -8] }, refusal: range("mask.shape[1]") },
  {
    value: { data: new Uint8Array(31), shape: [4, 8] },
    refusal: { ...range("mask.data", undefined, "shape-mismatch"), got: "31" },
  },
  {
    value: { data: new Uint8Array(33), shape: [4, 8] },
    refusal: { ...range("mask.data", undefined, "shape-mismatch"), got: "33" },
  },
  {
    value: { data: new Uint8Array(32), shape: [4, 8], stride: [8, 2] },
    refusal: { ...range("mask.stride", undefined, "out-of-bounds"), got: "0 to 38" },
  },
  { value: { data: new Uint8Array(32), shape: [4, 8], offset: -1 }, refusal: range("mask.offset") },
  { value: { data: new Uint8Array(32), width: 8, height: 4.5 }, refusal: range("mask.height") },
  {
    value: { data: new Float32Array(32), shape: [4, 8], dtype: "float16" },
    refusal: { ...type("mask.data", /Uint16Array of bits/), got: "a Float32Array" },
  },
  { value: [[1, 0], [1]], refusal: { ...range("mask", /mask\[1\] has 1/, "ragged"), got: "has 1" } },
  { value: [], refusal: { ...range("mask", /empty/, "ragged"), got: "empty" } },
  { value: [[true, false]], refusal: type("mask", /mask\[0\]\[0\] must be a number, got true/) },
  ...[[8, 4], [32], [1, 4, 8], [4, 8, 1], [4, 9], [3, 8], [0, 8]].map(shapedAs),
  {
    value: { data: new Uint8Array(32), width: 8, height: 4 },
    refusal: { ...range("mask", undefined, "shape-mismatch"), got: "[4, 8, 1]" },
  },
  {
    make: () => {
      const data = new Uint8Array(32);
      structuredClone(data.buffer, { transfer: [data.buffer] });
      return { data, shape: [4, 8] };
    },
    refusal: { ...type("mask.data", /detached/, "detached"), got: "detached" },
  },
  ...INTEGERS.map((integer) => ({
    ...integer,
    value: { data: new Uint8Array(32).fill(1), shape: [4, 8] },
    refusal: noNaN("mask"),
  })),
];

const MIN_COUNT: readonly BadValue[] = [
  ...scalars("minCount", /must be a non-negative integer.*, got .*; windows with fewer/, [
    ...[-1, -0.5, 0.5, 1e-300, Number.NaN, Infinity, -Infinity, 2 ** 53],
    ...NO_NUMBERS,
    [1],
  ]),
  ...INTEGERS.flatMap((integer) =>
    [1, 2, 2 ** 53 - 1].map((value) => ({ ...integer, value, refusal: noNaN("minCount") })),
  ),
];

const INDICES: readonly BadValue[] = [
  ...words("indices", /indices must be "window", "plane" or "tensor", got/),
  { value: "Plane", op: "argmax", refusal: range("indices") },
  { value: true, op: "argmin", refusal: type("indices") },
  { value: false, on: ["maxUnpool"], refusal: type("indices", /must be "window", "plane" or "tensor", got false/) },
  ...OP_NAMES.filter((op) => !POSITIONED.includes(op)).flatMap((op) =>
    ["window", "plane", "tensor"].map((value) => ({
      op,
      value,
      refusal: range("indices", new RegExp(`asks for positions, and ${op} has none; use max, min, argmax or argmin`)),
    })),
  ),
];

const P: readonly BadValue[] = scalars("p", /p must be a positive number or Infinity, got .*exponent of lp/, [
  ...[0, -0, -1, -2, -Infinity, Number.NaN, -1e-300],
  ...NO_NUMBERS,
  [2],
]);

const DDOF: readonly BadValue[] = scalars("ddof", /ddof must be a non-negative number, got .*divide by/, [
  ...[-1, -1e-300, Number.NaN, Infinity, -Infinity],
  ...NO_NUMBERS,
  [1],
]);

const DTYPE: readonly BadValue[] = [
  ...["", "float", "Int8", "float128", "INT8", "i32", "toString", "__proto__", "constructor", "hasOwnProperty"].map(
    (value) => ({
      value,
      refusal: range("dtype", /must be one of int8, .*float16, float32, float64, uint8_clamped, got/, "unknown-dtype"),
    }),
  ),
  ...[null, 1, true, {}, ["int8"], Int8Array, Symbol("int8"), 8n, new Int8Array(1)].map((value) => ({
    value,
    refusal: type("dtype", /must be one of int8/, "unknown-dtype"),
  })),
];

const OUTPUT_SHAPE: readonly BadValue[] = [
  ...scalars("outputShape", COUNTED, [-1, 0.5, Number.NaN, Infinity, 2 ** 53]),
  ...["8", null, true, {}, Symbol("shape"), 8n, () => [8]].map((value) => ({
    value,
    refusal: type("outputShape", /a number, one per pooled axis, or a whole shape/),
  })),
  ...scalars("outputShape[1]", COUNTED, [-1, 0.5, Number.NaN, 2 ** 53, "16", null, undefined, 16n]).map((row) => ({
    ...row,
    value: [8, row.value],
  })),
  ...[[], [8], [8, 16, 1]].map((value) => ({
    value,
    refusal: range("outputShape", /one entry for each pooled axis \[0, 1\], or be a whole shape/, "shape-mismatch"),
  })),
  // The other axis keeps its extent.
  ...[
    [8, 16],
    [4, 16],
  ].map((value) => ({
    value,
    with: { axes: [0] },
    refusal: range("outputShape", /a whole shape that is \[4, 8\] along the other axes/, "shape-mismatch"),
  })),
  {
    value: 2 ** 30,
    follows: true,
    refusal: { ...range("outputShape", /more than 2\^53 - 1/, "too-large"), got: "1073741824" },
  },
  {
    value: new Array(2 ** 32 - 1),
    refusal: { ...range("outputShape", /at most 64/), got: "4294967295" },
  },
];

const STATS: readonly BadValue[] = [
  ...[undefined, null, "max", 1, true, {}, () => ["max"], new Set(["max"]), Symbol("stats")].map((value) => ({
    value,
    refusal: type("stats", /stats must be an array of op names, such as \["min", "max"\]/),
  })),
  { value: [], refusal: range("stats", /must name at least one op/) },
  { value: ["max", "max"], refusal: range("stats[1]", /names "max" again; name each once/) },
  { value: ["sum", "mean", "min", "mean"], refusal: range("stats[3]", /names "mean" again/) },
  { value: ["maxx"], refusal: range("stats[0]", /did you mean "max"\?/, "unknown-op") },
  {
    value: ["max", "average"],
    refusal: range("stats[1]", /must be "max", "min", .* or "argmin", got "average"/, "unknown-op"),
  },
  ...["", "toString", "__proto__", "reducer"].map((name) => ({
    value: [name],
    refusal: range("stats[0]", undefined, "unknown-op"),
  })),
  ...[undefined, null, 1, ["max"], {}, () => 0, Symbol("max")].map((name) => ({
    value: ["min", name],
    refusal: type("stats[1]", undefined, "unknown-op"),
  })),
  { value: Uint8Array.of(1), refusal: type("stats[0]", undefined, "unknown-op") },
  { value: new Array(2 ** 32 - 1), refusal: { ...range("stats", /at most 64/), got: "4294967295" } },
];

/** Every bad value of every option. */
export const BAD_OPTIONS: Readonly<Record<string, readonly BadValue[]>> = {
  stride: countsPerAxis("stride"),
  dilation: DILATION,
  padding: PADDING,
  edge: EDGE,
  fill: FILL,
  padMode: PAD_MODE,
  axes: AXES,
  dtype: DTYPE,
  round: words("round", /round must be "half-up", "half-even", "trunc" or "floor", got/),
  countPadding: [1, 0, "true", "", null, {}, [], Symbol("yes"), Object(true), 1n].map((value) => ({
    value,
    refusal: type("countPadding", /must be true or false, got/),
  })),
  divisor: scalars("divisor", /must be a finite number other than 0, got/, [
    ...[0, -0, Number.NaN, Infinity, -Infinity],
    ...NO_NUMBERS,
    [4],
  ]),
  nan: words("nan", /nan must be "propagate" or "ignore", got/),
  nodata: NODATA,
  mask: MASK,
  minCount: MIN_COUNT,
  indices: INDICES,
  p: P,
  ddof: DDOF,
  interpolation: words("interpolation", /interpolation must be "midpoint", "lower" or "higher", got/),
  out: OUT,
  stats: STATS,
  outputShape: OUTPUT_SHAPE,
};
