import { createImagePlan, type ImagePlan } from "stridepool/image";
import { optionsOf, type Settings } from "./settings.ts";
import { medianTimes, pooledIn, type Times } from "./timing.ts";
import type { Size } from "./view.ts";

/** Milliseconds that may go into measuring the same again, and how often at most. */
const BUDGET = 60;
const MOST_RUNS = 30;

type Pixels = ImagePlan<Uint8ClampedArray<ArrayBuffer>>;

let kept: { key: string; plan: Pixels } | undefined;

/** The plan for pictures of a size; kept until another one is asked for. */
export function planFor({ width, height }: Size, settings: Settings): Pixels {
  const key = JSON.stringify([width, height, settings]);
  if (kept?.key !== key) {
    kept?.plan.dispose();
    kept = undefined;
    kept = { key, plan: createImagePlan({ width, height }, settings.window, optionsOf(settings)) };
  }
  return kept.plan;
}

/** Gives the kept plan's memory back. */
export function forgetPlan(): void {
  kept?.plan.dispose();
  kept = undefined;
}

/** A picture pooled on the page itself: its pixels, and what the times of so many runs were in the middle. */
export interface PooledOnPage {
  readonly image: ImageData;
  readonly times: Times;
  readonly runs: number;
}

/** Pools a picture at once, and again while that is quick, for a time to rely on. */
export function poolOnPage(pixels: ImageData, settings: Settings): PooledOnPage {
  const plan = planFor(pixels, settings);
  const { input, output } = plan;
  const all: Times[] = [];
  let spent = 0;
  let data: Uint8ClampedArray<ArrayBuffer>;
  do {
    const start = performance.now();
    input.data.set(pixels.data);
    const there = performance.now();
    plan.run();
    const done = performance.now();
    data = new Uint8ClampedArray(output.data);
    const times = { copyIn: there - start, kernel: done - there, copyOut: performance.now() - done };
    all.push(times);
    spent += pooledIn(times);
  } while (spent < BUDGET && all.length < MOST_RUNS);
  return { image: new ImageData(data, output.width, output.height), times: medianTimes(all), runs: all.length };
}
