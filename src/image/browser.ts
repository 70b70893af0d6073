import type { Stridepool } from "../api/stridepool.ts";
import { rangeError, show, typeError } from "../errors.ts";
import type * as platform from "../platform.ts";
import { fromFloat16Bits } from "../registry/float16.ts";
import type { StridedInput } from "../types.ts";
import { alphaOf } from "./definition.ts";
import { depthOf, isImageData, type Pixels, readPixels, type Settings, settingsOf } from "./form.ts";

/** What a canvas can draw. */
export type Drawable =
  | platform.ImageBitmap
  | platform.HTMLImageElement
  | platform.HTMLVideoElement
  | platform.HTMLCanvasElement
  | platform.OffscreenCanvas
  | platform.VideoFrame;

/** A part of a canvas or picture, which lies within it: its corner and its size, in pixels. */
export interface Part {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

function context(canvas: HTMLCanvasElement | OffscreenCanvas): OffscreenCanvasRenderingContext2D | null {
  // Pixels that are read again and again stay in memory, not on the graphics card.
  return canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D | null;
}

function newCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas === "function") return new OffscreenCanvas(width, height);
  if (typeof document === "object") return Object.assign(document.createElement("canvas"), { width, height });
  throw rangeError(
    "not-available",
    "canvas",
    undefined,
    "canvas is not there, got undefined: this runtime draws no images; decode the file with a library such as sharp, and give { data, width, height }",
  );
}

/** The pixels of a canvas, or of a part of it. A canvas that has no context yet is given one of kind `2d`. */
export function fromCanvas(
  canvas: platform.HTMLCanvasElement | platform.OffscreenCanvas,
  part: Part = {},
): platform.ImageData {
  if (typeof (canvas as { getContext?: unknown } | null)?.getContext !== "function") {
    throw typeError(
      "wrong-type",
      "canvas",
      canvas,
      `canvas must be a canvas, got ${show(canvas)}; draw the image on one, or use fromBitmap`,
    );
  }
  const { x, y, width, height } = within(part, canvas.width, canvas.height);
  const own = context(canvas);
  if (own !== null) return own.getImageData(x, y, width, height);
  // It has a context of another kind, of WebGL for one.
  return fromBitmap(canvas, part);
}

/** The pixels of a picture that a canvas can draw, in its own size. */
export function fromBitmap(bitmap: Drawable, part: Part = {}): platform.ImageData {
  const { x, y, width, height } = within(part, ...sizeOf(bitmap));
  const drawn = context(newCanvas(width, height)) as OffscreenCanvasRenderingContext2D;
  drawn.drawImage(bitmap, -x, -y);
  return drawn.getImageData(0, 0, width, height);
}

/** The part of so many pixels that is asked for. */
function within(part: unknown, wide: number, high: number): Record<keyof Part, number> {
  if (typeof part !== "object" || part === null || Array.isArray(part)) {
    const message = `part must be an object such as { x: 0, y: 0, width: 8, height: 8 }, got ${show(part)}`;
    throw typeError("wrong-type", "part", part, message);
  }
  const { x = 0, y = 0 } = part as Part;
  const { width = wide - x, height = high - y } = part as Part;
  const check = (name: keyof Part, value: unknown, least: number, most: number): void => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    const refuse = typeof value === "number" ? rangeError : typeError;
    const code = typeof value === "number" ? "out-of-range" : "wrong-type";
    const rule = most < least ? "there are no pixels" : `it must be an integer from ${least} to ${most}`;
    throw refuse(
      code,
      `part.${name}`,
      value,
      `part.${name} must lie within the ${wide} x ${high} pixels: ${rule}, got ${show(value)}; give a part that does, or none for all`,
    );
  };
  check("x", x, 0, wide - 1);
  check("y", y, 0, high - 1);
  check("width", width, 1, wide - x);
  check("height", height, 1, high - y);
  return { x, y, width, height };
}

/** Width and height. */
export function sizeOf(bitmap: Drawable): [number, number] {
  const sized = bitmap as unknown as Partial<Record<string, number>> | null;
  if (typeof sized === "object" && sized !== null) {
    // Of elements, the size of what they hold, not of the place that they take on a page.
    const width = sized.naturalWidth ?? sized.videoWidth ?? sized.displayWidth ?? sized.width;
    const height = sized.naturalHeight ?? sized.videoHeight ?? sized.displayHeight ?? sized.height;
    if (width !== undefined && height !== undefined && width > 0 && height > 0) return [width, height];
  }
  throw typeError(
    "wrong-type",
    "bitmap",
    bitmap,
    `bitmap must be a picture that a canvas can draw, with a size, got ${show(bitmap)}; wait until it is loaded, and do not close it before`,
  );
}

