import { hopOf, type Settings } from "./settings.ts";
import { type Layer, placeOf } from "./viewer.ts";

/** Pixels that are put onto a canvas at once: more would hold the page up. */
const AT_ONCE = 2 ** 22;

/** A picture as it is. */
export function pictureLayer(bitmap: ImageBitmap): Layer {
  const { width, height } = bitmap;
  return { source: bitmap, width, height, hop: [1, 1], from: [0, 0] };
}

/** What it was pooled to. */
export async function layerOf(image: ImageData, settings: Settings): Promise<Layer> {
  const { width, height } = image;
  const source = new OffscreenCanvas(width, height);
  const context = source.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const rows = Math.max(1, Math.floor(AT_ONCE / width));
  for (let y = 0; y < height; y += rows) {
    if (y > 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    context.putImageData(image, 0, 0, 0, y, width, rows);
  }
  return { source, width, height, ...placeOf(settings.window, hopOf(settings)) };
}
