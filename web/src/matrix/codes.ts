import { copyText } from "../clipboard.ts";
import { make } from "../dom.ts";
import { scrollBox } from "../scrollbox.ts";
import { asStridedCode, reshapeCode, slidingCode } from "./code/numpy.ts";
import { stridepoolCode } from "./code/stridepool.ts";
import type { Outcome } from "./compute.ts";

interface Kind {
  readonly name: string;
  readonly id: string;
  readonly code: (outcome: Outcome) => string | undefined;
  /** Why there is no code, where there is none. */
  readonly without: string;
}

const KINDS: readonly Kind[] = [
  { name: "stridepool", id: "stridepool", code: stridepoolCode, without: "" },
  {
    name: "NumPy, as_strided",
    id: "as-strided",
    code: asStridedCode,
    without: "A strided view cannot hold taps that are not there.",
  },
  { name: "NumPy, sliding_window_view", id: "sliding", code: slidingCode, without: "" },
  {
    name: "NumPy, reshape",
    id: "reshape",
    code: reshapeCode,
    without: "A reshape makes blocks alone: windows side by side, without dilation, padding or a part at the end.",
  },
];

/** Programs that give the same. */
export interface Codes {
  readonly element: HTMLElement;
  show(outcome: Outcome): void;
}

/** Builds them; `say` tells what was done. */
export function makeCodes(say: (words: string) => void): Codes {
  const parts = KINDS.map(({ name, id, code, without }) => {
    const text = make("code", { id: `matrix-code-${id}` });
    const box = scrollBox(`Code: ${name}`, make("pre", { class: "code" }, text));
    const none = make("p", { class: "quiet" }, without);
    const button = make("button", { type: "button", class: "copy" }, "Copy", hidden(` the code of ${name}`));
    button.addEventListener("click", async () => {
      const done = await copyText(text);
      say(done ? `Copied: ${name}` : "The code is selected; copy it by keyboard.");
      button.firstChild?.replaceWith(done ? "Copied" : "Selected");
      setTimeout(() => button.firstChild?.replaceWith("Copy"), 2000);
    });
    const element = make("section", { class: "program" }, make("h3", {}, name), button, box, none);
    const show = (outcome: Outcome): void => {
      const program = code(outcome);
      text.textContent = program ?? "";
      box.hidden = button.hidden = program === undefined;
      none.hidden = program !== undefined;
      // Of a long program its end says what is done.
      box.scrollTop = box.scrollHeight;
    };
    return { element, show };
  });
  return {
    element: make(
      "section",
      { class: "card", "aria-labelledby": "matrix-code-title" },
      make("h2", { id: "matrix-code-title" }, "The same in code"),
      make("div", { id: "matrix-code", class: "programs" }, ...parts.map(({ element }) => element)),
    ),
    show(outcome) {
      for (const { show } of parts) show(outcome);
    },
  };
}

const hidden = (words: string): HTMLElement => make("span", { class: "visually-hidden" }, words);
