/**
 * The problems that the benchmark measures, one string each, and what such a string says:
 *
 *     op dtype shape wWINDOW [sSTRIDE] [pPADDING] [bBORDER] [aAXES] [rRESULT] [t]
 *     mean u8 2048x2048x4 w2x2 a0x1 ru8
 *     max f32 8x64x112x112 w3x3 s2x2 p1x1
 *
 * STRIDE is the window where it is left out, AXES the last ones, RESULT the result's dtype where the op would give
 * another, and `t` says that the input's axes lie in memory in the opposite order. PADDING stands on both sides of an
 * axis; its taps do not exist, unless BORDER (edge, reflect) says which element they read.
 */
/** Every combination, as text: each list's words in turn. */
const each = (/** @type {string[][]} */ ...lists) =>
  lists.reduce((texts, words) => texts.flatMap((text) => words.map((word) => `${text} ${word}`.trim())), [""]);

/** A mean of bytes is asked for as bytes. */
const asBytes = (/** @type {string} */ text) => (/^(mean|median) u8/.test(text) ? `${text} ru8` : text);

const TYPES = ["f32", "u8", "i32", "f64"];
const REDUCTIONS = ["max", "min", "mean", "sum"];
/** Shapes that the window divides, where the first two axes are pooled. */
const BLOCKS = [
  "2048x2048 w3x3",
  "2048x2048 w4x4",
  "2048x2048 w8x8",
  "2048x2048 w16x16",
  "2048x2049 w2x3",
  "2051x2050 w7x5",
  "2048x2048 w1x4",
  "2048x2048 w4x1",
];
const ODD = [5, 31, 63];

/** The window slides over every element, with as much padding as keeps the shape. */
const sliding = (/** @type {number} */ k) => `w${k}x${k} s1x1 p${k >> 1}x${k >> 1}`;

export const PROBLEMS = [
  // The headline: 2x2 in cache and from memory.
  ...each(REDUCTIONS, TYPES, ["512x512 w2x2"]).map(asBytes),
  ...each(REDUCTIONS, TYPES, ["4096x4096 w2x2"]).map(asBytes),
  "mean u8 512x512 w2x2",
  "mean u8 4096x4096 w2x2",
  "max i16 512x512 w2x2",
  "mean i16 512x512 w2x2",
  "max i8 512x512 w2x2",
  ...each(["argmax"], ["f32", "u8"], ["512x512 w2x2", "4096x4096 w2x2"]),
  // Blocks of other sizes.
  ...each(["max", "mean"], ["f32", "u8"], BLOCKS).map(asBytes),
  // Windows that overlap: dilate's and blur's rules at the border, then PyTorch's and ONNX's.
  ...each(
    ["max"],
    ["u8", "f32"],
    ODD.map((k) => `2048x2048 ${sliding(k)}`),
  ),
  ...each(
    ["mean"],
    ["u8", "f32"],
    ODD.map((k) => `2048x2048 ${sliding(k)} breflect`),
  ).map(asBytes),
  "mean f32 2048x2048 w5x5 s1x1 p2x2",
  // Morphological gradient, dilation of what is not 0, local contrast.
  `range u8 1024x1024 ${sliding(31)} ru8`,
  `any u8 1024x1024 ${sliding(31)}`,
  `std u8 1024x1024 ${sliding(31)}`,
  ...each(["max", "mean"], ["f32", "u8"], ["1024x1024 w3x3 s1x1"]).map(asBytes),
  // Layers of networks.
  "max f32 8x64x112x112 w3x3 s2x2 p1x1",
  "max f32 8x112x112x64 w3x3 s2x2 p1x1 a1x2",
  "max f32 1x256x20x20 w5x5 s1x1 p2x2",
  "mean f32 8x64x56x56 w3x3 s1x1 p1x1",
  "mean f32 32x2048x7x7 w7x7",
  "mean f32 32x7x7x2048 w7x7 a1x2",
  "max f32 8x56x56x64 w2x2 a1x2",
  "mean f32 8x56x56x64 w2x2 a1x2",
  // Images.
  "mean u8 2048x2048x4 w2x2 a0x1 ru8",
  "mean u8 2048x2048x3 w2x2 a0x1 ru8",
  "max u8 2048x2048x4 w2x2 a0x1",
  "median u8 2048x2048 w3x3 s1x1 p1x1 bedge ru8",
  "median u8 2048x2048 w5x5 s1x1 p2x2 bedge ru8",
  "median f32 2048x2048 w3x3 s1x1 p1x1 bedge",
  "median u8 2048x2048 w3x3 ru8",
  // Batches, transposed.
  ...each(["max", "mean"], ["f32", "u8"], ["100000x8x8 w2x2", "1000x8x8 w2x2"]).map(asBytes),
  "max f32 2048x2048 w2x2 t",
  "mean f32 2048x2048 w2x2 t",
  // So small that the call itself is what costs.
  ...each(["max", "mean"], ["f32", "u8"], ["8x8 w2x2"]).map(asBytes),
];

