import type { DTypeRow } from "../registry/dtypes.ts";
import { type CopyRun, copyRun } from "./copy.ts";

/** How a mask of a dtype becomes bytes, 0 where an element is left out. */
export function maskIntakeOf(dtype: DTypeRow): CopyRun {
  if (dtype.bytes === 1) return copyRun;
  return dtype.coded ? codedMaskRun : maskRun;
}

const maskRun: CopyRun = (count, from, fromAt, a, to, toAt, b) => {
  const mask = from as unknown as { readonly [at: number]: number | bigint };
  for (let i = 0; i < count; i++) {
    // biome-ignore lint/suspicious/noDoubleEquals: a zero of either kind.
    (to as Uint8Array)[toAt + i * b] = (mask[fromAt + i * a] as number | bigint) == 0 ? 0 : 1;
  }
};

/** Both zeros of float16 are 0. */
const codedMaskRun: CopyRun = (count, from, fromAt, a, to, toAt, b) => {
  for (let i = 0; i < count; i++) {
    (to as Uint8Array)[toAt + i * b] = ((from as Uint16Array)[fromAt + i * a] as number) & 0x7fff ? 1 : 0;
  }
};
