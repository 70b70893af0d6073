/// <reference lib="esnext.disposable" preserve="true" />
import type { DType, DTypeArrays, Float16Data, TypedArray } from "./registry/dtypes.ts";
import type { Op } from "./registry/ops.ts";
import type { Edge, Interpolation, NanRule, Numbering, PadMode, Round } from "./registry/options.ts";

/** A strided N-D array over a typed array. Strides and offset count elements of `data`. */
export interface NdArray<Data extends TypedArray = TypedArray> {
  data: Data;
  /** Extent of each axis. */
  shape: number[];
  /** Distance in elements between neighbours on each axis. */
  stride: number[];
  /** Position of element [0, 0, …] in `data`. */
  offset: number;
  dtype: DType;
}

/** A list of integers: an array, or a typed array of numbers. */
export type Integers =
  | readonly number[]
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * A strided array: scijs ndarray, a zarrita chunk, a stdlib ndarray, and every result of this package. Where there is no
 * Float16Array, a Uint16Array of float16 bits says so by `dtype: "float16"`.
 */
export interface StridedInput<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly dtype?: string | undefined;
  readonly shape: Integers;
  readonly stride?: Integers | undefined;
  readonly strides?: Integers | undefined;
  readonly offset?: number | undefined;
}

/** A row-major tensor: onnxruntime. */
export interface DimsInput<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly dims: Integers;
}

/** An image of shape [height, width, channels]: ImageData, a jimp bitmap, pngjs. */
export interface ImageInput<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly width: number;
  readonly height: number;
  readonly channels?: number | undefined;
}

/** An image with its size apart: sharp's raw output with `resolveWithObject`. */
export interface RawImageInput<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly info: { readonly width: number; readonly height: number; readonly channels?: number | undefined };
}

/** Nested arrays of numbers of any rank, read as row-major float64. */
export type NestedArray = readonly number[] | readonly NestedArray[];

/** Everything that can be pooled. */
export type Input = StridedInput | DimsInput | ImageInput | RawImageInput | NestedArray;

/** A number for every pooled axis, or one number for them all. */
export type PerAxis = number | Integers;

/** Where windows and their taps lie. */
export interface ViewOptions {
  /** Hop between windows; default: the window. */
  readonly stride?: PerAxis | undefined;
  /** Distance between the taps of a window; default 1. */
  readonly dilation?: PerAxis | undefined;
  /** Which axes are pooled, negative from the end; default: the last window.length, or [0, 1] of an image. */
  readonly axes?: Integers | undefined;
  /** The ragged end; default "trim". */
  readonly edge?: Edge | undefined;
}

/** Taps outside the array: a number, one per pooled axis, [low, high] per pooled axis, or a word. */
export type PaddingOption =
  | number
  | readonly (number | readonly [low: number, high: number])[]
  | "valid"
  | "same"
  | "same-lower";

/** Where windows lie, over an array and around it. */
export interface WindowOptions extends ViewOptions {
  /** Taps that do not exist, around the array; default 0. "same" puts the extra one on the high side. */
  readonly padding?: PaddingOption | undefined;
}

/** What stands around the array. */
export interface OutsideOptions {
  /** A real value for every tap outside the array: it takes part in the result and the divisor. Not together with padMode. */
  readonly fill?: number | bigint | undefined;
  /** Which element a tap outside the array reads, by NumPy's names. */
  readonly padMode?: PadMode | undefined;
}

/** What a mean is divided by. */
export interface MeanOptions {
  /** Whether padding taps count; default false. What `edge: "partial"` adds never does. */
  readonly countPadding?: boolean | undefined;
  /** Divide by this instead of the number of taps. */
  readonly divisor?: number | undefined;
}

/** Which taps are left out. */
export interface ValueOptions {
  /** Whether a NaN makes the result NaN, or is left out; default "propagate". */
  readonly nan?: NanRule | undefined;
  /** Taps with this value are left out, and windows with too few others give it. */
  readonly nodata?: number | bigint | undefined;
  /** An array of the input's shape: 0 leaves the element out. */
  readonly mask?: Input | undefined;
  /** Windows with fewer taps that count give nodata, else NaN; default 1 where nodata or a mask is given. */
  readonly minCount?: number | undefined;
}

