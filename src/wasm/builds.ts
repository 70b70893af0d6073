import { scalarBase64, simdBase64 } from "./bytes.generated.ts";
import { compileEngine, type Engine } from "./engine.ts";

/** The best build that this runtime compiles, or why there is none. */
export function bestEngine(): Engine | string {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.Module !== "function") {
    return "this runtime has no WebAssembly";
  }
  let refusal: unknown;
  try {
    return compileEngine(decode(simdBase64), "simd", "WebAssembly with SIMD compiles here");
  } catch (error) {
    refusal = error;
  }
  try {
    return compileEngine(decode(scalarBase64), "scalar", `the SIMD build was refused: ${messageOf(refusal)}`);
  } catch (error) {
    return `WebAssembly was refused: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };
  // Several times quicker than atob, where there is one.
  if (Buffer !== undefined) return Buffer.from(base64, "base64");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
