import type { Op } from "../src/choices.ts";

/** A matrix or an image as a test sees it: row-major numbers. */
export interface Plain {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

type Fold = (taps: readonly number[]) => number;

const sum: Fold = (taps) => taps.reduce((a, b) => a + b, 0);
const mean: Fold = (taps) => sum(taps) / taps.length;
const sorted = (taps: readonly number[]): number[] => [...taps].sort((a, b) => a - b);
const times = (taps: readonly number[], value: number): number => taps.filter((tap) => tap === value).length;

/** The root of a sum of powers; the exponent of `--p`. */
export const lp =
  (p: number): Fold =>
  (taps) =>
    p === Infinity ? Math.max(...taps.map(Math.abs)) : sum(taps.map((tap) => Math.abs(tap) ** p)) ** (1 / p);

/** The variance with `--ddof`. */
export const variance =
  (ddof: number): Fold =>
  (taps) =>
    sum(taps.map((tap) => (tap - mean(taps)) ** 2)) / (taps.length - ddof);

/** What each op makes of finite taps, of which there is at least one. */
export const FOLDS: Readonly<Record<Op, Fold>> = {
  max: (taps) => taps.reduce((a, b) => Math.max(a, b)),
  min: (taps) => taps.reduce((a, b) => Math.min(a, b)),
  mean,
  sum,
  prod: (taps) => taps.reduce((a, b) => a * b, 1),
  lp: lp(2),
  rms: (taps) => Math.sqrt(mean(taps.map((tap) => tap * tap))),
  median: (taps) => {
    const order = sorted(taps);
    return (order[Math.floor((taps.length - 1) / 2)] + order[Math.floor(taps.length / 2)]) / 2;
  },
  mode: (taps) => taps.reduce((best, tap) => (times(taps, tap) > times(taps, best) ? tap : best)),
  var: variance(0),
  std: (taps) => Math.sqrt(variance(0)(taps)),
  range: (taps) => Math.max(...taps) - Math.min(...taps),
  any: (taps) => (taps.some((tap) => tap !== 0) ? 1 : 0),
  all: (taps) => (taps.every((tap) => tap !== 0) ? 1 : 0),
  count: (taps) => taps.length,
  first: (taps) => taps[0],
  argmax: (taps) => taps.indexOf(Math.max(...taps)),
  argmin: (taps) => taps.indexOf(Math.min(...taps)),
};

/** A fraction as images hold it: a half goes up, and the ends of 8 bits are the ends. */
export const rounded =
  (fold: Fold): Fold =>
  (taps) =>
    Math.min(255, Math.max(0, Math.floor(fold(taps) + 0.5)));

/** A mean as images hold it: a half goes up. */
export const roundedMean: Fold = (taps) => Math.floor(FOLDS.mean(taps) + 0.5);

/** The plain loop that results are compared with: windows on the first two axes, channels apart, ragged ends left. */
export function poolByLoop(
  plain: Plain,
  window: readonly [number, number],
  fold: Fold,
  stride: readonly [number, number] = window,
): number[] {
  return tapsByLoop(plain, { window, stride }).map((taps) => fold(taps.map(({ value }) => value)));
}

/** Where windows lie: on the first two axes of an array. */
interface Layout {
  readonly window: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  /** Low and high of each axis. */
  readonly padding?: readonly [readonly [number, number], readonly [number, number]];
}

interface Tap {
  readonly value: number;
  /** Its number within the window, absent taps counted. */
  readonly place: number;
  /** Where it stands in the array, or around it. */
  readonly at: readonly [y: number, x: number, channel: number];
}

/** What a tap outside the array is; nothing without it. */
type Outside = (y: number, x: number, channel: number) => number;

/** The taps of every window, windows and taps in row-major order, channels apart. */
export function tapsByLoop({ data, shape }: Plain, layout: Layout, outside?: Outside): Tap[][] {
  const [height, width, channels = 1] = shape;
  const { window, stride = window, dilation = [1, 1] } = layout;
  const [[top, bottom], [left, right]] = layout.padding ?? [
    [0, 0],
    [0, 0],
  ];
  const windows: Tap[][] = [];
  for (let y0 = -top; y0 + (window[0] - 1) * dilation[0] < height + bottom; y0 += stride[0]) {
    for (let x0 = -left; x0 + (window[1] - 1) * dilation[1] < width + right; x0 += stride[1]) {
      for (let channel = 0; channel < channels; channel++) {
        const taps: Tap[] = [];
        for (let place = 0; place < window[0] * window[1]; place++) {
          const y = y0 + Math.floor(place / window[1]) * dilation[0];
          const x = x0 + (place % window[1]) * dilation[1];
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          if (!inside && outside === undefined) continue;
          const value = inside ? data[(y * width + x) * channels + channel] : (outside as Outside)(y, x, channel);
          taps.push({ value, place, at: [y, x, channel] });
        }
        windows.push(taps);
      }
    }
  }
  return windows;
}