const SIDES = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];
const WINDOWS = [3, 5, 9, 17, 31, 63, 127];
const CHANNELS = [1, 2, 3, 4, 8, 16, 32, 64, 128, 256];

/** The lines of the charts, each by what grows along it. */
export const SCALING = /** @type {const} */ ({
  side: each(
    ["mean"],
    ["f32", "u8"],
    SIDES.map((n) => `${n}x${n} w2x2`),
  ).map(asBytes),
  window: [
    ...WINDOWS.map((k) => `max u8 2048x2048 ${sliding(k)}`),
    ...WINDOWS.map((k) => `mean f32 2048x2048 ${sliding(k)} breflect`),
  ],
  channels: each(
    ["mean"],
    ["f32", "u8"],
    CHANNELS.map((c) => `512x512x${c} w2x2 a0x1`),
  ).map(asBytes),
});

/** The dtypes by their short names. */
const DTYPES = /** @type {const} */ ({
  i8: { name: "int8", Array: Int8Array, float: false },
  u8: { name: "uint8", Array: Uint8Array, float: false },
  i16: { name: "int16", Array: Int16Array, float: false },
  u16: { name: "uint16", Array: Uint16Array, float: false },
  i32: { name: "int32", Array: Int32Array, float: false },
  u32: { name: "uint32", Array: Uint32Array, float: false },
  f32: { name: "float32", Array: Float32Array, float: true },
  f64: { name: "float64", Array: Float64Array, float: true },
});

const OPS = ["max", "min", "mean", "sum", "median", "argmax", "range", "any", "std"];
const BORDERS = ["edge", "reflect"];

/** @typedef {typeof DTYPES[keyof typeof DTYPES]} DType */

/**
 * One axis: how it is pooled and where it lies.
 * @typedef {object} Axis
 * @property {number} extent
 * @property {number} window 1 where the axis is not pooled
 * @property {number} stride
 * @property {number} out windows along it
 * @property {number} padding on either side
 * @property {number} pitch elements from neighbour to neighbour of the input
 * @property {number} outPitch the same of the result
 */

/**
 * @typedef {object} Problem
 * @property {string} text
 * @property {"max" | "min" | "mean" | "sum" | "median" | "argmax" | "range" | "any" | "std"} op argmax numbers positions within the window
 * @property {DType} dtype
 * @property {DType} result
 * @property {number[]} shape
 * @property {number[]} window of the pooled axes
 * @property {number[]} stride of the pooled axes
 * @property {number[]} padding of the pooled axes
 * @property {"edge" | "reflect" | undefined} border what padding reads, if anything
 * @property {number[]} axes the pooled axes
 * @property {boolean} transposed
 * @property {Axis[]} loops every axis
 * @property {number} length of the input
 * @property {number} bytes of the input
 * @property {number[]} outShape
 * @property {number} taps that all windows together have
 */

/**
 * Reads a problem string; throws a RangeError that says what is wrong with it.
 * @param {string} text
 * @returns {Problem}
 */
