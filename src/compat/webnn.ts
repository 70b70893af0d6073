import type { Stridepool } from "../api/stridepool.ts";
import { nearest, rangeError, show, typeError } from "../errors.ts";
import type { Input, Integers, NdArray, Pooled, PoolOptions } from "../types.ts";
import { type Fit, fitWindows, type Rounding } from "./fit.ts";
import { listedIntegers, wordOf } from "./numbers.ts";
import { readTensor, type Tensor } from "./tensor.ts";

/** The options of WebNN's pooling operators. */
export interface MLPool2dOptions {
  /** [height, width] of the window; default: the input's, so that all of it is pooled. */
  readonly windowDimensions?: Integers | undefined;
  /** [beginning height, ending height, beginning width, ending width]; default 0. Padding never takes part. */
  readonly padding?: Integers | undefined;
  /** Hops between windows; default [1, 1], not the window. */
  readonly strides?: Integers | undefined;
  /** Distances between a window's taps; default [1, 1]. */
  readonly dilations?: Integers | undefined;
  /** Where the channels are: "nchw" (default) or "nhwc". */
  readonly layout?: "nchw" | "nhwc" | undefined;
  /** How (L + padding - window) / stride + 1 becomes a number of windows; default "floor". */
  readonly outputShapeRounding?: "floor" | "ceil" | undefined;
  /** What `outputShapeRounding` was called in earlier drafts. */
  readonly roundingType?: "floor" | "ceil" | undefined;
  /** [height, width] of the output, in place of the rounding: what "floor" gives, or what "ceil" gives. */
  readonly outputSizes?: Integers | undefined;
  /** WebNN's name for the operator; it has no effect. */
  readonly label?: string | undefined;
}

const OPTIONS = [
  "windowDimensions",
  "padding",
  "strides",
  "dilations",
  "layout",
  "outputShapeRounding",
  "roundingType",
  "outputSizes",
  "label",
] as const;

/**
 * The pooling operators of the Web Neural Network API, run at once over arrays instead of built into a graph. Under "ceil" the last
 * windows may lie in the padding altogether: their maximum is -Infinity (or the type's lowest), their mean NaN, their norm 0.
 */
export interface WebNN {
  /**
   * WebNN's `averagePool2d`: the mean of each window's elements; padding does not count.
   *
   * @param x - Any input form of four axes. Floats keep their dtype; integers, which WebNN refuses, give float64.
   * @param options - MLPool2dOptions.
   * @returns A new row-major array, in x's layout.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { averagePool2d } from "stridepool/webnn";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [1, 1, 3, 3] };
   * averagePool2d(x).data; // Float32Array [5]
   * averagePool2d(x, { windowDimensions: [2, 2], strides: [2, 2], outputShapeRounding: "ceil" }).data; // Float32Array [3, 4.5, 7.5, 9]
   * ```
   */
  averagePool2d<I extends Input>(x: I, options?: MLPool2dOptions): Pooled<"mean", I, Record<never, never>>;

  /**
   * WebNN's `maxPool2d`: the largest element of each window.
   *
   * @param x - Any input form of four axes.
   * @param options - MLPool2dOptions.
   * @returns A new row-major array of x's dtype, in its layout.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { maxPool2d } from "stridepool/webnn";
   * const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [1, 3, 3, 1] };
   * const y = maxPool2d(x, { windowDimensions: [2, 2], padding: [1, 0, 0, 0], layout: "nhwc" });
   * y.shape; // [1, 3, 2, 1]
   * y.data; // Float32Array [2, 3, 5, 6, 8, 9]
   * ```
   */
  maxPool2d<I extends Input>(x: I, options?: MLPool2dOptions): Pooled<"max", I, Record<never, never>>;

  /**
   * WebNN's `l2Pool2d`: the root of each window's sum of squares (not of their mean).
   *
   * @param x - Any input form of four axes. Floats keep their dtype; integers, which WebNN refuses, give float64.
   * @param options - MLPool2dOptions.
   * @returns A new row-major array, in x's layout.
   * @throws StridepoolError for every value that breaks a rule.
   *
   * @example
   * ```ts
   * import { l2Pool2d } from "stridepool/webnn";
   * const x = { data: Float32Array.of(3, 4, 0, -5, 12, 0), shape: [1, 1, 2, 3] };
   * l2Pool2d(x, { windowDimensions: [1, 2] }).data; // Float32Array [5, 4, 13, 12]
   * ```
   */
  l2Pool2d<I extends Input>(x: I, options?: MLPool2dOptions): Pooled<"lp", I, Record<never, never>>;
}

const HEIGHT_WIDTH = "a list [height, width]";

/** WebNN's operators over the public functions. */
export function createWebNN(api: Stridepool): WebNN {
  const operator =
    (name: keyof WebNN, op: "mean" | "max" | "lp", extra: PoolOptions = {}) =>
    (x: unknown, options?: unknown): NdArray => {
      const given = readOptions(options, name);
      const layout = given.layout === undefined ? "nchw" : wordOf(given.layout, "layout", ["nchw", "nhwc"]);
      const tensor = readTensor(api, x, "x");
      const axes = layout === "nchw" ? [2, 3] : [1, 2];
      const { window, ...windows } = windowsOf(tensor, axes, layout, given);
      return api.pool(op, tensor, window, { ...extra, axes, ...windows });
    };
  const webnn = {
    averagePool2d: operator("averagePool2d", "mean"),
    maxPool2d: operator("maxPool2d", "max"),
    l2Pool2d: operator("l2Pool2d", "lp", { p: 2 }),
  };
  // The signatures of WebNN are what callers see; in here everything is unknown until it is checked.
  return webnn as unknown as WebNN;
}

