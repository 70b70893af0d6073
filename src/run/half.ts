import { DTYPES, type TypedArray } from "../registry/dtypes.ts";
import type { Instance } from "../wasm/engine.ts";

/** The bits of float16s, whatever they are held in. */
export function bitsOf(data: TypedArray): TypedArray {
  return data instanceof Uint16Array ? data : new Uint16Array(data.buffer, data.byteOffset, data.length);
}

/** Floats of so many bytes at an address of the engine's memory as bits of float16s at another, which may be the same. */
export function putHalves(instance: Instance, bytes: number, from: number, to: number, count: number): TypedArray {
  instance.convert(bytes === 4 ? "encode_f32" : "encode_f64")(from, to, count);
  return instance.view(DTYPES.uint16).subarray(to / 2, to / 2 + count);
}
