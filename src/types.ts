/// <reference lib="esnext.disposable" preserve="true" />
import type { DType, DTypeArrays, TypedArray } from "./registry/dtypes.ts";
import type { Op } from "./registry/ops.ts";
import type { Edge, Round } from "./registry/options.ts";

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

/** A strided array: scijs ndarray, a zarrita chunk, a stdlib ndarray, and every result of this package. */
export interface StridedInput<Data extends TypedArray = TypedArray> {
  readonly data: Data;
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

/** What a mean is divided by. */
export interface MeanOptions {
  /** Whether padding taps count; default false. What `edge: "partial"` adds never does. */
  readonly countPadding?: boolean | undefined;
  /** Divide by this instead of the number of taps. */
  readonly divisor?: number | undefined;
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

/** The options of pool and its named forms. */
export interface PoolOptions extends WindowOptions, MeanOptions, ResultOptions {}

/** The options of globalPool: the window is the whole extent, so nothing about windows is left to say. */
export interface GlobalPoolOptions extends MeanOptions, ResultOptions {
  readonly axes?: Integers | undefined;
}

/** What a plan is made for: a row-major array of this shape and dtype. */
export interface PlanInput<K extends DType = DType> {
  readonly shape: Integers;
  readonly dtype: K;
}

/** The options of createPlan: a plan owns its output. */
export interface PlanOptions extends WindowOptions, MeanOptions {
  readonly dtype?: DType | undefined;
  readonly round?: Round | undefined;
}

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
                    : Float64Array<B>;

/** The typed array that an input form carries, as a new one (or, over ArrayBufferLike, itself); nested arrays are float64. */
export type DataOf<I, B extends ArrayBufferLike = ArrayBuffer> = I extends { readonly data: infer Data }
  ? PlainArray<Data, B>
  : Float64Array<B>;

/** The typed array of an op's result where no dtype is asked for. */
export type DefaultData<O extends string, Data> = O extends "max" | "min"
  ? Data
  : O extends "sum"
    ? Data extends Float32Array | Float64Array | BigInt64Array | BigUint64Array
      ? Data
      : DTypeArrays["float64"]
    : Data extends Float32Array | Float64Array
      ? Data
      : DTypeArrays["float64"];

/** What pooling gives back: `out` itself, or a new array of the dtype asked for, else of the op's default. */
export type Pooled<O extends string, I, Options> = Options extends { readonly out: infer Out extends object }
  ? Out
  : "dtype" extends keyof Options
    ? Options extends { readonly dtype: infer K extends DType }
      ? NdArray<DTypeArrays[K]>
      : NdArray
    : NdArray<DefaultData<O, DataOf<I>>>;

/** A prepared, repeatable run: fill `input.data`, call `run()`, read `output.data`. */
export interface Plan<In extends TypedArray = TypedArray, Out extends TypedArray = TypedArray> {
  /** The array to fill: a view of the engine's own memory, valid until `dispose()`. */
  readonly input: NdArray<In>;
  /** The array that `run()` writes, likewise. */
  readonly output: NdArray<Out>;
  /**
   * Pools `input` into `output`; copies nothing, and allocates nothing (but a few numbers where the `divisor` is not a positive
   * integer, or windows hold more than 2^20 taps of 32-bit integers).
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

export type { DType, DTypeArrays, Edge, Op, Round, TypedArray };
