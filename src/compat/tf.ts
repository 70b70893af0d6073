import type { Stridepool } from "../api/stridepool.ts";
import { rangeError, show, typeError } from "../errors.ts";
import type { DTypeArrays, Input, NdArray, PerAxis, Pooled, PoolOptions } from "../types.ts";
import { fitWindows, type Rounding } from "./fit.ts";
import { checkInteger, integersOf, listOf, wordOf } from "./numbers.ts";
import { readTensor, type Tensor } from "./tensor.ts";

/**
 * TensorFlow's padding: no window beyond the input, ceil(L / s) windows with the odd row on the high side, a number of rows on
 * every side, or [low, high] for each axis of the batched input, batch and channels included (theirs must be [0, 0]).
 */
export type TfPad = "valid" | "same" | number | readonly (readonly [low: number, high: number])[];

/** How (L + padding - window) / stride + 1 becomes a number of windows; where none is named it is truncated. */
export type TfRounding = "floor" | "round" | "ceil";

/** An array of the input's own dtype. */
type Alike<I> = Pooled<"max", I, Record<never, never>>;

/**
 * TensorFlow.js's pooling functions with its own arguments in its own order, over arrays [height, width, channels] or
 * [batch, height, width, channels] (in 3-D with a depth before the height). Padding never takes part, in a mean neither.
 * As everywhere in this package a NaN makes its window NaN, whatever its place (in TensorFlow.js that depends on the backend).
 */
export interface Tf {
  /**
   * `tf.maxPool`.
   *
   * @param x - Any input form of rank 3 or 4, channels last; of an image too.
   * @param filterSize - [height, width] of the window, or one number for both.
   * @param strides - Hops between windows, likewise.
   * @param pad - "valid", "same", a number, or four pairs.
   * @param dimRoundingMode - "floor", "round" or "ceil"; needs a pad in numbers.
   * @returns A new row-major array of x's rank and dtype.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { maxPool } from "stridepool/tf";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [3, 3, 1] };
   * maxPool(x, 2, 2, "same").data; // Float32Array [5, 6, 8, 9]
   * maxPool(x, 2, 2, 0).data; // Float32Array [5]
   * maxPool(x, 2, 2, 0, "ceil").data; // Float32Array [5, 6, 8, 9]
   * ```
   */
  maxPool<I extends Input>(
    x: I,
    filterSize: PerAxis,
    strides: PerAxis,
    pad: TfPad,
    dimRoundingMode?: TfRounding | null,
  ): Alike<I>;

  /**
   * `tf.avgPool`. The mean has x's dtype: of integers its fraction is dropped.
   *
   * @param x - Any input form of rank 3 or 4, channels last.
   * @param filterSize - [height, width] of the window, or one number for both.
   * @param strides - Hops between windows, likewise.
   * @param pad - "valid", "same", a number, or four pairs; it never counts.
   * @param dimRoundingMode - "floor", "round" or "ceil"; needs a pad in numbers.
   * @returns A new row-major array of x's rank and dtype.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { avgPool } from "stridepool/tf";
   * avgPool({ data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [3, 3, 1] }, 2, 2, "same").data; // Float32Array [3, 4.5, 7.5, 9]
   * avgPool({ data: Int32Array.of(-1, -2, -2, -2), shape: [2, 2, 1] }, 2, 1, "valid").data; // Int32Array [-1]
   * ```
   */
  avgPool<I extends Input>(
    x: I,
    filterSize: PerAxis,
    strides: PerAxis,
    pad: TfPad,
    dimRoundingMode?: TfRounding | null,
  ): Alike<I>;

  /**
   * `tf.maxPool3d`.
   *
   * @param x - Any input form of rank 4 or 5.
   * @param filterSize - [depth, height, width] of the window, or one number for all; undefined is 1.
   * @param strides - Hops between windows, likewise.
   * @param pad - "valid", "same", a number, or five pairs.
   * @param dimRoundingMode - "floor", "round" or "ceil"; needs a pad in numbers.
   * @param dataFormat - "NDHWC" (default) or "NCDHW", channels first (which TensorFlow.js names, and refuses).
   * @returns A new row-major array of x's rank and dtype.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { maxPool3d } from "stridepool/tf";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 2, 2, 1] };
   * maxPool3d(x, [1, 2, 2], 1, "valid").data; // Float32Array [4, 8]
   * ```
   */
  maxPool3d<I extends Input>(
    x: I,
    filterSize: PerAxis,
    strides: PerAxis,
    pad: TfPad,
    dimRoundingMode?: TfRounding | null,
    dataFormat?: "NDHWC" | "NCDHW",
  ): Alike<I>;

