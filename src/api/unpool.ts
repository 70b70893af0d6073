import { rangeError, show, wordOf } from "../errors.ts";
import { NUMBERINGS, type Numbering } from "../registry/options.ts";
import type { Backend, Unpooling } from "../run/backend.ts";
import { spanOf } from "../shape/axis.ts";
import { checkBounds, sizeOf, type View } from "../shape/view.ts";
import type { NdArray } from "../types.ts";
import { checkInteger, listOf } from "./check.ts";
import { describe } from "./describe.ts";
import { type Hops, hopsOf } from "./geometry.ts";
import { type Given, type GivenName, readOptions } from "./options.ts";
import { arrayOf, newArray, outView, refuseDetached } from "./result.ts";

const UNPOOL_OPTIONS: readonly GivenName[] = ["stride", "dilation", "padding", "axes", "indices", "outputShape", "out"];

/** Values back at their positions, zeros elsewhere. */
export function maxUnpool(
  backendOf: () => Backend,
  input: unknown,
  indices: unknown,
  window: unknown,
  options: unknown,
) {
  const given = readOptions(options, UNPOOL_OPTIONS, "maxUnpool");
  const values = describe(input, "input");
  const positions = describe(indices, "indices");
  if (String(positions.shape) !== String(values.shape)) {
    throw rangeError(
      "shape-mismatch",
      "indices",
      indices,
      `indices ${show(indices)} has shape ${show(positions.shape)}, but the input has ${show(values.shape)}; give one position for each value`,
    );
  }
  const hops = hopsOf(values.shape, values.image, window, given);
  const numbering = wordOf(given.indices, "indices", NUMBERINGS, "plane");
  const shape = shapeBefore(values.shape, hops, given);
  sizeOf(shape, "outputShape");
  const out =
    given.out === undefined
      ? newArray(values.dtype, shape, "output")
      : outView(given.out, values.dtype, shape, values, positions);
  for (const [view, name] of [
    [values, "input"],
    [positions, "indices"],
  ] as const) {
    refuseDetached(view, name);
    checkBounds(view, name);
  }
  if (sizeOf(shape, "outputShape") > 0) {
    const targetOf = targets(values, hops, numbering, out);
    backendOf().unpool({ values, indices: positions, out, planes: planesOf(values, hops, numbering, out), targetOf });
  }
  return (given.out ?? arrayOf(out)) as NdArray;
}

/** The shape that was pooled: (out - 1) s - low - high + span along pooled axes, unless it is given. */
function shapeBefore(shape: readonly number[], { pooled, requests }: Hops, { outputShape }: Given): number[] {
  const whole = shape.slice();
  if (outputShape === undefined) {
    pooled.forEach((axis, i) => {
      const { window, stride, dilation, padding } = requests[i] as Hops["requests"][number];
      if (typeof padding === "string") {
        throw rangeError(
          "out-of-range",
          "padding",
          padding,
          `padding ${show(padding)} leaves open how long axis ${axis} was before it became ${shape[axis]}; give outputShape`,
        );
      }
      const extent = ((shape[axis] as number) - 1) * stride - padding[0] - padding[1] + spanOf(window, dilation);
      whole[axis] = Math.max(0, shape[axis] === 0 ? 0 : extent);
    });
    return whole;
  }
  if (typeof outputShape === "number") {
    checkInteger(outputShape, "outputShape", 0, "it is the extent of each pooled axis");
    for (const axis of pooled) whole[axis] = outputShape;
    return whole;
  }
  const extents = listOf(outputShape, "outputShape", "a number, one per pooled axis, or a whole shape");
  extents.forEach((extent, i) => {
    checkInteger(extent, `outputShape[${i}]`, 0, "it is an extent of the result");
  });
  if (extents.length === pooled.length) {
    pooled.forEach((axis, i) => {
      whole[axis] = extents[i] as number;
    });
    if (pooled.length < shape.length || pooled.every((axis, i) => axis === i)) return whole;
  }
  if (extents.length !== shape.length || extents.some((extent, a) => !pooled.includes(a) && extent !== shape[a])) {
    throw rangeError(
      "shape-mismatch",
      "outputShape",
      outputShape,
      `outputShape ${show(extents)} must have one entry for each pooled axis ${show(pooled)}, or be a whole shape that is ` +
        `${show(shape)} along the other axes; correct it`,
    );
  }
  return extents;
}

/** The runs that positions count over, where they are runs of the last axes in their own order. */
function planesOf(values: View, { pooled }: Hops, numbering: Numbering, out: View): Unpooling["planes"] {
  const size = (shape: readonly number[], from: number) =>
    shape.slice(from).reduce((product, extent) => product * extent, 1);
  const rank = values.shape.length;
  if (numbering === "tensor") return { values: size(values.shape, 0), out: size(out.shape, 0) };
  const last = pooled.every((axis, i) => axis === rank - pooled.length + i);
  if (numbering === "window" || !last) return undefined;
  return { values: size(values.shape, rank - pooled.length), out: size(out.shape, rank - pooled.length) };
}

/** Where in `out.data` a position lies, by its numbering; -1 for none. */
function targets(
  values: View,
  { pooled, requests }: Hops,
  numbering: Numbering,
  out: View,
): (position: number | bigint, index: readonly number[]) => number {
  const over = numbering === "tensor" ? out.shape.map((_, axis) => axis) : pooled;
  const extents =
    numbering === "window" ? requests.map(({ window }) => window) : over.map((axis) => out.shape[axis] as number);
  const size = extents.reduce((product, extent) => product * extent, 1);
  const lows = lowsOf(values, pooled, requests, out);
  return (given, index) => {
    const position = Number(given);
    if (position === -1) return -1;
    let rest = position;
    let at = out.offset;
    let within = Number.isInteger(position) && position >= 0 && position < size;
    if (numbering !== "tensor") {
      for (let axis = 0; axis < index.length; axis++) {
        if (!pooled.includes(axis)) at += (index[axis] as number) * (out.pitch[axis] as number);
      }
    }
    for (let i = extents.length - 1; i >= 0 && within; i--) {
      const extent = extents[i] as number;
      const axis = over[i] as number;
      let coordinate = rest % extent;
      rest = Math.floor(rest / extent);
      if (numbering === "window") {
        const { stride, dilation } = requests[i] as Hops["requests"][number];
        coordinate = (index[axis] as number) * stride - (lows[i] as number) + coordinate * dilation;
        within = coordinate >= 0 && coordinate < (out.shape[axis] as number);
      }
      at += coordinate * (out.pitch[axis] as number);
    }
    if (within) return at;
    throw rangeError(
      "out-of-bounds",
      "indices",
      given,
      `indices must be -1 or positions in the ${numbering} of ${size} elements, got ${show(given)} at ${show(index)} of ` +
        `${show(values.shape)} for the result ${show(out.shape)}; give outputShape, or the numbering that they have`,
    );
  };
}

/** Padding before each pooled axis; "same" follows from the result's extent. */
function lowsOf(values: View, pooled: readonly number[], requests: Hops["requests"], out: View): number[] {
  return requests.map(({ window, stride, dilation, padding }, i) => {
    if (typeof padding !== "string") return padding[0];
    const axis = pooled[i] as number;
    const need = ((values.shape[axis] as number) - 1) * stride + spanOf(window, dilation) - (out.shape[axis] as number);
    return padding === "same" ? Math.floor(Math.max(0, need) / 2) : Math.ceil(Math.max(0, need) / 2);
  });
}
