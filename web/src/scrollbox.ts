import { make } from "./dom.ts";

/** A box whose content scrolls where it is too large, by keyboard too. */
export function scrollBox(label: string, ...children: Node[]): HTMLDivElement {
  const box = make("div", { class: "scroll", role: "group", "aria-label": label }, ...children);
  const settle = (): void => {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver(settle);
  watch.observe(box);
  for (const child of box.children) watch.observe(child);
  return box;
}
