import { nearest, oneOf, rangeError, show, typeError } from "../errors.ts";
import { EDGES, type Edge, OPTIONS, type OptionName, ROUNDS, type Round } from "../registry/options.ts";
import { type Axis, batchAxis, pooledAxis } from "../shape/axis.ts";
import { checkInteger, listOf } from "./check.ts";

/** The options of one call, each read once from the object's own fields; nothing else of the object is looked at. */
export type Given = { readonly [Name in OptionName]?: unknown };

const NONE: Given = Object.freeze(Object.create(null));

/** Reads a call's options; `allowed` are the ones that this function has a use for. */
export function readOptions(options: unknown, allowed: readonly OptionName[], called: string): Given {
  if (options === undefined) return NONE;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw typeError(
      "wrong-type",
      "options",
      options,
      `options must be an object such as { stride: 2 }, got ${show(options)}`,
    );
  }
  const given = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (!allowed.includes(name as OptionName)) throw refused(name, value, allowed, called);
    given[name] = value;
  }
  return given;
}

function refused(name: string, value: unknown, allowed: readonly OptionName[], called: string): unknown {
  const row = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as OptionName] : undefined;
  if (row?.available === false) {
    return typeError("not-available", name, value, `option ${name} is not available in this version; leave it out`);
  }
  const known = `${called} takes ${allowed.join(", ")}`;
  if (row !== undefined) {
    return typeError("unknown-option", name, value, `option ${name} has no meaning for ${called}; ${known}`);
  }
  const near = nearest(name, allowed);
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return typeError("unknown-option", name, value, `unknown option ${show(name)}; ${hint}${known}`);
}

/** One of a few words. */
function wordOf<Word extends string>(value: unknown, option: string, words: readonly Word[], otherwise: Word): Word {
  if (value === undefined) return otherwise;
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as Word;
  const refuse = typeof value === "string" ? rangeError : typeError;
  const code = typeof value === "string" ? "out-of-range" : "wrong-type";
  throw refuse(code, option, value, `${option} must be ${oneOf(words)}, got ${show(value)}`);
}

function edgeOf(given: Given): Edge {
  return wordOf(given.edge, "edge", EDGES, "trim");
}

export function roundOf(given: Given): Round {
  return wordOf(given.round, "round", ROUNDS, "half-up");
}

/** Numbers for `count` pooled axes: an array of that many, or one number for them all. */
function perAxis(value: unknown, option: string, count: number, axes: readonly number[], why: string): number[] {
  if (typeof value === "number") {
    checkInteger(value, option, 1, why);
    return new Array<number>(count).fill(value);
  }
  const numbers = listOf(value, option, "a positive integer or an array of them");
  if (numbers.length !== count) {
    throw rangeError(
      "shape-mismatch",
      option,
      value,
      `${option} ${show(numbers)} has ${numbers.length} entries for ${count} pooled axes ${show(axes)}; ` +
        "give one for each, or one number for them all",
    );
  }
  for (let i = 0; i < count; i++) checkInteger(numbers[i], `${option}[${i}]`, 1, why);
  return numbers;
}

/** The pooled axes in the caller's order, from the option, else from the window's length and the form of the input. */
function axesOf(value: unknown, windowLength: number | undefined, shape: readonly number[], image: boolean): number[] {
  const rank = shape.length;
  if (value === undefined) {
    const count = image && windowLength === undefined ? 2 : (windowLength ?? Math.min(2, rank));
    if (image && count === 1) {
      throw rangeError(
        "shape-mismatch",
        "window",
        windowLength,
        "window has 1 entry, but an image is pooled over its axes [0, 1]; give 2, one number for both, or axes",
      );
    }
    if (count < 1 || count > rank) {
      throw rangeError(
        "shape-mismatch",
        "window",
        windowLength,
        `window has ${count} entries, but the input ${show(shape)} has ${rank} axes; give 1 to ${rank}`,
      );
    }
    const first = image ? 0 : rank - count;
    const axes = new Array<number>(count);
    for (let i = 0; i < count; i++) axes[i] = first + i;
    return axes;
  }
  const axes = listOf(value, "axes", "an array of axis numbers, such as [0, 1]");
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
      "window",
      windowLength,
      `window has ${windowLength} entries for ${axes.length} axes ${show(axes)}; give one for each, or one number`,
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

export function geometryOf(shape: readonly number[], image: boolean, window: unknown, given: Given): Geometry {
  const list =
    typeof window === "number" ? undefined : listOf(window, "window", "a positive integer or an array of them");
  const pooled = axesOf(given.axes, list?.length, shape, image);
  const windows = perAxis(list ?? window, "window", pooled.length, pooled, WINDOW_WHY);
  const strides =
    given.stride === undefined ? windows : perAxis(given.stride, "stride", pooled.length, pooled, STRIDE_WHY);
  const edge = edgeOf(given);
  return { pooled, axes: axesWith(pooled, windows, strides, shape, edge), edge };
}

function axesWith(
  pooled: readonly number[],
  windows: readonly number[],
  strides: readonly number[],
  shape: readonly number[],
  edge: Edge,
): Axis[] {
  const axes = new Array<Axis>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    const position = pooled.indexOf(axis);
    axes[axis] =
      position < 0 ? batchAxis(shape[axis] as number) : pooledAxis(axis, windows, strides, shape, position, edge);
  }
  return axes;
}

/** One window over the whole extent of each pooled axis. */
export function globalGeometry(shape: readonly number[], image: boolean, given: Given): Geometry {
  const pooled = axesOf(given.axes, undefined, shape, image);
  const windows = pooled.map((axis) => shape[axis] as number);
  // The hop never matters, but must not be 0 while an empty axis is refused.
  const strides = windows.map((extent) => Math.max(extent, 1));
  return { pooled, axes: axesWith(pooled, windows, strides, shape, "trim"), edge: "trim" };
}
