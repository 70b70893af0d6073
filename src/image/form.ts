import type { Stridepool } from "../api/stridepool.ts";
import { calling, rangeError, StridepoolError, show, typeError } from "../errors.ts";
import type { DType, NdArray, StridedInput, TypedArray } from "../types.ts";
import type { Image } from "./types.ts";

/** Where an image's pixels lie: element (y, x, c) is at offset + y rowPitch + x pitch + c channelPitch. */
export interface Layout {
  readonly dtype: DType;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly rowPitch: number;
  readonly pitch: number;
  readonly channelPitch: number;
  readonly offset: number;
}

/** An image's pixels where they lie. */
export interface Pixels extends Layout {
  readonly data: TypedArray;
}

/** How a dtype holds parts of a whole: in so many bits, and what is the whole. */
interface Depth {
  readonly bits: 8 | 16 | "float";
  readonly full: number;
}

const BYTES: Depth = { bits: 8, full: 255 };
const FLOATS: Depth = { bits: "float", full: 1 };
const DEPTHS: Readonly<Partial<Record<DType, Depth>>> = {
  uint8: BYTES,
  uint8_clamped: BYTES,
  uint16: { bits: 16, full: 65535 },
  float16: FLOATS,
  float32: FLOATS,
  float64: FLOATS,
};

/** How pixels hold parts of a whole; refuses others, with what to do instead. */
export function depthOf({ dtype }: Layout, instead: string): Depth {
  const depth = DEPTHS[dtype];
  if (depth !== undefined) return depth;
  throw rangeError(
    "unknown-dtype",
    "image.dtype",
    dtype,
    `image.dtype must be uint8, uint16 or a float, whose values are parts of a whole, got ${show(dtype)}; ${instead}`,
  );
}

/** Whether a dtype holds parts of a whole. */
export function partsOfWhole({ dtype }: Layout): boolean {
  return DEPTHS[dtype] !== undefined;
}

/** Reads an image through the public functions, which check its form, its size and its bounds. */
export function readPixels(api: Stridepool, image: unknown, name: string): Pixels {
  if (typeof image !== "object" || image === null || Array.isArray(image)) {
    throw typeError(
      "wrong-type",
      name,
      image,
      `${name} must be an image: ImageData, { data, width, height, channels? }, { data, info } or { data, shape: [height, width, channels] }, ` +
        `got ${show(image)}; wrap pixels as { data, width, height }`,
    );
  }
  const view = viewOf(api, image as Image, name);
  const [height, width, channels = 1] = view.shape as [number, number, number?];
  if (view.shape.length < 2 || view.shape.length > 3) {
    throw rangeError(
      "shape-mismatch",
      `${name}.shape`,
      view.shape,
      `${name}.shape must be [height, width] or [height, width, channels], got ${show(view.shape)}; pool arrays of other ranks with pool`,
    );
  }
  const [rowPitch, pitch, channelPitch = 1] = view.stride as [number, number, number?];
  return {
    data: view.data,
    dtype: view.dtype,
    height,
    width,
    channels,
    rowPitch,
    pitch,
    channelPitch,
    offset: view.offset,
  };
}

/** The image as it lies, as an array. */
function viewOf(api: Stridepool, image: Image, name: string): NdArray {
  const { shape } = image as { readonly shape?: ArrayLike<number> };
  if (shape !== undefined && shape.length !== undefined && shape.length < 2) {
    throw rangeError(
      "shape-mismatch",
      `${name}.shape`,
      shape,
      `${name}.shape must be [height, width] or [height, width, channels], got ${show(Array.from(shape))}; give both sides of the image`,
    );
  }
  const view = windowsOfOne(api, image, name);
  return { ...view, shape: view.shape.slice(0, -2), stride: view.stride.slice(0, -2) };
}

/** Every pixel as a window. */
function windowsOfOne(api: Stridepool, image: Image, name: string): NdArray {
  try {
    return calling({ input: name }, () => api.windows(image, 1, { axes: [0, 1] }));
  } catch (error) {
    // Of the window nothing can be wrong but that there is none.
    if (!(error instanceof StridepoolError) || error.option !== "window") throw error;
    throw rangeError(
      "out-of-range",
      name,
      image,
      `${name} must have at least one pixel, got ${show(image)} of ${sidesOf(image)}; pool others`,
    );
  }
}

/** How high and wide an image says that it is. */
function sidesOf(image: Image): string {
  const { shape, info, height, width } = image as {
    shape?: ArrayLike<number>;
    info?: { height: number; width: number };
    height?: number;
    width?: number;
  };
  const [high, wide] = shape === undefined ? [info?.height ?? height, info?.width ?? width] : Array.from(shape);
  return `${high} rows and ${wide} columns`;
}

/** Pixels as an array that the public functions take. */
export function arrayOf(pixels: Pixels): StridedInput {
  const { data, dtype, height, width, channels, rowPitch, pitch, channelPitch, offset } = pixels;
  return { data, dtype, shape: [height, width, channels], stride: [rowPitch, pitch, channelPitch], offset };
}

/** New pixels, row-major, of another one's dtype. */
export function newPixels(
  { data, dtype, channels }: Pick<Pixels, "data" | "dtype" | "channels">,
  height: number,
  width: number,
): Pixels {
  const Data = data.constructor as new (length: number) => TypedArray;
  // A Buffer's constructor makes no Buffer, and views of it hold a pool's memory.
  const array = dtype === "uint8" ? new Uint8Array(height * width * channels) : new Data(height * width * channels);
  const pitch = channels;
  return { data: array, dtype, height, width, channels, rowPitch: width * pitch, pitch, channelPitch: 1, offset: 0 };
}

/** What ImageData is of besides its pixels. */
export interface Settings {
  readonly colorSpace?: string | undefined;
  /** Of newer browsers, and of newer types of theirs. */
  readonly pixelFormat?: string | undefined;
}

/** Whether a value is ImageData, of this realm or of another. */
export function isImageData(image: object): boolean {
  return Object.prototype.toString.call(image) === "[object ImageData]";
}

/** What ImageData like this one is made with. */
export function settingsOf({ colorSpace, pixelFormat }: Settings): object | undefined {
  if (colorSpace === undefined && pixelFormat === undefined) return undefined;
  return { ...(colorSpace && { colorSpace }), ...(pixelFormat && { pixelFormat }) };
}

/** Row-major pixels in the form of the image that they come from. */
export function inFormOf(image: object, pixels: Pixels): unknown {
  const { data, dtype, height, width, channels } = pixels;
  const form = image as { shape?: unknown; info?: unknown };
  if (isImageData(image) && typeof ImageData === "function") {
    return new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height, settingsOf(image));
  }
  if (form.shape !== undefined) {
    const flat = (form.shape as ArrayLike<number>).length === 2;
    const shape = flat ? [height, width] : [height, width, channels];
    const stride = flat ? [width, 1] : [width * channels, channels, 1];
    return { data, shape, stride, offset: 0, dtype };
  }
  if (form.info !== undefined) return { data, info: { width, height, channels } };
  return { data, width, height, channels };
}
