/** Ops that every contestant but canvas and opencv.js has. */
export type RaceOp = "mean" | "max" | "min";

/** Pools RGBA bytes as one writes it without a library: four loops, and every channel by itself. */
export function plainPool(
  { data, width, height }: ImageData,
  op: RaceOp,
  [rows, columns]: readonly [number, number],
): ImageData {
  const [outHeight, outWidth] = [Math.floor(height / rows), Math.floor(width / columns)];
  const out = new Uint8ClampedArray(4 * outWidth * outHeight);
  const taps = rows * columns;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let c = 0; c < 4; c++) {
        let value = op === "min" ? 255 : 0;
        for (let dy = 0; dy < rows; dy++) {
          for (let dx = 0; dx < columns; dx++) {
            const tap = data[4 * ((y * rows + dy) * width + x * columns + dx) + c] as number;
            if (op === "mean") value += tap;
            else if (op === "max" ? tap > value : tap < value) value = tap;
          }
        }
        out[4 * (y * outWidth + x) + c] = op === "mean" ? Math.floor(value / taps + 0.5) : value;
      }
    }
  }
  return new ImageData(out, outWidth, outHeight);
}
