import { imageBase64 } from "./bytes.generated.ts";

/** The module of assembly/image.ts; undefined where this runtime compiles none of its kind. */
export function compiled(): WebAssembly.Module | undefined {
  try {
    const letters = atob(imageBase64);
    return new WebAssembly.Module(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
