import { isForWorker, poolInWorker, stopWorker } from "./background.ts";
import type { Still } from "./open.ts";
import { forgetPlan, poolOnPage } from "./page.ts";
import { pixelsOf } from "./pixels.ts";
import type { Settings } from "./settings.ts";
import type { Stage } from "./stage.ts";
import type { Working } from "./working.ts";

const IN_WORKER = "In a worker, strip by strip; the rest of the time went to and fro. The page stays free.";

/** Pools a picture that stands still, where that is best, and shows the result with its times; false where it was cancelled. */
export async function poolStill(
  still: Still,
  settings: Settings,
  { stage, working }: { readonly stage: Stage; readonly working: Working },
  isCurrent: () => boolean,
): Promise<boolean> {
  const pixels = still.width * still.height;
  if (!isForWorker(still, settings)) {
    const { image, times, runs, description } = poolOnPage(pixelsOf(still.bitmap), settings);
    const note =
      runs > 1 ? `On this page; each part on average of ${runs} runs of one plan.` : "On this page, one run.";
    stage.figures.show(times, pixels, note, description);
    await stage.result(image, still, settings, isCurrent);
    return true;
  }
  forgetPlan();
  const controller = new AbortController();
  const { signal } = controller;
  const end = working.begin("Pooling in the worker", {
    cancel() {
      controller.abort();
      stopWorker();
    },
    cancelled() {
      stage.clear();
      stage.say("Cancelled");
      working.offerAgain();
    },
  });
  try {
    const { image, time, times } = await poolInWorker(still, settings, signal, working.progress);
    if (!isCurrent()) return false;
    stage.figures.showWorker(time, times, pixels, IN_WORKER);
    await stage.result(image, still, settings, isCurrent);
    return true;
  } catch (what) {
    if (!signal.aborted) throw what;
    return false;
  } finally {
    end();
  }
}
