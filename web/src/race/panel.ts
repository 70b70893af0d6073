import { fromBitmap } from "stridepool/image";
import { find } from "../dom.ts";
import type { Still } from "../picture/open.ts";
import type { Settings } from "../picture/settings.ts";
import { chartOf } from "./chart.ts";
import { contestantsFor } from "./contestants.ts";
import { loadOpenCv } from "./opencv.ts";
import { plainPool, type RaceOp } from "./plain.ts";
import { race } from "./run.ts";

/** The largest part of a picture that is raced over: that of a screen of 4K. */
const WIDEST = 3840;
const TALLEST = 2160;

const RACED: readonly RaceOp[] = ["mean", "max", "min"];

/** Makes the race of the page's elements; `subject` says what to race over. */
export function mountRace(panel: HTMLElement, subject: () => { still: Still; settings: Settings } | undefined): void {
  const button = find(panel, "#race", HTMLButtonElement);
  const state = find(panel, "#race-state", HTMLOutputElement);
  const place = find(panel, "#race-result", HTMLElement);
  const withOpenCv = find(panel, "#race-opencv", HTMLInputElement);

  const run = async (): Promise<void> => {
    const chosen = subject();
    if (chosen === undefined) return;
    const { still, settings } = chosen;
    const { window } = settings;
    const op = RACED.find((one) => one === settings.op) ?? "mean";
    const size = { width: Math.min(still.width, WIDEST), height: Math.min(still.height, TALLEST) };
    if (size.height < window[0] || size.width < window[1]) {
      state.value = `The window ${window.join(" × ")} is larger than the picture; choose a smaller one.`;
      return;
    }
    if (withOpenCv.checked) state.value = "Loading opencv.js";
    const cv = withOpenCv.checked ? await loadOpenCv() : undefined;
    const part = {
      x: (still.width - size.width) >> 1,
      y: (still.height - size.height) >> 1,
      ...size,
    };
    const pixels = fromBitmap(still.bitmap, part);
    const bitmap = await createImageBitmap(pixels);
    const contestants = contestantsFor({ pixels, bitmap, op, window }, cv);
    try {
      const results = await race(contestants, plainPool(pixels, op, window).data, (name) => {
        state.value = `Racing: ${name}`;
      });
      place.replaceChildren(await chartOf(results, size.width * size.height));
      const middle = size.width < still.width || size.height < still.height ? "the middle " : "";
      const absent = op === "mean" ? "" : `; canvas and opencv.js have no ${op} of blocks`;
      state.value = `${op} of ${window.join(" × ")} over ${middle}${size.width} × ${size.height}, every channel by itself${absent}`;
    } finally {
      bitmap.close();
      for (const { end } of contestants) end?.();
    }
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    run()
      .catch((fault: Error) => {
        state.value = fault.message;
      })
      .finally(() => {
        button.disabled = false;
      });
  });
}
