import { fromBitmap } from "stridepool/image";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Still } from "../src/picture/open.ts";
import { DEFAULTS, type Settings } from "../src/picture/settings.ts";
import { chartOf } from "../src/race/chart.ts";
import { contestantsFor } from "../src/race/contestants.ts";
import { loadOpenCv, type OpenCv } from "../src/race/opencv.ts";
import { mountRace } from "../src/race/panel.ts";
import { type Result, race } from "../src/race/run.ts";
import { FakeElement } from "./support/elements.ts";

vi.mock("stridepool/image", () => ({ fromBitmap: vi.fn((_, { width, height }) => pixelsOf(width, height)) }));
vi.mock("../src/race/chart.ts", () => ({ chartOf: vi.fn(async (results) => results) }));
vi.mock("../src/race/contestants.ts", () => ({ contestantsFor: vi.fn() }));
vi.mock("../src/race/opencv.ts", () => ({ loadOpenCv: vi.fn() }));
vi.mock("../src/race/run.ts", () => ({ race: vi.fn() }));
for (const name of ["HTMLButtonElement", "HTMLOutputElement", "HTMLElement", "HTMLInputElement"]) {
  vi.stubGlobal(name, FakeElement);
}
afterAll(() => {
  vi.unstubAllGlobals();
});

const pixelsOf = (width: number, height: number) => {
  return { data: new Uint8ClampedArray(4 * width * height).fill(255), width, height };
};
const CV = {} as OpenCv;
const RESULTS: Result[] = [{ name: "stridepool, a plan", time: 1, off: 0 }];
const end = vi.fn();

/** All that waits for nothing but what was promised already. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A promise that is kept when the test says so. */
function promised<T>() {
  let keep!: (value: T) => void;
  let breakIt!: (fault: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    keep = resolve;
    breakIt = reject;
  });
  return { promise, keep, breakIt };
}

function mounted(more: Partial<Settings> = {}, size = { width: 6, height: 4 }) {
  const parts = Object.fromEntries(
    ["#race", "#race-state", "#race-result", "#race-opencv"].map((selector) => [selector, new FakeElement()]),
  );
  const panel = { querySelector: (selector: string) => parts[selector] } as unknown as HTMLElement;
  const still = { ...size, name: "a", bitmap: {} } as Still;
  let settings: Settings = { ...DEFAULTS, ...more };
  const choose = (next: Partial<Settings>): void => {
    settings = { ...settings, ...next };
  };
  const control = mountRace(panel, () => ({ still, settings }));
  const [button, state, place, withOpenCv] = Object.values(parts) as [
    FakeElement,
    FakeElement,
    FakeElement,
    FakeElement,
  ];
  return { control, choose, button, state, place, withOpenCv };
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.mocked(contestantsFor).mockReturnValue([{ name: "stridepool, a plan", run: () => new Uint8ClampedArray(), end }]);
  vi.mocked(race).mockResolvedValue(RESULTS);
  vi.mocked(loadOpenCv).mockResolvedValue(CV);
});

test("a race shows who is at it, then times and what was raced", async () => {
  const { button, state, place } = mounted();
  const results = promised<Result[]>();
  vi.mocked(race).mockImplementation((_, __, onTurn) => {
    onTurn("stridepool, a plan");
    return results.promise;
  });
  button.click();
  await settled();
  expect(state.value).toBe("Racing: stridepool, a plan");
  results.keep(RESULTS);
  await settled();
  expect(place.children).toEqual([RESULTS]);
  expect(chartOf).toHaveBeenCalledExactlyOnceWith(RESULTS, 24);
  expect(state.value).toBe("mean of 2 × 2 over 6 × 4, colours weighted by alpha");
  expect(vi.mocked(race).mock.calls[0]?.[1]).toEqual(new Uint8ClampedArray(4 * 3 * 2).fill(255));
  expect(end).toHaveBeenCalledTimes(1);
});

test("of large pictures the middle is raced", async () => {
  const { button, state } = mounted({ window: [3, 7] }, { width: 3842, height: 10 });
  button.click();
  await settled();
  expect(state.value).toMatch(/^mean of 3 × 7 over the middle 3840 × 10,/);
  expect(vi.mocked(fromBitmap).mock.calls[0]?.[1]).toEqual({ x: 1, y: 0, width: 3840, height: 10 });
});

test("one race at a time, by a button that keeps the focus", async () => {
  const { button, place } = mounted();
  const results = promised<Result[]>();
  vi.mocked(race).mockReturnValue(results.promise);
  button.click();
  await settled();
  expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([false, "true"]);
  button.click();
  await settled();
  expect(race).toHaveBeenCalledTimes(1);
  results.keep(RESULTS);
  await settled();
  expect(button.getAttribute("aria-disabled")).toBeNull();
  expect(place.children).toHaveLength(1);
  button.click();
  // What was shown is no result of the race that begins.
  expect(place.children).toEqual([]);
  await settled();
  expect(race).toHaveBeenCalledTimes(2);
});

