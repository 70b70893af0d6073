import { backend } from "stridepool";
import { count, type Dense, type Strided } from "./array.ts";
import type { Format } from "./formats.ts";
import type { Timing } from "./timing.ts";

/** A shape as NumPy prints it. */
export function tuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(", ")})`;
}

/** What an array is: an image by its sides, anything else by its shape. */
export function describeArray({ shape, dtype }: Pick<Dense, "shape" | "dtype">, { kind }: Format): string {
  if (kind !== "image" || shape.length < 2) return `shape ${tuple(shape)}, ${dtype}`;
  const [height, width, channels = 1] = shape;
  return `${width} wide × ${height} high, ${channels} ${channels === 1 ? "channel" : "channels"}, ${dtype}`;
}

/** A duration in the unit that suits it. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 3 : 1)} ms`;
}

/** How long the pooling took. */
export function poolingTime({ first, best, calls }: Timing): string {
  if (calls === 1) return `${duration(best)} to pool`;
  return `${duration(best)} to pool (best of ${calls} calls, the first ${duration(first)})`;
}

/** How fast the input was pooled: pixels of an image, elements of anything else, in millions a second. */
export function rate({ shape }: Pick<Strided, "shape">, { kind }: Format, milliseconds: number): string {
  const image = kind === "image";
  const amount = image ? shape[0] * shape[1] : count(shape);
  const millions = amount / 1000 / Math.max(milliseconds, 1e-3);
  const shown = millions >= 100 ? millions.toFixed(0) : millions.toPrecision(3);
  return `${shown} ${image ? "megapixels/s" : "million elements/s"}`;
}

/** Which engine runs, and why. */
export function engine(): string {
  const { engine: name, build, reason } = backend();
  return `${name === build ? name : `${name}, ${build} build`}: ${reason}`;
}

/** A length of bytes for people. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Lines of a label and what it says, aligned. */
export function labelled(lines: readonly (readonly [label: string, text: string])[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join("");
}
