import { imageHex } from "./bytes.generated.ts";

/** The module of assembly/image.ts; undefined where this runtime compiles none of its kind. */
export function compiled(): WebAssembly.Module | undefined {
  try {
    const bytes = new Uint8Array(imageHex.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(imageHex.slice(2 * i, 2 * i + 2), 16);
    return new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
}