/** What single ops ask for. */
export interface StatisticOptions {
  /** Exponent of lp: positive, or Infinity for the largest |x|; default 2. */
  readonly p?: number | undefined;
  /** var and std divide by the number of taps less this; default 0. */
  readonly ddof?: number | undefined;
  /** The median of an even count: the mean of both, or one of them; default "midpoint". */
  readonly interpolation?: Interpolation | undefined;
}

/** Positions. */
export interface PositionOptions {
  /**
   * max and min: the result also has `indices`, positions numbered over the window, the pooled axes ("plane") or the whole array
   * ("tensor"); ties go to the first in row-major order. argmax and argmin: how theirs are numbered, default "window".
   */
  readonly indices?: false | Numbering | undefined;
}

/** What becomes of the folded values. */
export interface ResultOptions {
  /** dtype of the result; out of range saturates. Default: by op. */
  readonly dtype?: DType | undefined;
  /** How a fraction becomes an integer; default "half-up". */
  readonly round?: Round | undefined;
  /** Write here instead of into a new array. */
  readonly out?: NdArray | StridedInput | undefined;
}

/** The options of globalPool and adaptivePool: nothing about windows is left to say. */
export interface GlobalPoolOptions extends MeanOptions, ValueOptions, StatisticOptions, PositionOptions, ResultOptions {
  readonly axes?: Integers | undefined;
}

/** The options of pool and its named forms. */
export interface PoolOptions extends WindowOptions, OutsideOptions, GlobalPoolOptions {}

/** The options of poolStats: those of pool, which concern all of the statistics, but out. */
export interface PoolStatsOptions<S extends Op = Op> extends Omit<PoolOptions, "out"> {
  /** Which statistics: names of ops, each once. */
  readonly stats: readonly S[];
}

/** The options of maxUnpool. */
export interface MaxUnpoolOptions {
  readonly stride?: PerAxis | undefined;
  readonly dilation?: PerAxis | undefined;
  readonly padding?: PaddingOption | undefined;
  readonly axes?: Integers | undefined;
  /** How the indices are numbered; default "plane". */
  readonly indices?: Numbering | undefined;
  /** Extents of the result: one number or one for each pooled axis, or the whole shape. */
  readonly outputShape?: PerAxis | undefined;
  readonly out?: NdArray | StridedInput | undefined;
}

/** A reduction of one's own: gets the taps of a window that are there, returns its value (a bigint only of 64-bit taps). */
export type Reducer = (taps: NdArray) => number | bigint;

/** What a plan is made for: a row-major array of this shape and dtype. */
export interface PlanInput<K extends DType = DType> {
  readonly shape: Integers;
  readonly dtype: K;
}

/** The options of createPlan: a plan owns its output. */
export interface PlanOptions extends Omit<PoolOptions, "out"> {}

/** The class of a typed array over some kind of buffer; a Buffer becomes a Uint8Array. */
type PlainArray<Data, B extends ArrayBufferLike> = Data extends Int8Array
  ? Int8Array<B>
  : Data extends Uint8ClampedArray
    ? Uint8ClampedArray<B>
    : Data extends Uint8Array
      ? Uint8Array<B>
      : Data extends Int16Array
        ? Int16Array<B>
        : Data extends Uint16Array
          ? Uint16Array<B>
          : Data extends Int32Array
            ? Int32Array<B>
            : Data extends Uint32Array
              ? Uint32Array<B>
              : Data extends BigInt64Array
                ? BigInt64Array<B>
                : Data extends BigUint64Array
                  ? BigUint64Array<B>
                  : Data extends Float32Array
                    ? Float32Array<B>
                    : Data extends Float64Array
                      ? Float64Array<B>
                      : Data;

/** The typed array that an input form carries, as a new one (or, over ArrayBufferLike, itself); nested arrays are float64. */
export type DataOf<I, B extends ArrayBufferLike = ArrayBuffer> = I extends { readonly data: infer Data }
  ? PlainArray<Data, B>
  : Float64Array<B>;

