import { type MipmapOptions, mipmaps } from "stridepool/image";
import { find, make } from "../dom.ts";
import { scrollBox } from "../scrollbox.ts";
import { isForWorker, mipmapsInWorker, stopWorker } from "./background.ts";
import type { Still } from "./open.ts";
import { pixelsOf } from "./pixels.ts";
import { DEFAULTS, optionsOf, type Settings } from "./settings.ts";
import type { Working } from "./working.ts";

/** No larger level is drawn: it would be shown smaller than it is all the same. */
const LARGEST = 1024;

/** The strip of mipmaps. */
export interface Levels {
  /** Draws a picture's levels, unless they are there already. */
  draw(still: Still, settings: Settings, isCurrent: () => boolean): Promise<void>;
  /** There are none any more. */
  clear(): void;
}

/** Makes it of the page's elements. */
export function mountLevels(panel: HTMLElement, working: Working): Levels {
  const strip = make("ul", { id: "levels", class: "levels" });
  find(panel, "#levels-place", HTMLElement).append(scrollBox("Levels", strip));
  const note = find(panel, "#levels-note", HTMLElement);
  const words = note.textContent;
  let drawn: { still: Still; key: string } | undefined;
  return {
    async draw(still, { alpha, linear }, isCurrent) {
      const settings = { ...DEFAULTS, alpha, linear };
      const options = optionsOf(settings) as MipmapOptions;
      const key = JSON.stringify(options);
      if (drawn?.still === still && drawn.key === key) return;
      const images = isForWorker(still, settings)
        ? await inWorker(still, options, working)
        : mipmaps(pixelsOf(still.bitmap), options);
      if (images === undefined || !isCurrent()) return;
      show(strip, note, images, still);
      drawn = { still, key };
    },
    clear() {
      drawn = undefined;
      strip.replaceChildren();
      note.textContent = words;
    },
  };
}

/** Undefined where it was cancelled. */
async function inWorker(still: Still, options: MipmapOptions, working: Working): Promise<ImageData[] | undefined> {
  const controller = new AbortController();
  const { signal } = controller;
  const end = working.begin("Making mipmaps in the worker", {
    cancel() {
      controller.abort();
      stopWorker();
    },
    cancelled: working.offerAgain,
  });
  try {
    return await mipmapsInWorker(still, options, signal);
  } catch (what) {
    if (!signal.aborted) throw what;
    return undefined;
  } finally {
    end();
  }
}

/** Draws levels into the strip, each half as wide as the one before, and says which are too large. */
function show(strip: HTMLElement, note: HTMLElement, levels: readonly ImageData[], { width, height }: Still): void {
  const shown = levels
    .map((image, i) => ({ image, level: i + 1 }))
    .filter(({ image }) => Math.max(image.width, image.height) <= LARGEST);
  strip.replaceChildren(...shown.map(({ image, level }, i) => levelFigure(image, level, i)));
  const left = levels.length - shown.length;
  const what = `${levels.length} levels below ${width} × ${height}, each rounded once from the picture's own pixels.`;
  const rest = left === 1 ? "The largest one is" : `The largest ${left} are`;
  note.textContent = left === 0 ? what : `${what} ${rest} made and not drawn.`;
}

function levelFigure(image: ImageData, level: number, place: number): HTMLElement {
  const { width, height } = image;
  const canvas = make("canvas", {
    width: String(width),
    height: String(height),
    role: "img",
    "aria-label": `Level ${level}, ${width} by ${height} pixels`,
  });
  canvas.style.setProperty("--place", String(place));
  canvas.style.aspectRatio = `${width} / ${height}`;
  (canvas.getContext("2d") as CanvasRenderingContext2D).putImageData(image, 0, 0);
  return make("li", {}, make("figure", {}, canvas, make("figcaption", {}, `${width} × ${height}`)));
}
