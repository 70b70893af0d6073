/** Float16s, as bits, into float32s and back. Runs of them, without a plan. */

/** 2^112: between the exponents' biases of float32 and float16. */
const REBIAS: f32 = 5.192296858534828e33;

/** Each float16 is a float32. What is read may stand behind what is written, and end with it. */
export function decodeHalves(from: usize, to: usize, count: u32): void {
  let i: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 4 <= count; i += 4, from += 8, to += 16) {
      const bits = v128.load_ext<u16>(from);
      const size = v128.and(bits, i32x4.splat(0x7fff));
      // Shifted into place, exponents are too low by a factor; infinities and NaN have an exponent of their own.
      let value = f32x4.mul(i32x4.shl(size, 13), f32x4.splat(REBIAS));
      value = v128.or(value, v128.and(i32x4.gt_s(size, i32x4.splat(0x7bff)), i32x4.splat(0x7f800000)));
      v128.store(to, v128.or(value, i32x4.shl(v128.xor(bits, size), 16)));
    }
  }
  for (; i < count; i++, from += 2, to += 4) {
    const bits = <u32>load<u16>(from);
    const size = bits & 0x7fff;
    let value = reinterpret<u32>(reinterpret<f32>(size << 13) * REBIAS);
    if (size > 0x7bff) value |= 0x7f800000;
    store<u32>(to, value | ((bits ^ size) << 16));
  }
}

/** Each float becomes the nearest float16, ties to even. What is written may stand where it is read. */
export function encodeHalves<T>(from: usize, to: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++, from += sizeof<T>(), to += 2) store<u16>(to, halfOf(<f64>load<T>(from)));
}

/** The bits of the float16 nearest to a number: src/registry/float16.ts says how. */
@inline
function halfOf(value: f64): u16 {
  if (value != value) return 0x7e00;
  const bits = reinterpret<u64>(value);
  const sign = <u32>(bits >> 48) & 0x8000;
  const size = Math.abs(value);
  if (size >= 65520) return <u16>(sign | 0x7c00);
  const exponent = max<i32>(-14, (<i32>(bits >> 52) & 0x7ff) - 1023);
  const units = size * reinterpret<f64>((<u64>(1033 - exponent)) << 52) + 4503599627370496 - 4503599627370496;
  return <u16>(sign | (<u32>((exponent + 14) << 10) + <u32>units));
}
