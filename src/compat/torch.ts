import type { Stridepool } from "../api/stridepool.ts";
import type { DataOf, Input, NdArray, PerAxis, Pooled } from "../types.ts";
import type { Rank } from "./torch/arguments.ts";
import { adaptiveAvgPool, avgPool } from "./torch/avg.ts";
import { lpPool } from "./torch/lp.ts";
import { adaptiveMaxPool, maxPool } from "./torch/max.ts";
import { maxUnpool } from "./torch/unpool.ts";

/** A number for every pooled axis, one for them all, or null for the default, as PyTorch's None. */
export type TorchSize = PerAxis | null | undefined;

/** The options of maxPool1d, 2d and 3d. */
export interface TorchMaxOptions {
  /** Hop between windows; default: the kernel size. */
  readonly stride?: TorchSize;
  /** Taps that do not exist, on both sides; at most half of the kernel size; default 0. */
  readonly padding?: TorchSize;
  /** Distance between taps; default 1. */
  readonly dilation?: TorchSize;
  /** Whether the last window may reach over the end; default false. */
  readonly ceilMode?: boolean | null | undefined;
  /** Whether `{ values, indices }` are given instead of the values alone; default false. */
  readonly returnIndices?: boolean | null | undefined;
}

/** The options of avgPool1d, 2d and 3d. */
export interface TorchAvgOptions {
  /** Hop between windows; default: the kernel size. */
  readonly stride?: TorchSize;
  /** Zeros on both sides; at most half of the kernel size; default 0. */
  readonly padding?: TorchSize;
  /** Whether the last window may reach over the end; default false. */
  readonly ceilMode?: boolean | null | undefined;
  /** Whether padding counts in the divisor; default TRUE, as in PyTorch. What `ceilMode` adds never counts. */
  readonly countIncludePad?: boolean | null | undefined;
  /** Divide by this integer instead. */
  readonly divisorOverride?: number | null | undefined;
}

/** The options of lpPool1d, 2d and 3d. */
export interface TorchLpOptions {
  /** Hop between windows; default: the kernel size. */
  readonly stride?: TorchSize;
  /** Whether the last window may reach over the end; default false. */
  readonly ceilMode?: boolean | null | undefined;
}

/** The options of adaptiveMaxPool1d, 2d and 3d. */
export interface TorchAdaptiveOptions {
  /** Whether `{ values, indices }` are given instead of the values alone; default false. */
  readonly returnIndices?: boolean | null | undefined;
}

/** The options of maxUnpool1d, 2d and 3d. */
export interface TorchUnpoolOptions {
  /** As the pooling had it; default: the kernel size. */
  readonly stride?: TorchSize;
  /** As the pooling had it; default 0. */
  readonly padding?: TorchSize;
  /** Extents of the output on the pooled axes, or its whole shape of a batch; less than a stride from the inferred ones. */
  readonly outputSize?: TorchSize;
}

/** The extents of an adaptive result; null keeps the input's own. */
export type TorchOutputSize = PerAxis | readonly (number | null)[];

/** Values, and where they stand: positions in the plane of the pooled axes, row-major. */
export interface TorchWithIndices<Values extends NdArray = NdArray> {
  readonly values: Values;
  readonly indices: NdArray<BigInt64Array<ArrayBuffer>>;
}

type Defaults = Record<never, never>;
type Integral =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The input's dtype. */
type Same<I> = Pooled<"max", I, Defaults> extends infer Values extends NdArray ? Values : never;

/** Values alone or with indices, as the options say. */
export type TorchMax<I, Options> = Options extends { readonly returnIndices: infer Asked }
  ? Asked extends true
    ? TorchWithIndices<Same<I>>
    : Same<I>
  : Same<I>;

/** The norms of integers are float32 (in their own dtype where normType is infinite). */
export type TorchNorm<I> = I extends { readonly dtype: "float16" }
  ? Same<I>
  : DataOf<I> extends Integral
    ? NdArray
    : Same<I>;

/**
 * The poolings of torch.nn.functional: its names in camelCase, its defaults (stride = kernel size, countIncludePad = true), its
 * rules. Inputs are [channels, ...] or [batch, channels, ...] in any input form but images; only the last axes are pooled.
 */
