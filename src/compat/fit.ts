/** How a system turns the quotient of an output extent into a whole number. */
export type Rounding = "floor" | "ceil" | "round";

/** The windows of one axis: how many, and the padding between which exactly these fit. */
export interface Fit {
  readonly out: number;
  readonly padding: readonly [low: number, high: number];
}

/**
 * (L + low + high - e) / s + 1 windows, rounded as asked: TensorFlow.js's and WebNN's rule, under which the last windows may
 * start beyond the input, as PyTorch's and ONNX's may not. In whole numbers, since a quotient of floats can land on the wrong
 * side of one.
 */
export function fitWindows(
  extent: number,
  span: number,
  stride: number,
  [low, high]: readonly [number, number],
  rounding: Rounding,
): Fit {
  const room = extent + low + high - span;
  const rest = ((room % stride) + stride) % stride;
  const up = rounding === "ceil" ? rest > 0 : rounding === "round" && rest >= stride - rest;
  const out = (room - rest) / stride + (up ? 2 : 1);
  // What the windows do not reach is left away, and what they reach beyond it is padding too.
  return { out, padding: [low, Math.max(0, (out - 1) * stride + span - extent - low)] };
}
