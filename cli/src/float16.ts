import { float16ToFloat32 } from "npyjs";
import type { Dense } from "./array.ts";

/** The bits of a float16 array, whether the runtime holds it as numbers or as bits. */
export function float16Bits({ data }: Dense): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.length);
}

/** The bits of the largest finite float16; the next value would be 65536. */
const LARGEST = 0x7bff;

/** A float16 as the fewest digits that read back as it. */
export function shortestFloat16(bits: number): string {
  const value = float16ToFloat32(bits);
  const distance = bits & 0x7fff;
  if (distance === 0 || distance > LARGEST) return String(value);
  const size = Math.abs(value);
  const below = (float16ToFloat32(distance - 1) + size) / 2;
  const above = ((distance === LARGEST ? 65536 : float16ToFloat32(distance + 1)) + size) / 2;
  // Halfway to a neighbour, the even one of both is read.
  const reads = (other: number): boolean =>
    bits % 2 === 0 ? below <= other && other <= above : below < other && other < above;
  for (let digits = 1; digits < 5; digits++) {
    const rounded = Number(size.toPrecision(digits));
    if (reads(rounded)) return String(value < 0 ? -rounded : rounded);
  }
  return String(Number(value.toPrecision(5)));
}

/** Whether a float16 is NaN or an infinity. */
export function isFloat16Finite(bits: number): boolean {
  return (bits & 0x7fff) <= LARGEST;
}
