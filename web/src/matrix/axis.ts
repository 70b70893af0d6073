/** What is asked of one axis. */
export interface AxisRequest {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  /** Windows on it. */
  readonly out: number;
}

/** One axis: tap p of window i stands at i * stride - low + p * dilation. */
export interface Axis extends Omit<AxisRequest, "padding"> {
  /** Places outside the matrix that windows may reach, before it and after it. */
  readonly low: number;
  readonly high: number;
}

/** Where windows lie; the last of a partial edge may reach beyond the padding. */
export function axisOf({ padding, ...axis }: AxisRequest): Axis {
  const reach = (axis.out - 1) * axis.stride + (axis.window - 1) * axis.dilation + 1;
  return { ...axis, low: padding, high: Math.max(padding, reach - axis.extent - padding) };
}

/** Which taps of window i stand inside the matrix: from one, up to another. */
export function insideOf({ extent, window, stride, dilation, low }: Axis, i: number): [from: number, to: number] {
  const start = i * stride - low;
  const from = Math.max(0, Math.ceil(-start / dilation));
  return [from, Math.max(from, Math.min(window, Math.floor((extent - 1 - start) / dilation) + 1))];
}

/** Whether a tap of window i stands at a place, counted from the matrix's first element. */
export function isTap({ window, stride, dilation, low }: Axis, i: number, place: number): boolean {
  const from = place + low - i * stride;
  return from >= 0 && from % dilation === 0 && from / dilation < window;
}

/** In no window, and in more than one. */
export const NONE = -1;
export const MANY = -2;

/** The window that each place from one to another is in. */
export function ownersOf(axis: Axis, from: number, to: number): number[] {
  const { window, stride, dilation, low, out } = axis;
  return Array.from({ length: to - from }, (_, n) => {
    const place = from + n;
    const first = Math.max(0, Math.ceil((place + low - (window - 1) * dilation) / stride));
    const last = Math.min(out - 1, Math.floor((place + low) / stride));
    let owner = NONE;
    // Windows as many apart as the dilation have their taps at the same distance from the place.
    for (let i = first; i <= last && (owner !== NONE || i < first + dilation); i++) {
      if (!isTap(axis, i, place)) continue;
      if (owner !== NONE) return MANY;
      owner = i;
    }
    return owner;
  });
}

/** Whether no place is in two windows. */
export function isApart(axis: Axis): boolean {
  const { window, stride, dilation, out } = axis;
  if (out === 1 || stride > (window - 1) * dilation) return true;
  // Taps of two windows meet where a number of strides is a number of dilations.
  for (let i = 1; i < out && i * stride <= (window - 1) * dilation; i++)
    if ((i * stride) % dilation === 0) return false;
  return true;
}

/** Whether the windows are blocks that follow each other from the first element on, all of them full. */
export function isBlocks({ extent, window, stride, dilation, low, out }: Axis): boolean {
  return (
    low === 0 &&
    (dilation === 1 || window === 1) &&
    (stride === window || out === 1) &&
    out * window <= extent &&
    out === Math.floor(extent / window)
  );
}
