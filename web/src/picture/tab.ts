import { find } from "../dom.ts";
import { mountRace } from "../race/panel.ts";
import { stopWorker } from "./background.ts";
import { mountControls } from "./controls.ts";
import { mountCode } from "./copycode.ts";
import { mountIncoming } from "./incoming.ts";
import { mountLevels } from "./levels.ts";
import type { Pace } from "./moving.ts";
import { openAddress, openFile, type Still } from "./open.ts";
import { mountPlayers } from "./players.ts";
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

/** Builds the tab that pools pictures; files that are dropped on the other tab and are no pictures go there. */
export function mountPicture(panel: HTMLElement, giveText: (file: File) => void): Shown {
  const fault = find(panel, "#fault", HTMLElement);
  const settingsFault = find(panel, "#settings-fault", HTMLElement);

  const stage = mountStage(panel);
  const working = mountWorking(panel, () => pool());
  const levels = mountLevels(panel, working);
  const writeCode = mountCode(panel);
  const controls = mountControls(panel, () => pool());

  let still: Still | undefined;
  let settings: Settings | undefined;
  /** Whose pixels stand before the line: what moves leaves its own there. */
  let onStage: Still | undefined;
  /** Count what was begun, so that what comes too late is not shown. */
  let opened = 0;
  let pooled = 0;
  let isOpening = false;
  const race = mountRace(panel, () =>
    still === undefined || settings === undefined ? undefined : { still, settings },
  );

  const refuse = (what: unknown, place = fault): void => {
    const words = what instanceof Error ? what.message : String(what);
    // The same for every frame is said once.
    if (place.textContent !== words) place.textContent = words;
    if (place === settingsFault) controls.blame((what as { option?: string }).option);
  };
  const show = (picture: Still): void => {
    stage.open(picture);
    onStage = picture;
    race.allow(true);
  };
  /** Nothing that is under way is waited for any more. */
  const giveUp = (): void => {
    pooled++;
    working.stop();
  };

  /** Another picture takes the place of what was there. */
  const open = async (coming: Promise<Still>): Promise<void> => {
    giveUp();
    const mine = ++opened;
    isOpening = true;
    fault.textContent = "";
    const end = working.begin("Opening the picture", {
      cancel() {
        opened++;
        isOpening = false;
      },
      cancelled() {
        stage.viewer.focus();
        pool();
      },
    });
    try {
      const next = await coming;
      if (mine !== opened) {
        next.bitmap.close();
        return;
      }
      players.stop();
      stopWorker();
      still?.bitmap.close();
      still = next;
      show(next);
      levels.clear();
      race.clear();
    } catch (what) {
      if (mine === opened) refuse(what);
    }
    if (mine !== opened) return;
    end();
    isOpening = false;
    pool();
  };

  /** Pools what is there by the settings as they are. */
  function pool(): void {
    const chosen = controls.read();
    if (chosen === undefined) return;
    settings = chosen;
    writeCode(settings);
    if (players.isOn || isOpening || still === undefined) return;
    giveUp();
    const [picture, how, mine] = [still, settings, pooled];
    const isCurrent = (): boolean => mine === pooled;
    if (onStage !== picture) show(picture);
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

  const onPace = ({ width, height, times, rate, description, note }: Pace): void => {
    const whole = pooledIn(times) + (times.read ?? 0);
    const words = `${width} × ${height}; a frame takes ${milliseconds(whole)} in all; ${note}`;
    stage.figures.show(times, width * height, words, description, rate);
    const { moving } = players;
    if (moving !== undefined && settings !== undefined) stage.label({ width, height }, moving.pooled, settings);
  };

  const watcher = {
    viewer: stage.viewer,
    settings: () => settings as Settings,
    onPace,
    // What does not fit may fit again once it was changed.
    onFault: (what: unknown) => refuse(what, settingsFault),
  };
  const players = mountPlayers(panel, watcher, {
    onStart() {
      const chosen = controls.read();
      if (chosen === undefined) return false;
      settings = chosen;
      giveUp();
      fault.textContent = "";
      stage.clear();
      onStage = undefined;
      race.allow(false);
      return true;
    },
    onMoving(moving, name) {
      stage.moving(moving.pooled);
      stage.say(name === "film" ? "The film plays" : "The webcam is on");
    },
    onEnd(what) {
      if (what !== undefined) refuse(what);
      pool();
    },
  });

  mountIncoming(panel, { take: (file) => void open(openFile(file)), giveText, refuse: (what) => refuse(what) });
  mountSamples(find(panel, "#samples", HTMLElement), (address, name) => void open(openAddress(address, name)));

  return {
    shown(visible) {
      if (visible) {
        if (onStage !== still) pool();
      } else if (players.isOn) players.stop();
    },
  };
}
