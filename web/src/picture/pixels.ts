import { fromBitmap } from "stridepool/image";

let last: { bitmap: ImageBitmap; pixels: ImageData } | undefined;

/** A picture's pixels, read from it once. */
export function pixelsOf(bitmap: ImageBitmap): ImageData {
  if (last?.bitmap !== bitmap) last = { bitmap, pixels: fromBitmap(bitmap) };
  return last.pixels;
}