/** What keeps floats and makes float64 of integers. */
type Fractional<Data> = Data extends Float32Array | Float64Array | Float16Data ? Data : DTypeArrays["float64"];

/** The typed array of an op's result where no dtype is asked for. */
export type DefaultData<O, Data, Options = unknown> = O extends "max" | "min" | "mode" | "first"
  ? Data
  : O extends "sum" | "prod" | "range"
    ? Data extends BigInt64Array | BigUint64Array
      ? Data
      : Fractional<Data>
    : O extends "median"
      ? Options extends { readonly interpolation: "lower" | "higher" }
        ? Data
        : Fractional<Data>
      : O extends "any" | "all"
        ? DTypeArrays["uint8"]
        : O extends "count"
          ? DTypeArrays["uint32"]
          : O extends "argmax" | "argmin"
            ? DTypeArrays["int32"] | DTypeArrays["float64"]
            : Fractional<Data>;

/** Positions beside the values of max and min. */
interface WithIndices {
  /** int32, or float64 where a position can pass 2^31 - 1; -1 where nothing is valid. */
  readonly indices: NdArray<DTypeArrays["int32"] | DTypeArrays["float64"]>;
}

/** `indices` beside the values, where max or min are asked for them. */
type Beside<O, Options> = O extends "max" | "min"
  ? Options extends { readonly indices: Numbering }
    ? WithIndices
    : unknown
  : unknown;

/** float16 stated over bits: what keeps the input's dtype, or is float where floats are kept, keeps it too. */
type HalfData<O, I> = I extends { readonly dtype: "float16" }
  ? O extends "any" | "all" | "count" | "argmax" | "argmin"
    ? never
    : DTypeArrays["float16"]
  : never;

/** The same, told to be an array. */
type DefaultArray<O, Data, Options> = DefaultData<O, Data, Options> extends infer D extends TypedArray ? D : never;

/** What pooling gives back: `out` itself, or a new array of the dtype asked for, else of the op's default. */
export type Pooled<O, I, Options> = Beside<O, Options> &
  (Options extends { readonly out: infer Out extends object }
    ? Out
    : "dtype" extends keyof Options
      ? Options extends { readonly dtype: infer K extends DType }
        ? NdArray<DTypeArrays[K]>
        : NdArray
      : [HalfData<O, I>] extends [never]
        ? NdArray<DefaultArray<O, DataOf<I>, Options>>
        : NdArray<HalfData<O, I>>);

/** A prepared, repeatable run: fill `input.data`, call `run()`, read `output.data`. */
export interface Plan<In extends TypedArray = TypedArray, Out extends TypedArray = TypedArray> {
  /** The array to fill: a view of the engine's own memory, valid until `dispose()`. */
  readonly input: NdArray<In>;
  /** The array that `run()` writes, likewise; with `indices` beside it where max or min are asked for them. */
  readonly output: NdArray<Out> & { readonly indices?: NdArray };
  /**
   * Pools `input` into `output`; copies nothing, and allocates nothing (but a few numbers where the `divisor` is not a positive
   * integer, or windows hold more than 2^20 taps of 32-bit integers). Where `describe()` says that the run goes band by band, or through
   * the reference, it does both. Only a plan of a function of the caller's can throw here.
   */
  run(): void;
  /** What runs and why: shapes, dtypes, bytes, driver. */
  describe(): string;
  /** Gives the memory back; `run`, `input` and `output` throw from here on. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Which engine runs here, and why. */
export interface BackendInfo {
  /** WebAssembly, or the plain-TypeScript reference. */
  readonly engine: "wasm" | "js";
  /** The engine's build. */
  readonly build: "simd" | "scalar" | "js";
  /** Why this one, in a sentence. */
  readonly reason: string;
}

/** Nested arrays of the elements of a result: number, or bigint for 64-bit integers. */
export type Nested<E = number | bigint> = E[] | Nested<E>[];

export type { DType, DTypeArrays, Edge, Interpolation, NanRule, Numbering, Op, PadMode, Round, TypedArray };
