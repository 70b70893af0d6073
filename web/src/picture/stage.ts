import { find } from "../dom.ts";
import { downloadPng } from "./download.ts";
import { type Figures, mountFigures } from "./figures.ts";
import { layerOf, pictureLayer } from "./layers.ts";
import type { Still } from "./open.ts";
import type { Settings } from "./settings.ts";
import type { Size } from "./view.ts";
import { mountViewer, type Viewer } from "./viewer.ts";

/** What was pooled, and what its file is called. */
interface Result {
  readonly pixels: ImageData | HTMLCanvasElement;
  readonly name: string;
}

/** Where pictures are seen: the viewer, its labels, times, and the button that hands the result out. */
export interface Stage {
  readonly viewer: Viewer;
  readonly figures: Figures;
  /** Shows another picture, whose result is not known yet. */
  open(still: Still): void;
  /** Shows what it was pooled to, unless something else has become current while it was drawn. */
  result(image: ImageData, still: Still, settings: Settings, isCurrent: () => boolean): Promise<void>;
  /** What moves is pooled into a canvas. */
  moving(pooled: HTMLCanvasElement): void;
  /** Sizes of what is shown, in words. */
  label(before: Size, after: Size, settings: Settings): void;
  /** There is no result, or no longer. */
  clear(): void;
  /** Tells who does not see it. */
  say(words: string): void;
}

const sizeOf = ({ width, height }: Size): string => `${width} × ${height}`;

/** Makes the stage of the page's elements. */
export function mountStage(panel: HTMLElement): Stage {
  const canvas = find(panel, "#view", HTMLCanvasElement);
  const button = find(panel, "#download", HTMLButtonElement);
  const [before, after] = [find(panel, "#tag-before", HTMLElement), find(panel, "#tag-after", HTMLElement)];
  const said = find(panel, "#said", HTMLElement);
  const viewer = mountViewer(panel);
  const figures = mountFigures(panel);
  let result: Result | undefined;

  const have = (next: Result | undefined): void => {
    result = next;
    button.disabled = next === undefined;
  };
  const label = (from: Size, to: Size, { op, window }: Settings): void => {
    before.textContent = sizeOf(from);
    after.textContent = sizeOf(to);
    const how = `the ${op} of ${window.join(" by ")} pixels, ${to.width} by ${to.height}`;
    canvas.setAttribute("aria-label", `Left of the line the picture as it is, right of it ${how}`);
  };
  const say = (words: string): void => {
    said.textContent = words;
  };
  const clear = (): void => {
    have(undefined);
    viewer.result(undefined);
    figures.clear();
    after.textContent = "";
  };
  button.addEventListener("click", () => {
    if (result !== undefined) void downloadPng(result.pixels, result.name);
  });

  return {
    viewer,
    figures,
    open(still) {
      clear();
      viewer.open(pictureLayer(still.bitmap));
      before.textContent = sizeOf(still);
      canvas.setAttribute("aria-label", `The picture as it is, ${still.width} by ${still.height}`);
    },
    async result(image, still, settings, isCurrent) {
      const layer = await layerOf(image, settings);
      if (!isCurrent()) return;
      const { op, window } = settings;
      have({ pixels: image, name: `${still.name.replace(/\.\w+$/, "")}-${op}-${window.join("x")}.png` });
      viewer.result(layer);
      label(still, image, settings);
      say(`Pooled to ${image.width} by ${image.height} pixels`);
    },
    moving: (pooled) => have({ pixels: pooled, name: "frame.png" }),
    label,
    clear,
    say,
  };
}
