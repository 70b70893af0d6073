/** What the page's frame tells the tab. */
export interface Shown {
  shown(visible: boolean): void;
}

/** Builds the tab that pools pictures. */
export function mountPicture(panel: HTMLElement): Shown {
  panel.replaceChildren();
  return { shown: () => {} };
}
