import { backend, pool } from "stridepool";
import type { Dense, Strided } from "./array.ts";
import type { Format } from "./formats.ts";
import { blackAndWhite, isTruth, keepsBits } from "./pixels.ts";
import type { Request } from "./request.ts";
import { type Timing, timed } from "./timing.ts";

/** Pools an array as the command line asks; the time is that of the pooling alone. */
export function reduce(
  input: Strided,
  mask: Strided | undefined,
  request: Request,
  source: Format,
  target: Format,
): { readonly result: Dense; readonly timing: Timing; readonly notes: readonly string[] } {
  const { op, window, axes, dtype } = request;
  const toImage = target.kind === "image";
  const pixels = input.dtype === "uint8" || input.dtype === "uint16";
  const options = {
    stride: request.stride,
    dilation: request.dilation,
    padding: request.padding,
    edge: request.edge,
    fill: request.fill,
    padMode: request.padMode,
    axes: axes ?? (source.kind === "image" ? [0, 1] : undefined),
    dtype: dtype ?? (toImage && pixels && keepsBits(op) ? input.dtype : undefined),
    round: request.round,
    countPadding: request.countPadding,
    divisor: request.divisor,
    nan: request.nan,
    nodata: request.nodata,
    mask,
    minCount: request.minCount,
    indices: request.indices,
    p: request.p,
    ddof: request.ddof,
    interpolation: request.interpolation,
  };
  backend(); // The engine is compiled on first use, which is no part of the pooling.
  const { result, timing } = timed((): Dense => pool(op, input, window, options));
  if (!toImage || !isTruth(op) || dtype !== undefined) return { result, timing, notes: [] };
  return { result: blackAndWhite(result), timing, notes: ["0 is written as black, 1 as white"] };
}