export interface Torch {
  /**
   * The largest element of each window: max_pool1d. NaN wins, and its index is that of the window's last NaN. Every dtype.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, dilation, ceilMode, returnIndices.
   * @returns An array of the input's dtype, or `{ values, indices }`: indices are int64 positions in each plane, ties go to the first; -1 where dilation
   *   leaves a window no tap in the input.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size,
   *   whatever the dilation.
   *
   * @example
   * ```ts
   * import { maxPool1d } from "stridepool/torch";
   * const row = { data: Float32Array.of(3, 1, 4, 1, 5), shape: [1, 5] };
   * maxPool1d(row, 2, { ceilMode: true }).data; // Float32Array [3, 4, 5]
   * maxPool1d(row, 3, { stride: 1, returnIndices: true }).indices.data; // BigInt64Array [2n, 2n, 4n]
   * ```
   */
  maxPool1d<I extends Input, const Options extends TorchMaxOptions = Defaults>(
    input: I,
    kernelSize: PerAxis,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The largest element of each window: max_pool2d. NaN wins, and its index is that of the window's last NaN. Every dtype.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, dilation, ceilMode, returnIndices.
   * @returns An array of the input's dtype, or `{ values, indices }`: indices are int64 positions in each plane, ties go to the first; -1 where dilation
   *   leaves a window no tap in the input.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size,
   *   whatever the dilation.
   *
   * @example
   * ```ts
   * import { maxPool2d } from "stridepool/torch";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 2, 4] };
   * const { values, indices } = maxPool2d(x, 2, { returnIndices: true });
   * values.shape; // [1, 1, 2]
   * values.data; // Float32Array [6, 8]
   * indices.data; // BigInt64Array [5n, 7n]
   * ```
   */
  maxPool2d<I extends Input, const Options extends TorchMaxOptions = Defaults>(
    input: I,
    kernelSize: PerAxis,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The largest element of each window: max_pool3d. NaN wins, and its index is that of the window's last NaN. Every dtype.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, dilation, ceilMode, returnIndices.
   * @returns An array of the input's dtype, or `{ values, indices }`: indices are int64 positions in each plane, ties go to the first; -1 where dilation
   *   leaves a window no tap in the input.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size,
   *   whatever the dilation.
   *
   * @example
   * ```ts
   * import { maxPool3d } from "stridepool/torch";
   * const x = { data: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 2, 2, 2] };
   * maxPool3d(x, 2).data; // Int32Array [8]
   * ```
   */
  maxPool3d<I extends Input, const Options extends TorchMaxOptions = Defaults>(
    input: I,
    kernelSize: PerAxis,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The mean of each window: avg_pool1d. Padding counts as zeros unless `countIncludePad` is false; what `ceilMode` adds never
   * counts. int64 means are cut towards zero.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   *   Its dtype is float16, float32, float64 or int64.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, ceilMode, countIncludePad (default true), divisorOverride.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size,
   *   and for other dtypes.
   *
   * @example
   * ```ts
   * import { avgPool1d } from "stridepool/torch";
   * const row = { data: Float32Array.of(3, 6, 9), shape: [1, 3] };
   * avgPool1d(row, 3, { stride: 1, padding: 1 }).data; // Float32Array [3, 6, 5]
   * avgPool1d(row, 3, { stride: 1, padding: 1, countIncludePad: false }).data; // Float32Array [4.5, 6, 7.5]
   * ```
   */
  avgPool1d<I extends Input>(input: I, kernelSize: PerAxis, options?: TorchAvgOptions): Same<I>;

  /**
   * The mean of each window: avg_pool2d. Padding counts as zeros unless `countIncludePad` is false; what `ceilMode` adds never
   * counts. int64 means are cut towards zero.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   *   Its dtype is float16, float32, float64 or int64.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, ceilMode, countIncludePad (default true), divisorOverride.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size,
   *   and for other dtypes.
   *
   * @example
   * ```ts
   * import { avgPool2d } from "stridepool/torch";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3] };
   * avgPool2d(x, 2, { ceilMode: true }).data; // Float32Array [3, 4.5]
   * avgPool2d(x, 2, { divisorOverride: 2 }).data; // Float32Array [6]
   * avgPool2d({ data: BigInt64Array.of(-3n, -4n), shape: [1, 1, 2] }, [1, 2]).data; // BigInt64Array [-3n]
   * ```
   */
  avgPool2d<I extends Input>(input: I, kernelSize: PerAxis, options?: TorchAvgOptions): Same<I>;

  /**
   * The mean of each window: avg_pool3d. Padding counts as zeros unless `countIncludePad` is false; what `ceilMode` adds never
   * counts. int64 means are cut towards zero.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   *   Its dtype is float16, float32, float64 or int64.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, ceilMode, countIncludePad (default true), divisorOverride.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and where the padding is more than half of the kernel size;
   *   for other dtypes; and, as in PyTorch, for a kernel larger than the unpadded input.
   *
   * @example
   * ```ts
   * import { avgPool3d } from "stridepool/torch";
   * const x = { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 1, 2, 2, 2] };
   * avgPool3d(x, 2).shape; // [1, 1, 1, 1, 1]
   * avgPool3d(x, 2).data; // Float64Array [4.5]
   * ```
   */
  avgPool3d<I extends Input>(input: I, kernelSize: PerAxis, options?: TorchAvgOptions): Same<I>;

  /**
   * The power average of each window: lp_pool1d, (k * mean(x^p))^(1/p), for k taps of a whole window. As PyTorch computes it, powers
   * keep their sign, so that a negative sum gives NaN for most p; and windows that `ceilMode` cuts short are scaled up to k taps.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   * @param normType - The power p: any number but 0; Infinity gives max(|x|), -Infinity min(|x|).
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), ceilMode.
   * @returns An array of the input's dtype; of integers float32, as for a float exponent in PyTorch (infinite ones keep the dtype).
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { lpPool1d } from "stridepool/torch";
   * const row = { data: Float32Array.of(3, 4, -6, 8, 5), shape: [1, 5] };
   * lpPool1d(row, 2, 2).data; // Float32Array [5, 10]
   * lpPool1d(row, 1, 2).data; // Float32Array [7, 2]
   * lpPool1d(row, 1, 2, { ceilMode: true }).data; // Float32Array [7, 2, 10]
   * ```
   */
  lpPool1d<I extends Input>(input: I, normType: number, kernelSize: PerAxis, options?: TorchLpOptions): TorchNorm<I>;

  /**
   * The power average of each window: lp_pool2d, (k * mean(x^p))^(1/p), for k taps of a whole window. As PyTorch computes it, powers
   * keep their sign, so that a negative sum gives NaN for most p; and windows that `ceilMode` cuts short are scaled up to k taps.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   * @param normType - The power p: any number but 0; Infinity gives max(|x|), -Infinity min(|x|).
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), ceilMode.
   * @returns An array of the input's dtype; of integers float32, as for a float exponent in PyTorch (infinite ones keep the dtype).
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { lpPool2d } from "stridepool/torch";
   * lpPool2d([[[3, 0], [0, 4]]], 2, 2).data; // Float64Array [5]
   * ```
   */
  lpPool2d<I extends Input>(input: I, normType: number, kernelSize: PerAxis, options?: TorchLpOptions): TorchNorm<I>;

  /**
   * The power average of each window: lp_pool3d, (k * mean(x^p))^(1/p), for k taps of a whole window. As PyTorch computes it, powers
   * keep their sign, so that a negative sum gives NaN for most p; and windows that `ceilMode` cuts short are scaled up to k taps.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   * @param normType - The power p: any number but 0; Infinity gives max(|x|), -Infinity min(|x|).
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), ceilMode.
   * @returns An array of the input's dtype; of integers float32, as for a float exponent in PyTorch (infinite ones keep the dtype).
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { lpPool3d } from "stridepool/torch";
   * const x = { data: Float32Array.of(2, 2, 2, 2, 2, 2, 2, 2), shape: [1, 2, 2, 2] };
   * lpPool3d(x, 3, 2).data; // Float32Array [4]
   * ```
   */
  lpPool3d<I extends Input>(input: I, normType: number, kernelSize: PerAxis, options?: TorchLpOptions): TorchNorm<I>;

  /**
   * The largest element of each of `outputSize` windows, spread evenly: adaptive_max_pool1d.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @param options - returnIndices.
   * @returns As maxPool1d.
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { adaptiveMaxPool1d } from "stridepool/torch";
   * adaptiveMaxPool1d([[1, 4, 2, 5, 3]], 3).data; // Float64Array [4, 5, 5]
   * ```
   */
  adaptiveMaxPool1d<I extends Input, const Options extends TorchAdaptiveOptions = Defaults>(
    input: I,
    outputSize: TorchOutputSize,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The largest element of each of `outputSize` windows, spread evenly: adaptive_max_pool2d.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @param options - returnIndices.
   * @returns As maxPool2d.
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { adaptiveMaxPool2d } from "stridepool/torch";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3] };
   * adaptiveMaxPool2d(x, [1, 2]).data; // Float32Array [5, 6]
   * adaptiveMaxPool2d(x, [null, 1], { returnIndices: true }).indices.data; // BigInt64Array [2n, 5n]
   * ```
   */
  adaptiveMaxPool2d<I extends Input, const Options extends TorchAdaptiveOptions = Defaults>(
    input: I,
    outputSize: TorchOutputSize,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The largest element of each of `outputSize` windows, spread evenly: adaptive_max_pool3d.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @param options - returnIndices.
   * @returns As maxPool3d.
   * @throws StridepoolError for every value that breaks a rule, and where the result would be empty.
   *
   * @example
   * ```ts
   * import { adaptiveMaxPool3d } from "stridepool/torch";
   * adaptiveMaxPool3d([[[[1, 2], [3, 4]]]], 1).data; // Float64Array [4]
   * ```
   */
  adaptiveMaxPool3d<I extends Input, const Options extends TorchAdaptiveOptions = Defaults>(
    input: I,
    outputSize: TorchOutputSize,
    options?: Options,
  ): TorchMax<I, Options>;

  /**
   * The mean of each of `outputSize` windows, spread evenly: adaptive_avg_pool1d.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   *   Its dtype is float16, float32 or float64.
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and for other dtypes.
   *
   * @example
   * ```ts
   * import { adaptiveAvgPool1d } from "stridepool/torch";
   * adaptiveAvgPool1d([[1, 2, 3, 4, 5]], 3).data; // Float64Array [1.5, 3, 4.5]
   * ```
   */
  adaptiveAvgPool1d<I extends Input>(input: I, outputSize: TorchOutputSize): Same<I>;

  /**
   * The mean of each of `outputSize` windows, spread evenly: adaptive_avg_pool2d.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   *   Its dtype is float16, float32 or float64.
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and for other dtypes.
   *
   * @example
   * ```ts
   * import { adaptiveAvgPool2d } from "stridepool/torch";
   * const x = { data: Float32Array.of(1, 2, 3, 5, 6, 7), shape: [1, 1, 2, 3] };
   * adaptiveAvgPool2d(x, 1).data; // Float32Array [4]
   * adaptiveAvgPool2d(x, [1, null]).data; // Float32Array [3, 4, 5]
   * ```
   */
  adaptiveAvgPool2d<I extends Input>(input: I, outputSize: TorchOutputSize): Same<I>;

  /**
   * The mean of each of `outputSize` windows, spread evenly: adaptive_avg_pool3d.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   *   Its dtype is float16, float32 or float64.
   * @param outputSize - Extent of the result on each pooled axis, or one for them all; null keeps the input's.
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, where the result would be empty, and for other dtypes.
   *
   * @example
   * ```ts
   * import { adaptiveAvgPool3d } from "stridepool/torch";
   * adaptiveAvgPool3d([[[[1, 2], [3, 4]]]], 1).data; // Float64Array [2.5]
   * ```
   */
  adaptiveAvgPool3d<I extends Input>(input: I, outputSize: TorchOutputSize): Same<I>;

  /**
   * Puts values back where they came from, zeros elsewhere: max_unpool1d. Of values with one index the last in row-major order stays.
   *
   * @param input - A tensor [channels, length] or [batch, channels, length].
   * @param indices - Positions in each plane of the output, int64 (or int32), of the input's shape.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, outputSize (default: (L - 1) stride + kernel - 2 padding).
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, an index outside the output's plane among them (-1 too: PyTorch skips
   *   none), and where the result would be empty.
   *
   * @example
   * ```ts
   * import { maxUnpool1d } from "stridepool/torch";
   * const x = { data: Float32Array.of(4, 9), shape: [1, 2] };
   * const indices = { data: BigInt64Array.of(0n, 3n), shape: [1, 2] };
   * maxUnpool1d(x, indices, 2).data; // Float32Array [4, 0, 0, 9]
   * maxUnpool1d(x, indices, 2, { outputSize: 5 }).data; // Float32Array [4, 0, 0, 9, 0]
   * ```
   */
  maxUnpool1d<I extends Input>(input: I, indices: Input, kernelSize: PerAxis, options?: TorchUnpoolOptions): Same<I>;

  /**
   * Puts values back where they came from, zeros elsewhere: max_unpool2d. Of values with one index the last in row-major order stays.
   *
   * @param input - A tensor [channels, height, width] or [batch, channels, height, width].
   * @param indices - Positions in each plane of the output, int64 (or int32), of the input's shape.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, outputSize (default: (L - 1) stride + kernel - 2 padding).
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, an index outside the output's plane among them (-1 too: PyTorch skips
   *   none), and where the result would be empty.
   *
   * @example
   * ```ts
   * import { maxPool2d, maxUnpool2d } from "stridepool/torch";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 2, 4] };
   * const { values, indices } = maxPool2d(x, 2, { returnIndices: true });
   * maxUnpool2d(values, indices, 2).data; // Float32Array [0, 0, 0, 0, 0, 6, 0, 8]
   * ```
   */
  maxUnpool2d<I extends Input>(input: I, indices: Input, kernelSize: PerAxis, options?: TorchUnpoolOptions): Same<I>;

  /**
   * Puts values back where they came from, zeros elsewhere: max_unpool3d. Of values with one index the last in row-major order stays.
   *
   * @param input - A tensor [channels, depth, height, width] or [batch, channels, depth, height, width].
   * @param indices - Positions in each plane of the output, int64 (or int32), of the input's shape.
   * @param kernelSize - Extent of the window on each pooled axis, or one for them all.
   * @param options - stride (default: the kernel size), padding, outputSize (default: (L - 1) stride + kernel - 2 padding).
   * @returns An array of the input's dtype.
   * @throws StridepoolError for every value that breaks a rule, an index outside the output's plane among them (-1 too: PyTorch skips
   *   none), and where the result would be empty.
   *
   * @example
   * ```ts
   * import { maxUnpool3d } from "stridepool/torch";
   * const x = { data: Float32Array.of(9), shape: [1, 1, 1, 1] };
   * const indices = { data: BigInt64Array.of(3n), shape: [1, 1, 1, 1] };
   * maxUnpool3d(x, indices, [1, 2, 2]).data; // Float32Array [0, 0, 0, 9]
   * ```
   */
  maxUnpool3d<I extends Input>(input: I, indices: Input, kernelSize: PerAxis, options?: TorchUnpoolOptions): Same<I>;
}

/** torch.nn.functional's poolings over the public functions. */
export function createTorch(api: Stridepool): Torch {
  const max = (rank: Rank) => (input: unknown, kernelSize: unknown, options?: unknown) =>
    maxPool(api, rank, input, kernelSize, options);
  const avg = (rank: Rank) => (input: unknown, kernelSize: unknown, options?: unknown) =>
    avgPool(api, rank, input, kernelSize, options);
  const lp = (rank: Rank) => (input: unknown, normType: unknown, kernelSize: unknown, options?: unknown) =>
    lpPool(api, rank, input, normType, kernelSize, options);
  const adaptiveMax = (rank: Rank) => (input: unknown, outputSize: unknown, options?: unknown) =>
    adaptiveMaxPool(api, rank, input, outputSize, options);
  const adaptiveAvg = (rank: Rank) => (input: unknown, outputSize: unknown, options?: unknown) =>
    adaptiveAvgPool(api, rank, input, outputSize, options);
  const unpool = (rank: Rank) => (input: unknown, indices: unknown, kernelSize: unknown, options?: unknown) =>
    maxUnpool(api, rank, input, indices, kernelSize, options);
  const torch = {
    maxPool1d: max(1),
    maxPool2d: max(2),
    maxPool3d: max(3),
    avgPool1d: avg(1),
    avgPool2d: avg(2),
    avgPool3d: avg(3),
    lpPool1d: lp(1),
    lpPool2d: lp(2),
    lpPool3d: lp(3),
    adaptiveMaxPool1d: adaptiveMax(1),
    adaptiveMaxPool2d: adaptiveMax(2),
    adaptiveMaxPool3d: adaptiveMax(3),
    adaptiveAvgPool1d: adaptiveAvg(1),
    adaptiveAvgPool2d: adaptiveAvg(2),
    adaptiveAvgPool3d: adaptiveAvg(3),
    maxUnpool1d: unpool(1),
    maxUnpool2d: unpool(2),
    maxUnpool3d: unpool(3),
  };
  // The signatures of Torch are what callers see; in here everything is unknown until it is checked.
  return torch as unknown as Torch;
}
