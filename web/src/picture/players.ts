import { find } from "../dom.ts";
import { type Moving, playCamera, playFilm, type Watcher } from "./moving.ts";

type Name = "film" | "webcam";

/** The buttons of what moves. */
export interface Players {
  /** Whether something moves, or is about to: the webcam waits for leave first. */
  readonly isOn: boolean;
  /** What moves; undefined where nothing does yet. */
  readonly moving: Moving | undefined;
  stop(): void;
}

/** What the tab does about it. */
interface Listener {
  /** Something is about to move; false where it may not. */
  onStart(): boolean;
  onMoving(moving: Moving, name: Name): void;
  /** Nothing moves any more, by its own button or for a reason. */
  onEnd(fault?: unknown): void;
}

/** Makes them of the page's elements. */
export function mountPlayers(panel: HTMLElement, watcher: Omit<Watcher, "onEnd">, listener: Listener): Players {
  const buttons = { film: find(panel, "#film", HTMLButtonElement), webcam: find(panel, "#webcam", HTMLButtonElement) };
  let current: { readonly name: Name; moving: Moving | undefined } | undefined;

  const stop = (): void => {
    const last = current;
    current = undefined;
    for (const button of Object.values(buttons)) button.setAttribute("aria-pressed", "false");
    last?.moving?.stop();
  };
  const play = async (name: Name): Promise<void> => {
    if (current?.name === name) {
      stop();
      listener.onEnd();
      return;
    }
    stop();
    if (!listener.onStart()) return;
    const mine: typeof current = { name, moving: undefined };
    current = mine;
    buttons[name].setAttribute("aria-pressed", "true");
    const onEnd = (fault: unknown): void => {
      if (current !== mine) return;
      stop();
      listener.onEnd(fault);
    };
    try {
      const moving = name === "film" ? playFilm({ ...watcher, onEnd }) : await playCamera({ ...watcher, onEnd });
      if (current !== mine) {
        moving.stop();
        return;
      }
      mine.moving = moving;
      listener.onMoving(moving, name);
    } catch (fault) {
      onEnd(fault);
    }
  };
  for (const name of ["film", "webcam"] as const) buttons[name].addEventListener("click", () => void play(name));

  return {
    get isOn() {
      return current !== undefined;
    },
    get moving() {
      return current?.moving;
    },
    stop,
  };
}
