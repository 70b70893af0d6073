/* Bytes and light: by tables that the host writes, as src/image/engine.ts has them too. */

/** Bytes to linear light of 16 bits, and light back to bytes. */
const TO_LINEAR: usize = 1024;
const TO_BYTE: usize = 65536;

@inline
export function light(byte: usize): u32 {
  return load<u16>(byte << 1, TO_LINEAR);
}

/** Of a pixel's byte, whose number is a constant, in linear light. */
@inline
export function lightOf(pixels: u64, byte: u32): u32 {
  const offset = byte == 0 ? (pixels << 1) & 0x1fe : (pixels >> (8 * byte - 1)) & 0x1fe;
  return load<u16>(<usize>offset, TO_LINEAR);
}

@inline
export function byteOf(light: u32): u32 {
  return load<u8>(light, TO_BYTE);
}
