import type { Dense } from "./array.ts";
import { float16Bits, isFloat16Finite, shortestFloat16 } from "./float16.ts";

/** Pieces of text are joined up to this length, so that a file of short rows is not written row by row. */
const CHUNK = 65536;

/** The same text in larger pieces. */
export function* joined(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

/** How an element is written: the fewest digits that read back as the same value of its dtype. */
export function writerOf(array: Dense): (index: number) => string {
  if (array.dtype === "float16") {
    const bits = float16Bits(array);
    return (index) => shortestFloat16(bits[index]);
  }
  const { data } = array;
  if (data instanceof Float32Array) return (index) => shortest(data[index]);
  return (index) => String(data[index]);
}

/** Which elements are no NaN and no infinity. */
export function finiteIn(array: Dense): (index: number) => boolean {
  if (array.dtype === "float16") {
    const bits = float16Bits(array);
    return (index) => isFloat16Finite(bits[index]);
  }
  const { data } = array;
  return (index) => typeof data[index] === "bigint" || Number.isFinite(data[index]);
}

/** A float32 as text: `String` would show the digits of the double it is widened to, 0.10000000149011612 for 0.1. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}
