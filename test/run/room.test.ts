import { describe, expect, test } from "vitest";
import type { NdArray, Op, PoolOptions, StridedInput } from "../../src/types.ts";
import { BUILDS, ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { randomOf } from "../support/random.ts";

/*
 * Windows that need more room than one-shot calls share, arrays that go through it in many bands, plans with more kinds of
 * windows than are prepared one by one: as the definition, and nothing written beside a result.
 */

const reference = (BUILDS.find(({ name }) => name === "js") as (typeof BUILDS)[number]).api;

function small(length: number, kind: "float32" | "uint8" = "float32"): Float32Array | Uint8Array {
  const random = randomOf(length);
  const data = kind === "float32" ? new Float32Array(length) : new Uint8Array(length);
  return data.map(() => Math.floor(random() * 50));
}

/** Values, positions beside them, shape and dtype. */
function told({ indices, ...values }: NdArray & { indices?: NdArray }): unknown {
  const { shape, dtype } = values;
  return { shape, dtype, values: elementsOf(values), indices: indices && elementsOf(indices) };
}

const cases: readonly (readonly [string, Op, StridedInput, number[], PoolOptions])[] = [
  ["a window beyond a band", "median", { data: small(300_001), shape: [1, 300_001] }, [1, 300_001], {}],
  ["its mode", "mode", { data: small(90_000), shape: [300, 300] }, [300, 300], { nodata: 3 }],
  ["its variance, by columns", "var", { data: small(90_000), shape: [300, 300], stride: [1, 300] }, [300, 300], {}],
  ["more rows than a table has", "argmax", { data: small(45_000), shape: [9000, 5] }, [9000, 3], { stride: [1, 1] }],
  ["more taps than are sorted in scratch", "median", { data: small(40_000, "uint8"), shape: [200, 200] }, [50, 50], {}],
  [
    "many bands, masked",
    "max",
    { data: small(250_000), shape: [500, 500] },
    [3, 2],
    { mask: { data: small(250_000, "uint8"), shape: [500, 500] } },
  ],
  [
    "many bands, positions",
    "min",
    { data: small(251_001, "uint8"), shape: [501, 501] },
    [2, 2],
    { indices: "plane", edge: "partial" },
  ],
  [
    "many bands, padded",
    "mean",
    { data: small(200_000), shape: [2, 1000, 100] },
    [3, 5],
    {
      padding: [
        [1, 2],
        [3, 1],
      ],
      padMode: "symmetric",
      stride: [2, 5],
    },
  ],
  [
    "rows with gaps between them",
    "max",
    { data: small(260_000), shape: [510, 480], stride: [500, 1], offset: 7 },
    [2, 2],
    {},
  ],
  [
    "far dilated, around the array",
    "sum",
    { data: small(40_000), shape: [200, 200] },
    [3, 3],
    { dilation: 60, stride: 20, padding: 40, fill: 2 },
  ],
];

describe.each(ENGINE_BUILDS)("room for everything [$name]", ({ api }) => {
  test.each(cases)("%s: %s", (_, op, input, window, options) => {
    const expected = told(reference.pool(op, input, window, options) as NdArray);
    expect(told(api.pool(op, input, window, options) as NdArray)).toEqual(expected);
    if (input.stride !== undefined) return;
    const plan = api.createPlan(
      op,
      { shape: input.shape, dtype: input.data instanceof Uint8Array ? "uint8" : "float32" },
      window,
      options,
    );
    (plan.input.data as Uint8Array).set(input.data as Uint8Array);
    plan.run();
    expect(told(plan.output as NdArray), plan.describe()).toEqual(expected);
    plan.dispose();
  });

  test("a plan with more kinds of windows than are prepared one by one", () => {
    const data = small(150 * 150);
    const options = { stride: 1, padding: 79, indices: "tensor" } as const;
    const expected = told(
      reference.pool("max", { data, shape: [150, 150] }, 80, { ...options, axes: [0, 1] }) as NdArray,
    );
    const plan = api.createPlan("max", { shape: [150, 150], dtype: "float32" }, [80, 80], options);
    expect(plan.describe()).toContain("too many kinds");
    plan.input.data.set(data);
    plan.run();
    expect(told(plan.output as NdArray)).toEqual(expected);
    plan.dispose();
  }, 60_000);

  test("nothing is written beside a strided out, whatever goes there", () => {
    const guard = 0x5c;
    for (const [op, options] of [
      ["max", { nodata: 3 }],
      ["mean", { nodata: 3 }],
      ["argmin", {}],
      ["median", { padding: 1, fill: 9 }],
      ["mean", { padding: 1, padMode: "wrap" }],
      ["max", { dilation: 2 }],
    ] as const) {
      for (const columns of [5, 16, 17, 33, 64, 67]) {
        const input = { data: small(40 * columns), shape: [40, columns] };
        const expected = reference.pool(op, input, 2, { ...options, stride: 2 }) as NdArray;
        const [rows, across] = expected.shape as [number, number];
        const array = expected.data.constructor as Float32ArrayConstructor;
        const data = new array(rows * (across + 3) + 8);
        const bytes = new Uint8Array(data.buffer).fill(guard);
        const size = data.BYTES_PER_ELEMENT;
        const out = { data, shape: [rows, across], stride: [across + 3, 1], offset: 5 };
        api.pool(op, input, 2, { ...options, stride: 2, out } as PoolOptions);
        expect(elementsOf(out)).toEqual(elementsOf(expected));
        for (let i = 0; i < rows; i++) {
          const start = (5 + i * (across + 3)) * size;
          bytes.fill(guard, start, start + across * size);
        }
        expect(
          bytes.every((byte) => byte === guard),
          `${op} ${columns}`,
        ).toBe(true);
      }
    }
  });
});
