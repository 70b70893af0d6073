import { find, make } from "../dom.ts";
import { megapixels, milliseconds, pooledIn, type Times } from "./timing.ts";

const PARTS: readonly { readonly name: keyof Times; readonly label: string }[] = [
  { name: "read", label: "Read" },
  { name: "copyIn", label: "Copy in" },
  { name: "kernel", label: "Kernel" },
  { name: "copyOut", label: "Copy out" },
];

/** The page's place for times. */
export interface Figures {
  /** Times of a picture of so many pixels, and what its plan says of itself; of a moving one, frames a second. */
  show(times: Times, pixels: number, note: string, description: string, rate?: number): void;
  /** How long the worker took in all, and where that went, unless windows are so tall that it is not told. */
  showWorker(time: number, times: Times | undefined, pixels: number, note: string): void;
  clear(): void;
}

type Row = readonly [name: string, label: string, value: string];

/** Makes the page's place for times. */
export function mountFigures(panel: HTMLElement): Figures {
  const bar = find(panel, "#timebar", HTMLElement);
  const list = find(panel, "#figures", HTMLElement);
  const note = find(panel, "#timing-note", HTMLElement);
  const description = find(panel, "#description", HTMLElement);
  const write = (rows: readonly Row[], text: string, words: string): void => {
    list.replaceChildren(
      ...rows.map(([name, label, value]) =>
        make("div", { class: name }, make("dt", {}, label), make("dd", { id: `time-${name}` }, value)),
      ),
    );
    note.textContent = text;
    if (description.textContent !== words) description.textContent = words;
  };
  /** Draws the bar of the parts, and gives their rows. */
  const draw = (times: Times): Row[] => {
    const parts = PARTS.filter(({ name }) => times[name] !== undefined).map((part) => ({
      ...part,
      time: times[part.name] as number,
    }));
    const whole = parts.reduce((sum, { time }) => sum + time, 0);
    bar.replaceChildren(
      ...parts.map(({ name, time }) => {
        const piece = make("span", { class: name });
        // Shares of 100: less than 1 in all would leave a part of the bar empty.
        piece.style.flexGrow = String(whole > 0 ? (100 * time) / whole : 100);
        return piece;
      }),
    );
    bar.setAttribute("aria-label", parts.map(({ label, time }) => `${label} ${milliseconds(time)}`).join(", "));
    return parts.map(({ name, label, time }) => [name, label, milliseconds(time)]);
  };
  return {
    show(times, pixels, text, words, rate) {
      const pooled = pooledIn(times);
      const rows = draw(times);
      rows.push(["whole", "Pooled in", milliseconds(pooled)], ["rate", "Rate", megapixels(pixels, pooled)]);
      if (rate !== undefined) rows.push(["frames", "Frames/s", rate.toFixed(rate < 100 ? 1 : 0)]);
      write(rows, text, words);
    },
    showWorker(time, times, pixels, text) {
      const rows = times === undefined ? [] : draw(times);
      if (times === undefined) {
        bar.replaceChildren(make("span", { class: "kernel" }));
        bar.setAttribute("aria-label", `In the worker ${milliseconds(time)}`);
      }
      rows.push(["whole", "In the worker", milliseconds(time)], ["rate", "Rate", megapixels(pixels, time)]);
      write(rows, text, IN_WORKER);
    },
    clear() {
      bar.replaceChildren();
      bar.setAttribute("aria-label", "No time measured");
      write([], "", "");
    },
  };
}

const IN_WORKER = "The same engine in a Web Worker, a strip of the picture at a time: stridepool/image-worker.";
