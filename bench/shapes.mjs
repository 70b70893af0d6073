/**
 * The problems that the benchmark measures, one string each, and what such a string says:
 *
 *     op dtype shape wWINDOW [sSTRIDE] [aAXES] [rRESULT] [t]
 *     mean u8 2048x2048x4 w2x2 a0x1 ru8
 *
 * STRIDE is the window where it is left out, AXES the last ones, RESULT the result's dtype where the op would give
 * another, and `t` says that the input's axes lie in memory in the opposite order.
 */
export const PROBLEMS = [
  // The headline: 2x2 in cache and from memory.
  "max f32 512x512 w2x2",
  "mean f32 512x512 w2x2",
  "max u8 512x512 w2x2",
  "mean u8 512x512 w2x2 ru8",
  "mean u8 512x512 w2x2",
  "max f32 4096x4096 w2x2",
  "mean f32 4096x4096 w2x2",
  "max u8 4096x4096 w2x2",
  "mean u8 4096x4096 w2x2 ru8",
  "mean u8 4096x4096 w2x2",
  // The other ops and dtypes.
  "min f32 512x512 w2x2",
  "sum f32 512x512 w2x2",
  "max f64 512x512 w2x2",
  "mean f64 512x512 w2x2",
  "max i32 512x512 w2x2",
  "sum i32 512x512 w2x2",
  "mean i32 512x512 w2x2",
  "max i16 512x512 w2x2",
  "mean i16 512x512 w2x2",
  "max i8 512x512 w2x2",
  // Blocks of other sizes.
  "max f32 2048x2048 w3x3",
  "mean f32 2048x2048 w3x3",
  "max f32 2048x2048 w4x4",
  "mean f32 2048x2048 w4x4",
  "max f32 2048x2048 w8x8",
  "mean f32 2048x2048 w8x8",
  "mean u8 2048x2048 w3x3 ru8",
  "mean u8 2048x2048 w8x8 ru8",
  "max u8 2048x2048 w3x3",
  "max f32 2048x2049 w2x3",
  "mean f32 2048x2049 w2x3",
  "max f32 2051x2050 w7x5",
  "mean f32 2051x2050 w7x5",
  "max f32 2048x2048 w1x4",
  "mean f32 2048x2048 w1x4",
  "max f32 2048x2048 w4x1",
  "mean f32 2048x2048 w4x1",
  // Windows that overlap.
  "max f32 1024x1024 w3x3 s1x1",
  "mean f32 1024x1024 w3x3 s1x1",
  "max u8 1024x1024 w3x3 s1x1",
  "max f32 1024x1024 w5x5 s1x1",
  "mean f32 1024x1024 w5x5 s1x1",
  "max u8 1024x1024 w5x5 s1x1",
  "max f32 512x112x112 w3x3 s2x2",
  // Channels, batches, whole planes, transposed.
  "mean u8 2048x2048x4 w2x2 a0x1 ru8",
  "max u8 2048x2048x4 w2x2 a0x1",
  "mean u8 2048x2048x3 w2x2 a0x1 ru8",
  "max f32 8x56x56x64 w2x2 a1x2",
  "mean f32 8x56x56x64 w2x2 a1x2",
  "max f32 100000x8x8 w2x2",
  "mean f32 100000x8x8 w2x2",
  "mean f32 32x2048x7x7 w7x7",
  "max f32 2048x2048 w2x2 t",
  "mean f32 2048x2048 w2x2 t",
  // So small that the call itself is what costs.
  "max f32 8x8 w2x2",
  "mean f32 8x8 w2x2",
  "max u8 8x8 w2x2",
];

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

const OPS = ["max", "min", "mean", "sum"];

/** @typedef {typeof DTYPES[keyof typeof DTYPES]} DType */

/**
 * One axis: how it is pooled and where it lies.
 * @typedef {object} Axis
 * @property {number} extent
 * @property {number} window 1 where the axis is not pooled
 * @property {number} stride
 * @property {number} out windows along it
 * @property {number} pitch elements from neighbour to neighbour of the input
 * @property {number} outPitch the same of the result
 */

/**
 * @typedef {object} Problem
 * @property {string} text
 * @property {"max" | "min" | "mean" | "sum"} op
 * @property {DType} dtype
 * @property {DType} result
 * @property {number[]} shape
 * @property {number[]} window of the pooled axes
 * @property {number[]} stride of the pooled axes
 * @property {number[]} axes the pooled axes
 * @property {boolean} transposed
 * @property {Axis[]} loops every axis
 * @property {number} length of the input
 * @property {number} bytes of the input
 * @property {number[]} outShape
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
    const key = /^(?:[wsa]\d|r[a-z]|t$)/.test(word) ? word[0] : refuse(`"${word}" is none of w, s, a, r, t`);
    if (key in given) refuse(`${key} is given twice`);
    given[key] = word.slice(1);
  }
  const list = (/** @type {string} */ key) =>
    numbersOf(given[key]) ?? refuse(`${key} must look like ${key}2x2, got ${key}${given[key]}`);
  if (!("w" in given)) refuse("a window such as w2x2 is missing");
  const window = list("w");
  const stride = "s" in given ? list("s") : window;
  const axes = "a" in given ? list("a") : window.map((_, i) => shape.length - window.length + i);
  if (stride.length !== window.length || axes.length !== window.length) refuse("w, s and a differ in length");
  if (new Set(axes).size !== axes.length || axes.some((a) => !(a >= 0 && a < shape.length))) refuse("no such axes");
  if ([...shape, ...window, ...stride].some((n) => n < 1)) refuse("shape, window and stride must be positive");
  const result = "r" in given ? (dtypeOf(given.r) ?? refuse(`no dtype ${given.r}`)) : resultOf(op, dtype);
  const transposed = "t" in given;
  const loops = loopsOf(shape, window, stride, axes, transposed);
  if (loops.some((axis) => axis.out < 1)) refuse("the window is larger than the input");
  const length = shape.reduce((product, extent) => product * extent, 1);
  return {
    text,
    op: /** @type {Problem["op"]} */ (op),
    dtype,
    result,
    shape,
    window,
    stride,
    axes,
    transposed,
    loops,
    length,
    bytes: length * dtype.Array.BYTES_PER_ELEMENT,
    outShape: loops.map((axis) => axis.out),
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

/** @type {(op: string, dtype: DType) => DType} */
function resultOf(op, dtype) {
  return op === "max" || op === "min" || dtype.float ? dtype : DTYPES.f64;
}

/** @type {(shape: number[], window: number[], stride: number[], axes: number[], transposed: boolean) => Axis[]} */
function loopsOf(shape, window, stride, axes, transposed) {
  const loops = shape.map((extent, axis) => {
    const pooled = axes.indexOf(axis);
    const taps = pooled < 0 ? 1 : window[pooled];
    const hop = pooled < 0 ? 1 : stride[pooled];
    return { extent, window: taps, stride: hop, out: Math.floor((extent - taps) / hop) + 1, pitch: 0, outPitch: 0 };
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
