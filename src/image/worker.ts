import { rangeError, type StridepoolError, show, typeError } from "../errors.ts";
import type { PerAxis } from "../types.ts";
import type { Answer, Ask, Refused } from "./messages.ts";
import type { Image, ImageLike, ImageOptions, MipmapOptions, Spent } from "./types.ts";

/** How a call of a worker goes about its work. */
export interface WorkerCall {
  /** Hands the image's memory over, which leaves it without: nothing is copied. Otherwise a copy is handed over. */
  readonly detach?: boolean | undefined;
  /** Stops the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told now and then which part of the results is there, from 0 to 1, and of bitmaps and frames where the time went so far. */
  readonly onProgress?: ((done: number, spent?: Spent) => void) | undefined;
}

/** A picture that the worker reads the pixels of; a bitmap or frame is handed over, and closed. */
export type Picture = ImageBitmap | VideoFrame;

/** The image pipeline in a worker. */
export interface ImageWorker {
  /** As `poolImage`; of a bitmap or frame the result is ImageData. */
  poolImage<I extends Image | Picture>(
    image: I,
    window: PerAxis,
    options?: Omit<ImageOptions, "out"> & WorkerCall,
  ): Promise<I extends Picture ? ImageData : ImageLike<I>>;
  /** As `mipmaps`. */
  mipmaps<I extends Image | Picture>(
    image: I,
    options?: MipmapOptions & WorkerCall,
  ): Promise<(I extends Picture ? ImageData : ImageLike<I>)[]>;
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
export function startWorker(start: () => Worker): ImageWorker {
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

  const ask = (call: Ask["call"], image: object, window: Ask["window"], given: WorkerCall = {}): Promise<unknown> => {
    const { detach = false, signal, onProgress, ...options } = given;
    return new Promise((resolve, reject) => {
      if (ended !== undefined) throw ended;
      signal?.throwIfAborted();
      const id = next++;
      const stop = (): void => {
        waiting.delete(id);
        worker.postMessage({ stop: id });
        reject(signal?.reason);
      };
      const sent = handedOver(image, detach);
      const done = (): void => signal?.removeEventListener("abort", stop);
      worker.postMessage({ id, call, image: sent.image, window, options } satisfies Ask, sent.moved);
      waiting.set(id, { resolve, reject, onProgress, done });
      signal?.addEventListener("abort", stop, { once: true });
    });
  };
  const terminate = (): void => {
    worker.terminate();
    if (ended === undefined) end("worker was terminated; start another one with createImageWorker");
  };
  const api = {
    poolImage: (image: object, window: PerAxis, options?: object) =>
      ask("poolImage", image, typeof window === "number" ? window : Array.from(window), options),
    mipmaps: (image: object, options?: object) => ask("mipmaps", image, undefined, options),
    terminate,
    [Symbol.dispose]: terminate,
  };
  return api as ImageWorker;
}

/** An image as it is sent: with memory of its own, which moves. */
function handedOver(image: object, detach: boolean): { image: object; moved: Transferable[] } {
  if (typeof image !== "object" || image === null) {
    throw typeError(
      "wrong-type",
      "image",
      image,
      `image must be an image or a picture, got ${show(image)}; see poolImage`,
    );
  }
  const tag = Object.prototype.toString.call(image).slice(8, -1);
  if (tag === "ImageBitmap" || tag === "VideoFrame") return { image, moved: [image as ImageBitmap] };
  const { data } = image as { data?: ArrayBufferView & { slice(): ArrayBufferView } };
  // What is wrong with it the worker says.
  if (!ArrayBuffer.isView(data)) return { image, moved: [] };
  const mine = detach && data.buffer instanceof ArrayBuffer ? data : data.slice();
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
  ]) {
    const value = (image as Record<string, unknown>)[name];
    if (value !== undefined) fields[name] = value;
  }
  if (Object.prototype.toString.call(image) === "[object ImageData]") fields.imageData = true;
  return fields;
}

function refusalOf({ code, option, message, kind }: Refused): Error {
  if (code === undefined) return new Error(message);
  const refuse = kind === "type" ? typeError : rangeError;
  return refuse(code, option, undefined, message);
}