  /**
   * `tf.avgPool3d`: as `maxPool3d`, with the mean of `avgPool`.
   *
   * @param x - Any input form of rank 4 or 5.
   * @param filterSize - [depth, height, width] of the window, or one number for all; undefined is 1.
   * @param strides - Hops between windows, likewise.
   * @param pad - "valid", "same", a number, or five pairs; it never counts.
   * @param dimRoundingMode - "floor", "round" or "ceil"; needs a pad in numbers.
   * @param dataFormat - "NDHWC" (default) or "NCDHW", channels first.
   * @returns A new row-major array of x's rank and dtype.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { avgPool3d } from "stridepool/tf";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 2, 2, 2] };
   * avgPool3d(x, [1, 2, 2], 1, "valid", null, "NCDHW").data; // Float32Array [2.5, 6.5]
   * ```
   */
  avgPool3d<I extends Input>(
    x: I,
    filterSize: PerAxis,
    strides: PerAxis,
    pad: TfPad,
    dimRoundingMode?: TfRounding | null,
    dataFormat?: "NDHWC" | "NCDHW",
  ): Alike<I>;

  /**
   * `tf.pool`: the one that knows dilations. With them "same" surrounds the input with zeros that do take part, in max and mean
   * alike, as TensorFlow.js computes it; a pad in numbers stays outside (where TensorFlow.js leaves it out altogether).
   *
   * @param x - Any input form of rank 3 or 4, channels last.
   * @param windowShape - [height, width] of the window, or one number for both.
   * @param poolingType - "max" or "avg".
   * @param pad - "valid", "same", a number, or four pairs.
   * @param dilations - Distances between a window's taps; default 1.
   * @param strides - Hops between windows; default 1. Not together with dilations.
   * @param dimRoundingMode - "floor", "round" or "ceil"; needs a pad in numbers.
   * @returns A new row-major array of x's rank and dtype.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { pool } from "stridepool/tf";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [3, 3, 1] };
   * pool(x, 2, "avg", "valid").data; // Float32Array [3, 4, 6, 7]
   * pool(x, 2, "avg", "valid", 2).data; // Float32Array [5]
   * ```
   */
  pool<I extends Input>(
    x: I,
    windowShape: PerAxis,
    poolingType: "max" | "avg",
    pad: TfPad,
    dilations?: PerAxis | null,
    strides?: PerAxis | null,
    dimRoundingMode?: TfRounding | null,
  ): Alike<I>;

  /**
   * `tf.maxPoolWithArgmax`: maxima and where they stand, numbered (y W + x) C + c within each image of a batch, or
   * ((b H + y) W + x) C + c with `includeBatchInIndex`. Ties go to the first; a window of padding alone has -1.
   *
   * @param x - Any input form of rank 3 or 4, channels last.
   * @param filterSize - [height, width] of the window, or one number for both.
   * @param strides - Hops between windows, likewise.
   * @param pad - "valid", "same", a number, or four pairs.
   * @param includeBatchInIndex - Whether positions count through the whole batch; default false.
   * @returns `result`, of x's dtype, and `indexes`, int32 (float64 where a position can pass 2^31 - 1).
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { maxPoolWithArgmax } from "stridepool/tf";
   * const x = { data: Float32Array.of(1, 9, 8, 2, 3, 7, 6, 4), shape: [2, 2, 2] };
   * const { result, indexes } = maxPoolWithArgmax(x, 2, 2, "valid");
   * result.data; // Float32Array [8, 9]
   * indexes.data; // Int32Array [2, 1]
   * ```
   */
  maxPoolWithArgmax<I extends Input>(
    x: I,
    filterSize: PerAxis,
    strides: PerAxis,
    pad: TfPad,
    includeBatchInIndex?: boolean,
  ): { result: Alike<I>; indexes: NdArray<DTypeArrays["int32"] | DTypeArrays["float64"]> };
}

const SPATIAL = { 2: "height, width", 3: "depth, height, width" } as const;
const WINDOW_WHY = "a window covers at least one element of each axis";
const STRIDE_WHY = "it is the hop from one window to the next";
const DILATION_WHY = "it is the distance from one tap to the next, 1 for neighbours";
const PAD_WHY = "it counts rows that do not exist";

/** What a call of one of these functions says about its windows, not yet checked. */
interface Asked {
  /** What the window is called. */
  readonly name: "filterSize" | "windowShape";
  readonly window: unknown;
  readonly strides: unknown;
  readonly dilations?: unknown;
  readonly pad: unknown;
  readonly rounding?: unknown;
}

/** The window and where it goes, in the words of the public functions. */
interface Windows {
  readonly window: number[];
  readonly options: PoolOptions;
}

