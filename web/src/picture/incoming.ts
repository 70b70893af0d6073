import { find } from "../dom.ts";
import { OpenFault, pictureIn, textIn } from "./open.ts";

/** Where what comes goes. */
interface Takers {
  take(file: File): void;
  /** Takes what was dropped on the other tab and is no picture. */
  giveText(file: File): void;
  refuse(fault: OpenFault): void;
}

/** Pictures that come by the button, dropped anywhere on the page, or pasted. */
export function mountIncoming(panel: HTMLElement, { take, giveText, refuse }: Takers): void {
  const input = find(panel, "#file", HTMLInputElement);
  const sign = find(document, "#dropping", HTMLElement);
  const takeFrom = (moved: DataTransfer | null, how: "dropped" | "pasted"): void => {
    try {
      take(pictureIn(moved, how));
    } catch (fault) {
      if (!(fault instanceof OpenFault)) throw fault;
      refuse(fault);
    }
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) take(file);
    // The same file may be chosen again.
    input.value = "";
  });
  /** Words that are dragged on the other tab are its own. */
  const isTheirs = ({ dataTransfer }: DragEvent): boolean =>
    panel.hidden && dataTransfer?.types.includes("Files") !== true;
  addEventListener("dragover", (event) => {
    if (isTheirs(event)) return;
    event.preventDefault();
    sign.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) sign.hidden = true;
  });
  addEventListener("drop", (event) => {
    sign.hidden = true;
    if (isTheirs(event)) return;
    event.preventDefault();
    const text = panel.hidden ? textIn(event.dataTransfer) : undefined;
    if (text !== undefined) {
      giveText(text);
      return;
    }
    // Dropped on the other tab it is a picture all the same.
    location.hash = "#picture";
    takeFrom(event.dataTransfer, "dropped");
  });
  addEventListener("paste", (event) => {
    const isText = event.target instanceof HTMLInputElement && event.clipboardData?.files.length === 0;
    if (panel.hidden || isText) return;
    event.preventDefault();
    takeFrom(event.clipboardData, "pasted");
  });
}
