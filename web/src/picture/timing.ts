/** Milliseconds that one picture took, by what they went to. */
export interface Times {
  /** Reading pixels from what the browser shows: of videos alone. */
  readonly read?: number;
  readonly copyIn: number;
  readonly kernel: number;
  readonly copyOut: number;
}

/** Each part on average: browsers round what they tell of the time, which evens out. */
export function meanTimes(all: readonly Times[]): Times {
  const part = (name: keyof Times): number => all.reduce((sum, times) => sum + (times[name] ?? 0), 0) / all.length;
  const times = { copyIn: part("copyIn"), kernel: part("kernel"), copyOut: part("copyOut") };
  return all[0]?.read === undefined ? times : { read: part("read"), ...times };
}

/** What pooling took: all but reading. */
export const pooledIn = ({ copyIn, kernel, copyOut }: Times): number => copyIn + kernel + copyOut;

/** Milliseconds in words. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  if (value === 0) return "0 ms";
  return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3)} ms`;
}

/** Megapixels a second in words. */
export function megapixels(pixels: number, time: number): string {
  // Timers of some browsers tell whole milliseconds alone.
  if (!(time > 0)) return "too quick to tell";
  const rate = pixels / time / 1000;
  return `${rate >= 100 ? Math.round(rate).toLocaleString("en") : rate.toFixed(1)} megapixels/s`;
}
