import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import { ROUNDS } from "../../src/registry/options.ts";
import type { NdArray, PlanOptions } from "../../src/types.ts";
import { BUILDS, onEveryBuild } from "../support/builds.ts";
import { expectPooled } from "../support/compare.ts";
import { defaultDtype, oracle } from "../support/oracle.ts";
import { randomData, randomOf } from "../support/random.ts";
import { expectRefused } from "../support/refusal.ts";

onEveryBuild("plans", (api, build) => {
  test("pool what stands in input.data, as often as run() is called", () => {
    const plan = api.createPlan("max", { shape: [2, 4], dtype: "float32" }, 2);
    const { data: input } = plan.input;
    const { data: output } = plan.output;
    input.set([1, 5, 2, 0, 3, 4, 8, 6]);
    plan.run();
    expect(output).toEqual(Float32Array.of(5, 8));
    input.set([9, 5, 2, 0, 3, 4, -8, 6]);
    expect(output, "nothing happens before run()").toEqual(Float32Array.of(5, 8));
    plan.run();
    expect(output).toEqual(Float32Array.of(9, 6));
    input.fill(Number.NaN);
    plan.run();
    expect(output).toEqual(Float32Array.of(Number.NaN, Number.NaN));
    input.fill(1);
    plan.run();
    expect(output).toEqual(Float32Array.of(1, 1));
    // The same views, still.
    expect(plan.input.data).toBe(input);
    expect(plan.output.data).toBe(output);
    plan.dispose();
  });

  test("describe their arrays", () => {
    for (const dtype of DTYPE_NAMES) {
      for (const op of OP_NAMES) {
        const plan = api.createPlan(op, { shape: [3, 4, 6], dtype }, [2, 3]);
        const result = defaultDtype(op, dtype);
        expect(plan.input).toMatchObject({ shape: [3, 4, 6], stride: [24, 6, 1], offset: 0, dtype });
        expect(plan.output).toMatchObject({ shape: [3, 2, 2], stride: [4, 2, 1], offset: 0, dtype: result });
        expect(plan.input.data).toBeInstanceOf(DTYPES[dtype].array);
        expect(plan.output.data).toBeInstanceOf(DTYPES[result].array);
        expect([plan.input.data.length, plan.output.data.length]).toEqual([72, 12]);
        expect(plan.input.data.every((value) => Number(value) === 0)).toBe(true);
        plan.dispose();
      }
    }
  });

  test("take every option of where windows lie and what becomes of them", () => {
    const given: readonly PlanOptions[] = [
      { stride: 1 },
      { stride: [2, 1] },
      { axes: [0, 2] },
      { axes: [-1, -3], stride: [1, 2] },
      { edge: "partial" },
      { padding: 1, stride: 1 },
      { padding: "same", stride: [2, 3], countPadding: true },
      { dilation: [2, 3], divisor: -3 },
      { padding: 2, fill: 7 },
      { padding: 2, padMode: "reflect", axes: [1, 0] },
      { edge: "partial", stride: 4, fill: Number.NaN, nan: "ignore" },
      { nodata: 3, minCount: 2 },
      { mask: { data: Uint8Array.from({ length: 315 }, (_, i) => i % 4), shape: [5, 7, 9] }, nodata: -1 },
      { nan: "ignore", minCount: 6, dtype: "int8", nodata: -100 },
      { p: 1, ddof: 2, interpolation: "higher" },
      { dtype: "float16" },
      { dtype: "int16" },
      { dtype: "uint8_clamped", round: "half-even" },
      ...ROUNDS.map((round) => ({ dtype: "int8" as const, round })),
    ];
    for (const options of given) {
      for (const op of OP_NAMES) {
        const plan = api.createPlan(op, { shape: [5, 7, 9], dtype: "float64" }, [2, 3], options);
        const data = randomData("float64", 315, randomOf(2), "small") as Float64Array;
        plan.input.data.set(data);
        plan.run();
        const direct = api.pool(op, { data, shape: [5, 7, 9] }, [2, 3], options);
        expect({ ...plan.output }, `${op} ${Object.keys(options)}`).toEqual(direct);
        plan.run();
        expect({ ...plan.output }, `${op} ${Object.keys(options)}, again`).toEqual(direct);
        plan.dispose();
      }
      if ("dtype" in options) continue;
      for (const op of ["max", "min", "argmax", "argmin"] as const) {
        for (const indices of ["window", "plane", "tensor"] as const) {
          const plan = api.createPlan(op, { shape: [5, 7, 9], dtype: "float64" }, [2, 3], { ...options, indices });
          const data = randomData("float64", 315, randomOf(3), "few") as Float64Array;
          plan.input.data.set(data);
          plan.run();
          const direct = api.pool(op, { data, shape: [5, 7, 9] }, [2, 3], { ...options, indices });
          expect({ ...plan.output }, `${op} ${indices} ${Object.keys(options)}`).toEqual(direct);
          plan.dispose();
        }
      }
    }
  });

  test("run a function of the caller's own over their input", () => {
    const seen: number[][] = [];
    const spread = (taps: NdArray): number => {
      seen.push([...taps.shape]);
      return Math.max(...(taps.data as Uint8Array)) - Math.min(...(taps.data as Uint8Array));
    };
    const plan = api.createPlan(spread, { shape: [2, 5], dtype: "uint8" }, 2, { edge: "partial" });
    expect(plan.output).toMatchObject({ shape: [1, 3], dtype: "float64" });
    expect(seen).toEqual([]);
    plan.input.data.set([1, 5, 2, 0, 3, 4, 8, 6, 7, 9]);
    plan.run();
    expect(Array.from(plan.output.data)).toEqual([7, 7, 6]);
    expect(seen).toEqual([
      [2, 2],
      [2, 2],
      [2, 1],
    ]);
    plan.input.data.fill(0);
    plan.run();
    expect(Array.from(plan.output.data)).toEqual([0, 0, 0]);
    expect(plan.describe()).toMatch(/driver \w+ \(3 results/);
    plan.dispose();
  });

  test("their output is an input like others", () => {
    const plan = api.createPlan("max", { shape: [8, 8], dtype: "uint16" }, 2);
    plan.input.data.set(Array.from({ length: 64 }, (_, i) => i));
    plan.run();
    expect(Array.from(api.maxPool(plan.output, 2).data)).toEqual([27, 31, 59, 63]);
    expect(Array.from(api.maxPool(plan.input, 4).data)).toEqual([27, 31, 59, 63]);
    const other = api.createPlan("sum", { shape: [4, 4], dtype: "uint16" }, 4);
    other.input.data.set(plan.output.data);
    other.run();
    expect(other.output.data[0]).toBe(plan.output.data.reduce((a, b) => a + b));
    plan.dispose();
    other.dispose();
  });

  test("are independent of each other and of one-shot calls", () => {
    const make = () => api.createPlan("mean", { shape: [4, 4], dtype: "uint8" }, 2, { dtype: "uint8" });
    const [a, b] = [make(), make()];
    a.input.data.fill(10);
    b.input.data.fill(20);
    a.run();
    expect(Array.from(b.output.data)).toEqual([0, 0, 0, 0]);
    b.run();
    api.meanPool({ data: new Uint8Array(16).fill(99), shape: [4, 4] }, 2);
    expect(Array.from(a.output.data)).toEqual([10, 10, 10, 10]);
    expect(Array.from(b.output.data)).toEqual([20, 20, 20, 20]);
    a.dispose();
    b.input.data.fill(30);
    b.run();
    expect(Array.from(b.output.data)).toEqual([30, 30, 30, 30]);
    b.dispose();
  });

  test("many of them, made and disposed of", () => {
    for (let i = 0; i < 300; i++) {
      const plan = api.createPlan(OP_NAMES[i % 4] as "max", { shape: [2, 2 + (i % 5)], dtype: "int32" }, 2);
      plan.input.data.fill(i);
      plan.run();
      expect(plan.output.data[0]).toBe(i % 4 === 3 ? 4 * i : i);
      plan.dispose();
    }
  });

  test("describe() says shapes, dtypes, bytes, engine and driver, and why", () => {
    const plan = api.createPlan("mean", { shape: [6, 8], dtype: "uint8" }, [2, 4], { stride: [1, 2] });
    const text = plan.describe();
    expect(text).toContain("mean uint8 6x8 window 2x4 stride 1x2 -> float64 5x3");
    expect(text).toContain("48 bytes in, 120 out, ");
    expect(text).toContain(`engine ${api.backend().build}: ${api.backend().reason}`);
    expect(text).toMatch(/^driver \w+ \(15 results in 1 part\): \w+/m);
    expect(text).toMatch(
      build.name === "js" ? /driver reference/ : /driver (slide|pairs|blocks|lanes|spans|rows|strided)/,
    );
    // Held: at least both arrays.
    expect(Number(/out, (\d+) held/.exec(text)?.[1])).toBeGreaterThanOrEqual(168);
    plan.dispose();
    const partial = api.createPlan("max", { shape: [5, 5], dtype: "float32" }, 2, { edge: "partial" });
    const drivers = [...partial.describe().matchAll(/\((\d+) results in (\d+) parts?\)/g)];
    expect(drivers.reduce((sum, match) => sum + Number(match[1]), 0)).toBe(9);
    partial.dispose();
  });

  test("after dispose() everything but describe() throws", () => {
    const plan = api.createPlan("max", { shape: [2, 2], dtype: "int8" }, 2);
    const text = plan.describe();
    plan.run();
    plan.dispose();
    for (const member of ["run", "input", "output"] as const) {
      expectRefused(() => (member === "run" ? plan.run() : plan[member]), {
        code: "disposed",
        option: `plan.${member}`,
        kind: TypeError,
        message: /disposed of; create another/,
        got: member,
      });
    }
    expect(plan.describe()).toBe(text);
    plan.dispose();
    expectRefused(() => plan.run(), { code: "disposed", option: "plan.run", kind: TypeError, got: "run" });
    expect(
      api.maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
  });

  test("work with using", () => {
    const made = api.createPlan("max", { shape: [2, 2], dtype: "int8" }, 2);
    expect(typeof made[Symbol.dispose]).toBe("function");
    made[Symbol.dispose]();
    expectRefused(() => made.run(), { code: "disposed", option: "plan.run", kind: TypeError, got: "run" });
    const before = api.createPlan("max", { shape: [2, 2], dtype: "int8" }, 2);
    {
      using plan = before;
      plan.run();
    }
    expectRefused(() => before.run(), { code: "disposed", option: "plan.run", kind: TypeError, got: "run" });
  });

  test("every dtype and op, as the oracle has it", () => {
    for (const dtype of DTYPE_NAMES) {
      for (const op of OP_NAMES) {
        const plan = api.createPlan(op, { shape: [7, 11], dtype }, [3, 2], { edge: "partial" });
        const data = randomData(dtype, 77, randomOf(4), "special");
        (plan.input.data as Uint8Array).set(data as Uint8Array);
        plan.run();
        const task = {
          op,
          data,
          dtype,
          shape: [7, 11],
          pitch: [11, 1],
          offset: 0,
          axes: [0, 1],
          window: [3, 2],
          stride: [3, 2],
        };
        expectPooled({ ...plan.output }, oracle({ ...task, edge: "partial" }), `${build.name} ${op} ${dtype}`);
        plan.dispose();
      }
    }
  });
});

onEveryBuild("arrays beyond any memory", (api) => {
  test("are refused as too large", () => {
    const refusal = { code: "too-large", kind: RangeError, got: "1125899906842624" } as const;
    expectRefused(() => api.alloc("float64", [2 ** 50]), { ...refusal, option: "shape" });
    expectRefused(() => api.createPlan("max", { shape: [2 ** 50], dtype: "int8" }, 2), {
      ...refusal,
      option: "input.shape",
    });
    expect(
      api.maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
  });
});

describe("plans beyond one WebAssembly memory", () => {
  test.each(BUILDS.filter(({ engine }) => engine !== undefined))("are refused at once [$name]", ({ api }) => {
    const refusal = {
      code: "too-large",
      kind: RangeError,
      message: /more than the \d+ that one WebAssembly memory holds/,
    } as const;
    expectRefused(() => api.createPlan("max", { shape: [2 ** 16, 2 ** 16], dtype: "uint8" }, 2), {
      ...refusal,
      option: "input.shape",
    });
    expectRefused(() => api.createPlan("max", { shape: [2 ** 15, 2 ** 15], dtype: "float64" }, 2), {
      ...refusal,
      option: "input.shape",
    });
    // The result counts too.
    expectRefused(() => api.createPlan("mean", { shape: [2 ** 29], dtype: "uint8" }, 1), {
      ...refusal,
      option: "input.shape",
    });
    expectRefused(() => api.createPlan("max", { shape: [2 ** 40], dtype: "int8" }, 2), {
      ...refusal,
      option: "input.shape",
    });
    expectRefused(() => api.alloc("uint8", [2 ** 33]), { ...refusal, option: "shape" });
    expectRefused(() => api.alloc("float64", [2 ** 15, 2 ** 15]), { ...refusal, option: "shape" });
    expectRefused(() => api.alloc("uint8", [2 ** 32]), { ...refusal, option: "shape" });
    expect(
      api.maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
  });
});
