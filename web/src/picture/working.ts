import { find } from "../dom.ts";

/** What can be given up. */
interface Job {
  /** Gives it up. */
  cancel(): void;
  /** What follows where a person gave it up. */
  cancelled(): void;
}

/** The page's sign that something takes its time. */
export interface Working {
  /** Shows what is done, with a button that cancels it; gives what ends it. */
  begin(what: string, job: Job): () => void;
  /** How far it is, from 0 to 1. */
  progress(done: number): void;
  /** Cancels what is under way. */
  stop(): void;
  /** Says that it was cancelled, and offers to begin again. */
  offerAgain(): void;
}

/** Makes it of the page's elements. */
export function mountWorking(panel: HTMLElement, onAgain: () => void): Working {
  const sign = find(panel, "#working", HTMLElement);
  const label = find(panel, "#working-what", HTMLElement);
  const bar = find(panel, "#progress", HTMLProgressElement);
  const cancelled = find(panel, "#cancelled", HTMLElement);
  const again = find(panel, "#again", HTMLButtonElement);
  let current: Job | undefined;
  const hide = (): void => {
    current = undefined;
    sign.hidden = true;
  };
  const stop = (): void => {
    cancelled.hidden = true;
    const job = current;
    hide();
    job?.cancel();
  };
  find(panel, "#cancel", HTMLButtonElement).addEventListener("click", () => {
    const job = current;
    stop();
    job?.cancelled();
  });
  again.addEventListener("click", () => {
    find(panel, "#view", HTMLCanvasElement).focus();
    onAgain();
  });
  return {
    begin(what, job) {
      current = job;
      label.textContent = what;
      // Until it is told how far it is, nobody knows.
      bar.removeAttribute("value");
      sign.hidden = false;
      return () => {
        if (current === job) hide();
      };
    },
    progress(done) {
      bar.value = done;
    },
    stop,
    offerAgain() {
      cancelled.hidden = false;
      again.focus();
    },
  };
}
