import type { Stridepool } from "../api/stridepool.ts";
import { calling, nearest, rangeError, show, typeError } from "../errors.ts";
import type {
  DataOf,
  Input,
  NdArray,
  Op,
  PerAxis,
  Pooled,
  Reducer,
  ResultOptions,
  StatisticOptions,
  ValueOptions,
} from "../types.ts";
import { integersOf } from "./numbers.ts";
import { readTensor } from "./tensor.ts";

/** What blockReduce can be told besides: `dtype` and `round` of the result, and what its func itself asks for. */
export interface BlockReduceOptions
  extends Pick<ResultOptions, "dtype" | "round">,
    Pick<ValueOptions, "nan">,
    StatisticOptions {}

const BLOCK_REDUCE_OPTIONS = ["dtype", "round", "nan", "p", "ddof", "interpolation"] as const;

/** The functions of scikit-image that look at an array in windows, by its rules, over every axis of the array. */
export interface Skimage {
  /**
   * `skimage.measure.block_reduce`: one value for each block of the array. Along an axis of extent L blocks of b give ceil(L / b)
   * values; the end is filled up with `cval`, which counts as any other element (so a mean over ragged zeros darkens: stridepool's
   * `edge: "partial"` averages what is there instead).
   *
   * @param image - Any input form; all axes are blocked, the channels of an image too.
   * @param blockSize - Extent of a block on each axis, or one number for all; default 2.
   * @param func - Any op of `pool`, or a reducer of one's own, which gets whole blocks; default "sum".
   * @param cval - What stands beyond the end; default 0.
   * @param options - dtype and round of the result; p, ddof, interpolation and nan, for the ops that know them.
   * @returns A new row-major array. Its dtype is the op's of `pool` (NumPy's differs: it sums uint8 into uint64), or the one asked
   *   for, which holds the result alone: nothing overflows on the way, and what is out of range saturates.
   * @throws StridepoolError for every value that breaks a rule; a cval that the image's dtype cannot hold is one.
   *
   * @example
   * ```ts
   * import { blockReduce } from "stridepool/skimage";
   * const image = { data: Uint8Array.of(100, 100, 100, 100, 100, 100, 100, 100, 100), shape: [3, 3] };
   * blockReduce(image, 2, "mean").data; // Float64Array [100, 50, 50, 25]
   * blockReduce(image, [2, 3]).data; // Float64Array [600, 300]
   * blockReduce(image, [1, 3], "sum", 0, { dtype: "uint8" }).data; // Uint8Array [255, 255, 255]
   * ```
   */
  blockReduce<I extends Input, O extends Op | Reducer, const Options extends BlockReduceOptions = Record<never, never>>(
    image: I,
    blockSize: PerAxis | undefined,
    func: O,
    cval?: number | bigint,
    options?: Options,
  ): Pooled<O, I, Options>;
  blockReduce<I extends Input, const Options extends BlockReduceOptions = Record<never, never>>(
    image: I,
    blockSize?: PerAxis,
    func?: undefined,
    cval?: number | bigint,
    options?: Options,
  ): Pooled<"sum", I, Options>;

  /**
   * `skimage.util.view_as_blocks`: the array as blocks that do not overlap, over its own data; nothing is copied.
   *
   * @param a - Any input form; all axes are cut.
   * @param blockShape - Extent of a block on each axis, or one number for all; each must divide the array's.
   * @returns A view of `a.data` whose axes are the blocks', then those within a block; writing through it writes to `a`.
   * @throws StridepoolError where a block's extent does not divide the array's.
   *
   * @example
   * ```ts
   * import { viewAsBlocks } from "stridepool/skimage";
   * const view = viewAsBlocks({ data: new Int16Array(24), shape: [4, 6] }, [2, 3]);
   * view.shape; // [2, 2, 2, 3]
   * view.stride; // [12, 3, 6, 1]
   * ```
   */
  viewAsBlocks<I extends Input>(a: I, blockShape: PerAxis): NdArray<DataOf<I, ArrayBufferLike>>;

