import type { StridepoolError } from "stridepool";
import { createImageWorker, type ImageWorker, type MipmapOptions, type Spent } from "stridepool/image";
import type { Still } from "./open.ts";
import { optionsOf, type Settings } from "./settings.ts";
import type { Times } from "./timing.ts";
import type { Size } from "./view.ts";

/** Pixels that the page pools itself; more go to the worker. */
const ON_PAGE = 8.5e6;

/** Taps of weighted means that the page takes. */
const TAPS_ON_PAGE = 6e7;

/** How many times as long a tap takes in other ways. */
const SORTED = 4;
const BY_DEFINITION = 32;

/** Whether a picture is left to the worker: pooling it here would hold the page up. */
export function isForWorker(size: Size, settings: Settings): boolean {
  return size.width * size.height > ON_PAGE || costOf(size, settings) > TAPS_ON_PAGE;
}

/** Whether frames of a size are pooled quickly enough to be seen moving. */
export function isQuick(size: Size, settings: Settings): boolean {
  return size.width * size.height <= ON_PAGE && costOf(size, settings) <= TAPS_ON_PAGE / 2;
}

/** Weighted means, and means in linear light, of so many taps cost the same however windows overlap; both at once of so many rows. */
const SLIDING = 65536;
const SLIDING_ROWS = 257;

/** What pooling costs where windows are walked tap by tap, in taps of weighted means. */
function costOf({ width, height }: Size, { op, window, stride, alpha, linear }: Settings): number {
  // Means, maxima and minima take as long for large windows as for small ones; the others do not.
  if (op === "max" || op === "min" || op === "first") return 0;
  const slides =
    alpha !== "premultiplied" && window[0] * window[1] <= SLIDING && (!linear || window[0] <= SLIDING_ROWS);
  if (op === "mean" && (slides || (!linear && alpha !== "weighted"))) return 0;
  const [down, across] = stride ?? window;
  const taps = (width / down) * (height / across) * window[0] * window[1];
  // Multiplied by alpha and in linear light at once, colours are averaged in TypeScript.
  return taps * (op !== "mean" ? SORTED : alpha === "premultiplied" ? BY_DEFINITION : 1);
}

let worker: ImageWorker | undefined;

/** Ends what the worker does, whatever it is; another one is started for what comes next. */
export function stopWorker(): void {
  worker?.terminate();
  worker = undefined;
}

/** Decodes a picture once more, for the worker to take: it closes what it reads, and to copy it here would hold the page up. */
async function handedTo<T>(
  still: Still,
  signal: AbortSignal,
  ask: (worker: ImageWorker, bitmap: ImageBitmap) => Promise<T>,
): Promise<T> {
  const bitmap = await still.again();
  if (signal.aborted) bitmap.close();
  signal.throwIfAborted();
  worker ??= createImageWorker();
  try {
    return await ask(worker, bitmap);
  } catch (what) {
    // One that did not start will not answer later either.
    if ((what as StridepoolError).code === "disposed" && !signal.aborted) stopWorker();
    throw what;
  }
}

/** Pools a picture in the worker, which reads its pixels there; with where its time went, and how long the page waited in all. */
export function poolInWorker(
  still: Still,
  settings: Settings,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<{ image: ImageData; time: number; times: Times | undefined }> {
  return handedTo(still, signal, async (worker, bitmap) => {
    let times: Spent | undefined;
    const onProgress = (done: number, spent?: Spent): void => {
      progress(done);
      times = spent;
    };
    const start = performance.now();
    const image = await worker.poolImage(bitmap, settings.window, { ...optionsOf(settings), signal, onProgress });
    return { image, time: performance.now() - start, times };
  });
}

/** Makes a picture's mipmaps there. */
export function mipmapsInWorker(still: Still, options: MipmapOptions, signal: AbortSignal): Promise<ImageData[]> {
  return handedTo(still, signal, (worker, bitmap) => worker.mipmaps(bitmap, { ...options, signal }));
}
