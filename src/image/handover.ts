import type { TypedArray } from "../types.ts";
import { isImageData } from "./form.ts";
import type { Ask } from "./messages.ts";
import type { Picture } from "./types.ts";

/** Whether a worker reads a value's pixels itself. */
export function isPicture(image: unknown): image is Picture {
  const tag = Object.prototype.toString.call(image).slice(8, -1);
  return tag === "ImageBitmap" || tag === "VideoFrame";
}

/** Windows as they are sent. */
export function listed(window: unknown): Ask["window"] {
  return typeof window === "number" || window === undefined ? window : Array.from(window as ArrayLike<number>);
}

/** An image as it is sent: with memory of its own, which moves. */
export function handedOver(image: object, detach: boolean): { image: object; moved: Transferable[] } {
  if (isPicture(image)) return { image, moved: [image] };
  const { data } = image as { data: TypedArray };
  // Buffers have a slice of their own, which copies nothing.
  const copy = (): TypedArray => Uint8Array.prototype.slice.call(data) as TypedArray;
  const mine = detach && data.buffer instanceof ArrayBuffer ? data : copy();
  return { image: { ...fieldsOf(image), data: mine }, moved: [mine.buffer as ArrayBuffer] };
}

/** What forms of images have, which may be getters of their class, and are not sent then. */
function fieldsOf(image: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of [
    "shape",
    "stride",
    "strides",
    "offset",
    "dtype",
    "dims",
    "width",
    "height",
    "channels",
    "info",
    "colorSpace",
    "pixelFormat",
  ]) {
    const value = (image as Record<string, unknown>)[name];
    if (value !== undefined) fields[name] = value;
  }
  if (isImageData(image)) fields.imageData = true;
  return fields;
}
