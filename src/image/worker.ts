import type { Stridepool } from "../api/stridepool.ts";
import { rangeError, type StridepoolError, typeError } from "../errors.ts";
import type * as platform from "../platform.ts";
import { checkAsk, readCall } from "./call.ts";
import { handedOver, listed } from "./handover.ts";
import type { Answer, Ask, Refused } from "./messages.ts";
import type { ImageWorker, WorkerCall } from "./types.ts";

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

function refusalOf({ code, option, message, kind }: Refused): Error {
  if (code === undefined) return new Error(message);
  const refuse = kind === "type" ? typeError : rangeError;
  return refuse(code, option, undefined, message);
}
