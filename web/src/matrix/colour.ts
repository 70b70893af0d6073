/** Turns of the colour wheel from a window to its neighbours: far apart for the eight around it, apart within 4 × 4. */
const DOWN = 90;
const ACROSS = 158;

/** The hue of the window in some row and column of the result. */
export function hueOf(row: number, column: number): number {
  return (row * DOWN + column * ACROSS) % 360;
}

/** Gives a cell the colour of its window, which the style sheet makes of the hue. */
export function paint(cell: HTMLElement, row: number, column: number): void {
  cell.classList.add("window");
  cell.style.setProperty("--hue", String(hueOf(row, column)));
}
