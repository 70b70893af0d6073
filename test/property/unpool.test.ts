import fc from "fast-check";
import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { NUMBERINGS } from "../../src/registry/options.ts";
import type { MaxUnpoolOptions, NdArray, StridedInput } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";
import { literal } from "../support/cases/pasteable.ts";
import { elementsOf } from "../support/compare.ts";
import { indices, stepsOf, type Unpooling, unpooled, type Value } from "../support/oracle.ts";
import { assertOn } from "../support/property.ts";
import { pick, randomData, randomOf } from "../support/random.ts";

const drawnAxis = fc.record({
  extent: fc.integer({ min: 1, max: 4 }),
  pooled: fc.boolean(),
  window: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.constantFrom(1, 1, 1, 2, 3),
  low: fc.nat({ max: 2 }),
  high: fc.nat({ max: 2 }),
  /** What is added to the extent that follows from the rest. */
  more: fc.nat({ max: 2 }),
});

const drawn = fc.record({
  dtype: fc.constantFrom(...DTYPE_NAMES),
  axes: fc.array(drawnAxis, { minLength: 1, maxLength: 4 }),
  numbering: fc.constantFrom(...NUMBERINGS),
  positions: fc.constantFrom("int32" as const, "float64" as const, "int64" as const, "uint8" as const),
  inferred: fc.boolean(),
  whole: fc.boolean(),
  reversed: fc.boolean(),
  backwards: fc.boolean(),
  seed: fc.nat(),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

interface Made {
  readonly task: Unpooling;
  readonly input: StridedInput;
  readonly indices: StridedInput;
  readonly window: number[];
  readonly options: MaxUnpoolOptions;
}

function made({ dtype, axes: all, numbering, positions, inferred, whole, reversed, backwards, seed }: Drawn): Made {
  const random = randomOf(seed);
  const pooled = all.flatMap((axis, a) => (axis.pooled ? [a] : []));
  if (pooled.length === 0) pooled.push(0);
  if (reversed) pooled.reverse();
  const over = pooled.map((a) => all[a] as Drawn["axes"][number]);
  const shape = all.map(({ extent }) => extent);
  const outShape = shape.slice();
  pooled.forEach((a, i) => {
    const { extent, window, stride, dilation, low, high, more } = over[i] as Drawn["axes"][number];
    const follows = (extent - 1) * stride - low - high + (window - 1) * dilation + 1;
    outShape[a] = Math.max(0, follows) + (inferred ? 0 : more);
  });
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = randomData(dtype, size, random, "full", "none");
  const task = {
    shape,
    outShape,
    axes: pooled,
    window: over.map(({ window }) => window),
    stride: over.map(({ stride }) => stride),
    dilation: over.map(({ dilation }) => dilation),
    low: over.map(({ low }) => low),
    numbering,
  };
  const places = [...indices(shape)].map((index) => placeFor(task, index, random));
  // What uint8 cannot hold is left out, and so is -1.
  const fits = positions === "uint8" && places.every((place) => place >= 0 && place < 256);
  const held = positions === "uint8" && !fits ? "int32" : positions;
  const numbers = new DTYPES[held].array(size);
  places.forEach((place, i) => {
    (numbers as unknown as Value[])[i] = held === "int64" ? BigInt(place) : place;
  });
  const steps = stepsOf(shape);
  const input = {
    data: backwards ? data.slice().reverse() : data,
    shape,
    dtype,
    ...(backwards && { stride: steps.map((step) => -step), offset: size - 1 }),
  };
  const perAxis = pooled.map((a) => outShape[a] as number);
  // Where every axis is pooled in another order, one entry for each could be read either way.
  const clear = pooled.length < shape.length || !reversed;
  return {
    task: { ...task, values: elementsOf({ data, shape, stride: steps, offset: 0, dtype }), positions: places },
    input,
    indices: { data: numbers, shape },
    window: task.window,
    options: {
      axes: pooled,
      stride: task.stride,
      dilation: task.dilation,
      padding: over.map(({ low, high }) => [low, high] as const),
      ...(numbering !== "plane" && { indices: numbering }),
      ...(!inferred && { outputShape: whole || !clear ? outShape : perAxis }),
    },
  };
}

/** A position that can be unpooled to, or -1. */
function placeFor(
  task: Omit<Unpooling, "values" | "positions">,
  index: readonly number[],
  random: () => number,
): number {
  const { outShape, axes, window, stride, dilation, low, numbering } = task;
  if (random() < 0.1 || axes.some((axis) => outShape[axis] === 0)) return -1;
  const place: number[] = [];
  const target = index.slice();
  for (const [i, axis] of axes.entries()) {
    const start = (index[axis] as number) * (stride[i] as number) - (low[i] as number);
    const taps = Array.from({ length: window[i] as number }, (_, j) => j).filter((j) => {
      const at = start + j * (dilation[i] as number);
      return at >= 0 && at < (outShape[axis] as number);
    });
    if (numbering === "window" && taps.length === 0) return -1;
    place.push(numbering === "window" ? pick(taps, random) : 0);
    target[axis] = Math.floor(random() * (outShape[axis] as number));
  }
  const ravel = (at: readonly number[], shape: readonly number[]): number =>
    stepsOf(shape).reduce((sum, step, i) => sum + step * (at[i] as number), 0);
  if (numbering === "window") return ravel(place, window);
  if (numbering === "tensor") return ravel(target, outShape);
  return ravel(
    axes.map((axis) => target[axis] as number),
    axes.map((axis) => outShape[axis] as number),
  );
}

test("maxUnpool puts every value where its index says, on every build", () => {
  const show = (raw: Drawn): string => {
    const { input, indices, window, options } = made(raw);
    return `\nmaxUnpool(${literal(input)}, ${literal(indices)}, ${literal(window)}, ${literal(options)});`;
  };
  assertOn(drawn, 1500, show, (raw) => {
    const { task, input, indices: positions, window, options } = made(raw);
    const zero = DTYPES[raw.dtype].big ? 0n : 0;
    for (const { name, api } of BUILDS) {
      const result = api.maxUnpool(input, positions, window, options) as NdArray;
      expect({ shape: result.shape, dtype: result.dtype }, name).toEqual({ shape: task.outShape, dtype: raw.dtype });
      expect(elementsOf(result), name).toEqual(unpooled(task, zero));
    }
  });
});
