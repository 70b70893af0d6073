import type { Stridepool } from "../api/stridepool.ts";
import { rangeError, type StridepoolError, show, typeError } from "../errors.ts";
import type * as platform from "../platform.ts";
import type { PerAxis, TypedArray } from "../types.ts";
import { sizeOf } from "./browser.ts";
import { isImageData, newPixels, readPixels } from "./form.ts";
import type { Answer, Ask, Refused } from "./messages.ts";
import { mipmaps } from "./mipmaps.ts";
import { readOptions } from "./options.ts";
import { OPTIONS } from "./plan.ts";
import { countsOf, type Hops, poolImage } from "./pool.ts";
import { RGBA } from "./strips.ts";
import type { Image, ImageLike, ImageOptions, MipmapOptions, Spent } from "./types.ts";

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

/** A call that waits for its answer. */
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: WorkerCall["onProgress"];
  readonly done: () => void;
}

/** Starts a worker from a file of the package. */
export function startWorker(api: Stridepool, start: () => platform.Worker): ImageWorker {
  if (typeof Worker !== "function") {
    throw rangeError(
      "not-available",
      "Worker",
      undefined,
      "Worker is not there, got undefined: this runtime has no web workers; call poolImage itself",
    );
  }
  const worker = start();
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: StridepoolError | undefined;

  const end = (message: string): void => {
    ended = rangeError("disposed", "worker", worker, message);
    for (const { reject, done } of waiting.values()) {
      done();
      reject(ended);
    }
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if (data.progress !== undefined) {
      call.onProgress?.(data.progress, data.spent);
      return;
    }
    waiting.delete(data.id);
    call.done();
    if (data.refused === undefined) call.resolve(data.result);
    else call.reject(refusalOf(data.refused));
  });
  worker.addEventListener("error", (event) => {
    end(
      `worker did not start or failed: ${event.message ?? "no reason given"}; check where image-worker.js is served, and give createImageWorker its address`,
    );
    worker.terminate();
  });

  const ask = (call: Ask["call"], image: unknown, window: unknown, given: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) throw ended;
      const { detach, signal, onProgress, ...options } = readCall(given, call);
      signal?.throwIfAborted();
      checkAsk(api, call, image, window, options);
      const id = next++;
      const stop = (): void => {
        waiting.delete(id);
        worker.postMessage({ stop: id });
        reject(signal?.reason);
      };
      const done = (): void => signal?.removeEventListener("abort", stop);
      const send = (detached: boolean): void => {
        const sent = handedOver(image as object, detached);
        worker.postMessage({ id, call, image: sent.image, window: listed(window), options } satisfies Ask, sent.moved);
      };
      try {
        send(detach === true);
      } catch (error) {
        // Memory of WebAssembly, such as a plan's, stays where it is.
        if (detach !== true) throw error;
        send(false);
      }
      waiting.set(id, { resolve, reject, onProgress, done });
      signal?.addEventListener("abort", stop, { once: true });
    });
  const terminate = (): void => {
    worker.terminate();
    if (ended === undefined) end("worker was terminated; start another one with createImageWorker");
  };
  const pipeline = {
    poolImage: (image: unknown, window: unknown, options?: unknown) => ask("poolImage", image, window, options),
    mipmaps: (image: unknown, options?: unknown) => ask("mipmaps", image, undefined, options),
    terminate,
    [Symbol.dispose]: terminate,
  };
  return pipeline as ImageWorker;
}

/** Windows as they are sent. */
function listed(window: unknown): Ask["window"] {
  return typeof window === "number" || window === undefined ? window : Array.from(window as ArrayLike<number>);
}

/** Options of a call, and how it goes about its work. */
type Call = WorkerCall & Readonly<Record<string, unknown>>;

/** Reads them. */
function readCall(options: unknown, call: Ask["call"]): Call {
  const own = call === "mipmaps" ? ["alpha", "transfer"] : OPTIONS;
  const given = readOptions(options, [...own, "detach", "signal", "onProgress"], `${call} of a worker`) as Call;
  const { detach, signal, onProgress } = given as Readonly<Record<string, unknown>>;
  const refuse = (option: string, value: unknown, what: string): never => {
    throw typeError("wrong-type", option, value, `${option} must be ${what}, got ${show(value)}`);
  };
  if (detach !== undefined && typeof detach !== "boolean") refuse("detach", detach, "true or false");
  if (onProgress !== undefined && typeof onProgress !== "function") refuse("onProgress", onProgress, "a function");
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.throwIfAborted !== "function") {
    refuse("signal", signal, "an AbortSignal, as an AbortController has one");
  }
  return given;
}

/** Checks a call before anything is handed over, by the rules of the functions that the worker will call. */
function checkAsk(
  api: Stridepool,
  call: Ask["call"],
  image: unknown,
  window: unknown,
  options: Readonly<Record<string, unknown>>,
): void {
  const picture = isPicture(image);
  const [width, height] = picture ? sizeOf(image) : [0, 0];
  const pixels = picture ? RGBA : readPixels(api, image, "image");
  const size = "height" in pixels ? pixels : { height, width };
  if (typeof options.op === "function") {
    throw typeError(
      "wrong-type",
      "op",
      options.op,
      "op must be the name of an op for a worker, got a function, which cannot be sent; call poolImage itself",
    );
  }
  // The ways to average, by a pixel.
  const { alpha, transfer, op, stride, edge } = options as Hops & Readonly<Record<string, unknown>>;
  const { data, dtype, channels } = newPixels(pixels, 1, 1);
  const pixel = { data, dtype, shape: [1, 1, channels] };
  if (call === "mipmaps") {
    mipmaps(api, pixel, { alpha, transfer });
    return;
  }
  poolImage(api, pixel, 1, { op, alpha, transfer });
  countsOf(api, size, window, { stride, edge });
}

/** Whether a worker reads a value's pixels itself. */
function isPicture(image: unknown): image is Picture {
  const tag = Object.prototype.toString.call(image).slice(8, -1);
  return tag === "ImageBitmap" || tag === "VideoFrame";
}

/** An image as it is sent: with memory of its own, which moves. */
function handedOver(image: object, detach: boolean): { image: object; moved: Transferable[] } {
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

function refusalOf({ code, option, message, kind }: Refused): Error {
  if (code === undefined) return new Error(message);
  const refuse = kind === "type" ? typeError : rangeError;
  return refuse(code, option, undefined, message);
}
