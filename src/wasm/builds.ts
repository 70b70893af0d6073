import { scalar, simd } from "./bytes.generated.ts";
import { compileEngine, type Engine } from "./engine.ts";
import { unpacked } from "./unpack.ts";

/** The best build that this runtime compiles, or why there is none. */
export function bestEngine(): Engine | string {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.Module !== "function") {
    return "this runtime has no WebAssembly";
  }
  let refusal: unknown;
  try {
    return compileEngine(unpacked(simd), "simd", "WebAssembly with SIMD compiles here");
  } catch (error) {
    refusal = error;
  }
  try {
    return compileEngine(unpacked(scalar), "scalar", `the SIMD build was refused: ${messageOf(refusal)}`);
  } catch (error) {
    return `WebAssembly was refused: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
