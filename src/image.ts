import type { Drawable, Part } from "./image/browser.ts";
import { toImageData as imageDataOf } from "./image/browser.ts";
import { mipmaps as mipmapsOf } from "./image/mipmaps.ts";
import { createImagePlan as planOf } from "./image/plan.ts";
import { poolImage as poolOf } from "./image/pool.ts";
import type {
  Alpha,
  Image,
  ImageLike,
  ImageOptions,
  ImagePlan,
  ImagePlanInput,
  ImagePlanOptions,
  ImageWorker,
  MipmapOptions,
  Picture,
  PlanPixels,
  Pooled,
  Spent,
  Transfer,
  WorkerCall,
} from "./image/types.ts";
import { startWorker } from "./image/worker.ts";
import * as api from "./index.ts";
import type * as platform from "./platform.ts";
import type { DType, DTypeArrays, PerAxis } from "./types.ts";

export { fromBitmap, fromCanvas, fromVideoFrame } from "./image/browser.ts";
export { StridepoolError } from "./index.ts";
export type {
  Alpha,
  Drawable,
  Image,
  ImageLike,
  ImageOptions,
  ImagePlan,
  ImagePlanInput,
  ImagePlanOptions,
  ImageWorker,
  MipmapOptions,
  Part,
  Picture,
  PlanPixels,
  Pooled,
  Spent,
  Transfer,
  WorkerCall,
};

/**
 * Pools an image into a smaller one of the same form: ImageData gives ImageData, `{ data, width, height }` and sharp's `{ data, info }` give
 * the like. Means are rounded half up, once. Where there is alpha, colours count as much as they show; in linear light (`transfer:
 * "srgb"`), bytes are averaged as 16 bits of light.
 *
 * @param image - `[height, width, channels]` in any form; 8 or 16 bits or floats (0 to 1 where light is weighed). Of two or four channels the last is alpha.
 * @param window - Pixels of a window down and across, or one number for both.
 * @param options - op, alpha, transfer, stride, edge, out.
 * @returns The pooled image, or `out`.
 * @throws StridepoolError for every value that breaks a rule, before anything is written.
 *
 * @example
 * ```ts
 * import { poolImage } from "stridepool/image";
 * // A red pixel beside three that are transparent green: nothing green shows.
 * const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0);
 * const image = { data, width: 2, height: 2 };
 * poolImage(image, 2).data; // Uint8ClampedArray [255, 0, 0, 64]
 * poolImage(image, 2, { alpha: "straight" }).data; // Uint8ClampedArray [64, 191, 0, 64]
 * // Black and white by halves: in linear light as bright as they look.
 * const stripes = { data: Uint8Array.of(0, 255, 0, 255), width: 2, height: 2 };
 * poolImage(stripes, 2).data; // Uint8Array [128]
 * poolImage(stripes, 2, { transfer: "srgb" }).data; // Uint8Array [188]
 * ```
 */
export function poolImage<I extends Image, const Options extends ImageOptions = Record<never, never>>(
  image: I,
  window: PerAxis,
  options?: Options,
): Pooled<I, Options> {
  return poolOf(api, image, window, options) as Pooled<I, Options>;
}

/**
 * Prepares `poolImage` for images of one size and dtype that come one after another, such as a video's frames: fill `input.data`, call
 * `run()`, read `output.data`. Channels as they are, and bytes in linear light or weighted by alpha, stay in the engine's memory, and a run
 * copies and allocates nothing; `describe()` says where the definition runs instead.
 *
 * @param image - width and height, channels (default 4) and dtype (default `"uint8_clamped"`) of the images.
 * @param window - As for `poolImage`.
 * @param options - As for `poolImage`, without out.
 * @returns The plan; dispose of it, or let `using` do so, to give its memory back.
 * @throws StridepoolError as `poolImage`, and where the images exceed one WebAssembly memory (4 GiB).
 *
 * @example
 * ```ts
 * import { createImagePlan } from "stridepool/image";
 * const plan = createImagePlan({ width: 2, height: 2 }, 2);
 * // A red pixel beside three that are transparent green; then three that are not.
 * plan.input.data.set([255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0]);
 * plan.run();
 * plan.output.data; // Uint8ClampedArray [255, 0, 0, 64]
 * plan.input.data.fill(255, 4);
 * plan.run();
 * plan.output.data; // Uint8ClampedArray [255, 191, 191, 255]
 * plan.dispose();
 * // On a canvas: context.putImageData(new ImageData(plan.output.data, plan.output.width), 0, 0)
 * ```
 */
export function createImagePlan<K extends DType = "uint8_clamped">(
  image: ImagePlanInput<K>,
  window: PerAxis,
  options?: ImagePlanOptions,
): ImagePlan<DTypeArrays[K]> {
  return planOf(api, image, window, options) as ImagePlan<DTypeArrays[K]>;
}

/**
 * The levels of an image's mipmap chain: half as large each (rounded up), down to one pixel. Each is rounded once, from the exact
 * sums of the image's own pixels, so that no level darkens the next.
 *
 * @param image - As for `poolImage`.
 * @param options - alpha, transfer.
 * @returns The levels below the image itself, in its form; none of an image of one pixel.
 * @throws StridepoolError as `poolImage`.
 *
 * @example
 * ```ts
 * import { mipmaps } from "stridepool/image";
 * const grey = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 };
 * mipmaps(grey).map(({ data }) => data); // [Uint8Array [3, 5], Uint8Array [4]]
 * ```
 */
export function mipmaps<I extends Image>(image: I, options?: MipmapOptions): ImageLike<I>[] {
  return mipmapsOf(api, image, options) as ImageLike<I>[];
}

/**
 * An image of any form as ImageData, ready for a canvas: grey and colours alone become opaque, words and floats (0 to 1) are rounded to bytes.
 *
 * @param image - Of one to four channels.
 * @returns New ImageData.
 * @throws StridepoolError for other images, and where the runtime has no ImageData.
 */
export function toImageData(image: Image): platform.ImageData {
  return imageDataOf(api, image);
}

/**
 * Starts the image pipeline in a Web Worker, so that a page stays quick whatever it pools. The worker is a file of the package beside
 * this one (no blob: address), so a page's policy need not allow more than its own scripts, and no memory is shared.
 *
 * @param url - Where `image-worker.js` is served, where that is elsewhere.
 * @returns The same functions, whose results are promises; they take bitmaps and frames as well, can be stopped, and tell how far they are.
 * @throws StridepoolError where the runtime has no workers.
 */
export function createImageWorker(url?: string | platform.URL): ImageWorker {
  return startWorker(api, () =>
    url === undefined
      ? new Worker(new URL("./image-worker.js", import.meta.url), { type: "module" })
      : new Worker(url, { type: "module" }),
  );
}
