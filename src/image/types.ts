import type * as platform from "../platform.ts";
import type {
  DType,
  Edge,
  ImageInput,
  Integers,
  NdArray,
  Op,
  PerAxis,
  RawImageInput,
  StridedInput,
  TypedArray,
} from "../types.ts";

/** How the colours of pixels with alpha are averaged. */
export type Alpha = "weighted" | "straight" | "premultiplied";

/** In which light they are: as the image has them, or linear, which sRGB encodes. */
export type Transfer = "none" | "srgb";

/** An image in any of the forms that pooling takes: ImageData, `{ data, width, height }`, sharp's raw output, `[height, width, channels]`. */
export type Image<Data extends TypedArray = TypedArray> = ImageInput<Data> | RawImageInput<Data> | StridedInput<Data>;

/** How an image is pooled. */
export interface ImageOptions {
  /** Any op of `pool` that gives what an image holds; default `"mean"`. Others take each channel as it stands: alpha and transfer are of means. */
  readonly op?: Op | undefined;
  /**
   * `"weighted"` (the default where there are two channels or four): colours count as much as they show, so that nothing of what
   * is transparent bleeds into what is not. `"straight"`: every channel by itself. `"premultiplied"`: colours are multiplied by
   * alpha already.
   */
  readonly alpha?: Alpha | undefined;
  /** `"srgb"` averages in linear light, as eyes and lenses do; default `"none"`: the values as they stand. */
  readonly transfer?: Transfer | undefined;
  /** Hop between windows; default: the window. */
  readonly stride?: number | Integers | undefined;
  /** As for `pool`: what becomes of pixels that fill no whole window; default `"trim"`. */
  readonly edge?: Edge | undefined;
  /** An image to write to, of the result's size and the input's dtype, that shares no values with it. */
  readonly out?: Image | undefined;
}

/** How the levels of a mipmap chain are made. */
export type MipmapOptions = Pick<ImageOptions, "alpha" | "transfer">;

/** The images that a plan is for; of ImageData the size is read. */
export interface ImagePlanInput<K extends DType = DType> {
  readonly width: number;
  readonly height: number;
  /** Default 4. */
  readonly channels?: number | undefined;
  /** Default `"uint8_clamped"`, as ImageData holds bytes. */
  readonly dtype?: K | undefined;
}

/** The options of createImagePlan: a plan owns its output. */
export interface ImagePlanOptions extends Omit<ImageOptions, "out"> {}

/** An image of a plan, row by row: an input like others. */
export interface PlanPixels<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A prepared, repeatable run over images of one size: fill `input.data`, call `run()`, read `output.data`. */
export interface ImagePlan<Data extends TypedArray = TypedArray> {
  /**
   * The image to fill: a view of the engine's own memory, or a plain array where `describe()` says that the definition runs. Neither
   * grows or moves, so views stay valid until `dispose()`.
   */
  readonly input: PlanPixels<Data>;
  /**
   * The image that `run()` writes, likewise. `new ImageData(plan.output.data, width)` is accepted over it, since its memory is neither shared
   * nor resizable, and holds what the next run writes. It cannot be transferred to a worker: send a copy.
   */
  readonly output: PlanPixels<Data>;
  /** Pools `input` into `output`; what is refused was refused before. Allocates and copies nothing, but where `describe()` says so. */
  run(): void;
  /** What runs and why: shapes, dtypes, bytes, driver. */
  describe(): string;
  /** Gives the memory back; `run`, `input` and `output` throw from here on. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Where the time of a picture went that a worker pools strip by strip, in milliseconds so far. */
export interface Spent {
  /** Drawing the strips, to read their pixels. */
  readonly read: number;
  /** Copying them into the engine's memory. */
  readonly copyIn: number;
  /** Pooling them there. */
  readonly kernel: number;
  /** Copying the results out. */
  readonly copyOut: number;
}

/** Pixels over a buffer of their own. */
type Own<Data> = Data extends Uint8ClampedArray
  ? Uint8ClampedArray<ArrayBuffer>
  : Data extends Uint8Array
    ? Uint8Array<ArrayBuffer>
    : Data extends Uint16Array
      ? Uint16Array<ArrayBuffer>
      : Data extends Float32Array
        ? Float32Array<ArrayBuffer>
        : Data extends Float64Array
          ? Float64Array<ArrayBuffer>
          : Data;

/** What an image is pooled to: the one to write to where there is one, or one in its form. */
export type Pooled<I, Options> = Options extends { readonly out: infer Out extends object }
  ? Out
  : "out" extends keyof Options
    ? Extract<Options["out" & keyof Options], object> | ImageLike<I>
    : ImageLike<I>;

/** An image in the form of another: ImageData for ImageData, and so on. */
export type ImageLike<I> = I extends platform.ImageData
  ? platform.ImageData
  : I extends { readonly shape: Integers; readonly data: infer Data extends TypedArray }
    ? NdArray<Own<Data> extends infer D extends TypedArray ? D : never>
    : I extends { readonly info: unknown; readonly data: infer Data }
      ? { data: Own<Data>; info: { width: number; height: number; channels: number } }
      : I extends { readonly data: infer Data }
        ? { data: Own<Data>; width: number; height: number; channels: number }
        : never;

/** How a call of a worker goes about its work. */
export interface WorkerCall {
  /** Hands the image's memory over, which leaves it without: nothing is copied. Otherwise a copy is handed over. */
  readonly detach?: boolean | undefined;
  /** Stops the call, which then rejects with the signal's reason. */
  readonly signal?: platform.AbortSignal | undefined;
  /** Is told now and then which part of the results is there, from 0 to 1, and of bitmaps and frames where the time went so far. */
  readonly onProgress?: ((done: number, spent?: Spent) => void) | undefined;
}

/** A picture that the worker reads the pixels of; a bitmap or frame is handed over, and closed. */
export type Picture = platform.ImageBitmap | platform.VideoFrame;

/** The image pipeline in a worker. */
export interface ImageWorker {
  /** As `poolImage`; of a bitmap or frame the result is ImageData. */
  poolImage<I extends Image | Picture>(
    image: I,
    window: PerAxis,
    options?: Omit<ImageOptions, "out"> & WorkerCall,
  ): Promise<I extends Picture ? platform.ImageData : ImageLike<I>>;
  /** As `mipmaps`. */
  mipmaps<I extends Image | Picture>(
    image: I,
    options?: MipmapOptions & WorkerCall,
  ): Promise<(I extends Picture ? platform.ImageData : ImageLike<I>)[]>;
  /** Ends the worker; what it has not answered yet is refused. */
  terminate(): void;
  [Symbol.dispose](): void;
}
