import { afterEach, expect, test, vi } from "vitest";
import { loadOpenCv } from "../src/race/opencv.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A page whose scripts do what is said, one after the other. */
function page(...scripts: ((script: HTMLScriptElement) => void)[]) {
  const shown: unknown[] = [];
  vi.stubGlobal("document", {
    createElement: () => ({
      remove() {
        shown.splice(shown.indexOf(this), 1);
      },
    }),
    head: {
      append(script: HTMLScriptElement) {
        shown.push(script);
        scripts.shift()?.(script);
      },
    },
  });
  return shown;
}

const loads =
  (cv: unknown) =>
  (script: HTMLScriptElement): void => {
    vi.stubGlobal("cv", cv);
    script.onload?.(new Event("load"));
  };

test("is loaded once, and what failed is tried again", async () => {
  const cv = { CV_8UC4: 24 };
  const shown = page(
    (script) => (script.onerror as () => void)(),
    loads(Promise.reject(new Error("no eval here\n"))),
    loads(undefined),
    loads(Promise.resolve(cv)),
  );
  await expect(loadOpenCv()).rejects.toThrow(/^opencv\.js does not run here: its script is not there$/);
  await expect(loadOpenCv()).rejects.toThrow(/^opencv\.js does not run here: no eval here$/);
  await expect(loadOpenCv()).rejects.toThrow(/^opencv\.js does not run here: its script is empty$/);
  expect(shown).toEqual([]);
  const first = loadOpenCv();
  expect(loadOpenCv()).toBe(first);
  expect(await first).toBe(cv);
  expect(await loadOpenCv()).toBe(cv);
  expect(shown).toHaveLength(1);
});
