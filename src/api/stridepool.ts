import type { DType, DTypeArrays, TypedArray } from "../registry/dtypes.ts";
import type { Op } from "../registry/ops.ts";
import type {
  BackendInfo,
  DataOf,
  DefaultData,
  GlobalPoolOptions,
  Input,
  Integers,
  MaxUnpoolOptions,
  NdArray,
  Nested,
  PerAxis,
  Plan,
  PlanInput,
  PlanOptions,
  Pooled,
  PoolOptions,
  PoolStatsOptions,
  Reducer,
  ViewOptions,
  WindowOptions,
} from "../types.ts";

/** The array of a plan's result: of the dtype asked for, if that is known, else of the op's default. */
type PlanData<O, Data, Options> = "dtype" extends keyof Options
  ? Options extends { readonly dtype: infer K extends DType }
    ? DTypeArrays[K]
    : TypedArray
  : DefaultData<O, Data, Options> extends infer D extends TypedArray
    ? D
    : never;

/** The public functions, the same over every engine. */
export interface Stridepool {
  /**
   * Reduces each window of an array to one value, by any op.
   *
   * @param op - max, min, mean, sum, prod, lp, rms, median, mode, var, std, range, any, all, count, first, argmax or argmin; or a
   *   function of a window's taps (an array of those that are there; slow), whose number is the result.
   * @param input - Any input form, of any rank and strides; never modified.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - stride, dilation, padding, edge, fill, padMode, axes; nan, nodata, mask, minCount; countPadding, divisor, p, ddof,
   *   interpolation, indices; dtype, round, out.
   * @returns A new row-major array, or `out`. On each pooled axis of extent L, with window k, dilation d, stride s and padding
   *   [low, high], it has floor((L + low + high - (k - 1) d - 1) / s) + 1 elements (`edge: "partial"`: the ceiling of the
   *   quotient, plus 1; `padding: "same"`: the ceiling of L / s); other axes keep theirs.
   * @throws StridepoolError for every value that breaks a rule, before anything is written.
   *
   * @example
   * ```ts
   * import { pool, toNested } from "stridepool";
   * const matrix = [
   *   [1, 2, 3, 4],
   *   [5, 6, 7, 8],
   * ];
   * toNested(pool("sum", matrix, [2, 2])); // [[14, 22]]
   * toNested(pool("sum", matrix, [2, 2], { padding: 1 })); // [[1, 5, 4], [5, 13, 8]]
   * toNested(pool("sum", matrix, [2, 2], { padding: 1, fill: 10 })); // [[31, 25, 34], [35, 33, 38]]
   * toNested(pool("range", matrix, [1, 4])); // [[3], [3]]
   * toNested(pool("mean", matrix, 2, { nodata: 8 })); // [[3.5, 4.666666666666667]]
   * toNested(pool((taps) => taps.data[0], matrix, 2)); // [[1, 3]]
   * ```
   */
  pool<O extends Op | Reducer, I extends Input, const Options extends PoolOptions = Record<never, never>>(
    op: O,
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<O, I, Options>;

  /**
   * The largest element of each window; NaN wins. The result has the input's dtype, and with `indices` the positions of what was
   * chosen beside it, numbered as PyTorch ("plane") or ONNX ("tensor") number them, or within the window.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { maxPool, toNested } from "stridepool";
   * const matrix = [
   *   [40, 24, 61, 60],
   *   [8, 11, 27, 5],
   *   [17, 41, 7, 41],
   *   [44, 5, 47, 13],
   * ];
   * toNested(maxPool(matrix, 2)); // [[40, 61], [44, 47]]
   * maxPool(matrix, 2, { indices: "plane" }).indices.data; // Int32Array [0, 2, 12, 14]
   * ```
   */
  maxPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"max", I, Options>;

  /**
   * The smallest element of each window; NaN wins. The result has the input's dtype.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { minPool, toNested } from "stridepool";
   * toNested(minPool([[4, 3, 8, 6, 7]], [1, 2], { edge: "partial" })); // [[3, 6, 7]]
   * ```
   */
  minPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"min", I, Options>;

  /**
   * The mean of each window: the sum of its elements over their number. Integers are summed exactly and give float64,
   * rounded once; floats keep their dtype. With an integer `dtype`, `round` says how fractions are rounded. Padding counts in
   * the divisor only where `countPadding` says so; `divisor` replaces the number.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { meanPool } from "stridepool";
   * const pixels = { data: Uint8Array.of(200, 201, 200, 201), shape: [2, 2] };
   * meanPool(pixels, 2).data; // Float64Array [200.5]
   * meanPool(pixels, 2, { dtype: "uint8" }).data; // Uint8Array [201]
   * meanPool(pixels, 2, { dtype: "uint8", round: "half-even" }).data; // Uint8Array [200]
   * const row = { data: Float32Array.of(3, 6, 9), shape: [3] };
   * meanPool(row, 3, { stride: 1, padding: 1 }).data; // Float32Array [4.5, 6, 7.5]
   * meanPool(row, 3, { stride: 1, padding: 1, countPadding: true }).data; // Float32Array [3, 6, 5]
   * ```
   */
  meanPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"mean", I, Options>;

  /** The same function as `meanPool`, under its other common name. */
  avgPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"mean", I, Options>;

  /**
   * The sum of each window. Integers of up to 32 bits give float64, 64-bit integers keep their dtype and wrap modulo
   * 2^64 (unless a `dtype` is asked for, which saturates), floats keep theirs.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { sumPool } from "stridepool";
   * sumPool({ data: Uint8Array.of(200, 201, 202, 203), shape: [2, 2] }, 2).data; // Float64Array [806]
   * ```
   */
  sumPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"sum", I, Options>;

  /**
   * The p-norm of each window, (sum |x|^p)^(1/p); with `p: Infinity` the largest |x| (ONNX, LpPool).
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`; p is 2 unless it is given.
   * @returns As `pool`; integers give float64.
   * @throws StridepoolError as `pool`, and where p is not positive.
   *
   * @example
   * ```ts
   * import { lpPool, toNested } from "stridepool";
   * toNested(lpPool([[3, -4, 6, 8]], [1, 2])); // [[5, 10]]
   * toNested(lpPool([[3, -4, 6, 8]], [1, 2], { p: 1 })); // [[7, 14]]
   * ```
   */
  lpPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"lp", I, Options>;

  /**
   * The median of each window; of an even count the mean of the middle two, or by `interpolation` one of them. A NaN makes it NaN.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`; the mean of two has the mean's dtype, one of them the input's.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { medianPool } from "stridepool";
   * const row = { data: Uint8Array.of(9, 1, 2, 4), shape: [4] };
   * medianPool(row, 4).data; // Float64Array [3]
   * medianPool(row, 4, { interpolation: "lower" }).data; // Uint8Array [2]
   * ```
   */
  medianPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"median", I, Options>;

  /**
   * The most frequent value of each window; of several the one met first in row-major order. It averages no labels.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`.
   * @returns As `pool`, in the input's dtype.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { modePool } from "stridepool";
   * modePool({ data: Uint8Array.of(7, 3, 3, 9, 2, 5), shape: [6] }, 3).data; // Uint8Array [3, 9]
   * ```
   */
  modePool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"mode", I, Options>;

  /**
   * The variance of each window, sum (x - mean)^2 / (n - ddof), in two passes, so that a large mean costs no digits.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`; ddof is 0 unless it is given.
   * @returns As `pool`; integers give float64; NaN where ddof is not below the number of taps.
   * @throws StridepoolError as `pool`, and where ddof is negative.
   *
   * @example
   * ```ts
   * import { toNested, varPool } from "stridepool";
   * toNested(varPool([[1, 3, 100000001, 100000003]], [1, 2])); // [[1, 1]]
   * toNested(varPool([[1, 3, 5, 9]], [1, 2], { ddof: 1 })); // [[2, 8]]
   * ```
   */
  varPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"var", I, Options>;

  /**
   * The standard deviation of each window: the root of its variance.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `varPool`.
   * @returns As `varPool`.
   * @throws StridepoolError as `varPool`.
   *
   * @example
   * ```ts
   * import { stdPool, toNested } from "stridepool";
   * toNested(stdPool([[2, 8]], [1, 2])); // [[3]]
   * ```
   */
  stdPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"std", I, Options>;

  /**
   * The position of the largest element of each window: of several the first in row-major order, of NaNs the first.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `pool`; `indices` says how positions are numbered: over the window (default), the pooled axes
   *   ("plane") or the whole array ("tensor").
   * @returns As `pool`, in int32 (float64 where a position can pass 2^31 - 1); -1 where nothing is valid.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { argmaxPool } from "stridepool";
   * const matrix = [
   *   [1, 5, 2, 0],
   *   [3, 4, 8, 8],
   * ];
   * argmaxPool(matrix, 2).data; // Int32Array [1, 2]
   * argmaxPool(matrix, 2, { indices: "plane" }).data; // Int32Array [1, 6]
   * ```
   */
  argmaxPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"argmax", I, Options>;

  /**
   * The position of the smallest element of each window: of several the first in row-major order, of NaNs the first.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - As for `argmaxPool`.
   * @returns As `argmaxPool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { argminPool } from "stridepool";
   * argminPool([[1, 5, 2, 0]], [1, 2]).data; // Int32Array [0, 1]
   * ```
   */
  argminPool<I extends Input, const Options extends PoolOptions = Record<never, never>>(
    input: I,
    window: PerAxis,
    options?: Options,
  ): Pooled<"argmin", I, Options>;

  /**
   * Several statistics of the same windows, with the input read once.
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - stats, the names of ops, and the options of `pool` but out; they concern every statistic.
   * @returns What `pool` gives, by the statistic's name.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { poolStats } from "stridepool";
   * const { min, max, mean } = poolStats([[1, 3, 5, 9]], [1, 2], { stats: ["min", "max", "mean"] });
   * [min.data, max.data, mean.data]; // [Float64Array [1, 5], Float64Array [3, 9], Float64Array [2, 7]]
   * ```
   */
  poolStats<I extends Input, S extends Op, const Options extends PoolStatsOptions<S>>(
    input: I,
    window: PerAxis,
    options: Options & { readonly stats: readonly S[] },
  ): { [Stat in S]: Pooled<Stat, I, Options> };

  /**
   * Puts values back at the positions that max pooling found them at; everything else is zero (PyTorch's MaxUnpool, ONNX's).
   * Where several values have one position the last in row-major order stays; -1 has none.
   *
   * @param input - Pooled values, in any input form.
   * @param indices - Their positions: an array of the same shape.
   * @param window - The window that they were pooled with.
   * @param options - stride, dilation, padding, axes as for `pool`; indices, their numbering (default "plane"); outputShape, out.
   * @returns An array in the input's dtype, (n - 1) stride - low - high + span long on each pooled axis, unless outputShape says how long.
   * @throws StridepoolError as `pool`, and for a position outside the result.
   *
   * @example
   * ```ts
   * import { maxPool, maxUnpool, toNested } from "stridepool";
   * const pooled = maxPool([[1, 5, 2, 0], [3, 4, 8, 7]], 2, { indices: "plane" });
   * toNested(maxUnpool(pooled, pooled.indices, 2)); // [[0, 5, 0, 0], [0, 0, 8, 0]]
   * ```
   */
  maxUnpool<I extends Input, const Options extends MaxUnpoolOptions = Record<never, never>>(
    input: I,
    indices: Input,
    window: PerAxis,
    options?: Options,
  ): Pooled<"max", I, Omit<Options, "indices">>;

  /**
   * One window over the whole extent of the pooled axes, which stay with extent 1.
   *
   * @param op - As for `pool`.
   * @param input - Any input form.
   * @param options - axes (default: the last two, or the first two of an image), and all of `pool` that does not say where windows lie.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { globalPool, toNested } from "stridepool";
   * toNested(globalPool("mean", [[1, 2, 3], [5, 6, 7]])); // [[4]]
   * toNested(globalPool("max", [[1, 2, 3], [5, 6, 7]], { axes: [0] })); // [[5, 6, 7]]
   * ```
   */
  globalPool<O extends Op | Reducer, I extends Input, const Options extends GlobalPoolOptions = Record<never, never>>(
    op: O,
    input: I,
    options?: Options,
  ): Pooled<O, I, Options>;

  /**
   * Pools into an array of a given shape: window i of o over an axis of extent L covers [floor(i L / o), ceil((i + 1) L / o)),
   * as PyTorch's adaptive pooling (ATen/native/AdaptivePooling.h).
   *
   * @param op - As for `pool`.
   * @param input - Any input form.
   * @param outputShape - Extent of the result on each pooled axis, or one number for them all.
   * @param options - axes, and all of `pool` that does not say where windows lie.
   * @returns As `pool`.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { adaptivePool, toNested } from "stridepool";
   * toNested(adaptivePool("mean", [[1, 2, 3, 4, 5]], [1, 3])); // [[1.5, 3, 4.5]]
   * ```
   */
  adaptivePool<O extends Op | Reducer, I extends Input, const Options extends GlobalPoolOptions = Record<never, never>>(
    op: O,
    input: I,
    outputShape: PerAxis,
    options?: Options,
  ): Pooled<O, I, Options>;

  /**
   * The strided view of every window, over the input's own data: nothing is copied. Its axes are the input's, the pooled
   * ones at the result's extents, then one for each window axis (NumPy's as_strided and sliding_window_view).
   *
   * @param input - Any input form.
   * @param window - Extent of the window on each pooled axis, or one number for them all.
   * @param options - stride, dilation, axes, edge.
   * @returns A view of `input.data`; writing through it writes to the input.
   * @throws StridepoolError as `pool`, and where `edge: "partial"` would give taps outside the input.
   *
   * @example
   * ```ts
   * import { byteStrides, windows } from "stridepool";
   * const view = windows({ data: new BigInt64Array(64), shape: [8, 8] }, [2, 2]);
   * view.shape; // [4, 4, 2, 2]
   * view.stride; // [16, 2, 8, 1]
   * byteStrides(view); // [128, 16, 64, 8]
   * ```
   */
  windows<I extends Input>(input: I, window: PerAxis, options?: ViewOptions): NdArray<DataOf<I, ArrayBufferLike>>;

  /**
   * Any strided view of an array's data, checked against its bounds.
   *
   * @param input - Any input form; the view is laid over its data, whatever its own strides.
   * @param layout - shape, stride in elements (default: row-major) and offset in elements from the start of data (default 0).
   * @returns A view of `input.data`.
   * @throws StridepoolError where any element of the view would lie outside the data.
   *
   * @example
   * ```ts
   * import { asStrided, toNested } from "stridepool";
   * const row = { data: Float32Array.of(0, 1, 2, 3), shape: [4] };
   * toNested(asStrided(row, { shape: [2, 3], stride: [1, 1] })); // [[0, 1, 2], [1, 2, 3]]
   * ```
   */
  asStrided<I extends Input>(
    input: I,
    layout: {
      readonly shape: Integers;
      readonly stride?: Integers | undefined;
      readonly offset?: number | undefined;
    },
  ): NdArray<DataOf<I, ArrayBufferLike>>;

  /**
   * The strides of an array in bytes, as NumPy prints them.
   *
   * @param view - Any input form.
   * @returns One number for each axis.
   * @throws StridepoolError for what is not an array.
   *
   * @example
   * ```ts
   * import { byteStrides } from "stridepool";
   * byteStrides({ data: new Float32Array(12), shape: [3, 4] }); // [16, 4]
   * ```
   */
  byteStrides(view: Input): number[];

  /**
   * The shape that pooling an array of a shape gives, without any data.
   *
   * @param inputShape - Extent of each axis.
   * @param window - As for `pool`.
   * @param options - stride, padding, dilation, axes, edge.
   * @returns One extent for each axis.
   * @throws StridepoolError as `pool`.
   *
   * @example
   * ```ts
   * import { outputShape } from "stridepool";
   * outputShape([14, 15], [2, 3]); // [7, 5]
   * outputShape([8, 3, 225, 225], 2, { edge: "partial" }); // [8, 3, 113, 113]
   * ```
   */
  outputShape(inputShape: Integers, window: PerAxis, options?: WindowOptions): number[];

  /**
   * Prepares a repeatable run over arrays in the engine's own memory: fill `input.data`, call `run()`, read
   * `output.data`. Running allocates nothing and copies nothing.
   *
   * @param op - As for `pool`.
   * @param input - Shape and dtype of the row-major array to be pooled.
   * @param window - As for `pool`.
   * @param options - As for `pool`, without out.
   * @returns The plan; dispose of it, or let `using` do so, to give its memory back.
   * @throws StridepoolError as `pool`, and where the arrays exceed one WebAssembly memory (4 GiB).
   *
   * @example
   * ```ts
   * import { createPlan } from "stridepool";
   * const plan = createPlan("max", { shape: [2, 4], dtype: "float32" }, 2);
   * plan.input.data.set([1, 5, 2, 0, 3, 4, 8, 6]);
   * plan.run();
   * plan.output.data; // Float32Array [5, 8]
   * plan.dispose();
   * ```
   */
  createPlan<O extends Op | Reducer, K extends DType, const Options extends PlanOptions = Record<never, never>>(
    op: O,
    input: PlanInput<K>,
    window: PerAxis,
    options?: Options,
  ): Plan<DTypeArrays[K], PlanData<O, DTypeArrays[K], Options>>;

  /**
   * A row-major array of zeros inside the engine's memory: pooling it, or any view of it, copies nothing in.
   *
   * @param dtype - Its element type.
   * @param shape - Its extents.
   * @returns The array; its memory is given back when nothing holds it any more.
   * @throws StridepoolError for bad arguments, and where it exceeds one WebAssembly memory (4 GiB).
   *
   * @example
   * ```ts
   * import { alloc, maxPool } from "stridepool";
   * const frame = alloc("uint8", [4, 4]);
   * frame.data[5] = 9;
   * maxPool(frame, 2).data; // Uint8Array [9, 0, 0, 0]
   * ```
   */
  alloc<K extends DType>(dtype: K, shape: Integers): NdArray<DTypeArrays[K]>;

  /**
   * The elements of an array as nested arrays, in the order of its axes: numbers, or bigints for 64-bit integers.
   *
   * @param array - Any input form.
   * @returns Nested arrays as deep as the array has axes.
   * @throws StridepoolError for what is not an array.
   *
   * @example
   * ```ts
   * import { toNested } from "stridepool";
   * toNested({ data: Int8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] }); // [[1, 2, 3], [4, 5, 6]]
   * ```
   */
  toNested<I extends Input>(array: I): Nested<DataOf<I>[number]>;

  /**
   * Which engine runs here, and why.
   *
   * @returns engine ("wasm" or "js"), build ("simd", "scalar" or "js"), and the reason in a sentence.
   *
   * @example
   * ```ts
   * import { backend } from "stridepool";
   * backend().engine; // "wasm"
   * ```
   */
  backend(): BackendInfo;
}
