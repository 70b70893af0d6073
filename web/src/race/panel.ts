import { fromBitmap } from "stridepool/image";
import { find } from "../dom.ts";
import type { Still } from "../picture/open.ts";
import type { Settings } from "../picture/settings.ts";
import { chartOf } from "./chart.ts";
import { contestantsFor } from "./contestants.ts";
import { absenceFrom, courseOf, courseWords, OPENCV } from "./course.ts";
import { loadOpenCv, type OpenCv } from "./opencv.ts";
import { plainPool, pooledSize } from "./plain.ts";
import { race } from "./run.ts";

/** The largest part of a picture that is raced over: that of a screen of 4K. */
const WIDEST = 3840;
const TALLEST = 2160;

/** The race as the rest of the page has it. */
export interface Race {
  /** Whether there is a picture standing still to race over. */
  allow(may: boolean): void;
  /** Takes away what is shown, and gives up what is under way: it is of another picture. */
  clear(): void;
}

/** Makes the race of the page's elements; `subject` says what to race over. */
export function mountRace(panel: HTMLElement, subject: () => { still: Still; settings: Settings } | undefined): Race {
  const button = find(panel, "#race", HTMLButtonElement);
  const state = find(panel, "#race-state", HTMLOutputElement);
  const place = find(panel, "#race-result", HTMLElement);
  const withOpenCv = find(panel, "#race-opencv", HTMLInputElement);
  let racing = false;
  /** Counts what was begun or cleared, so that what comes too late is not shown. */
  let turn = 0;

  const settle = (now: boolean): void => {
    racing = now;
    // A button that is disabled would lose the keyboard's focus.
    if (racing) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  };

  const run = async (isCurrent: () => boolean): Promise<void> => {
    const chosen = subject();
    if (chosen === undefined) return;
    const { still, settings } = chosen;
    const size = { width: Math.min(still.width, WIDEST), height: Math.min(still.height, TALLEST) };
    const part = { x: (still.width - size.width) >> 1, y: (still.height - size.height) >> 1, ...size };
    // Read at once: the picture may be closed while something loads.
    const course = courseOf(fromBitmap(still.bitmap, part), settings);
    const { pixels, way } = course;
    const pooled = pooledSize(size, way);
    const where = `${size.width} × ${size.height}`;
    if (pooled.width < 1 || pooled.height < 1) {
      state.value = `The window ${way.window.join(" × ")} is larger than what is raced, ${where}; choose a smaller one.`;
      return;
    }
    let cv: OpenCv | undefined;
    let fault = "";
    if (withOpenCv.checked && !absenceFrom(course).names.includes(OPENCV)) {
      state.value = "Loading opencv.js";
      try {
        cv = await loadOpenCv();
      } catch (what) {
        fault = `; ${(what as Error).message}`;
      }
    }
    if (!isCurrent()) return;
    const contestants = contestantsFor(course, cv);
    try {
      const expected = new Uint8ClampedArray(4 * pooled.width * pooled.height);
      plainPool(pixels, way, expected);
      const results = await race(contestants, expected, (name) => {
        if (!isCurrent()) throw new Error("given up");
        state.value = `Racing: ${name}`;
      });
      const chart = await chartOf(results, size.width * size.height);
      if (!isCurrent()) return;
      place.replaceChildren(chart);
      const middle = size.width < still.width || size.height < still.height ? "the middle " : "";
      state.value = courseWords(course, settings, middle + where) + fault;
    } finally {
      for (const { end } of contestants) end?.();
    }
  };

  button.addEventListener("click", () => {
    if (racing) return;
    const mine = ++turn;
    const isCurrent = (): boolean => mine === turn;
    place.replaceChildren();
    state.value = "";
    settle(true);
    run(isCurrent)
      .catch((fault: Error) => {
        if (isCurrent()) state.value = fault.message;
      })
      .finally(() => {
        if (isCurrent()) settle(false);
      });
  });

  return {
    allow(may) {
      button.disabled = !may;
    },
    clear() {
      turn++;
      settle(false);
      place.replaceChildren();
      state.value = "";
    },
  };
}
