import { createImageWorker, type ImageWorker, type Spent } from "stridepool/image";
import type { Still } from "./open.ts";
import { optionsOf, type Settings } from "./settings.ts";
import type { Times } from "./timing.ts";
import type { Size } from "./view.ts";

/** Pixels that the page pools itself; more go to the worker. */
const ON_PAGE = 8.5e6;

/** Taps that the page folds one by one. */
const TAPS_ON_PAGE = 6e7;

/** Whether a picture is left to the worker: pooling it here would hold the page up. */
export function isForWorker({ width, height }: Size, { op, window, stride, alpha, linear }: Settings): boolean {
  if (width * height > ON_PAGE) return true;
  // Means as they stand, maxima and minima take as long for large windows as for small ones; the others do not.
  if (op === "max" || op === "min" || op === "first") return false;
  if (op === "mean" && !linear && alpha !== "weighted") return false;
  const [down, across] = stride ?? window;
  const results = (width / down) * (height / across);
  return results * window[0] * window[1] > TAPS_ON_PAGE / (op === "mean" ? 1 : 4);
}

let worker: ImageWorker | undefined;

/** The worker, started when it is first needed. */
export function imageWorker(): ImageWorker {
  worker ??= createImageWorker();
  return worker;
}

/** Ends what the worker does, whatever it is; another one is started for what comes next. */
export function stopWorker(): void {
  worker?.terminate();
  worker = undefined;
}

/** Pools a picture in the worker, which reads its pixels there; with where its time went, and how long the page waited in all. */
export async function poolInWorker(
  still: Still,
  settings: Settings,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<{ image: ImageData; time: number; times: Times | undefined }> {
  // The worker closes what it reads; to copy the picture here would hold the page up.
  const handed = await still.again();
  signal.throwIfAborted();
  let times: Spent | undefined;
  const onProgress = (done: number, spent?: Spent): void => {
    progress(done);
    times = spent;
  };
  const start = performance.now();
  const image = await imageWorker().poolImage(handed, settings.window, { ...optionsOf(settings), signal, onProgress });
  return { image, time: performance.now() - start, times };
}
