import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import { type Interpolation, PAD_MODES, ROUNDS } from "../../src/registry/options.ts";
import type { NdArray, PoolOptions, StridedInput } from "../../src/types.ts";
import { BUILDS, ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { FLAVOURS, type Flavour, pick, randomData, randomOf } from "../support/random.ts";

/*
 * Medians by networks, by bits, by histograms: each kernel's vectors and tails, each kind of window, every dtype, as the definition has
 * them, to the bit but for the sign of a zero.
 */

const reference = (BUILDS.find(({ name }) => name === "js") as (typeof BUILDS)[number]).api;
const INTERPOLATIONS = ["midpoint", "lower", "higher"] as const satisfies readonly Interpolation[];
const COMPUTED = DTYPE_NAMES.filter((dtype) => DTYPES[dtype].bits < 64 || dtype === "float64");

let seed = 1;

interface Asked {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly window: number | number[];
  readonly options?: PoolOptions;
  readonly flavour?: Flavour;
  /** Which driver a plan must tell of. */
  readonly driver?: "sorted" | "histogram" | "gather";
}

/** Values with one sign of zero, and arrays' shapes. */
function plainOf(array: NdArray): unknown[] {
  return [array.dtype, array.shape, elementsOf(array).map((value) => (value === 0 ? 0 : value))];
}

/** Compares one-shot calls and plans on every build; returns how many medians there are. */
function check({ dtype, shape, window, options = {}, flavour = "special", driver }: Asked): number {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data: TypedArray = randomData(dtype, size, randomOf(seed++), flavour);
  const expected = reference.pool("median", { data, shape, dtype }, window, options) as NdArray;
  const call = `${dtype} [${shape}] window ${window} ${JSON.stringify(options)} ${flavour}, seed ${seed - 1}`;
  for (const { name, api } of ENGINE_BUILDS) {
    const pooled = api.pool("median", { data, shape, dtype }, window, options) as NdArray;
    expect(plainOf(pooled), `${name}: ${call}`).toEqual(plainOf(expected));
    const plan = api.createPlan("median", { shape, dtype }, window, options);
    (plan.input.data as Uint8Array).set(data as Uint8Array);
    plan.run();
    plan.run();
    expect(plainOf(plan.output as NdArray), `${name}, plan: ${call}`).toEqual(plainOf(expected));
    if (driver !== undefined) expect(plan.describe()).toContain(driver);
    plan.dispose();
  }
  return elementsOf(expected).length;
}

describe.each(COMPUTED)("medians of %s", (dtype) => {
  const { bytes, float } = DTYPES[dtype];
  const lanes = 16 / bytes;
  // Their own dtype, where that holds every result; the usual one.
  const kinds = (turn: number): PoolOptions => ({
    interpolation: INTERPOLATIONS[turn % 3] as Interpolation,
    ...(turn % 2 === 0 && { dtype, round: ROUNDS[turn % ROUNDS.length] as (typeof ROUNDS)[number] }),
  });

  test("sliding windows of every few sizes, over widths around those of vectors", () => {
    let turn = 0;
    let compared = 0;
    for (const window of [
      [3, 3],
      [5, 5],
      [2, 2],
      [1, 3],
      [3, 1],
      [4, 3],
      [1, 1],
      [1, 2],
      [7, 7],
    ]) {
      for (const out of [1, 2, lanes - 1, lanes, lanes + 1, 2 * lanes, 3 * lanes + 1]) {
        turn++;
        const shape = [(window[0] as number) + 2, (window[1] as number) - 1 + Math.max(1, out)];
        const flavour = FLAVOURS[turn % FLAVOURS.length] as Flavour;
        compared += check({ dtype, shape, window, options: { stride: 1, ...kinds(turn) }, flavour, driver: "sorted" });
      }
    }
    expect(compared).toBeGreaterThan(300);
  });

  test("rows longer than a piece of them", () => {
    for (const window of [3, 5]) {
      for (const more of [0, 1, 15, 16, 17]) {
        const shape = [window + 1, window - 1 + 1024 / bytes + more];
        check({ dtype, shape, window, options: { stride: 1, dtype } });
      }
    }
    check({ dtype, shape: [3, 2 + 3072 / bytes], window: 3, options: { stride: 1, dtype }, flavour: "full" });
    check({ dtype, shape: [6, 4 + 2080 / bytes], window: 5, options: { stride: 1 }, flavour: "full" });
    check({ dtype, shape: [4, 2 + 2080 / bytes], window: 2, options: { stride: 1 }, flavour: "full" });
  });

  test("blocks and strides", () => {
    let turn = 0;
    for (const window of [
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [2, 3],
      [6, 6],
      [1, 5],
      [8, 4],
      [8, 8],
    ]) {
      for (const stride of [undefined, [2, 2], [1, 3], [3, 4]]) {
        for (const out of [1, lanes, lanes + 3]) {
          turn++;
          const by = stride ?? window;
          const shape = [
            (window[0] as number) + (by[0] as number),
            (out - 1) * (by[1] as number) + (window[1] as number),
          ];
          check({ dtype, shape, window, options: { stride: by, ...kinds(turn) } });
        }
      }
    }
    // More than one piece.
    check({ dtype, shape: [2, 2 * (1024 / bytes) + 6], window: 2, flavour: "full" });
    check({ dtype, shape: [3, 3 * (1024 / bytes) + 9], window: 3, options: { dtype }, flavour: "full" });
  });

  test("padding, dilation, channels, batches, volumes", () => {
    let turn = 0;
    for (const padding of [1, 2, 4]) {
      for (const edge of ["trim", "partial"] as const) {
        for (const window of [2, 3, 5]) {
          turn++;
          check({ dtype, shape: [9, 21], window, options: { stride: 1, padding, edge, ...kinds(turn) } });
          check({ dtype, shape: [8, 21], window, options: { stride: 2, padding, edge, ...kinds(turn) } });
        }
      }
    }
    check({ dtype, shape: [9, 40], window: 3, options: { stride: 1, padding: 1, padMode: "edge" } });
    check({ dtype, shape: [9, 40], window: 5, options: { stride: 1, padding: 2, fill: 1 } });
    for (const dilation of [2, 3]) check({ dtype, shape: [14, 40], window: 3, options: { stride: 1, dilation } });
    check({ dtype, shape: [22, 40], window: 5, options: { stride: 1, dilation: [1, 4] } });
    for (const channels of [1, 2, 3, 4, 16, 17]) {
      const axes = [0, 1];
      for (const window of [2, 3, 5]) {
        check({ dtype, shape: [6, 11, channels], window, options: { stride: 1, axes, ...kinds(turn++) } });
        check({ dtype, shape: [6, 11, channels], window, options: { axes, stride: 2, ...kinds(turn++) } });
      }
    }
    check({ dtype, shape: [2, 3, 6, 19], window: 3, options: { stride: 1 } });
    check({ dtype, shape: [2, 3, 6, 20], window: 2 });
    check({ dtype, shape: [4, 5, 20], window: [3, 3, 3], options: { stride: 1 } });
    check({ dtype, shape: [6, 4, 8], window: [2, 2, 2] });
    check({ dtype, shape: [40], window: 5, options: { stride: 1 } });
  });

  test("what stands outside, in every mode, beside and beneath planes of every few sizes", () => {
    const modes: readonly PoolOptions[] = [...PAD_MODES.map((padMode) => ({ padMode })), { fill: 1 }];
    let turn = 0;
    let compared = 0;
    const beyond = (shape: readonly number[], window: number[], options: PoolOptions): void => {
      const mode = modes[turn % modes.length] as PoolOptions;
      const flavour = FLAVOURS[(turn * 3) % FLAVOURS.length] as Flavour;
      compared += check({
        dtype,
        shape,
        window,
        options: { stride: 1, ...mode, ...kinds(turn++), ...options },
        flavour,
      });
    };
    for (const side of [3, 5]) {
      const window = [side, side];
      for (const rows of [1, 2, 3, 4, 5, 6, 7, 8, 9, 13]) {
        // Narrower than a vector, around one, two, those of both ends and some between.
        const columns = [1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3, 3 * lanes, 4 * lanes + 5];
        const some = Math.max(1, columns[turn % columns.length] as number);
        for (const padding of [(side - 1) / 2, side - 1]) beyond([rows, some + side], window, { padding });
        const uneven = [[side - 1, 1] as const, [0, side - 1] as const];
        beyond([rows, some + side], window, { padding: uneven });
        beyond([rows, some], window, { padding: side - 1 });
      }
      for (const mode of modes) {
        const padding = (side - 1) / 2;
        // More than a tile of a row, and of rows more than a group.
        const shape = [side === 3 ? 6 : 4, (side === 3 ? 2048 : 1024) / bytes + lanes + 3];
        compared += check({ dtype, shape, window, options: { stride: 1, padding, dtype, ...mode }, flavour: "full" });
        compared += check({ dtype, shape: [30, 9], window, options: { stride: 1, padding, ...mode } });
        // Windows larger than the plane, several planes, channels.
        compared += check({ dtype, shape: [2, 2], window, options: { stride: 1, padding: side - 1, ...mode } });
        const planes = { stride: 1, padding, ...mode };
        compared += check({ dtype, shape: [2, 3, 7, 19], window, options: planes });
        for (const channels of [2, 3, 4, 17]) {
          const options = { stride: 1, axes: [0, 1], padding, ...mode, ...kinds(turn++) };
          compared += check({ dtype, shape: [9, 14, channels], window, options });
        }
        for (const stride of [2, [1, 2], [2, 1]]) {
          compared += check({ dtype, shape: [11, 40], window, options: { stride, padding, ...mode, dtype } });
        }
      }
    }
    for (const window of [
      [2, 2],
      [4, 3],
      [7, 7],
      [1, 5],
      [5, 1],
      [6, 6],
    ]) {
      for (let i = 0; i < modes.length; i++) {
        beyond([10, 37], window, { padding: window.map((taps) => taps >> 1) });
        beyond([7, 5, 3], window, { padding: window.map((taps) => taps >> 1), axes: [0, 1] });
      }
    }
    expect(compared).toBeGreaterThan(20000);
  });

  test("rows some apart, and dilated ones, of which results beneath each other share some", () => {
    for (const window of [3, 5]) {
      for (const rows of [5, 6, 9, 12, 17]) {
        for (const stride of [
          [1, 1],
          [2, 1],
          [3, 1],
        ]) {
          check({ dtype, shape: [rows, 2 * lanes + 7], window, options: { stride, dtype } });
        }
      }
      for (const dilation of [
        [2, 1],
        [2, 2],
        [3, 1],
      ]) {
        for (const out of [1, 3, 8, 9]) {
          const shape = [(window - 1) * (dilation[0] as number) + out, 2 * lanes + 13];
          check({ dtype, shape, window, options: { stride: 1, dilation, dtype } });
          check({ dtype, shape, window, options: { stride: [2, 1], dilation, ...kinds(out) } });
        }
      }
    }
  });

  test("every result dtype, every rounding, one tap in the middle or two", () => {
    for (const result of DTYPE_NAMES) {
      for (const round of ROUNDS) {
        for (const flavour of ["small", "end"] as const) {
          check({ dtype, shape: [2, 40], window: [1, 2], options: { stride: 1, dtype: result, round }, flavour });
          check({ dtype, shape: [3, 20], window: [3, 1], options: { dtype: result, round }, flavour });
        }
      }
    }
  });

  test("other layouts", () => {
    const data = randomData(dtype, 30 * 40, randomOf(seed++), "special");
    const some = (layout: Partial<StridedInput>): StridedInput =>
      ({ data, shape: [20, 25], dtype, ...layout }) as StridedInput;
    const layouts = [
      some({ stride: [1, 30] }),
      some({ stride: [-40, 1], offset: 29 * 40 }),
      some({ stride: [40, -1], offset: 39 }),
      some({ stride: [35, 1], offset: 7 }),
      some({ stride: [50, 2], shape: [20, 25] }),
      some({ stride: [0, 1] }),
      some({ stride: [-1, -30], offset: 20 + 24 * 30 }),
    ];
    let turn = 0;
    for (const input of layouts) {
      for (const window of [2, 3, 5, 12]) {
        for (const stride of [1, 2, window]) {
          const options = { stride, ...kinds(turn++) };
          const expected = plainOf(reference.pool("median", input, window, options) as NdArray);
          for (const { name, api } of ENGINE_BUILDS) {
            const call = `${name}: [${input.stride}] window ${window} ${JSON.stringify(options)}`;
            expect(plainOf(api.pool("median", input, window, options) as NdArray), call).toEqual(expected);
          }
        }
      }
    }
  });

  test("NaN stays in its windows, infinities are values", () => {
    if (!float) return expect(DTYPES[dtype].float).toBe(false);
    const random = randomOf(seed++);
    for (const window of [2, 3, 4, 5, 6]) {
      for (const stride of [1, window]) {
        const shape = [24, 70];
        const data = randomData(dtype, 24 * 70, random, "small");
        const write = data as unknown as number[];
        const bits = dtype === "float16" && data instanceof Uint16Array;
        const [nan, infinity, zero] = bits ? [0x7e00, 0x7c00, 0x8000] : [Number.NaN, Infinity, -0];
        for (let n = 0; n < 12; n++) write[Math.floor(random() * data.length)] = nan as number;
        for (let n = 0; n < 200; n++)
          write[Math.floor(random() * data.length)] = pick([infinity, zero], random) as number;
        const expected = plainOf(reference.pool("median", { data, shape, dtype }, window, { stride }) as NdArray);
        expect(expected.flat(2).filter((value) => Number.isNaN(value)).length).toBeGreaterThan(0);
        for (const { name, api } of ENGINE_BUILDS) {
          const pooled = api.pool("median", { data, shape, dtype }, window, { stride }) as NdArray;
          expect(plainOf(pooled), `${name}: window ${window} stride ${stride}`).toEqual(expected);
        }
      }
    }
  });
});

describe.each(["uint8", "int8", "uint8_clamped"] as const)("histograms of %s", (dtype) => {
  test("windows of every stride, clipped or not", () => {
    let turn = 0;
    for (const window of [
      [12, 12],
      [11, 12],
      [40, 5],
      [5, 40],
      [17, 8],
      [49, 49],
      [3, 60],
    ]) {
      for (const stride of [[1, 1], [2, 3], [7, 2], [13, 50], window]) {
        turn++;
        const interpolation = INTERPOLATIONS[turn % 3] as Interpolation;
        const flavour = pick(["full", "few", "end", "special"] as const, randomOf(turn));
        const shape = [(window[0] as number) + 4, (window[1] as number) + 30];
        const own = turn % 2 ? { dtype } : {};
        check({ dtype, shape, window, options: { stride, interpolation, ...own }, flavour });
        check({
          dtype,
          shape,
          window,
          options: { stride, interpolation, padding: [3, 4], edge: "partial", ...own },
          flavour,
        });
      }
    }
    check({ dtype, shape: [30, 100], window: 13, options: { stride: 1 }, driver: "histogram", flavour: "full" });
  });

  test("channels, dilation, batches, long rows", () => {
    const axes = [0, 1];
    for (const channels of [2, 3, 16]) {
      for (const stride of [1, 2]) check({ dtype, shape: [16, 18, channels], window: 12, options: { stride, axes } });
    }
    check({ dtype, shape: [30, 40], window: 12, options: { stride: 1, dilation: 2 } });
    check({ dtype, shape: [30, 40], window: 12, options: { stride: [1, 3], dilation: [2, 2] } });
    check({ dtype, shape: [2, 2, 16, 70], window: 12, options: { stride: 1 }, flavour: "full" });
    check({ dtype, shape: [8, 9, 30], window: [4, 5, 9], options: { stride: 1 } });
    check({ dtype, shape: [13, 1300], window: 12, options: { stride: 1, dtype }, flavour: "full" });
    check({ dtype, shape: [52, 1200], window: [50, 50], options: { stride: [2, 40], dtype }, flavour: "full" });
    check({ dtype, shape: [300], window: 130, options: { stride: 1 }, flavour: "full" });
    check({ dtype, shape: [255, 260], window: 255, options: { stride: 1 }, flavour: "full", driver: "histogram" });
    check({ dtype, shape: [257, 257], window: 257, options: { stride: 1 }, flavour: "full", driver: "gather" });
  });
});

describe("medians that reach what stands outside, in results of every dtype", () => {
  test.each(COMPUTED)("of %s", (dtype) => {
    let compared = 0;
    for (const result of DTYPE_NAMES) {
      for (const outside of [{ padMode: "edge" }, { fill: 3 }] as const) {
        for (const flavour of ["small", "holes"] as const) {
          const options = { stride: 1, padding: 1, dtype: result, ...outside };
          compared += check({ dtype, shape: [9, 21], window: 3, options, flavour });
        }
      }
    }
    expect(compared).toBe(DTYPE_NAMES.length * 4 * 9 * 21);
  });
});
