/** Builds the tab that shows what pooling a matrix does. */
export function mountMatrix(panel: HTMLElement): void {
  panel.replaceChildren();
}
