import { rangeError, show, typeError, wordOf } from "../errors.ts";
import { EDGES, type Edge, PADDINGS } from "../registry/options.ts";
import { type Axis, type AxisRequest, adaptiveAxis, batchAxis, type Padding, pooledAxis } from "../shape/axis.ts";
import { checkInteger, isCount, listOf } from "./check.ts";
import type { Given } from "./options.ts";

function edgeOf(given: Given): Edge {
  return wordOf(given.edge, "edge", EDGES, "trim");
}

/** Numbers for `count` pooled axes: an array of that many, or one number for them all. */
function perAxis(
  value: unknown,
  option: string,
  count: number,
  axes: readonly number[],
  why: string,
  list?: number[],
): number[] {
  if (typeof value === "number") {
    checkInteger(value, option, 1, why);
    return new Array<number>(count).fill(value);
  }
  const numbers = list ?? listOf(value, option, INTEGERS);
  if (numbers.length !== count) {
    throw rangeError(
      "shape-mismatch",
      option,
      value,
      `${option} ${show(numbers)} has ${numbers.length} entries for ${count} pooled axes ${show(axes)}; ` +
        "give one for each, or one number for them all",
    );
  }
  for (let i = 0; i < count; i++) {
    if (!isCount(numbers[i]) || numbers[i] === 0) checkInteger(numbers[i], `${option}[${i}]`, 1, why);
  }
  return numbers;
}

const INTEGERS = "a positive integer or an array of them";
const AXES = "an array of axis numbers, such as [0, 1]";
const PADS = 'a non-negative integer, one per axis, [low, high] per axis, or "valid", "same", "same-lower"';

/** The lists of a call, each read from the caller's once, when it is first asked for. */
export class Lists {
  window: number[] | undefined = undefined;
  axes: number[] | undefined = undefined;
  stride: number[] | undefined = undefined;
  dilation: number[] | undefined = undefined;
  padding: unknown[] | undefined = undefined;

  windowOf(value: unknown): number[] {
    this.window ??= listOf(value, "window", INTEGERS);
    return this.window;
  }

  axesOf(value: unknown): number[] {
    this.axes ??= listOf(value, "axes", AXES);
    return this.axes;
  }

  strideOf(value: unknown): number[] {
    this.stride ??= listOf(value, "stride", INTEGERS);
    return this.stride;
  }

  dilationOf(value: unknown): number[] {
    this.dilation ??= listOf(value, "dilation", INTEGERS);
    return this.dilation;
  }

  paddingOf(value: unknown): unknown[] {
    this.padding ??= listOf(value, "padding", PADS);
    return this.padding;
  }
}

/** The pooled axes in the caller's order, from the option, else from the window's length and the form of the input. */
function axesOf(
  value: unknown,
  windowLength: number | undefined,
  shape: readonly number[],
  image: boolean,
  option: string,
  asked: unknown,
  lists: Lists,
): number[] {
  const rank = shape.length;
  if (value === undefined) {
    const count = image && windowLength === undefined ? 2 : (windowLength ?? Math.min(2, rank));
    if (image && count === 1) {
      throw rangeError(
        "shape-mismatch",
        option,
        asked,
        `${option} has 1 entry, but an image is pooled over its axes [0, 1]; give 2, one number for both, or axes`,
      );
    }
    if (count < 1 || count > rank) {
      throw rangeError(
        "shape-mismatch",
        option,
        asked,
        `${option} has ${count} entries, but the input ${show(shape)} has ${rank} axes; give 1 to ${rank}`,
      );
    }
    const first = image ? 0 : rank - count;
    const axes = new Array<number>(count);
    for (let i = 0; i < count; i++) axes[i] = first + i;
    return axes;
  }
  const axes = lists.axesOf(value);
  if (axes.length < 1 || axes.length > rank) {
    throw rangeError(
      "out-of-range",
      "axes",
      value,
      `axes ${show(axes)} names ${axes.length} axes, but the input ${show(shape)} has ${rank}; name 1 to ${rank}`,
    );
  }
  if (windowLength !== undefined && windowLength !== axes.length) {
    throw rangeError(
      "shape-mismatch",
      option,
      asked,
      `${option} has ${windowLength} entries for ${axes.length} axes ${show(axes)}; give one for each, or one number`,
    );
  }
  const seen = new Set<number>();
  return axes.map((axis, i) => {
    if (typeof axis !== "number" || !Number.isInteger(axis) || axis < -rank || axis >= rank) {
      const refuse = typeof axis === "number" ? rangeError : typeError;
      throw refuse(
        typeof axis === "number" ? "out-of-range" : "wrong-type",
        `axes[${i}]`,
        axis,
        `axes[${i}] must be an integer from ${-rank} to ${rank - 1} for the input ${show(shape)}, got ${show(axis)}`,
      );
    }
    // -0 counts as 0.
    const forward = axis < 0 ? axis + rank : axis + 0;
    if (seen.has(forward)) {
      throw rangeError(
        "out-of-range",
        `axes[${i}]`,
        axis,
        `axes ${show(axes)} names axis ${forward} twice; name each once`,
      );
    }
    seen.add(forward);
    return forward;
  });
}