type Given = { readonly [Name in (typeof OPTIONS)[number]]?: unknown };

/** The options of a call, each read once; undefined is the same as not given. */
function readOptions(options: unknown, called: string): Given {
  const given: Record<string, unknown> = Object.create(null);
  if (options === undefined) return given;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw typeError(
      "wrong-type",
      "options",
      options,
      `options must be an object such as { windowDimensions: [2, 2] }, got ${show(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name];
    if (!(OPTIONS as readonly string[]).includes(name)) {
      const near = nearest(name, OPTIONS);
      throw typeError(
        "unknown-option",
        name,
        value,
        `unknown option ${show(name)}, got ${show(value)}; ${near === undefined ? "" : `did you mean ${near}? `}${called} takes ` +
          OPTIONS.join(", "),
      );
    }
    given[name] = value;
  }
  return given;
}

function windowsOf(
  { shape }: Tensor,
  axes: readonly number[],
  layout: "nchw" | "nhwc",
  given: Given,
): { window: number[] } & Pick<PoolOptions, "stride" | "dilation" | "padding"> {
  if (shape.length !== 4) {
    const four = layout === "nchw" ? "batch, channels, height, width" : "batch, height, width, channels";
    throw rangeError(
      "shape-mismatch",
      "x.shape",
      shape,
      `x.shape must be [${four}], got ${show(shape)}; give it 4 axes`,
    );
  }
  const extents = axes.map((axis) => shape[axis] as number);
  const window = pairOf(given.windowDimensions, "windowDimensions", extents, "a window covers at least one element");
  const stride = pairOf(given.strides, "strides", [1, 1], "it is the hop from one window to the next");
  const dilation = pairOf(given.dilations, "dilations", [1, 1], "it is the distance from one tap to the next");
  const [top, bottom, left, right] = (
    given.padding === undefined
      ? [0, 0, 0, 0]
      : listedIntegers(
          given.padding,
          "padding",
          4,
          0,
          "a list [beginning height, ending height, beginning width, ending width]",
          "it counts rows that do not exist",
        )
  ) as [number, number, number, number];
  const rounding = roundingOf(given);
  const sizes = pairOf(given.outputSizes, "outputSizes", undefined, "it is the extent of the output");
  if (given.label !== undefined && typeof given.label !== "string") {
    throw typeError("wrong-type", "label", given.label, `label must be a string, got ${show(given.label)}`);
  }
  const fitted = (rule: Rounding): Fit[] =>
    extents.map((extent, i) => {
      const pads: [number, number] = i === 0 ? [top, bottom] : [left, right];
      const [k, s, d] = [window[i], stride[i], dilation[i]] as [number, number, number];
      const span = (k - 1) * d + 1;
      if (extent > 0 && extent + pads[0] + pads[1] >= span) return fitWindows(extent, span, s, pads, rule);
      throw rangeError(
        "out-of-range",
        "windowDimensions",
        window,
        `windowDimensions ${show(window)}${d === 1 ? "" : ` with dilations ${d}`} must fit into x of shape ${show(shape)} and its padding: on ` +
          `axis ${axes[i]} the window spans ${span} of ${extent} + ${pads[0] + pads[1]}; pad it, or use a smaller window`,
      );
    });
  const chosen = sizes === undefined ? fitted(rounding) : sizedAs(sizes, fitted("floor"), fitted("ceil"));
  return { window, stride, dilation, padding: chosen.map(({ padding }) => padding) };
}

/** [height, width] of positive integers; where none is given, what stands for it. */
function pairOf<Otherwise extends number[] | undefined>(
  value: unknown,
  option: string,
  otherwise: Otherwise,
  why: string,
): number[] | Otherwise {
  return value === undefined ? otherwise : listedIntegers(value, option, 2, 1, HEIGHT_WIDTH, why);
}

function roundingOf({ outputShapeRounding, roundingType }: Given): "floor" | "ceil" {
  const [now, before] = [
    outputShapeRounding === undefined
      ? undefined
      : wordOf(outputShapeRounding, "outputShapeRounding", ["floor", "ceil"]),
    roundingType === undefined ? undefined : wordOf(roundingType, "roundingType", ["floor", "ceil"]),
  ];
  if (now !== undefined && before !== undefined && now !== before) {
    throw rangeError(
      "out-of-range",
      "roundingType",
      before,
      `roundingType ${show(before)} is the earlier name of outputShapeRounding, which is ${show(now)}; give one of them`,
    );
  }
  return now ?? before ?? "floor";
}

/** The windows whose number outputSizes says: as many on both axes as one of the roundings gives. */
function sizedAs(sizes: number[], floor: Fit[], ceil: Fit[]): Fit[] {
  const found = [floor, ceil].find((fits) => fits.every(({ out }, i) => out === sizes[i]));
  if (found !== undefined) return found;
  const [less, more] = [floor, ceil].map((fits) => show(fits.map(({ out }) => out)));
  throw rangeError(
    "shape-mismatch",
    "outputSizes",
    sizes,
    `outputSizes must be ${less === more ? less : `${less} or ${more}`}, got ${show(sizes)}; leave it out to have it computed`,
  );
}
