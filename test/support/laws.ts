import { expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import { DTYPES, type DType } from "../../src/registry/dtypes.ts";
import type { Input, NdArray, Op, PoolOptions } from "../../src/types.ts";
import { BUILDS } from "./builds.ts";
import { elementsOf } from "./compare.ts";
import { indices, stepsOf, type Value, writerOf } from "./oracle.ts";
import { seedOf } from "./property.ts";
import { type Flavour, randomData, randomOf } from "./random.ts";

/** A row-major array. */
export type Plain = Required<Pick<NdArray, "data" | "shape" | "stride" | "offset" | "dtype">>;
export type Random = (most: number) => number;

/**
 * A law that holds for whatever data, on every build: `holds` is run so many times, each with random numbers of its own. Random
 * numbers are integers below the one that is asked for.
 */
export function law(name: string, rounds: number, holds: (api: Stridepool, random: Random) => void): void {
  for (const build of BUILDS) {
    test(`${name} [${build.name}]`, () => {
      const seed = seedOf(name);
      for (let round = 0; round < rounds; round++) {
        const next = randomOf(seed + round);
        try {
          holds(build.api, (most) => Math.floor(next() * most));
        } catch (error) {
          (error as Error).message = `round ${round} of ${seed}: ${(error as Error).message}`;
          throw error;
        }
      }
    });
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
export const chosen = <T>(choices: readonly T[], random: Random): T => choices[random(choices.length)] as T;
export const between = (least: number, most: number, random: Random): number => least + random(most - least + 1);

/** An array of values that are said one by one. */
export function made(dtype: DType, shape: readonly number[], valueAt: (index: readonly number[]) => Value): Plain {
  const data = new DTYPES[dtype].array(sizeOf(shape));
  const write = writerOf(data, dtype);
  let at = 0;
  for (const index of indices(shape)) write(at++, valueAt(index));
  return { data, shape: [...shape], stride: stepsOf(shape), offset: 0, dtype };
}

export function randomArray(dtype: DType, shape: readonly number[], random: Random, flavour: Flavour = "small"): Plain {
  const data = randomData(dtype, sizeOf(shape), () => random(2 ** 30) / 2 ** 30, flavour, "sum");
  return { data, shape: [...shape], stride: stepsOf(shape), offset: 0, dtype };
}

/** The element of an array at an index. */
export function elementAt(array: Plain, index: readonly number[]): Value {
  const at = index.reduce((sum, i, axis) => sum + i * (array.stride[axis] as number), array.offset);
  return elementsOf({ ...array, shape: [], stride: [], offset: at })[0] as Value;
}

/** A part of an array, as a view of it. */
export function part(array: Plain, axis: number, from: number, to: number, step = 1): Plain {
  const [shape, stride] = [array.shape.slice(), array.stride.slice()];
  shape[axis] = Math.ceil((to - from) / step);
  stride[axis] = (array.stride[axis] as number) * step;
  return { ...array, shape, stride, offset: array.offset + from * (array.stride[axis] as number) };
}

/** An array with its axes in another order: axis i of the view is axis order[i] of the array. */
export function transposed(array: Plain, order: readonly number[]): Plain {
  const take = (list: readonly number[]): number[] => order.map((axis) => list[axis] as number);
  return { ...array, shape: take(array.shape), stride: take(array.stride) };
}

/** pool, whatever the types of its result. */
export function pooled(api: Stridepool, op: Op, input: Input, window: number | number[], options: PoolOptions = {}) {
  return api.pool(op, input, window, options) as NdArray & { readonly indices: NdArray };
}

/** Rounding that results of a dtype may differ by where the order of additions is left open. */
const ROUNDINGS: Readonly<Record<string, number>> = { float16: 2 ** -9, float32: 2 ** -20 };

/** Two results of the same elements, up to the rounding of floats. */
export function expectSame(got: NdArray, expected: NdArray, what = ""): void {
  expect({ shape: got.shape, dtype: got.dtype }, what).toEqual({ shape: expected.shape, dtype: expected.dtype });
  expectClose(elementsOf(got), elementsOf(expected), what, ROUNDINGS[got.dtype]);
}

export function expectClose(got: readonly Value[], expected: readonly Value[], what = "", rounding = 2 ** -40): void {
  expect(got.length, what).toBe(expected.length);
  got.forEach((value, i) => {
    const wanted = expected[i] as Value;
    if (value === wanted || Object.is(value, wanted)) return;
    const room = rounding * Math.abs(Number(wanted));
    if (typeof value === typeof wanted && Math.abs(Number(value) - Number(wanted)) <= room) return;
    expect.fail(`${what} element ${i}: ${value} instead of ${wanted}`);
  });
}
