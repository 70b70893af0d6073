import { backend, pool } from "stridepool";
import type { Dense, Strided } from "./array.ts";
import type { Format } from "./formats.ts";
import type { Request } from "./request.ts";
import { type Timing, timed } from "./timing.ts";

/** Pools an array as the command line asks; the time is that of the pooling alone. */
export function reduce(
  input: Strided,
  request: Request,
  source: Format,
  target: Format,
): { readonly result: Dense; readonly timing: Timing } {
  const { op, window, stride, axes, edge, dtype, round } = request;
  const pixels = input.dtype === "uint8" || input.dtype === "uint16";
  const asked = dtype ?? (target.kind === "image" && op === "mean" && pixels ? input.dtype : undefined);
  const pooled = axes ?? (source.kind === "image" ? [0, 1] : undefined);
  const options = {
    edge,
    round,
    ...(stride === undefined ? {} : { stride }),
    ...(pooled === undefined ? {} : { axes: pooled }),
    ...(asked === undefined ? {} : { dtype: asked }),
  };
  const { data, shape, stride: pitch } = input;
  backend(); // The engine is compiled on first use, which is no part of the pooling.
  return timed(() => pool(op, { data, shape, stride: pitch }, window, options));
}
