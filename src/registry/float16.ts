const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Which half of a float64 holds its sign and exponent. */
const TOP = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The bits of the float16 nearest to a number, ties to even (IEEE 754 binary16). */
export function toFloat16Bits(value: number): number {
  word[0] = value;
  const top = halves[TOP] as number;
  const sign = (top >>> 16) & 0x8000;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, ((top >>> 20) & 0x7ff) - 1023);
  // In units of the last place an integer below 2^11 is kept; adding 2^52 rounds to it, ties to even.
  const units = size * 2 ** (10 - exponent) + 2 ** 52 - 2 ** 52;
  // A unit more than the mantissa holds carries into the exponent by itself; without the leading bit it is subnormal.
  return sign | (((exponent + 14) << 10) + units);
}

/** The number that float16 bits are. */
export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (fraction + 1024) * 2 ** (exponent - 25);
}

let table: Float32Array | undefined;

/** Every float16 as a number, by its bits. */
export function float16Table(): Float32Array {
  if (table === undefined) {
    table = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) table[bits] = fromFloat16Bits(bits);
  }
  return table;
}
