import { createImagePlan, type ImagePlan } from "stridepool/image";
import { optionsOf, type Settings } from "./settings.ts";
import { pooledIn, type Times } from "./timing.ts";
import type { Size } from "./view.ts";

/** Milliseconds that may go into measuring the same again, and how often at most. */
const BUDGET = 80;
const MOST_RUNS = 100;

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

/** A picture pooled on the page itself: its pixels, and what one of so many runs took on average. */
export interface PooledOnPage {
  readonly image: ImageData;
  readonly times: Times;
  readonly runs: number;
  /** What the plan says of itself. */
  readonly description: string;
}

/** Pools a picture at once; then, while that is quick, again for a time to rely on. */
export function poolOnPage(pixels: ImageData, settings: Settings): PooledOnPage {
  const plan = planFor(pixels, settings);
  const { input, output, run } = plan;
  const data = new Uint8ClampedArray(output.data.length);
  const copyIn = (): void => input.data.set(pixels.data);
  const copyOut = (): void => data.set(output.data);
  const first = { copyIn: timeOf(copyIn, 1), kernel: timeOf(run, 1), copyOut: timeOf(copyOut, 1) };
  // Browsers round what they tell of the time, so each part is repeated by itself for longer than that.
  const runs = Math.min(MOST_RUNS, Math.floor(BUDGET / Math.max(pooledIn(first), BUDGET / MOST_RUNS)));
  const times =
    runs < 2 ? first : { copyIn: timeOf(copyIn, runs), kernel: timeOf(run, runs), copyOut: timeOf(copyOut, runs) };
  return {
    image: new ImageData(data, output.width, output.height),
    times,
    runs: Math.max(1, runs),
    description: plan.describe(),
  };
}

/** What a call takes on average of so many, in milliseconds. */
function timeOf(act: () => void, runs: number): number {
  const start = performance.now();
  for (let i = 0; i < runs; i++) act();
  return (performance.now() - start) / runs;
}
