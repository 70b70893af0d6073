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
  /** One time, of the worker. */
  showWhole(time: number, pixels: number, note: string): void;
  clear(): void;
}

/** Makes the page's place for times. */
export function mountFigures(panel: HTMLElement): Figures {
  const bar = find(panel, "#timebar", HTMLElement);
  const list = find(panel, "#figures", HTMLElement);
  const note = find(panel, "#timing-note", HTMLElement);
  const description = find(panel, "#description", HTMLElement);
  const write = (rows: readonly (readonly [string, string, string])[]): void => {
    list.replaceChildren(
      ...rows.map(([name, label, value]) =>
        make("div", { class: name }, make("dt", {}, label), make("dd", { id: `time-${name}` }, value)),
      ),
    );
  };
  return {
    show(times, pixels, text, words, rate) {
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
      const pooled = pooledIn(times);
      const rows: [string, string, string][] = parts.map(({ name, label, time }) => [name, label, milliseconds(time)]);
      rows.push(["whole", "Pooled in", milliseconds(pooled)], ["rate", "Rate", megapixels(pixels, pooled)]);
      if (rate !== undefined) rows.push(["frames", "Frames/s", rate.toFixed(rate < 100 ? 1 : 0)]);
      write(rows);
      note.textContent = text;
      if (description.textContent !== words) description.textContent = words;
    },
    showWhole(time, pixels, text) {
      bar.replaceChildren(make("span", { class: "kernel" }));
      bar.setAttribute("aria-label", `In the worker ${milliseconds(time)}`);
      write([
        ["whole", "In the worker", milliseconds(time)],
        ["rate", "Rate", megapixels(pixels, time)],
      ]);
      note.textContent = text;
      description.textContent =
        "The same engine in a Web Worker, a strip of the picture at a time: stridepool/image-worker.";
    },
    clear() {
      bar.replaceChildren();
      bar.setAttribute("aria-label", "No time measured");
      list.replaceChildren();
      note.textContent = "";
      description.textContent = "";
    },
  };
}
