import type { Strided } from "./array.ts";
import { type Format, formatOf } from "./formats.ts";
import type { Request } from "./request.ts";
import { readSource } from "./source.ts";

/** The array of `--mask`, which lies over every file that is pooled. */
export async function readMask(request: Request): Promise<Strided | undefined> {
  const { mask } = request;
  return mask === undefined ? undefined : (await readSource(mask, formatOf(mask), request)).array;
}

/** A mask as it lies over an array: one of height × width covers every channel of an image. */
export function maskOver(mask: Strided, { shape }: Strided, { kind }: Format): Strided {
  const covers = mask.shape.length === 2 && mask.shape.every((extent, axis) => extent === shape[axis]);
  if (kind !== "image" || shape.length !== 3 || !covers) return mask;
  return { ...mask, shape: [...shape], stride: [...mask.stride, 0] };
}
