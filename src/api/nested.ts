import { rangeError, show, typeError } from "../errors.ts";
import { DTYPES } from "../registry/dtypes.ts";
import { readerOf } from "../registry/elements.ts";
import { MAX_RANK, rowMajor, sizeOf, type View } from "../shape/view.ts";
import type { Nested } from "../types.ts";

/** Nested arrays of numbers as a row-major float64 view; the first element of each level says how long its level is. */
export function describeNested(input: readonly unknown[], name: string): View {
  const shape: number[] = [];
  for (let level: unknown = input; Array.isArray(level); level = level[0]) {
    if (level.length === 0) {
      throw rangeError(
        "ragged",
        name,
        input,
        `${name}${"[0]".repeat(shape.length)} is an empty array: nested arrays must hold numbers; give { data, shape } for an empty array`,
      );
    }
    shape.push(level.length);
    if (shape.length > MAX_RANK) {
      throw rangeError("ragged", name, input, `${name} is nested more than ${MAX_RANK} deep; flatten it`);
    }
  }
  const data = reserve(shape, name);
  let filled = 0;
  const fill = (level: unknown, depth: number, path: string): void => {
    if (depth < shape.length) {
      const extent = shape[depth] as number;
      if (!Array.isArray(level) || level.length !== extent) {
        const got = Array.isArray(level) ? `has ${level.length}` : `is ${show(level)}`;
        throw rangeError(
          "ragged",
          name,
          input,
          `${path} ${got} where the first of its level has ${extent} elements; make all of one level equally long`,
        );
      }
      for (let i = 0; i < extent; i++) fill(level[i], depth + 1, `${path}[${i}]`);
      return;
    }
    if (typeof level !== "number") {
      throw typeError(
        Array.isArray(level) ? "ragged" : "wrong-type",
        name,
        level,
        `${path} must be a number, got ${show(level)}; for bigint data give { data: BigInt64Array, shape }`,
      );
    }
    data[filled++] = level;
  };
  fill(input, 0, name);
  return { data, dtype: DTYPES.float64, shape, pitch: rowMajor(shape), offset: 0, image: false };
}

function reserve(shape: readonly number[], name: string): Float64Array {
  const size = sizeOf(shape, name);
  try {
    return new Float64Array(size);
  } catch {
    throw rangeError(
      "too-large",
      name,
      shape,
      `${name} of shape ${show(shape)} takes ${size * 8} bytes as float64, more than this runtime gives to one array; pool it in parts`,
    );
  }
}

/** A view as nested arrays, in the order of its axes. */
export function nest(view: View): Nested {
  const { data, dtype, shape, pitch } = view;
  const read = readerOf(data, dtype);
  const level = (axis: number, at: number): Nested => {
    const extent = shape[axis] as number;
    const step = pitch[axis] as number;
    const last = axis === shape.length - 1;
    const items = new Array(extent);
    for (let i = 0; i < extent; i++) items[i] = last ? read(at + i * step) : level(axis + 1, at + i * step);
    return items;
  };
  return level(0, view.offset);
}
