/*
 * The transfer function of sRGB (IEC 61966-2-1): encoded values are what images hold, linear ones are proportional to light, which
 * is what averages.
 */

/** Linear light of an encoded value; beyond 0 … 1 on, and mirrored at 0. */
export function toLinear(value: number): number {
  const size = Math.abs(value);
  const light = size <= 0.04045 ? size / 12.92 : ((size + 0.055) / 1.055) ** 2.4;
  return value < 0 ? -light : light;
}

/** The encoded value of linear light. */
export function fromLinear(light: number): number {
  const size = Math.abs(light);
  const value = size <= 0.0031308 ? 12.92 * size : 1.055 * size ** (1 / 2.4) - 0.055;
  return light < 0 ? -value : value;
}

/** The largest linear value of 16 bits, in which bytes are averaged. */
const FULL_LIGHT = 65535;

/** Bytes in linear light of 16 bits. */
export const lightOfBytes = /* @__PURE__ */ once(() =>
  Uint16Array.from({ length: 256 }, (_, byte) => Math.floor(FULL_LIGHT * toLinear(byte / 255) + 0.5)),
);

/** The bytes nearest to that. */
export const bytesOfLight = /* @__PURE__ */ once(() =>
  Uint8Array.from({ length: FULL_LIGHT + 1 }, (_, light) => Math.floor(255 * fromLinear(light / FULL_LIGHT) + 0.5)),
);

/** Words of 16 bits in linear light, of which 16 bits would be too few. */
export const lightOfWords = /* @__PURE__ */ once(() =>
  Float64Array.from({ length: 65536 }, (_, word) => toLinear(word / 65535)),
);

/** A table that is made when it is first needed. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