/** Formats of frames whose pixels are four bytes; red first, or blue; and of which the fourth means nothing. */
const RED_FIRST = ["RGBA", "RGBX"];
const BLUE_FIRST = ["BGRA", "BGRX"];
const OPAQUE = ["RGBX", "BGRX"];

/**
 * The pixels of a frame of a video, where they were copied to: rows as far apart as the frame's layout has them, neither turned nor scaled to
 * the size in which it is shown, as `fromBitmap` does. Frames that were made from canvases may hold colours multiplied by alpha: pool those
 * with `alpha: "premultiplied"`.
 */
export async function fromVideoFrame(
  frame: platform.VideoFrame,
): Promise<StridedInput<Uint8ClampedArray<ArrayBuffer>>> {
  if (typeof (frame as { copyTo?: unknown } | null)?.copyTo !== "function") {
    throw typeError(
      "wrong-type",
      "frame",
      frame,
      `frame must be a VideoFrame, got ${show(frame)}; of a video element use fromBitmap`,
    );
  }
  const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
  const blueFirst = BLUE_FIRST.includes(frame.format ?? "");
  // Some browsers that are asked for a format give their own all the same, which is one of these or has several planes.
  const options = blueFirst || RED_FIRST.includes(frame.format ?? "") ? {} : { format: "RGBA" as const };
  try {
    const data = new Uint8ClampedArray(frame.allocationSize(options));
    const [layout, ...more] = await frame.copyTo(data, options);
    const { offset, stride } = layout as PlaneLayout;
    if (more.length === 0 && stride >= 4 * width && offset + (height - 1) * stride + 4 * width <= data.length) {
      const opaque = OPAQUE.includes(frame.format ?? "");
      for (let y = 0, row = offset; y < height; y++, row += stride) {
        const pixels = data.subarray(row, row + 4 * width);
        if (blueFirst) swapEnds(pixels);
        if (opaque) for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
      }
      return { data, shape: [height, width, 4], stride: [stride, 4, 1], offset };
    }
  } catch (error) {
    // A closed frame; others are of formats that this browser converts on a canvas alone.
    if ((error as Error).name === "InvalidStateError") throw error;
  }
  // What is drawn is as large as it is shown.
  const drawn = fromBitmap(frame);
  return { data: drawn.data, shape: [drawn.height, drawn.width, 4], stride: [4 * drawn.width, 4, 1], offset: 0 };
}

/** Blue and red change places. */
function swapEnds(data: Uint8ClampedArray): void {
  for (let at = 0; at + 2 < data.length; at += 4) {
    const blue = data[at] as number;
    data[at] = data[at + 2] as number;
    data[at + 2] = blue;
  }
}

/** An image of any form as ImageData: grey and colours alone become opaque, words and floats are rounded to bytes. */
export function toImageData(api: Stridepool, image: unknown): platform.ImageData {
  if (typeof ImageData !== "function") {
    throw rangeError(
      "not-available",
      "ImageData",
      undefined,
      "ImageData is not there, got undefined: this runtime has none; use the pixels as they are",
    );
  }
  const pixels = readPixels(api, image, "image");
  const { height, width, channels, rowPitch, pitch, channelPitch, offset } = pixels;
  const { colorSpace }: Settings = isImageData(image as object) ? (image as Settings) : {};
  const settings = settingsOf({ colorSpace });
  if (channels > 4 || channels < 1) {
    throw rangeError(
      "shape-mismatch",
      "image",
      image,
      `image must have 1 to 4 channels to be shown, got ${show(image)} of ${channels}; choose some of them`,
    );
  }
  const source = valuesOf(pixels);
  const { full } = depthOf(pixels, "convert it first");
  const data = new Uint8ClampedArray(4 * width * height);
  if (full === 255 && channels === 4 && pitch === 4 && channelPitch === 1) {
    for (let y = 0; y < height; y++) {
      const row = offset + y * rowPitch;
      data.set((pixels.data as Uint8Array).subarray(row, row + 4 * width), 4 * width * y);
    }
    return new ImageData(data, width, height, settings);
  }
  const alpha = alphaOf(pixels);
  const colours = alpha < 0 ? channels : channels - 1;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const pixel = offset + y * rowPitch + x * pitch;
      for (let c = 0; c < 3; c++) {
        data[at + c] = byte(source[pixel + Math.min(c, colours - 1) * channelPitch] as number, full);
      }
      data[at + 3] = alpha < 0 ? 255 : byte(source[pixel + alpha * channelPitch] as number, full);
    }
  }
  return new ImageData(data, width, height, settings);
}

/** Values by their places; half floats may be given as bits. */
function valuesOf({ data, dtype }: Pixels): ArrayLike<number> {
  if (dtype === "float16" && data instanceof Uint16Array) return Float32Array.from(data, fromFloat16Bits);
  return data as unknown as ArrayLike<number>;
}

const byte = (value: number, full: number): number => (full === 255 ? value : Math.floor((255 * value) / full + 0.5));
