import { hopOf, type Settings } from "./settings.ts";
import type { Size } from "./view.ts";
import { type Layer, placeOf } from "./viewer.ts";

/** Pictures with a longer side have a smaller one made, for when they are seen whole. */
const LARGE = 4096;
const PREVIEW = 2048;

/** A picture as it is. */
export async function pictureLayer(bitmap: ImageBitmap): Promise<Layer> {
  const { width, height } = bitmap;
  return { source: bitmap, width, height, hop: [1, 1], from: [0, 0], preview: await previewOf(bitmap) };
}

/** What it was pooled to. */
export async function layerOf(image: ImageData, settings: Settings): Promise<Layer> {
  const { width, height } = image;
  const bitmap = await createImageBitmap(image);
  return {
    source: bitmap,
    width,
    height,
    ...placeOf(settings.window, hopOf(settings)),
    preview: await previewOf(bitmap),
  };
}

async function previewOf(bitmap: ImageBitmap): Promise<(ImageBitmap & Size) | undefined> {
  const { width, height } = bitmap;
  const by = PREVIEW / Math.max(width, height);
  if (Math.max(width, height) <= LARGE) return undefined;
  return createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(width * by)),
    resizeHeight: Math.max(1, Math.round(height * by)),
    resizeQuality: "medium",
  });
}
