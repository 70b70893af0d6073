import { boundsOf, type View } from "./view.ts";

/** Where the elements of a view lie. */
export type Spread = Pick<View, "data" | "shape" | "pitch" | "offset">;

/** Whether two elements of one view share memory. */
export function overlapsItself(view: Spread): boolean {
  if (isRowMajor(view)) return false;
  const axes = view.shape
    .map((extent, axis) => ({ extent, pitch: Math.abs(view.pitch[axis] as number) }))
    .filter(({ extent }) => extent !== 1)
    .sort((a, b) => a.pitch - b.pitch);
  if (axes.some(({ extent }) => extent === 0)) return false;
  // Enough, not necessary: each axis steps beyond all that the shorter ones reach.
  let reach = 0;
  let clear = true;
  for (const { extent, pitch } of axes) {
    if (pitch <= reach) clear = false;
    reach += (extent - 1) * pitch;
  }
  if (clear) return false;
  const bounds = boundsOf(view.shape, view.pitch, view.offset);
  const count = view.shape.reduce((product, extent) => product * extent, 1);
  if (bounds === undefined) return false;
  if (count > bounds.last - bounds.first + 1) return true;
  const seen = new Uint8Array(bounds.last - bounds.first + 1);
  return someElement(view, (at) => {
    const index = at - bounds.first;
    if (seen[index]) return true;
    seen[index] = 1;
    return false;
  });
}

function isRowMajor({ shape, pitch }: Spread): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (pitch[axis] !== step) return false;
    step *= shape[axis] as number;
  }
  return true;
}

/** Whether any element of one view shares memory with any of the other. */
export function overlap(a: Spread, b: Spread): boolean {
  if (a.data.buffer !== b.data.buffer) return false;
  const [spanA, spanB] = [bytesOf(a), bytesOf(b)];
  if (spanA === undefined || spanB === undefined) return false;
  const first = Math.max(spanA.first, spanB.first);
  const last = Math.min(spanA.last, spanB.last);
  if (first > last) return false;
  // Interleaved views may still be apart: mark a's bytes within the common span, look for b's.
  const taken = new Uint8Array(last - first + 1);
  someElement(a, (at) => {
    const bytes = a.data.BYTES_PER_ELEMENT;
    const byte = a.data.byteOffset + at * bytes - first;
    for (let i = 0; i < bytes; i++) if (byte + i >= 0 && byte + i < taken.length) taken[byte + i] = 1;
    return false;
  });
  return someElement(b, (at) => {
    const bytes = b.data.BYTES_PER_ELEMENT;
    const byte = b.data.byteOffset + at * bytes - first;
    for (let i = 0; i < bytes; i++) if (taken[byte + i] === 1) return true;
    return false;
  });
}

function bytesOf(view: Spread): { first: number; last: number } | undefined {
  const bounds = boundsOf(view.shape, view.pitch, view.offset);
  if (bounds === undefined) return undefined;
  const bytes = view.data.BYTES_PER_ELEMENT;
  const start = view.data.byteOffset;
  return { first: start + bounds.first * bytes, last: start + (bounds.last + 1) * bytes - 1 };
}

/** Visits the position in `data` of each element, in row-major order, until one answers true. */
function someElement(view: Spread, visit: (at: number) => boolean): boolean {
  const { shape, pitch } = view;
  const rank = shape.length;
  const counters = new Array<number>(rank).fill(0);
  let at = view.offset;
  for (;;) {
    if (visit(at)) return true;
    let axis = rank - 1;
    for (; axis >= 0; axis--) {
      const extent = shape[axis] as number;
      const step = pitch[axis] as number;
      const next = (counters[axis] as number) + 1;
      if (next < extent) {
        counters[axis] = next;
        at += step;
        break;
      }
      counters[axis] = 0;
      at -= (extent - 1) * step;
    }
    if (axis < 0) return false;
  }
}
