import { find } from "../dom.ts";
import { codeFor, type Reader } from "./code.ts";
import type { Settings } from "./settings.ts";

/** The code that does what the page does; gives what writes it anew. */
export function mountCode(panel: HTMLElement): (settings: Settings) => void {
  const code = find(panel, "#code", HTMLElement);
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
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      copied.value = "Copied";
    } catch {
      getSelection()?.selectAllChildren(code);
      copied.value = "Selected: press Ctrl C";
    }
  });
  return write;
}