/** TensorFlow.js's functions over the public ones. */
export function createTf(api: Stridepool): Tf {
  const max = (tensor: Tensor, { window, options }: Windows): NdArray => api.maxPool(tensor, window, options);
  const avg = (tensor: Tensor, { window, options }: Windows): NdArray =>
    api.meanPool(tensor, window, {
      ...options,
      // TensorFlow casts the mean of integers back, which drops its fraction.
      ...(tensor.dtype.startsWith("float") ? {} : { dtype: tensor.dtype, round: "trunc" }),
    });

  const flat =
    (reduce: typeof max) =>
    (x: unknown, window: unknown, strides: unknown, pad: unknown, rounding?: unknown): NdArray => {
      const tensor = readBatch(api, x, 2, false);
      return reduce(tensor, windowsOf(tensor, 2, false, { name: "filterSize", window, strides, pad, rounding }));
    };
  const deep =
    (reduce: typeof max) =>
    (x: unknown, window: unknown, strides: unknown, pad: unknown, rounding?: unknown, dataFormat?: unknown) => {
      const formats = ["NDHWC", "NCDHW"] as const;
      const first = dataFormat !== undefined && wordOf(dataFormat, "dataFormat", formats) === "NCDHW";
      const tensor = readBatch(api, x, 3, first);
      const asked = { name: "filterSize", window: window === undefined ? 1 : window, strides, pad, rounding } as const;
      return reduce(tensor, windowsOf(tensor, 3, first, asked));
    };

  const tf = {
    maxPool: flat(max),
    avgPool: flat(avg),
    maxPool3d: deep(max),
    avgPool3d: deep(avg),
    pool(
      x: unknown,
      window: unknown,
      poolingType: unknown,
      pad: unknown,
      dilations?: unknown,
      strides?: unknown,
      rounding?: unknown,
    ) {
      const reduce = wordOf(poolingType, "poolingType", ["max", "avg"]) === "max" ? max : avg;
      const tensor = readBatch(api, x, 2, false);
      const asked = { name: "windowShape", window, strides: strides ?? 1, dilations, pad, rounding } as const;
      return reduce(tensor, windowsOf(tensor, 2, false, asked));
    },
    maxPoolWithArgmax(
      x: unknown,
      window: unknown,
      strides: unknown,
      pad: unknown,
      includeBatchInIndex: unknown = false,
    ) {
      if (typeof includeBatchInIndex !== "boolean") {
        throw typeError(
          "wrong-type",
          "includeBatchInIndex",
          includeBatchInIndex,
          `includeBatchInIndex must be true or false, got ${show(includeBatchInIndex)}; true numbers through the whole batch`,
        );
      }
      const tensor = readBatch(api, x, 2, false);
      const asked = { name: "filterSize", window, strides, pad } as const;
      const { window: extents, options } = windowsOf(tensor, 2, false, asked);
      const { indices, ...result } = api.maxPool(tensor, extents, { ...options, indices: "tensor" });
      return { result, indexes: includeBatchInIndex ? indices : withinImages(indices, tensor.shape) };
    },
  };
  // The signatures of Tf are what callers see; in here everything is unknown until it is checked.
  return tf as unknown as Tf;
}

/** A batch, or one of its members: one axis for the batch, `spatial` that are pooled, and the channels. */
function readBatch(api: Stridepool, x: unknown, spatial: 2 | 3, channelsFirst: boolean): Tensor {
  const tensor = readTensor(api, x, "x");
  const rank = tensor.shape.length;
  if (rank === spatial + 1 || rank === spatial + 2) return tensor;
  const one = channelsFirst ? `channels, ${SPATIAL[spatial]}` : `${SPATIAL[spatial]}, channels`;
  throw rangeError(
    "shape-mismatch",
    "x.shape",
    tensor.shape,
    `x.shape must be [${one}] or [batch, ${one}], got ${show(tensor.shape)}; give it ${spatial + 1} or ${spatial + 2} axes`,
  );
}

