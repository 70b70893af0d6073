/*
 * Types of browsers and of Node as a program's own declarations have them, so that this package's ask for none: programs for browsers, for
 * workers and for Node have each other's.
 */

/** What is declared under a name, or else what stands for it. */
type Declared<Name extends string, Other = never> = typeof globalThis extends {
  readonly [K in Name]: { readonly prototype: infer Type };
}
  ? Type
  : Other;

export type ImageData = Declared<
  "ImageData",
  {
    readonly data: Uint8ClampedArray<ArrayBuffer>;
    readonly width: number;
    readonly height: number;
    readonly colorSpace: string;
  }
>;
export type ImageBitmap = Declared<"ImageBitmap">;
export type VideoFrame = Declared<"VideoFrame">;
export type OffscreenCanvas = Declared<"OffscreenCanvas">;
export type HTMLCanvasElement = Declared<"HTMLCanvasElement">;
export type HTMLImageElement = Declared<"HTMLImageElement">;
export type HTMLVideoElement = Declared<"HTMLVideoElement">;
export type Worker = Declared<"Worker">;
export type AbortSignal = Declared<"AbortSignal", { readonly aborted: boolean; throwIfAborted(): void }>;
export type Response = Declared<"Response">;
export type URL = Declared<"URL", { readonly href: string }>;
export type WebAssemblyModule = typeof globalThis extends {
  readonly WebAssembly: { readonly Module: { readonly prototype: infer Type } };
}
  ? Type
  : object;
