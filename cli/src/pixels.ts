import type { Dense } from "./array.ts";
import type { Op } from "./choices.ts";

/**
 * How an image file holds what an op gives of an image: values among the image's own keep its bits, truth is black and white,
 * and what may be larger needs --dtype, for the reason that stands here.
 */
const HELD: Readonly<Record<Op, "own" | "truth" | { readonly reason: string }>> = {
  max: "own",
  min: "own",
  mean: "own",
  sum: { reason: "uint16 has room for it, uint8 saturates" },
  prod: { reason: "uint8 holds products up to 255, uint16 up to 65535; larger ones saturate" },
  lp: { reason: "uint16 has room for it, uint8 saturates" },
  rms: "own",
  median: "own",
  mode: "own",
  var: { reason: "uint16 has room for that of 8 bits, uint8 saturates" },
  std: "own",
  range: "own",
  any: "truth",
  all: "truth",
  count: { reason: "uint8 counts up to 255 taps, uint16 up to 65535" },
  first: "own",
  argmax: { reason: "uint8 holds positions up to 255, uint16 up to 65535; -1, no tap, becomes 0" },
  argmin: { reason: "uint8 holds positions up to 255, uint16 up to 65535; -1, no tap, becomes 0" },
};

/** Whether an image's own dtype holds what the op gives of it. */
export function keepsBits(op: Op): boolean {
  return HELD[op] === "own";
}

/** Whether the op gives 0 and 1, which an image file shows as black and white. */
export function isTruth(op: Op): boolean {
  return HELD[op] === "truth";
}

/** Why the op's results go into an image file only with --dtype, if that is so. */
export function needsDtype(op: Op): string | undefined {
  const held = HELD[op];
  return typeof held === "string" ? undefined : held.reason;
}

/** 0 and 1 as 0 and 255. */
export function blackAndWhite({ data, shape }: Dense): Dense {
  return { data: Uint8Array.from(data as Uint8Array, (truth) => 255 * truth), shape, dtype: "uint8" };
}