/** Windows over an array of a shape: the pooled axes in the caller's order, and every axis of the input. */
export interface Geometry {
  readonly pooled: readonly number[];
  readonly axes: readonly Axis[];
  readonly edge: Edge;
}

const WINDOW_WHY = "a window covers at least one element of each pooled axis";
const STRIDE_WHY = "it is the hop from one window to the next";
const DILATION_WHY = "it is the distance from one tap to the next, 1 for neighbours";

/** The pooled axes in the caller's order, and what is asked of each. */
export interface Hops {
  readonly pooled: readonly number[];
  readonly windows: readonly number[];
  readonly requests: readonly AxisRequest[];
}

/** Windows and how they hop, for an array of a rank; whether they fit onto it is asked later. */
export function hopsOf(
  shape: readonly number[],
  image: boolean,
  window: unknown,
  given: Given,
  lists: Lists = new Lists(),
): Hops {
  const list = typeof window === "number" ? undefined : lists.windowOf(window);
  const pooled = axesOf(given.axes, list?.length, shape, image, "window", window, lists);
  const count = pooled.length;
  const windows = perAxis(list ?? window, "window", count, pooled, WINDOW_WHY, list);
  const { stride, dilation, padding } = given;
  const hops = stride === undefined || typeof stride === "number" ? undefined : lists.strideOf(stride);
  const strides = stride === undefined ? windows : perAxis(stride, "stride", count, pooled, STRIDE_WHY, hops);
  const apart = dilation === undefined || typeof dilation === "number" ? undefined : lists.dilationOf(dilation);
  const dilations =
    dilation === undefined ? undefined : perAxis(dilation, "dilation", count, pooled, DILATION_WHY, apart);
  const paddings = padding === undefined ? undefined : paddingsOf(padding, pooled, lists);
  const requests = new Array<AxisRequest>(pooled.length);
  for (let i = 0; i < pooled.length; i++) {
    const request: AxisRequest = {
      window: windows[i] as number,
      stride: strides[i] as number,
      dilation: dilations === undefined ? 1 : (dilations[i] as number),
      padding: paddings === undefined ? NO_PADDING : (paddings[i] as Padding),
    };
    checkReach(request, shape[pooled[i] as number] as number, windows);
    requests[i] = request;
  }
  return { pooled, windows, requests };
}

export function geometryOf(
  shape: readonly number[],
  image: boolean,
  window: unknown,
  given: Given,
  lists?: Lists,
): Geometry {
  const { pooled, windows, requests } = hopsOf(shape, image, window, given, lists);
  const edge = edgeOf(given);
  return { pooled, axes: axesWith(pooled, requests, shape, windows, edge), edge };
}

const NO_PADDING = [0, 0] as const;

/** Sizes whose sums are no longer exact integers are refused before anything is computed from them. */
function checkReach({ window, dilation, padding }: AxisRequest, extent: number, windows: readonly number[]): void {
  const span = (window - 1) * dilation + 1;
  const padded = typeof padding === "string" ? extent : extent + padding[0] + padding[1];
  if (span <= Number.MAX_SAFE_INTEGER && padded <= Number.MAX_SAFE_INTEGER) return;
  throw rangeError(
    "too-large",
    span > Number.MAX_SAFE_INTEGER ? "window" : "padding",
    span > Number.MAX_SAFE_INTEGER ? windows : padding,
    `window ${show(windows)} with dilation ${dilation} spans ${span} elements and padding ${show(padding)} makes ${padded} of ` +
      `${extent}, of which one is more than 2^53 - 1; use smaller ones`,
  );
}

