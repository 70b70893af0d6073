import { find } from "../dom.ts";

/** The page's sign that something takes its time. */
export interface Working {
  /** Shows what is done, and a button that cancels it where it can be; gives what ends it. */
  begin(what: string, cancel?: () => void): () => void;
  /** How far it is, from 0 to 1. */
  progress(done: number): void;
  /** Cancels what is under way. */
  stop(): void;
}

/** Makes it of the page's elements. */
export function mountWorking(panel: HTMLElement): Working {
  const sign = find(panel, "#working", HTMLElement);
  const label = find(panel, "#working-what", HTMLElement);
  const bar = find(panel, "#progress", HTMLProgressElement);
  const button = find(panel, "#cancel", HTMLButtonElement);
  let current: { cancel: (() => void) | undefined } | undefined;
  const hide = (): void => {
    current = undefined;
    sign.hidden = true;
  };
  const stop = (): void => {
    const { cancel } = current ?? {};
    if (cancel === undefined) return;
    hide();
    cancel();
  };
  button.addEventListener("click", stop);
  return {
    begin(what, cancel) {
      const mine = { cancel };
      current = mine;
      label.textContent = what;
      // Until it is told how far it is, nobody knows.
      bar.removeAttribute("value");
      button.hidden = cancel === undefined;
      sign.hidden = false;
      return () => {
        if (current === mine) hide();
      };
    },
    progress(done) {
      bar.value = done;
    },
    stop,
  };
}
