import { rangeError, show, typeError } from "../errors.ts";
import { spanOf } from "../shape/axis.ts";
import { outShape } from "../shape/problem.ts";
import { checkBounds, MAX_RANK, rowMajor, sizeOf, type View } from "../shape/view.ts";
import type { NdArray } from "../types.ts";
import { checkInteger, field } from "./check.ts";
import { describe, pitchOf, shapeOf } from "./describe.ts";
import type { Geometry } from "./geometry.ts";
import { arrayOf } from "./result.ts";

/** The view of every window. */
export function windowsOf(view: View, { axes, pooled, edge }: Geometry): View {
  for (const axis of pooled) {
    const { extent, window, stride, dilation, out } = axes[axis] as Geometry["axes"][number];
    const end = (out - 1) * stride + spanOf(window, dilation);
    if (end <= extent) continue;
    throw rangeError(
      "out-of-bounds",
      "edge",
      edge,
      `edge: "partial" would give a window that ends at ${end} on axis ${axis} of ${show(view.shape)}: a view cannot hold taps ` +
        'outside the input; use edge: "trim"',
    );
  }
  const inner = pooled.map((axis) => axes[axis] as Geometry["axes"][number]);
  if (view.shape.length + pooled.length > MAX_RANK) {
    throw rangeError(
      "too-large",
      "window",
      inner.map(({ window }) => window),
      `the view of window ${show(inner.map(({ window }) => window))} would have ${view.shape.length + pooled.length} axes, more than ${MAX_RANK}; reshape the input first`,
    );
  }
  return {
    ...view,
    shape: [...outShape(axes), ...inner.map(({ window }) => window)],
    pitch: [
      ...view.pitch.map((step, axis) => step * (axes[axis] as Geometry["axes"][number]).stride),
      ...pooled.map((axis, i) => (view.pitch[axis] as number) * (inner[i] as Geometry["axes"][number]).dilation),
    ],
  };
}

/** Any view that stays within the data. */
export function asStrided(input: unknown, layout: unknown): NdArray {
  const view = describe(input, "input");
  if (typeof layout !== "object" || layout === null || Array.isArray(layout)) {
    throw typeError(
      "wrong-type",
      "layout",
      layout,
      `layout must be an object { shape, stride, offset }, got ${show(layout)}`,
    );
  }
  for (const name of Object.keys(layout)) {
    if (name === "shape" || name === "stride" || name === "offset") continue;
    throw typeError(
      "unknown-option",
      name,
      (layout as Record<string, unknown>)[name],
      `unknown option ${show(name)}; asStrided takes shape, stride, offset`,
    );
  }
  const shape = shapeOf(field(layout, "shape"), "shape");
  const given = field(layout, "stride");
  const pitch = given === undefined ? rowMajor(shape) : pitchOf(given, "stride", shape);
  const from = field(layout, "offset");
  const offset = from === undefined ? 0 : from;
  checkInteger(offset, "offset", 0, "it counts elements from the start of data");
  sizeOf(shape, "shape");
  const strided: View = { ...view, shape, pitch, offset };
  checkBounds(strided, "the view", "stride");
  return arrayOf(strided);
}