/** Padding of each pooled axis: a number, one per axis, a pair per axis, or a word for all. */
function paddingsOf(value: unknown, pooled: readonly number[], lists: Lists): Padding[] {
  if (typeof value === "string") {
    const word = wordOf(value, "padding", PADDINGS, "valid");
    return pooled.map(() => (word === "valid" ? NO_PADDING : word));
  }
  if (typeof value === "number") {
    checkInteger(value, "padding", 0, PADDING_WHY);
    return pooled.map(() => [value, value] as const);
  }
  const list = lists.paddingOf(value);
  if (list.length !== pooled.length) {
    throw rangeError(
      "shape-mismatch",
      "padding",
      value,
      `padding ${show(list)} has ${list.length} entries for ${pooled.length} pooled axes ${show(pooled)}; ` +
        "give a number or a pair [low, high] for each, or one number for them all",
    );
  }
  return list.map((entry, i) => {
    if (!Array.isArray(entry)) {
      checkInteger(entry, `padding[${i}]`, 0, PADDING_WHY);
      return [entry, entry] as const;
    }
    const pair = listOf(entry, `padding[${i}]`, "a pair [low, high]");
    if (pair.length !== 2) {
      throw rangeError(
        "shape-mismatch",
        `padding[${i}]`,
        entry,
        `padding[${i}] must be a pair [low, high], got ${show(pair)} of ${pair.length} entries`,
      );
    }
    for (let side = 0; side < 2; side++) checkInteger(pair[side], `padding[${i}][${side}]`, 0, PADDING_WHY);
    return [pair[0] as number, pair[1] as number] as const;
  });
}

const PADDING_WHY = "it counts taps that do not exist";

function axesWith(
  pooled: readonly number[],
  requests: readonly AxisRequest[],
  shape: readonly number[],
  windows: readonly number[],
  edge: Edge,
): Axis[] {
  const axes = new Array<Axis>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    const i = pooled.indexOf(axis);
    axes[axis] =
      i < 0 ? batchAxis(shape[axis] as number) : pooledAxis(axis, requests[i] as AxisRequest, shape, windows, edge);
  }
  return axes;
}

/** One window over the whole extent of each pooled axis. */
export function globalGeometry(shape: readonly number[], image: boolean, given: Given): Geometry {
  const pooled = axesOf(given.axes, undefined, shape, image, "axes", given.axes, new Lists());
  const windows = pooled.map((axis) => shape[axis] as number);
  if (windows.includes(0)) {
    throw rangeError(
      "out-of-range",
      "axes",
      given.axes,
      `axes ${show(pooled)} of the input ${show(shape)} hold no element, so there is no window; pool axes that are not empty`,
    );
  }
  const requests = windows.map((window) => ({ window, stride: window, dilation: 1, padding: NO_PADDING }));
  return { pooled, axes: axesWith(pooled, requests, shape, windows, "trim"), edge: "trim" };
}

/** Windows chosen so that the pooled axes come out with these extents. */
export function adaptiveGeometry(
  shape: readonly number[],
  image: boolean,
  outputShape: unknown,
  given: Given,
): Geometry {
  const list = typeof outputShape === "number" ? undefined : listOf(outputShape, "outputShape", INTEGERS);
  const pooled = axesOf(given.axes, list?.length, shape, image, "outputShape", outputShape, new Lists());
  const extents = perAxis(list ?? outputShape, "outputShape", pooled.length, pooled, "it is the extent of the result");
  const axes = shape.map(batchAxis);
  pooled.forEach((axis, i) => {
    const extent = shape[axis] as number;
    const out = extents[i] as number;
    if (extent === 0) {
      throw rangeError(
        "out-of-range",
        "outputShape",
        outputShape,
        `outputShape ${show(extents)} needs elements on axis ${axis}, but the input ${show(shape)} has none there; pool a ` +
          "non-empty axis",
      );
    }
    axes[axis] = adaptiveAxis(extent, out);
  });
  return { pooled, axes, edge: "trim" };
}
