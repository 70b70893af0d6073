import { type MipmapOptions, mipmaps } from "stridepool/image";
import { make } from "../dom.ts";
import type { Size } from "./view.ts";

/** No larger level is drawn: it would be shown smaller than it is all the same. */
const LARGEST = 1024;

/** The levels' pixels, on the page. */
export const levelsOf = (pixels: ImageData, options: MipmapOptions): ImageData[] => mipmaps(pixels, options);

/** Draws levels into a strip, each half as wide as the one before; what is told of those that are too large. */
export function showLevels(strip: HTMLElement, levels: readonly ImageData[], { width, height }: Size): string {
  const shown = levels
    .map((image, i) => ({ image, level: i + 1 }))
    .filter(({ image }) => Math.max(image.width, image.height) <= LARGEST);
  strip.replaceChildren(...shown.map(({ image, level }, i) => levelFigure(image, level, i)));
  const left = levels.length - shown.length;
  const what = `${levels.length} levels below ${width} × ${height}, each rounded once from the picture's own pixels.`;
  return left === 0 ? what : `${what} The largest ${left === 1 ? "one is" : `${left} are`} made and not drawn.`;
}

function levelFigure(image: ImageData, level: number, place: number): HTMLElement {
  const canvas = make("canvas", {
    width: String(image.width),
    height: String(image.height),
    role: "img",
    "aria-label": `Level ${level}, ${image.width} by ${image.height} pixels`,
  });
  canvas.style.setProperty("--place", String(place));
  canvas.style.aspectRatio = `${image.width} / ${image.height}`;
  (canvas.getContext("2d") as CanvasRenderingContext2D).putImageData(image, 0, 0);
  const caption = make("figcaption", {}, `${image.width} × ${image.height}`);
  return make("li", {}, make("figure", {}, canvas, caption));
}