export function parseProblem(text) {
  const [op, type, shapeText, ...rest] = text.trim().split(/\s+/);
  /** @type {(what: string) => never} */
  const refuse = (what) => {
    throw new RangeError(`problem "${text}": ${what}`);
  };
  if (!OPS.includes(op)) refuse(`the op must be one of ${OPS.join(", ")}, got ${op || "none"}`);
  const dtype = dtypeOf(type) ?? refuse(`the dtype must be one of ${Object.keys(DTYPES).join(", ")}, got ${type}`);
  const shape = numbersOf(shapeText) ?? refuse(`the shape must look like 512x512, got ${shapeText}`);
  /** @type {Record<string, string>} */
  const given = {};
  for (const word of rest) {
    const key = /^(?:[wspa]\d|[rb][a-z]|t$)/.test(word) ? word[0] : refuse(`"${word}" is none of w, s, p, b, a, r, t`);
    if (key in given) refuse(`${key} is given twice`);
    given[key] = word.slice(1);
  }
  const list = (/** @type {string} */ key) =>
    numbersOf(given[key]) ?? refuse(`${key} must look like ${key}2x2, got ${key}${given[key]}`);
  if (!("w" in given)) refuse("a window such as w2x2 is missing");
  const window = list("w");
  const stride = "s" in given ? list("s") : window;
  const axes = "a" in given ? list("a") : window.map((_, i) => shape.length - window.length + i);
  const padding = "p" in given ? list("p") : window.map(() => 0);
  const border = "b" in given ? BORDERS.find((name) => name === given.b) : undefined;
  if ("b" in given && border === undefined) refuse(`the border must be one of ${BORDERS.join(", ")}, got ${given.b}`);
  if ([stride, padding, axes].some((words) => words.length !== window.length)) refuse("w, s, p and a differ in length");
  if (new Set(axes).size !== axes.length || axes.some((a) => !(a >= 0 && a < shape.length))) refuse("no such axes");
  if ([...shape, ...window, ...stride].some((n) => n < 1)) refuse("shape, window and stride must be positive");
  const result = "r" in given ? (dtypeOf(given.r) ?? refuse(`no dtype ${given.r}`)) : resultOf(op, dtype);
  const transposed = "t" in given;
  if (op === "argmax" && transposed) refuse("ties of argmax follow the axes, which plain loops over t do not");
  const loops = loopsOf({ shape, window, stride, padding, axes, transposed });
  if (loops.some((axis) => axis.out < 1)) refuse("the window is larger than the input");
  if (padding.some((p, i) => p >= window[i] || (border && p >= shape[axes[i]]))) refuse("the padding is too large");
  if (op === "median" && (productOf(window) % 2 === 0 || (!border && padding.some((p) => p > 0)))) {
    refuse("a median here has an odd number of taps in every window");
  }
  if (op === "std" && dtype.float) refuse("std here is of integers, whose sums are exact in any order");
  const length = productOf(shape);
  const outShape = loops.map((axis) => axis.out);
  return {
    text,
    op: /** @type {Problem["op"]} */ (op),
    dtype,
    result,
    shape,
    window,
    stride,
    padding,
    border: /** @type {Problem["border"]} */ (border),
    axes,
    transposed,
    loops,
    length,
    bytes: length * dtype.Array.BYTES_PER_ELEMENT,
    outShape,
    taps: productOf(outShape) * productOf(window),
  };
}

/** @type {(name: string | undefined) => DType | undefined} */
function dtypeOf(name) {
  return Object.entries(DTYPES).find(([short]) => short === name)?.[1];
}

/** @type {(text: string | undefined) => number[] | undefined} */
function numbersOf(text) {
  return text !== undefined && /^\d+(x\d+)*$/.test(text) ? text.split("x").map(Number) : undefined;
}

/** @type {(numbers: readonly number[]) => number} */
export function productOf(numbers) {
  return numbers.reduce((product, n) => product * n, 1);
}

/** @type {(op: string, dtype: DType) => DType} */
function resultOf(op, dtype) {
  if (op === "argmax") return DTYPES.i32;
  if (op === "any") return DTYPES.u8;
  return op === "max" || op === "min" || dtype.float ? dtype : DTYPES.f64;
}

/**
 * Every axis of an array, with what the pooled ones have of window, stride and padding.
 * @param {Pick<Problem, "shape" | "window" | "stride" | "padding" | "axes" | "transposed">} problem
 * @returns {Axis[]}
 */
export function loopsOf({ shape, window, stride, padding, axes, transposed }) {
  const loops = shape.map((extent, axis) => {
    const i = axes.indexOf(axis);
    const [taps, hop, around] = i < 0 ? [1, 1, 0] : [window[i], stride[i], padding[i]];
    const out = Math.floor((extent + 2 * around - taps) / hop) + 1;
    return { extent, window: taps, stride: hop, padding: around, out, pitch: 0, outPitch: 0 };
  });
  let pitch = 1;
  for (const axis of transposed ? loops : loops.toReversed()) {
    axis.pitch = pitch;
    pitch *= axis.extent;
  }
  let outPitch = 1;
  for (const axis of loops.toReversed()) {
    axis.outPitch = outPitch;
    outPitch *= axis.out;
  }
  return loops;
}
