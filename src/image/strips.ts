import type { Stridepool } from "../api/stridepool.ts";
import type { Edge, StridedInput, TypedArray } from "../types.ts";
import { arrayOf, inFormOf, newPixels, readPixels } from "./form.ts";
import { poolImage } from "./pool.ts";

/** Bytes of input that are pooled before progress is told. */
const STRIP = 2 ** 24;

/** Pools an image strip by strip, so that it can be told how far that is, and stopped: `between` says whether to go on. */
export async function poolInStrips(
  api: Stridepool,
  image: object,
  window: number | readonly number[],
  options: Readonly<Record<string, unknown>>,
  between: (done: number) => Promise<boolean>,
): Promise<unknown> {
  const pixels = readPixels(api, image, "image");
  const { stride, edge } = options as { stride?: number | readonly number[]; edge?: Edge };
  const sides = [pixels.height, pixels.width];
  const [height, width] = api.outputShape(sides, window as number, { stride: stride as number, edge }) as [
    number,
    number,
  ];
  const tall = typeof window === "number" ? window : (window[0] as number);
  const hop = stride === undefined ? tall : typeof stride === "number" ? stride : (stride[0] as number);
  const bytes = pixels.width * pixels.channels * pixels.data.BYTES_PER_ELEMENT;
  const rows = Math.max(1, Math.floor(STRIP / (bytes * hop)));
  const to = newPixels(pixels, height, width);
  const [from, into] = [arrayOf(pixels), arrayOf(to)] as [StridedInput<TypedArray>, StridedInput<TypedArray>];
  for (let r = 0, count = 0; r < height; r += count) {
    // A last window that the image's end clips would be larger than a strip of its own.
    count = height - r <= rows + 1 ? height - r : rows;
    const top = r * hop;
    const bottom =
      r + count === height && edge === "partial"
        ? pixels.height
        : Math.min(pixels.height, top + (count - 1) * hop + tall);
    poolImage(api, strip(from, top, bottom - top), window, { ...options, out: strip(into, r, count) });
    if (!(await between((r + count) / height))) return undefined;
  }
  return inFormOf(image, to);
}

/** Some rows of an image. */
function strip(image: StridedInput<TypedArray>, first: number, count: number): StridedInput<TypedArray> {
  const [, width, channels] = image.shape as [number, number, number];
  const [pitch] = image.stride as readonly [number];
  return { ...image, shape: [count, width, channels], offset: (image.offset ?? 0) + first * pitch };
}