test("there is nothing to race until it is allowed, whatever is under way", async () => {
  const { control, button } = mounted();
  const results = promised<Result[]>();
  vi.mocked(race).mockReturnValue(results.promise);
  control.allow(false);
  button.click();
  expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([true, null]);
  control.allow(true);
  button.click();
  control.allow(false);
  results.keep(RESULTS);
  await settled();
  expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([true, null]);
});

describe("another picture", () => {
  test("takes away what is shown", async () => {
    const { control, button, state, place } = mounted();
    button.click();
    await settled();
    control.clear();
    expect([state.value, place.children]).toEqual(["", []]);
  });

  test.each([
    ["while it is timed", "keep"],
    ["when it fails", "breakIt"],
  ] as const)("gives up the race of the last one, %s", async (_, how) => {
    const { control, button, state, place } = mounted();
    const results = promised<Result[]>();
    let onTurn: (name: string) => void = () => {};
    vi.mocked(race).mockImplementation((_, __, tell) => {
      onTurn = tell;
      return results.promise;
    });
    button.click();
    await settled();
    control.clear();
    expect(button.getAttribute("aria-disabled")).toBeNull();
    expect(() => onTurn("plain JavaScript")).toThrow();
    if (how === "keep") results.keep(RESULTS);
    else results.breakIt(new Error("broken"));
    await settled();
    expect([state.value, place.children]).toEqual(["", []]);
    expect(end).toHaveBeenCalledTimes(1);
  });

  test("is raced, whatever the last race still does", async () => {
    const { control, button, place } = mounted();
    const [first, second] = [promised<Result[]>(), promised<Result[]>()];
    vi.mocked(race).mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    button.click();
    await settled();
    control.clear();
    button.click();
    await settled();
    first.keep([]);
    await settled();
    expect([place.children, button.getAttribute("aria-disabled")]).toEqual([[], "true"]);
    second.keep(RESULTS);
    await settled();
    expect([place.children, button.getAttribute("aria-disabled")]).toEqual([[RESULTS], null]);
  });

  test("is not raced where the race of the last one waits for opencv.js", async () => {
    const { control, button, withOpenCv } = mounted();
    const cv = promised<OpenCv>();
    vi.mocked(loadOpenCv).mockReturnValue(cv.promise);
    withOpenCv.checked = true;
    button.click();
    await settled();
    control.clear();
    cv.keep(CV);
    await settled();
    expect(race).not.toHaveBeenCalled();
  });
});

describe("opencv.js", () => {
  const raced = async (more: Partial<Settings> = {}) => {
    const page = mounted(more);
    page.withOpenCv.checked = true;
    page.button.click();
    await settled();
    return page;
  };

  test("takes part where it was asked for", async () => {
    await raced();
    expect(vi.mocked(contestantsFor).mock.calls[0]?.[1]).toBe(CV);
  });

  test.each([{ op: "max" }, { op: "min" }, { stride: [1, 1] }] as const)("is not loaded in vain: %j", async (more) => {
    const { state } = await raced(more);
    expect(loadOpenCv).not.toHaveBeenCalled();
    expect(vi.mocked(contestantsFor).mock.calls[0]?.[1]).toBeUndefined();
    expect(state.value).toMatch(/; without canvas drawImage and opencv\.js: only means of whole blocks$/);
  });

  test("that does not load is told, and the others are raced", async () => {
    vi.mocked(loadOpenCv).mockRejectedValue(new Error("opencv.js does not run here: no eval"));
    const { state, place } = await raced();
    expect(vi.mocked(contestantsFor).mock.calls[0]?.[1]).toBeUndefined();
    expect(place.children).toEqual([RESULTS]);
    expect(state.value).toBe(
      "mean of 2 × 2 over 6 × 4, colours weighted by alpha; opencv.js does not run here: no eval",
    );
  });
});

describe("what is refused leaves no older chart", () => {
  test.each([
    ["windows that are too large", "The window 5 × 2 is larger than what is raced, 6 × 4; choose a smaller one."],
    ["what fails", "broken"],
  ])("%s", async (what, words) => {
    const { choose, button, state, place } = mounted();
    button.click();
    await settled();
    expect(place.children).toHaveLength(1);
    if (what === "what fails") vi.mocked(race).mockRejectedValue(new Error(words));
    else choose({ window: [5, 2] });
    button.click();
    await settled();
    expect([state.value, place.children]).toEqual([words, []]);
    expect(button.getAttribute("aria-disabled")).toBeNull();
  });
});
