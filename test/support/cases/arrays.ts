import { DTYPES, type DType, type TypedArray } from "../../../src/registry/dtypes.ts";
import type { Input, NdArray } from "../../../src/types.ts";
import { placesOf, stepsOf, writerOf } from "../oracle.ts";
import { type Care, drawValue, randomOf } from "../random.ts";
import type { Drawn, DrawnAxis } from "./drawn.ts";

/** Data of which gaps make no more than this. */
const MOST_GAPS = 4000;

/** The data under a strided view. Everything that the view does not touch would show in a result. */
export function placed(
  raw: Drawn,
  shape: readonly number[],
  care: Care,
): { data: TypedArray; pitch: number[]; offset: number; plain: boolean } {
  const row = DTYPES[raw.dtype];
  const contiguous = raw.layout === "contiguous";
  const pitch = new Array<number>(shape.length);
  let offset = raw.before;
  let step = 1;
  for (const a of orderOf(
    raw.axes.map((axis) => axis.place),
    contiguous,
  )) {
    const axis = raw.axes[a] as DrawnAxis;
    const extent = shape[a] as number;
    if (raw.layout === "general" && axis.direction === 0) {
      pitch[a] = 0;
      continue;
    }
    if (raw.layout === "general" && step * extent < MOST_GAPS) step *= axis.step;
    const backwards = raw.layout === "general" && axis.direction < 0;
    pitch[a] = backwards ? -step : step;
    if (backwards) offset += Math.max(0, extent - 1) * step;
    step *= extent;
  }
  const plain = contiguous && raw.before === 0 && raw.after === 0;
  const length = step + raw.before + raw.after;
  const buffer = new ArrayBuffer((length + raw.misaligned) * row.bytes);
  const data = new row.array(buffer, raw.misaligned * row.bytes, length);
  const write = writerOf(data, raw.dtype);
  for (let i = 0; i < length; i++) write(i, row.float ? Number.NaN : row.highest);
  const random = randomOf(raw.seed);
  // Written in row-major order; an axis of pitch 0 writes its one element more than once.
  for (const at of placesOf(shape, pitch, offset)) write(at, drawValue(row, raw.flavour, random, care));
  return { data, pitch, offset, plain };
}

/** What the data of an op must not do. */
export function careOf(op: string): Care {
  if (op === "prod") return "product";
  return ["sum", "mean", "lp", "rms", "var", "std"].includes(op) ? "sum" : "none";
}

/** Axes from the one with the shortest pitch to the one with the longest. */
function orderOf(places: readonly number[], rowMajor: boolean): number[] {
  const order = places.map((_, a) => a).reverse();
  return rowMajor ? order : order.sort((a, b) => (places[a] as number) - (places[b] as number) || b - a);
}

/** A mask in one of the forms that arrays have, and its elements in row-major order: 0 leaves out. */
export function maskFor(raw: Drawn, shape: readonly number[]): { mask: Input; flags: Uint8Array } | undefined {
  if (raw.mask === null) return undefined;
  const { share, dtype, form } = raw.mask;
  const random = randomOf(raw.seed ^ 0x5eed);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const flags = Uint8Array.from({ length: size }, () => (random() * share < 1 ? 0 : 1));
  const row = DTYPES[dtype];
  const data = new row.array(size);
  const write = writerOf(data, dtype);
  // Whatever is not 0 counts, NaN too; -0 does not.
  const values = row.big
    ? [[0n], [1n, 2n]]
    : row.float
      ? [
          [0, -0],
          [1, -2, Number.NaN],
        ]
      : [[0], [1, 100]];
  const valueFor = (flag: number): number | bigint => {
    const choices = values[flag] as (number | bigint)[];
    return choices[Math.floor(random() * choices.length)] as number | bigint;
  };
  const steps = stepsOf(shape);
  // Nested arrays cannot say that they are empty.
  if (form === "nested" && size > 0) return { mask: nested(flags, shape), flags };
  if (form === "spread") return spread(shape, data, dtype, () => (random() * share < 1 ? 0 : 1), valueFor, random);
  if (form === "backwards") {
    flags.forEach((flag, i) => {
      write(size - 1 - i, valueFor(flag));
    });
    return { mask: { data, dtype, shape, stride: steps.map((step) => -step), offset: Math.max(0, size - 1) }, flags };
  }
  flags.forEach((flag, i) => {
    write(i, valueFor(flag));
  });
  if (form === "plain" || dtype === "float16") return { mask: { data, dtype, shape }, flags };
  return { mask: { data, dims: shape }, flags };
}

/** A mask that says the same all along some axes, where its strides are 0. */
function spread(
  shape: readonly number[],
  data: TypedArray,
  dtype: DType,
  flagOf: () => number,
  valueFor: (flag: number) => number | bigint,
  random: () => number,
): { mask: Input; flags: Uint8Array } {
  const kept = shape.map(() => random() < 0.5);
  const steps = stepsOf(shape.map((extent, axis) => (kept[axis] ? extent : 1)));
  const stride = steps.map((step, axis) => (kept[axis] ? step : 0));
  const few = Uint8Array.from({ length: data.length }, flagOf);
  const write = writerOf(data, dtype);
  few.forEach((flag, i) => {
    write(i, valueFor(flag));
  });
  const all = stepsOf(shape);
  const flags = few.map((_, i) => {
    const at = stride.reduce(
      (sum, step, axis) => sum + step * (Math.floor(i / (all[axis] as number)) % (shape[axis] as number)),
      0,
    );
    return few[at] as number;
  });
  return { mask: { data, dtype, shape, stride, offset: 0 }, flags };
}

type Nested = number[] | Nested[];

function nested(flags: Uint8Array, shape: readonly number[]): Nested {
  const [extent, ...rest] = shape;
  if (rest.length === 0) return Array.from(flags);
  const step = rest.reduce((product, size) => product * size, 1);
  const parts = Array.from({ length: extent as number }, (_, i) => flags.subarray(i * step, (i + 1) * step));
  return parts.map((part) => nested(part, rest));
}

/** The byte that stands everywhere in an `out` buffer before a call. */
export const PATTERN = 0xa5;

/** An array to write into: every byte around its elements has the pattern's value. */
export function outArray(raw: Drawn, shape: readonly number[], dtype: DType): NdArray {
  const row = DTYPES[dtype];
  const strided = raw.out === "strided";
  const stride = new Array<number>(shape.length);
  let offset = strided ? 3 : 0;
  let step = 1;
  for (const a of orderOf(
    raw.axes.map((axis) => axis.outPlace),
    !strided,
  )) {
    const axis = raw.axes[a] as DrawnAxis;
    if (strided) step *= axis.outStep;
    stride[a] = strided && axis.outBackwards ? -step : step;
    if (strided && axis.outBackwards) offset += ((shape[a] as number) - 1) * step;
    step *= shape[a] as number;
  }
  const length = step + (strided ? 5 : 0);
  const lead = 1 + raw.misaligned;
  const buffer = new ArrayBuffer((lead + length + 2) * row.bytes);
  new Uint8Array(buffer).fill(PATTERN);
  return { data: new row.array(buffer, lead * row.bytes, length), shape: [...shape], stride, offset, dtype };
}
