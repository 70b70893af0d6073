import type { Request } from "../src/matrix/compute.ts";

/** What the form says when nothing was changed. */
const USUAL: Request = {
  op: "max",
  dtype: "float64",
  window: [2, 2],
  stride: undefined,
  padding: [0, 0],
  dilation: [1, 1],
  edge: "trim",
  outside: "none",
  fill: 0,
};

export const asked = (changes: Partial<Request> = {}): Request => ({ ...USUAL, ...changes });

/** Windows of every kind: blocks, trimmed, apart, overlapping, dilated, padded, partial. */
export const WINDOWS: readonly Partial<Request>[] = [
  {},
  { window: [2, 3] },
  { window: [3, 3] },
  { window: [1, 8] },
  { window: [2, 2], stride: [3, 3] },
  { window: [3, 2], stride: [1, 2] },
  { window: [2, 2], dilation: [2, 3], stride: [1, 1] },
  { window: [2, 2], dilation: [2, 1], stride: [4, 2] },
  { window: [3, 3], edge: "partial" },
  { window: [4, 2], edge: "exact" },
  { window: [3, 3], stride: [1, 1], padding: [1, 1] },
  { window: [3, 2], stride: [2, 2], padding: [1, 0], edge: "partial" },
  { window: [3, 3], stride: [2, 2], padding: [1, 1], outside: "fill", fill: 7, edge: "partial" },
  { window: [3, 3], stride: [1, 1], padding: [1, 2], outside: "edge" },
  { window: [3, 3], stride: [1, 1], padding: [1, 2], outside: "wrap" },
  { window: [3, 3], edge: "partial", outside: "reflect" },
  { window: [2, 2], dilation: [3, 1], stride: [2, 1], padding: [2, 1], outside: "symmetric" },
];
