import { describe, expect, test } from "vitest";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { randomData, randomOf } from "../support/random.ts";

/*
 * Means of bytes as bytes by powers of two: cells of many lanes, windows of up to 256 taps, and windows with fewer taps than
 * they are divided by. Each is the sum and half the count, shifted.
 */

const TYPES = { uint8: Uint8Array, int8: Int8Array } as const;
type Bytes = Uint8Array | Int8Array;

/** Runs of `lanes` bytes, [rows, columns, lanes], pooled over the first two. */
interface Runs {
  readonly data: Bytes;
  readonly shape: readonly [number, number, number];
  readonly window: readonly [number, number];
}

function expectedOf({ data, shape: [rows, columns, lanes], window: [height, width] }: Runs, divisor: number): number[] {
  const means: number[] = [];
  for (let y = 0; y + height <= rows; y += height) {
    for (let x = 0; x + width <= columns; x += width) {
      for (let lane = 0; lane < lanes; lane++) {
        let sum = 0;
        for (let j = 0; j < height; j++) {
          for (let i = 0; i < width; i++) sum += data[((y + j) * columns + x + i) * lanes + lane] as number;
        }
        means.push(Math.floor((sum + divisor / 2) / divisor));
      }
    }
  }
  return means;
}

/** The first mean that is wrong, in words; undefined where all are right. */
function firstWrong(means: Bytes, expected: readonly number[]): string | undefined {
  if (means.length !== expected.length) return `${means.length} means instead of ${expected.length}`;
  const at = expected.findIndex((mean, i) => mean !== means[i]);
  return at < 0 ? undefined : `${means[at]} instead of ${expected[at]} at ${at}`;
}

/** Calls and plans on every build; returns what the plans say. */
function check(runs: Runs, given?: number): string {
  const { data, shape, window } = runs;
  const expected = expectedOf(runs, given ?? window[0] * window[1]);
  const dtype = data instanceof Uint8Array ? "uint8" : "int8";
  const options: PoolOptions = { axes: [0, 1], dtype, ...(given !== undefined && { divisor: given }) };
  let said = "";
  for (const { name, api } of ENGINE_BUILDS) {
    const what = `${name}: ${dtype} [${shape}] window [${window}] divisor ${given}`;
    const pooled = api.pool("mean", { data, shape }, window, options) as NdArray;
    expect(firstWrong(pooled.data as Bytes, expected), what).toBeUndefined();
    const plan = api.createPlan("mean", { shape, dtype }, window, options);
    (plan.input.data as Bytes).set(data);
    plan.run();
    expect(firstWrong(plan.output.data as Bytes, expected), `${what}, plan`).toBeUndefined();
    said += plan.describe();
    plan.dispose();
  }
  return said;
}

describe.each(["uint8", "int8"] as const)("%s", (dtype) => {
  const random = (size: number, seed: number): Bytes => randomData(dtype, size, randomOf(seed), "full") as Bytes;
  const ends = dtype === "uint8" ? [0, 1, 2, 3, 127, 128, 254, 255] : [-128, -127, -2, -1, 0, 1, 126, 127];

  test("four taps: every combination of low bits and ends", () => {
    const lanes = ends.length ** 4;
    const data = new TYPES[dtype](4 * lanes);
    for (let tap = 0; tap < 4; tap++) {
      for (let lane = 0; lane < lanes; lane++) {
        data[tap * lanes + lane] = ends[Math.floor(lane / ends.length ** tap) % ends.length] as number;
      }
    }
    expect(check({ data, shape: [4, 1, lanes], window: [4, 1] })).toContain("driver lanes");
    check({ data, shape: [2, 2, lanes], window: [2, 2] });
    check({ data, shape: [1, 4, lanes], window: [1, 4] });
  });

  test("lanes of every tail", () => {
    let seed = 1;
    for (const lanes of [16, 17, 20, 31, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97, 16385]) {
      for (const window of [
        [2, 1],
        [4, 1],
        [2, 2],
        [8, 1],
        [4, 4],
        [16, 16],
      ] as const) {
        if (lanes > 100 && window[0] > 4) continue;
        const shape = [2 * window[0] + 1, 3 * window[1], lanes] as const;
        const data = random(shape[0] * shape[1] * lanes, seed++);
        check({ data, shape, window });
        // As if there were more taps.
        check({ data, shape, window }, 256);
      }
      const shape = [6, 7, lanes] as const;
      check({ data: random(42 * lanes, seed++), shape, window: [3, 7] }, 32);
    }
  });

  test("256 taps side by side, of planes and pixels of four", () => {
    for (const [window, driver] of [
      [[16, 16], "blocks"],
      [[32, 8], "blocks"],
      [[64, 4], "blocks"],
      [[128, 2], "pairs"],
    ] as const) {
      for (const lanes of [1, 4]) {
        for (const out of [1, 5, 16, 17, 33]) {
          const shape = [2 * window[0], out * window[1], lanes] as const;
          const size = shape[0] * shape[1] * lanes;
          const said = check({ data: random(size, size), shape, window });
          if (out >= 16) expect(said).toContain(`driver ${driver}`);
          for (const end of [ends[0], ends.at(-1)]) {
            check({ data: new TYPES[dtype](size).fill(end as number), shape, window });
          }
        }
      }
    }
  });
});
