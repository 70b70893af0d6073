import type { MipmapOptions } from "stridepool/image";
import { find } from "../dom.ts";
import { mountRace } from "../race/panel.ts";
import { imageWorker, isForWorker, poolInWorker, stopWorker } from "./background.ts";
import { mountControls } from "./controls.ts";
import { mountCode } from "./copycode.ts";
import { downloadPng } from "./download.ts";
import { mountFigures } from "./figures.ts";
import { mountIncoming } from "./incoming.ts";
import { layerOf, pictureLayer } from "./layers.ts";
import { levelsOf, showLevels } from "./levels.ts";
import { type Moving, type Pace, playCamera, playFilm } from "./moving.ts";
import { OpenFault, openAddress, openFile, type Still } from "./open.ts";
import { forgetPlan, poolOnPage } from "./page.ts";
import { pixelsOf } from "./pixels.ts";
import { mountSamples } from "./samples.ts";
import { DEFAULTS, optionsOf, type Settings } from "./settings.ts";
import { milliseconds } from "./timing.ts";
import { mountViewer } from "./viewer.ts";
import { mountWorking } from "./working.ts";

/** What the page's frame tells the tab. */
export interface Shown {
  shown(visible: boolean): void;
}

/** Builds the tab that pools pictures. */
export function mountPicture(panel: HTMLElement): Shown {
  const fault = find(panel, "#fault", HTMLElement);
  const settingsFault = find(panel, "#settings-fault", HTMLElement);
  const said = find(panel, "#said", HTMLElement);
  const download = find(panel, "#download", HTMLButtonElement);
  const canvas = find(panel, "#view", HTMLCanvasElement);
  const [tagBefore, tagAfter] = [find(panel, "#tag-before", HTMLElement), find(panel, "#tag-after", HTMLElement)];
  const levels = find(panel, "#levels", HTMLElement);
  const levelsNote = find(panel, "#levels-note", HTMLElement);
  const raceButton = find(panel, "#race", HTMLButtonElement);
  const players = { film: find(panel, "#film", HTMLButtonElement), webcam: find(panel, "#webcam", HTMLButtonElement) };

  const viewer = mountViewer(panel);
  const figures = mountFigures(panel);
  const working = mountWorking(panel);
  const writeCode = mountCode(panel);
  const controls = mountControls(panel, () => pool());

  let still: Still | undefined;
  let settings: Settings | undefined;
  let moving: Moving | undefined;
  let pooled: ImageData | undefined;
  /** Counts what was begun, so that what comes too late is not shown. */
  let turn = 0;
  let drawnLevels = "";

  const say = (text: string): void => {
    said.textContent = text;
  };
  const refuse = (what: unknown, place = fault): void => {
    place.textContent = what instanceof Error ? what.message : String(what);
  };
  const noResult = (): void => {
    pooled = undefined;
    download.disabled = true;
    viewer.result(undefined);
    figures.clear();
    tagAfter.textContent = "";
  };

  const stopMoving = (): void => {
    moving?.stop();
    moving = undefined;
    for (const button of Object.values(players)) button.setAttribute("aria-pressed", "false");
  };

  /** Another picture takes the place of what was there. */
  const open = async (coming: Promise<Still>): Promise<void> => {
    const mine = ++turn;
    fault.textContent = "";
    const end = working.begin("Opening the picture");
    try {
      const next = await coming;
      if (mine !== turn) {
        next.bitmap.close();
        return;
      }
      stopMoving();
      stopWorker();
      noResult();
      still?.bitmap.close();
      still = next;
      drawnLevels = "";
      viewer.open(pictureLayer(next.bitmap));
      tagBefore.textContent = `${next.width} × ${next.height}`;
      raceButton.disabled = false;
      pool();
    } catch (what) {
      if (!(what instanceof OpenFault)) throw what;
      refuse(what);
    } finally {
      end();
    }
  };

  /** Pools what is there by the settings as they are. */
  function pool(): void {
    settings = controls.read();
    if (settings === undefined) return;
    writeCode(settings);
    if (moving !== undefined || still === undefined) return;
    const mine = ++turn;
    working.stop();
    settingsFault.textContent = "";
    const picture = still;
    const how = settings;
    // The form shows what was chosen before the page is busy.
    setTimeout(() => {
      if (mine !== turn) return;
      poolStill(picture, how, mine).catch((what: unknown) => {
        if (mine !== turn) return;
        noResult();
        refuse(what, settingsFault);
      });
    });
  }

  async function poolStill(picture: Still, how: Settings, mine: number): Promise<void> {
    const pixels = picture.width * picture.height;
    if (isForWorker(picture, how)) {
      forgetPlan();
      const controller = new AbortController();
      const end = working.begin("Pooling in the worker", () => {
        controller.abort();
        stopWorker();
        say("Cancelled");
        figures.clear();
      });
      try {
        const { image, time } = await poolInWorker(picture, how, controller.signal, working.progress);
        if (mine !== turn) return;
        figures.showWhole(
          time,
          pixels,
          "In a worker, strip by strip, reading the pixels from the picture included; the page stays free.",
        );
        await showResult(image, how, mine);
      } catch (what) {
        if (!controller.signal.aborted) throw what;
        return;
      } finally {
        end();
      }
    } else {
      const { image, times, runs, description } = poolOnPage(pixelsOf(picture.bitmap), how);
      figures.show(
        times,
        pixels,
        runs > 1 ? `On this page; each part on average of ${runs} runs of one plan.` : "On this page, one run.",
        description,
      );
      await showResult(image, how, mine);
    }
    if (mine === turn) await drawLevels(picture, how, mine);
  }

  async function showResult(image: ImageData, how: Settings, mine: number): Promise<void> {
    const layer = await layerOf(image, how);
    if (mine !== turn) return;
    pooled = image;
    download.disabled = false;
    viewer.result(layer);
    describe(image, how);
    say(`Pooled to ${image.width} by ${image.height} pixels`);
  }

  function describe(image: { readonly width: number; readonly height: number }, { op, window }: Settings): void {
    tagAfter.textContent = `${image.width} × ${image.height}`;
    canvas.setAttribute(
      "aria-label",
      `Left of the line the picture as it is, right of it the ${op} of ${window.join(" by ")} pixels, ${image.width} by ${image.height}`,
    );
  }

  async function drawLevels(picture: Still, how: Settings, mine: number): Promise<void> {
    const { alpha, transfer } = optionsOf({ ...how, op: "mean" });
    const options: MipmapOptions = { ...(alpha && { alpha }), ...(transfer && { transfer }) };
    const key = JSON.stringify(options);
    if (key === drawnLevels) return;
    const images = isForWorker(picture, { ...DEFAULTS, alpha: how.alpha, linear: how.linear })
      ? await levelsInWorker(picture, options)
      : levelsOf(pixelsOf(picture.bitmap), options);
    if (images === undefined) return;
    if (mine !== turn) return;
    levelsNote.textContent = showLevels(levels, images, picture);
    drawnLevels = key;
  }

  /** Undefined where it was cancelled. */
  async function levelsInWorker(picture: Still, options: MipmapOptions): Promise<ImageData[] | undefined> {
    const controller = new AbortController();
    const { signal } = controller;
    const end = working.begin("Making mipmaps in the worker", () => {
      controller.abort();
      stopWorker();
    });
    try {
      const handed = await picture.again();
      return signal.aborted ? undefined : await imageWorker().mipmaps(handed, { ...options, signal });
    } catch (what) {
      if (!signal.aborted) throw what;
      return undefined;
    } finally {
      end();
    }
  }

  const onPace = ({ width, height, times, rate, description }: Pace): void => {
    const all = times.copyIn + times.kernel + times.copyOut + (times.read ?? 0);
    const could = `a frame takes ${milliseconds(all)} in all`;
    figures.show(
      times,
      width * height,
      `${width} × ${height}; ${could}; copied out onto the canvas.`,
      description,
      rate,
    );
    tagBefore.textContent = `${width} × ${height}`;
    if (moving !== undefined && settings !== undefined) describe(moving.pooled, settings);
  };

  /** Starts or stops the film or the webcam. */
  const play = async (name: keyof typeof players): Promise<void> => {
    const wasOn = players[name].getAttribute("aria-pressed") === "true";
    const mine = ++turn;
    working.stop();
    stopMoving();
    if (wasOn) {
      if (still !== undefined) {
        viewer.open(pictureLayer(still.bitmap));
        tagBefore.textContent = `${still.width} × ${still.height}`;
        raceButton.disabled = false;
      }
      pool();
      return;
    }
    fault.textContent = "";
    settings = controls.read();
    if (settings === undefined) return;
    noResult();
    players[name].setAttribute("aria-pressed", "true");
    const watcher = {
      viewer,
      settings: () => settings as Settings,
      onPace,
      onFault: (what: unknown) => {
        stopMoving();
        refuse(what, settingsFault);
      },
    };
    try {
      const started = name === "film" ? playFilm(watcher) : await playCamera(watcher);
      if (mine !== turn) {
        started.stop();
        return;
      }
      moving = started;
      download.disabled = false;
      raceButton.disabled = true;
      say(name === "film" ? "The film plays" : "The webcam is on");
    } catch (what) {
      players[name].setAttribute("aria-pressed", "false");
      refuse(what);
    }
  };
  for (const [name, button] of Object.entries(players)) {
    button.addEventListener("click", () => void play(name as keyof typeof players));
  }

  download.addEventListener("click", () => {
    const from = moving?.pooled ?? pooled;
    if (from === undefined || settings === undefined) return;
    const name = (moving === undefined ? still?.name.replace(/\.\w+$/, "") : "frame") ?? "picture";
    void downloadPng(from, `${name}-${settings.op}-${settings.window.join("x")}.png`);
  });
  mountRace(panel, () => (still === undefined || settings === undefined ? undefined : { still, settings }));
  mountIncoming(panel, (file) => void open(openFile(file)), refuse);
  mountSamples(find(panel, "#samples", HTMLElement), (address, name) => void open(openAddress(address, name)));

  return {
    shown(visible) {
      if (!visible) stopMoving();
    },
  };
}
