/** Turns of the colour wheel from a window to its neighbours: far apart for the eight around it, apart within 4 × 4. */
const DOWN = 90;
const ACROSS = 158;

/** Lightness and chroma of the ground of cells, in a light and in a dark theme. */
const LIGHT = "0.9 0.075";
const DARK = "0.36 0.075";

/** The hue of the window in some row and column of the result. */
export function hueOf(row: number, column: number): number {
  return (row * DOWN + column * ACROSS) % 360;
}

/** Its colour, in both themes. */
export function colourOf(row: number, column: number): string {
  const hue = hueOf(row, column);
  return `light-dark(oklch(${LIGHT} ${hue}), oklch(${DARK} ${hue}))`;
}
