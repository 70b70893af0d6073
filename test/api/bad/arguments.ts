import type { Stridepool } from "../../../src/api/stridepool.ts";
import { range, type } from "../../support/refusal.ts";
import type { Loose } from "../functions.ts";
import { type BadValue, countsPerAxis, NO_NUMBERS, scalars } from "./row.ts";

const OP: readonly BadValue[] = [
  { value: "maxx", refusal: range("op", /did you mean "max"\?/, "unknown-op") },
  { value: "Max", refusal: range("op", /did you mean "max"\?/, "unknown-op") },
  { value: "means", refusal: range("op", /did you mean "mean"\?/, "unknown-op") },
  { value: "averag", refusal: range("op", /must be "max", .* or a function of a window's taps, got/, "unknown-op") },
  ...["", "toString", "constructor", "__proto__", "hasOwnProperty"].map((value) => ({
    value,
    refusal: range("op", /^(?!.*did you mean)/, "unknown-op"),
  })),
  ...[undefined, null, 1, {}, ["max"], Symbol("max"), 1n, true, Object("max")].map((value) => ({
    value,
    refusal: type("op", /must be "max"/, "unknown-op"),
  })),
];

const NO_INPUTS = [undefined, null, 1, "x", true, 1n, Symbol("input"), () => [[1]], {}, new Map(), new ArrayBuffer(8)];

const array = (name: string): readonly BadValue[] => [
  ...NO_INPUTS.map((value) => ({
    value,
    refusal: type(name, /must be \{ data, shape \}, .* or nested arrays of numbers, got/),
  })),
  { value: new Float32Array(8), refusal: type(name, /a bare typed array has no shape/) },
];

const extents = (name: string): readonly BadValue[] => [
  ...[undefined, null, 8, "8", {}, true, Symbol("shape"), 8n].map((value) => ({
    value,
    refusal: type(name, /must be an array of extents/),
  })),
  ...scalars(`${name}[1]`, /must be a non-negative integer/, [
    ...[-1, 0.5, Number.NaN, Infinity, 2 ** 53],
    ...NO_NUMBERS,
    undefined,
  ]).map((row) => ({ ...row, value: [2, row.value] })),
  { value: [], refusal: { ...range(name, /1 to 64 axes/), got: "got 0" } },
  { value: new Array(65).fill(1), refusal: { ...range(name, /64/), got: "65" } },
  { value: new Array(2 ** 32 - 1), refusal: { ...range(name, /64/), got: "4294967295" } },
  { value: [2 ** 30, 2 ** 30], refusal: { ...range(name, /2\^53 - 1 elements/, "too-large"), got: "1073741824" } },
  { value: [0, 2 ** 30, 2 ** 30], refusal: { ...range(name, /2\^53 - 1 elements/, "too-large"), got: "1073741824" } },
];

const WINDOW: readonly BadValue[] = [
  ...countsPerAxis("window"),
  { value: undefined, refusal: type("window", /must be a positive integer or an array of them, got undefined/) },
  {
    value: [2, 2],
    with: { axes: [0] },
    refusal: { ...range("window", /2 entries for 1 axes \[0\]/, "shape-mismatch"), got: "2 entries" },
  },
  {
    value: [2],
    with: { axes: [0, 1] },
    refusal: { ...range("window", /1 entries for 2 axes/, "shape-mismatch"), got: "1 entries" },
  },
];

/** Windows that fit nowhere: the message shows the sum that failed. */
const TOO_LARGE: readonly BadValue[] = [
  {
    value: [5, 2],
    notOn: ["maxUnpool"],
    follows: true,
    refusal: range(
      "window",
      /\[5, 2\] is larger than the input \[4, 8\] on axis 0: \(4 \+ 0 - 5\) \/ 5 \+ 1 < 1; pad it/,
    ),
  },
  { value: [5, 2], notOn: ["maxUnpool"], follows: true, refusal: range("window", /or use edge: "partial"/) },
  {
    value: [2, 9],
    with: { stride: 2 },
    notOn: ["maxUnpool"],
    follows: true,
    refusal: range("window", /on axis 1: \(8 \+ 0 - 9\) \/ 2 \+ 1 < 1/),
  },
  {
    value: 2 ** 31,
    notOn: ["maxUnpool"],
    follows: true,
    refusal: range("window", /\[2147483648, 2147483648\] is larger/),
  },
  { value: 2 ** 53 - 1, notOn: ["maxUnpool"], follows: true, refusal: range("window", /9007199254740991/) },
];

/** The positions that maxUnpool takes, for a result of 8 x 16. */
const INDICES: readonly BadValue[] = [
  ...array("indices"),
  ...[[8, 4], [32], [4, 8, 1], [4, 7]].map((shape) => ({
    value: { data: new Int32Array(shape.reduce((product, extent) => product * extent, 1)), shape },
    refusal: {
      ...range("indices", /but the input has \[4, 8\]; give one position/, "shape-mismatch"),
      got: `[${shape.join(", ")}]`,
    },
  })),
  {
    value: { data: new Int32Array(31), shape: [4, 8] },
    refusal: { ...range("indices.data", undefined, "shape-mismatch"), got: "31" },
  },
  { value: { data: [0], shape: [4, 8] }, refusal: { ...type("indices.data"), got: "got" } },
  ...[128, -2, 1e9, 0.5, -0.5, Number.NaN, Infinity, -Infinity, 2 ** 53].map((position) => ({
    value: { data: new Float64Array(32).fill(position, 31), shape: [4, 8] },
    refusal: range(
      "indices",
      /must be -1 or positions in the plane of 128 elements, got .* at \[3, 7\]/,
      "out-of-bounds",
    ),
  })),
  ...[128n, -2n, 2n ** 63n - 1n].map((position) => ({
    value: { data: new BigInt64Array(32).fill(position, 0, 1), shape: [4, 8] },
    refusal: range("indices", /got .* at \[0, 0\]/, "out-of-bounds"),
  })),
  {
    value: { data: new BigUint64Array(32).fill(2n ** 64n - 1n), shape: [4, 8] },
    refusal: range("indices", undefined, "out-of-bounds"),
  },
  // Windows are numbered from 0 to 3, and those of a padded result reach outside it.
  {
    value: { data: new Int32Array(32).fill(4, 5), shape: [4, 8] },
    with: { indices: "window" },
    refusal: range("indices", /in the window of 4 elements, got 4 at \[0, 5\]/, "out-of-bounds"),
  },
  {
    value: { data: new Int32Array(32), shape: [4, 8] },
    with: { indices: "window", padding: 1 },
    refusal: range("indices", /got 0 at \[0, 0\] of \[4, 8\] for the result \[6, 14\]/, "out-of-bounds"),
  },
  {
    value: { data: new Int32Array(32).fill(128), shape: [4, 8] },
    with: { indices: "tensor" },
    refusal: range("indices", /in the tensor of 128 elements/, "out-of-bounds"),
  },
  {
    value: { data: new Int32Array(32).fill(8), shape: [4, 8] },
    with: { axes: [0] },
    refusal: range("indices", /in the plane of 8 elements, got 8/, "out-of-bounds"),
  },
  {
    make: () => {
      const data = new Int32Array(32);
      structuredClone(data.buffer, { transfer: [data.buffer] });
      return { data, shape: [4, 8] };
    },
    refusal: { ...type("indices.data", /detached/, "detached"), got: "detached" },
  },
];

const LAYOUT: readonly BadValue[] = [
  ...[undefined, null, 1, "x", true, [4, 8], Symbol("layout"), () => [4]].map((value) => ({
    value,
    refusal: type("layout", /must be an object \{ shape, stride, offset \}/),
  })),
  { value: {}, refusal: type("shape") },
  { value: { shape: "2" }, refusal: type("shape") },
  { value: { shape: [2, -1] }, refusal: range("shape[1]") },
  { value: { shape: [] }, refusal: { ...range("shape"), got: "got 0" } },
  { value: { shape: [2], stride: [1, 1] }, refusal: range("stride", undefined, "shape-mismatch") },
  { value: { shape: [2], stride: [0.5] }, refusal: range("stride[0]") },
  { value: { shape: [2], stride: ["1"] }, refusal: type("stride[0]") },
  { value: { shape: [2], stride: null }, refusal: type("stride") },
  { value: { shape: [2], offset: -1 }, refusal: range("offset") },
  { value: { shape: [2], offset: "1" }, refusal: type("offset") },
  { value: { shape: [2], offset: null }, refusal: type("offset") },
  {
    value: { shape: [2], strides: [1] },
    refusal: { ...type("strides", /unknown option "strides"/, "unknown-option"), got: "strides" },
  },
  { value: { shape: [2 ** 30, 2 ** 30], stride: [0, 0] }, refusal: range("shape", undefined, "too-large") },
  ...(
    [
      [{ shape: [33] }, "0 to 32"],
      [{ shape: [32], offset: 1 }, "1 to 32"],
      [{ shape: [2, 2], stride: [31, 1] }, "0 to 32"],
      [{ shape: [2], stride: [-1] }, "-1 to 0"],
      [{ shape: [5, 2], stride: [8, -1] }, "-1 to 32"],
      [{ shape: [2], stride: [2 ** 53 - 1] }, "9007199254740991"],
    ] as const
  ).map(([value, reach]) => ({
    value,
    refusal: { ...range("stride", /its data has 32/, "out-of-bounds"), got: reach },
  })),
];

/** Every bad value of every argument, those of input forms apart. */
export const BAD_ARGUMENTS: Readonly<Record<string, readonly BadValue[]>> = {
  op: OP,
  input: array("input"),
  window: [...WINDOW, ...TOO_LARGE],
  options: [null, [], [2], "stride", 2, true, 2n, () => ({}), Symbol("options")].map((value) => ({
    value,
    refusal: type("options", /must be an object such as \{ stride: 2 \}/),
  })),
  indices: INDICES,
  inputShape: extents("inputShape"),
  outputShape: [
    ...countsPerAxis("outputShape"),
    { value: undefined, refusal: type("outputShape", /must be a positive integer or an array of them, got undefined/) },
    {
      value: [2, 2],
      with: { axes: [0] },
      refusal: { ...range("outputShape", /2 entries for 1 axes/, "shape-mismatch"), got: "2 entries" },
    },
    { value: 2 ** 53 - 1, refusal: { ...range("output", /2\^53 - 1 elements/, "too-large"), got: "9007199254740991" } },
  ],
  layout: LAYOUT,
  view: array("view"),
  array: array("array"),
  dtype: [
    ...["", "int", "INT8", "float8", "toString", "__proto__"].map((value) => ({
      value,
      refusal: range("dtype", /must be one of int8, .*float16/, "unknown-dtype"),
    })),
    ...[undefined, null, 8, true, {}, ["int8"], Int8Array, Symbol("int8")].map((value) => ({
      value,
      refusal: type("dtype", /must be one of int8/, "unknown-dtype"),
    })),
  ],
  shape: extents("shape"),
};

/** Calls of the functions that take no options, each with one argument in question. */
export const ALONE: Readonly<Record<string, Readonly<Record<string, (api: Stridepool, value: Loose) => unknown>>>> = {
  asStrided: {
    input: (api, value) => api.asStrided(value, { shape: [1] }),
    layout: (api, value) => api.asStrided({ data: new Float32Array(32), shape: [4, 8] }, value),
  },
  byteStrides: { view: (api, value) => api.byteStrides(value) },
  alloc: { dtype: (api, value) => api.alloc(value, [4]), shape: (api, value) => api.alloc("int8", value) },
  toNested: { array: (api, value) => api.toNested(value) },
  backend: {},
};
