import { describe, expect, test } from "vitest";
import { FIELDS } from "../../src/plan/struct.ts";
import { DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import { ROUNDS, type Round } from "../../src/registry/options.ts";
import { Instance } from "../../src/wasm/engine.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { randomOf } from "../support/random.ts";

/* Sums over their count, as the engine divides and rounds them: held against whole numbers. */

/** value / count, rounded, by whole numbers alone. */
function quotient(value: number, count: number, round: Round): number {
  const rest = ((value % count) + count) % count;
  const below = (value - rest) / count;
  switch (round) {
    case "floor":
      return below;
    case "trunc":
      return value < 0 && rest > 0 ? below + 1 : below;
    case "half-up":
      return 2 * rest >= count ? below + 1 : below;
    case "half-even":
      return 2 * rest > count || (2 * rest === count && below % 2 !== 0) ? below + 1 : below;
  }
}

const PLAN = 1024;
const VALUES = 4096;
const MOST = 2 ** 16;

/** Divides values of one type into results of another on one build. */
class Divider {
  readonly #instance: Instance;
  readonly #results: number;

  constructor(build: (typeof ENGINE_BUILDS)[number]) {
    this.#results = VALUES + 8 * MOST;
    this.#instance = new Instance(build.engine, this.#results + 8 * MOST);
  }

  run(
    values: TypedArray,
    from: string,
    type: "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "float32" | "float64",
    count: number,
    round: Round,
  ): TypedArray {
    const words = this.#instance.view(DTYPES.int32) as Int32Array;
    const { code, bytes } = DTYPES[type];
    words[PLAN / 4 + FIELDS.indexOf("outType")] = code;
    words[PLAN / 4 + FIELDS.indexOf("outBytes")] = bytes;
    words[PLAN / 4 + FIELDS.indexOf("divisor")] = count;
    words[PLAN / 4 + FIELDS.indexOf("round")] = ROUNDS.indexOf(round);
    const memory = this.#instance.memory.buffer;
    new Uint8Array(memory, VALUES).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#instance.settle(`settle_${from}`)(PLAN, VALUES, this.#results, values.length);
    return this.#instance.view(DTYPES[type]).subarray(this.#results / bytes, this.#results / bytes + values.length);
  }
}

describe.each(ENGINE_BUILDS)("quotients [$name]", (build) => {
  const divider = new Divider(build);

  test.each([
    { type: "uint8", least: 0, most: 255 },
    { type: "int8", least: -128, most: 127 },
  ] as const)("sums of up to 128 bytes over any count, whether so many taps of $type come to it or not", (row) => {
    const { type, least, most } = row;
    const values = Int16Array.from({ length: 2 * 128 * 255 + 1 }, (_, i) => i - 128 * 255);
    let wrong = 0;
    for (let count = 2; count <= 64; count++) {
      const results = divider.run(values, "i16", type, count, "half-up");
      for (let i = 0; i < values.length; i++) {
        const wanted = Math.min(Math.max(quotient(values[i] as number, count, "half-up"), least), most);
        if (results[i] !== wanted) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  test.each([
    { type: "uint8", least: 0, most: 255 },
    { type: "int8", least: -128, most: 127 },
  ] as const)(
    "every sum of up to 128 taps of $type, over every count, with every rounding",
    ({ type, least, most }) => {
      let wrong = 0;
      for (let count = 1; count <= 128; count++) {
        const sums = Int16Array.from({ length: (most - least) * count + 1 }, (_, i) => least * count + i);
        for (const round of ROUNDS) {
          const results = divider.run(sums, "i16", type, count, round);
          for (let i = 0; i < sums.length; i++) {
            if (results[i] !== quotient(sums[i] as number, count, round)) wrong++;
          }
        }
      }
      expect(wrong).toBe(0);
    },
  );

  test("sums in 32 bits, of any size, over counts of any size, into 8 and 16 bits", () => {
    const random = randomOf(7);
    const counts = [
      1,
      2,
      3,
      5,
      7,
      9,
      49,
      64,
      129,
      255,
      256,
      961,
      4095,
      8191,
      8192,
      8193,
      65_537,
      2 ** 20 - 1,
      2 ** 20,
      2 ** 20 + 1,
      2 ** 31 - 1,
    ];
    for (const count of counts) {
      for (const bits of [8, 16, 21, 22, 23, 31]) {
        const sums = Int32Array.from({ length: 200 }, (_, i) => {
          const size = Math.floor(random() * 2 ** bits);
          // Whole and half quotients, and their neighbours.
          const near = Math.round(size / count) * count + Math.floor(count / 2) * (i % 2) + ((i >> 1) % 3) - 1;
          return (i % 5 === 0 ? size : Math.min(near, 2 ** 31 - 1)) * (i % 3 === 0 ? -1 : 1);
        });
        for (const type of ["int8", "uint8", "int16", "uint16", "int32"] as const) {
          const lowest = DTYPES[type].lowest as number;
          const highest = DTYPES[type].highest as number;
          for (const round of ROUNDS) {
            for (const length of [1, 4, 7, 15, 16, 17, 33, 200]) {
              const results = divider.run(sums.subarray(0, length), "i32", type, count, round);
              const exact = Array.from(sums.subarray(0, length), (sum) =>
                Math.min(Math.max(quotient(sum, count, round), lowest), highest),
              );
              expect(Array.from(results as Int32Array), `${type} ${count} ${bits} bits ${round}`).toEqual(exact);
            }
          }
        }
      }
    }
  });

  test("floats are divided once", () => {
    const random = randomOf(8);
    for (const length of [1, 3, 4, 5, 8, 15, 16, 17, 20, 31, 67]) {
      const real = Float64Array.from({ length }, () => (random() - 0.5) * 1e6);
      const small = Float32Array.from(real);
      const whole = Int32Array.from(real);
      for (const count of [1, 2, 3, 7, 9, 64, 100, 2 ** 19, 999_983]) {
        const over = (values: Iterable<number>): number[] => Array.from(values, (value) => value / count);
        const rounded = (values: Iterable<number>): number[] => over(values).map(Math.fround);
        const run = (values: TypedArray, from: string, to: "float32" | "float64") =>
          Array.from(divider.run(values, from, to, count, "half-up") as Float64Array);
        expect(run(real, "f64", "float64")).toEqual(over(real));
        expect(run(real, "f64", "float32")).toEqual(rounded(real));
        expect(run(small, "f32", "float32")).toEqual(rounded(small));
        expect(run(small, "f32", "float64")).toEqual(over(small));
        expect(run(whole, "i32", "float64")).toEqual(over(whole));
        expect(run(whole, "i32", "float32")).toEqual(rounded(whole));
      }
    }
  });

  test("NaN becomes 0, and infinities the ends of integer dtypes", () => {
    const values = Float64Array.of(NaN, Infinity, -Infinity, -0.5, 0.5, 1.5, 2.5, -1.5, NaN);
    for (const round of ROUNDS) {
      for (const type of ["int8", "uint8", "int16", "uint16", "int32", "uint32"] as const) {
        const { lowest, highest } = DTYPES[type];
        const results = Array.from(divider.run(values, "f64", type, 1, round) as Int32Array);
        const halves = [-1, 1, 3, 5, -3].map((half) => quotient(half, 2, round));
        const held = halves.map((whole) => Math.max(whole, lowest as number) + 0);
        expect(results).toEqual([0, highest, lowest, ...held, 0]);
      }
    }
  });
});
