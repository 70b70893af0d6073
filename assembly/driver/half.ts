import { decodeHalves, encodeHalves } from "../kernel/halffloat";

/** Bits of float16s become float32s, which the kernels know. */
export function decode(from: usize, to: usize, count: u32): void {
  decodeHalves(from, to, count);
}

/** Results become bits of float16s, rounded once. */
export function encode<T>(from: usize, to: usize, count: u32): void {
  encodeHalves<T>(from, to, count);
}
