/** A matrix or an image as a test sees it: row-major numbers. */
export interface Plain {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

type Fold = (taps: readonly number[]) => number;

export const FOLDS: Readonly<Record<"max" | "min" | "mean" | "sum", Fold>> = {
  max: (taps) => taps.reduce((a, b) => Math.max(a, b)),
  min: (taps) => taps.reduce((a, b) => Math.min(a, b)),
  mean: (taps) => taps.reduce((a, b) => a + b, 0) / taps.length,
  sum: (taps) => taps.reduce((a, b) => a + b, 0),
};

/** A mean as images hold it: a half goes up. */
export const roundedMean: Fold = (taps) => Math.floor(FOLDS.mean(taps) + 0.5);

/** The plain loop that results are compared with: windows on the first two axes, channels apart, ragged ends left. */
export function poolByLoop(
  { data, shape }: Plain,
  window: readonly [number, number],
  fold: Fold,
  stride = window,
): number[] {
  const [height, width, channels = 1] = shape;
  const pooled: number[] = [];
  for (let top = 0; top + window[0] <= height; top += stride[0]) {
    for (let left = 0; left + window[1] <= width; left += stride[1]) {
      for (let channel = 0; channel < channels; channel++) {
        const taps: number[] = [];
        for (let y = top; y < top + window[0]; y++) {
          for (let x = left; x < left + window[1]; x++) taps.push(data[(y * width + x) * channels + channel]);
        }
        pooled.push(fold(taps));
      }
    }
  }
  return pooled;
}
