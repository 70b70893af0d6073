import { copyText } from "../clipboard.ts";
import { find, make } from "../dom.ts";
import { scrollBox } from "../scrollbox.ts";
import { codeFor, type Reader } from "./code.ts";
import type { Settings } from "./settings.ts";

/** The code that does what the page does; gives what writes it anew. */
export function mountCode(panel: HTMLElement): (settings: Settings) => void {
  const code = make("code", { id: "code" });
  find(panel, "#code-place", HTMLElement).append(scrollBox("Code", make("pre", { class: "code" }, code)));
  const reader = find(panel, "#code-for", HTMLSelectElement);
  const copied = find(panel, "#copied", HTMLOutputElement);
  let last: Settings | undefined;
  const write = (settings: Settings): void => {
    last = settings;
    code.textContent = codeFor(reader.value as Reader, settings);
    copied.value = "";
  };
  reader.addEventListener("change", () => {
    if (last !== undefined) write(last);
  });
  find(panel, "#copy", HTMLButtonElement).addEventListener("click", async () => {
    copied.value = (await copyText(code)) ? "Copied" : "The code is selected; copy it by keyboard.";
  });
  return write;
}
