import type { OptionName } from "../registry/options.ts";
import { outShape } from "../shape/problem.ts";
import { sizeOf } from "../shape/view.ts";
import { describe, shapeOf } from "./describe.ts";
import { geometryOf } from "./geometry.ts";
import { nest } from "./nested.ts";
import { readOptions } from "./options.ts";
import { arrayOf } from "./result.ts";
import type { Stridepool } from "./stridepool.ts";
import { asStrided as stridedOf, windowsOf } from "./views.ts";

/* The public functions that compute nothing of an array's elements: a bundle of them alone has no engine in it. */

const WINDOW_OPTIONS: readonly OptionName[] = ["stride", "padding", "dilation", "axes", "edge"];
const VIEW_OPTIONS: readonly OptionName[] = ["stride", "dilation", "axes", "edge"];

function viewOfWindows(input: unknown, window: unknown, options?: unknown): unknown {
  const given = readOptions(options, VIEW_OPTIONS, "windows");
  const view = describe(input, "input");
  return arrayOf(windowsOf(view, geometryOf(view.shape, view.image, window, given)));
}

function stridesInBytes(array: unknown): number[] {
  const { pitch, dtype } = describe(array, "view");
  return pitch.map((step) => step * dtype.bytes);
}

function shapeOfOutput(inputShape: unknown, window: unknown, options?: unknown): number[] {
  const given = readOptions(options, WINDOW_OPTIONS, "outputShape");
  const shape = shapeOf(inputShape, "inputShape");
  sizeOf(shape, "inputShape");
  return outShape(geometryOf(shape, false, window, given).axes);
}

function nestedArrays(array: unknown): unknown {
  return nest(describe(array, "array"));
}

// The signatures of Stridepool are what callers see; in here everything is unknown until it is checked.
export const windows = viewOfWindows as unknown as Stridepool["windows"];
export const asStrided = stridedOf as unknown as Stridepool["asStrided"];
export const byteStrides = stridesInBytes as unknown as Stridepool["byteStrides"];
export const outputShape = shapeOfOutput as unknown as Stridepool["outputShape"];
export const toNested = nestedArrays as unknown as Stridepool["toNested"];
