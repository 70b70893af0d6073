import { find } from "../dom.ts";
import { mountRace } from "../race/panel.ts";
import { stopWorker } from "./background.ts";
import { mountControls } from "./controls.ts";
import { mountCode } from "./copycode.ts";
import { mountIncoming } from "./incoming.ts";
import { mountLevels } from "./levels.ts";
import { type Moving, type Pace, playCamera, playFilm } from "./moving.ts";
import { openAddress, openFile, type Still } from "./open.ts";
import { mountSamples } from "./samples.ts";
import type { Settings } from "./settings.ts";
import { mountStage } from "./stage.ts";
import { poolStill } from "./still.ts";
import { milliseconds, pooledIn } from "./timing.ts";
import { mountWorking } from "./working.ts";

/** What the page's frame tells the tab. */
export interface Shown {
  shown(visible: boolean): void;
}

/** Builds the tab that pools pictures. */
export function mountPicture(panel: HTMLElement): Shown {
  const fault = find(panel, "#fault", HTMLElement);
  const settingsFault = find(panel, "#settings-fault", HTMLElement);
  const raceButton = find(panel, "#race", HTMLButtonElement);
  const players = { film: find(panel, "#film", HTMLButtonElement), webcam: find(panel, "#webcam", HTMLButtonElement) };

  const stage = mountStage(panel);
  const working = mountWorking(panel);
  const levels = mountLevels(panel, working);
  const writeCode = mountCode(panel);
  const controls = mountControls(panel, () => pool());

  let still: Still | undefined;
  let settings: Settings | undefined;
  let moving: Moving | undefined;
  /** Counts what was begun, so that what comes too late is not shown. */
  let turn = 0;

  const refuse = (what: unknown, place = fault): void => {
    const words = what instanceof Error ? what.message : String(what);
    // The same for every frame is said once.
    if (place.textContent !== words) place.textContent = words;
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
      still?.bitmap.close();
      still = next;
      stage.open(next);
      raceButton.disabled = false;
      pool();
    } catch (what) {
      refuse(what);
      // What was under way for the picture that is there was given up.
      if (mine === turn) pool();
    } finally {
      end();
    }
  };

  /** Pools what is there by the settings as they are. */
  function pool(): void {
    const chosen = controls.read();
    if (chosen === undefined) return;
    settings = chosen;
    writeCode(settings);
    if (moving !== undefined || still === undefined) return;
    const mine = ++turn;
    const isCurrent = (): boolean => mine === turn;
    working.stop();
    settingsFault.textContent = "";
    const [picture, how] = [still, settings];
    const work = async (): Promise<void> => {
      if (!isCurrent()) return;
      try {
        const done = await poolStill(picture, how, { stage, working }, isCurrent);
        if (done && isCurrent()) await levels.draw(picture, how, isCurrent);
      } catch (what) {
        if (!isCurrent()) return;
        stage.clear();
        refuse(what, settingsFault);
      }
    };
    // The form shows what was chosen before the page is busy.
    setTimeout(work);
  }

  const onPace = ({ width, height, times, rate, description }: Pace): void => {
    const whole = pooledIn(times) + (times.read ?? 0);
    const note = `${width} × ${height}; a frame takes ${milliseconds(whole)} in all; copied out onto the canvas.`;
    stage.figures.show(times, width * height, note, description, rate);
    if (moving !== undefined && settings !== undefined) stage.label({ width, height }, moving.pooled, settings);
  };

  /** Starts or stops the film or the webcam. */
  const play = async (name: keyof typeof players): Promise<void> => {
    const wasOn = players[name].getAttribute("aria-pressed") === "true";
    const mine = ++turn;
    working.stop();
    stopMoving();
    fault.textContent = "";
    raceButton.disabled = still === undefined;
    if (wasOn) {
      if (still !== undefined) stage.open(still);
      pool();
      return;
    }
    const chosen = controls.read();
    if (chosen === undefined) return;
    settings = chosen;
    stage.clear();
    players[name].setAttribute("aria-pressed", "true");
    const watcher = {
      viewer: stage.viewer,
      settings: () => settings as Settings,
      onPace,
      // What does not fit may fit again once it was changed.
      onFault: (what: unknown) => refuse(what, settingsFault),
    };
    try {
      const started = name === "film" ? playFilm(watcher) : await playCamera(watcher);
      if (mine !== turn) {
        started.stop();
        return;
      }
      moving = started;
      raceButton.disabled = true;
      stage.moving(started.pooled);
      stage.say(name === "film" ? "The film plays" : "The webcam is on");
    } catch (what) {
      players[name].setAttribute("aria-pressed", "false");
      refuse(what);
      if (mine === turn) pool();
    }
  };
  for (const [name, button] of Object.entries(players)) {
    button.addEventListener("click", () => void play(name as keyof typeof players));
  }

  mountRace(panel, () => (still === undefined || settings === undefined ? undefined : { still, settings }));
  mountIncoming(panel, (file) => void open(openFile(file)), refuse);
  mountSamples(find(panel, "#samples", HTMLElement), (address, name) => void open(openAddress(address, name)));

  return {
    shown(visible) {
      if (!visible && moving !== undefined) {
        stopMoving();
        raceButton.disabled = still === undefined;
      }
    },
  };
}