function windowsOf({ shape }: Tensor, spatial: 2 | 3, channelsFirst: boolean, asked: Asked): Windows {
  const { name } = asked;
  const window = integersOf(asked.window, name, spatial, 1, WINDOW_WHY);
  const stride = integersOf(asked.strides, "strides", spatial, 1, STRIDE_WHY);
  const dilation = integersOf(asked.dilations ?? 1, "dilations", spatial, 1, DILATION_WHY);
  const dilated = dilation.some((distance) => distance !== 1);
  if (dilated && stride.some((hop) => hop !== 1)) {
    throw rangeError(
      "out-of-range",
      "strides",
      stride,
      `strides must be 1 together with dilations, got ${show(stride)} and ${show(dilation)}; TensorFlow pools with either, ` +
        "stridepool's own pool with both",
    );
  }
  const first = shape.length - spatial - (channelsFirst ? 0 : 1);
  const axes = window.map((_, i) => first + i);
  const pad = padOf(asked.pad, spatial, channelsFirst);
  const rounding = roundingOf(asked.rounding, asked.pad);
  const options = { axes, stride, dilation };
  refuseEmpty(shape, axes);
  if (pad === "same") {
    // TensorFlow.js pads with zeros before it takes a dilated pooling apart into undilated ones.
    return { window, options: { ...options, padding: "same", ...(dilated ? { fill: 0 } : {}) } };
  }
  const padding = axes.map((axis, i) => {
    const [k, s, d] = [window[i], stride[i], dilation[i]] as [number, number, number];
    const extent = shape[axis] as number;
    const [low, high] = pad[i] as readonly [number, number];
    const span = (k - 1) * d + 1;
    const windows = fitWindows(extent, span, s, [low, high], rounding);
    if (windows.out >= 1) return windows.padding;
    throw rangeError(
      "out-of-range",
      name,
      window,
      `${name} ${show(window)}${d === 1 ? "" : ` with dilations ${d} spans ${span}, which`} is larger than x of shape ${show(shape)} ` +
        `on axis ${axis}: (${extent} + ${low + high} - ${span}) / ${s} + 1 < 1; use pad "same", or a smaller window`,
    );
  });
  return { window, options: { ...options, padding } };
}

/** Windows of an axis without elements would all be padding. */
function refuseEmpty(shape: readonly number[], axes: readonly number[]): void {
  if (axes.every((axis) => shape[axis] !== 0)) return;
  throw rangeError(
    "out-of-range",
    "x.shape",
    shape,
    `x.shape must have elements on its axes ${show(axes)}, got ${show(shape)}; leave the call out`,
  );
}

/** How many rows are padded at either end of each spatial axis, or that it is to come out the "same". */
function padOf(pad: unknown, spatial: 2 | 3, channelsFirst: boolean): "same" | (readonly [number, number])[] {
  const what = `"valid", "same", a number or ${spatial + 2} pairs [low, high]`;
  if (typeof pad === "string") {
    return wordOf(pad, "pad", ["valid", "same"]) === "same" ? "same" : new Array(spatial).fill([0, 0]);
  }
  if (typeof pad === "number") {
    checkInteger(pad, "pad", 0, PAD_WHY);
    return new Array(spatial).fill([pad, pad]);
  }
  const pairs = listOf(pad, "pad", spatial + 2, what).map((entry, i) =>
    listOf(entry, `pad[${i}]`, 2, "a pair [low, high]").map((count, side) => {
      checkInteger(count, `pad[${i}][${side}]`, 0, PAD_WHY);
      return count;
    }),
  ) as [number, number][];
  const first = channelsFirst ? 2 : 1;
  pairs.forEach((pair, i) => {
    if (i >= first && i < first + spatial) return;
    if (pair[0] === 0 && pair[1] === 0) return;
    throw rangeError(
      "out-of-range",
      `pad[${i}]`,
      pair,
      `pad[${i}] must be [0, 0], got ${show(pair)}: batch and channels are not pooled; pad ${SPATIAL[spatial].replaceAll(",", " and")} alone`,
    );
  });
  return pairs.slice(first, first + spatial);
}

function roundingOf(mode: unknown, pad: unknown): Rounding {
  if (mode === undefined || mode === null) return "floor";
  const rounding = wordOf(mode, "dimRoundingMode", ["floor", "round", "ceil"]);
  if (typeof pad !== "string") return rounding;
  throw rangeError(
    "out-of-range",
    "dimRoundingMode",
    mode,
    `dimRoundingMode ${show(mode)} needs a pad in numbers, got pad ${show(pad)}, which says itself how many windows there are; leave it out, ` +
      "or pad with a number",
  );
}

/** Positions that start anew with each image of a batch, of ones that count through all of it. */
function withinImages(indices: NdArray, shape: readonly number[]): NdArray {
  const [height, width, channels] = shape.slice(-3) as [number, number, number];
  const size = height * width * channels;
  const positions = indices.data as Int32Array | Float64Array;
  const narrow = size <= 2 ** 31;
  const data = narrow ? new Int32Array(positions.length) : new Float64Array(positions.length);
  for (let i = 0; i < data.length; i++) {
    const position = positions[i] as number;
    data[i] = position < 0 ? position : position % size;
  }
  return { ...indices, data, dtype: narrow ? "int32" : "float64" };
}
