import type { Stridepool } from "../api/stridepool.ts";
import { show, typeError } from "../errors.ts";
import { sizeOf } from "./browser.ts";
import { newPixels, readPixels } from "./form.ts";
import { isPicture } from "./handover.ts";
import type { Ask } from "./messages.ts";
import { mipmaps } from "./mipmaps.ts";
import { readOptions } from "./options.ts";
import { OPTIONS } from "./plan.ts";
import { countsOf, type Hops, poolImage } from "./pool.ts";
import { RGBA } from "./strips.ts";
import type { WorkerCall } from "./types.ts";

/** Options of a call, and how it goes about its work. */
type Call = WorkerCall & Readonly<Record<string, unknown>>;

/** Reads them. */
export function readCall(options: unknown, call: Ask["call"]): Call {
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
export function checkAsk(
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