  /**
   * `skimage.util.view_as_windows`: the array as windows that may overlap, over its own data; nothing is copied.
   *
   * @param a - Any input form; windows span all axes.
   * @param windowShape - Extent of the window on each axis, or one number for all.
   * @param step - Hop between windows on each axis, or one number for all; default 1.
   * @returns A view of `a.data` whose axes are the windows', then those within a window; writing through it writes to `a`.
   * @throws StridepoolError where the window is larger than the array.
   *
   * @example
   * ```ts
   * import { viewAsWindows } from "stridepool/skimage";
   * const view = viewAsWindows({ data: new Int16Array(24), shape: [4, 6] }, [3, 2], [1, 2]);
   * view.shape; // [2, 3, 3, 2]
   * view.stride; // [6, 2, 6, 1]
   * ```
   */
  viewAsWindows<I extends Input>(a: I, windowShape: PerAxis, step?: PerAxis): NdArray<DataOf<I, ArrayBufferLike>>;
}

const WINDOW_WHY = "a window covers at least one element of each axis";

/** scikit-image's functions over the public ones. */
export function createSkimage(api: Stridepool): Skimage {
  const skimage = {
    blockReduce(image: unknown, blockSize: unknown = 2, func: unknown = "sum", cval: unknown = 0, options?: unknown) {
      const tensor = readTensor(api, image, "image");
      const { shape } = tensor;
      const window = integersOf(
        blockSize,
        "blockSize",
        shape.length,
        1,
        "a block has at least one element on each axis",
      );
      refuseEmpty(shape, "image");
      const given = optionsOf(options);
      return calling({ op: "func", fill: "cval" }, () =>
        api.pool(func as Op, tensor, window, {
          ...given,
          axes: shape.map((_, axis) => axis),
          // Blocks that start inside and overhang: what is beyond the end reads as cval.
          edge: "partial",
          fill: cval as number,
        }),
      );
    },
    viewAsBlocks(a: unknown, blockShape: unknown) {
      const tensor = readTensor(api, a, "a");
      const { shape } = tensor;
      const window = integersOf(blockShape, "blockShape", shape.length, 1, WINDOW_WHY);
      refuseEmpty(shape, "a");
      shape.forEach((extent, axis) => {
        const block = window[axis] as number;
        if (extent % block === 0) return;
        throw rangeError(
          "shape-mismatch",
          "blockShape",
          window,
          `blockShape must divide the array, got ${show(window)}, but on axis ${axis} of ${show(shape)} ${extent} / ${block} leaves ` +
            `${extent % block}; crop the array, or use viewAsWindows with step = blockShape, which drops the rest`,
        );
      });
      return api.windows(tensor, window, { axes: shape.map((_, axis) => axis) });
    },
    viewAsWindows(a: unknown, windowShape: unknown, step: unknown = 1) {
      const tensor = readTensor(api, a, "a");
      const { shape } = tensor;
      const window = integersOf(windowShape, "windowShape", shape.length, 1, WINDOW_WHY);
      const stride = integersOf(step, "step", shape.length, 1, "it is the hop from one window to the next");
      shape.forEach((extent, axis) => {
        if ((window[axis] as number) <= extent) return;
        throw rangeError(
          "out-of-range",
          "windowShape",
          window,
          `windowShape must fit into the array, got ${show(window)}, but axis ${axis} of ${show(shape)} has ${extent}; use a ` +
            "smaller window",
        );
      });
      return api.windows(tensor, window, { stride, axes: shape.map((_, axis) => axis) });
    },
  };
  // The signatures of Skimage are what callers see; in here everything is unknown until it is checked.
  return skimage as unknown as Skimage;
}

/** Of no elements there are no blocks: as everywhere in this package, that is refused rather than answered with nothing. */
function refuseEmpty(shape: readonly number[], name: string): void {
  if (!shape.includes(0)) return;
  throw rangeError(
    "out-of-range",
    `${name}.shape`,
    shape,
    `${name}.shape must have no extent of 0, got ${show(shape)}: there would be nothing to give back; leave the call out`,
  );
}

/** The options of blockReduce, each read once, by the names that it has a use for. */
function optionsOf(options: unknown): Record<string, unknown> {
  const given: Record<string, unknown> = Object.create(null);
  if (options === undefined) return given;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw typeError(
      "wrong-type",
      "options",
      options,
      `options must be an object such as { dtype: "uint8" }, got ${show(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name];
    if (!(BLOCK_REDUCE_OPTIONS as readonly string[]).includes(name)) {
      const near = nearest(name, BLOCK_REDUCE_OPTIONS);
      throw typeError(
        "unknown-option",
        name,
        value,
        `unknown option ${show(name)}, got ${show(value)}; ${near === undefined ? "" : `did you mean ${near}? `}blockReduce takes ` +
          BLOCK_REDUCE_OPTIONS.join(", "),
      );
    }
    given[name] = value;
  }
  return given;
}
