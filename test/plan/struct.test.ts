import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { PASS } from "../../src/plan/passes.ts";
import { DIVIDE, NUMBERS, REDUCTIONS, SKIP } from "../../src/plan/scan.ts";
import { SLIDE_FIELDS } from "../../src/plan/slidestruct.ts";
import { DELIVER, FIELDS } from "../../src/plan/struct.ts";
import { COUNT, DRIVERS, SLIDE } from "../../src/registry/drivers.ts";
import { DTYPE_NAMES, DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import { OP_NAMES, OPS, type Op } from "../../src/registry/ops.ts";
import { ROUNDS } from "../../src/registry/options.ts";
import { Instance } from "../../src/wasm/engine.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";

/* What both sides write down: the struct's fields and the numbers in it. */

const assembly = (path: string): string => readFileSync(new URL(`../../assembly/${path}`, import.meta.url), "utf8");

/** `const NAME: u32 = 3;` and the like, as [name, number] in the order of the file. */
const constantsOf = (text: string): [string, number][] =>
  [...text.matchAll(/const (\w+): u32 = (\d+);/g)].map((match) => [match[1] as string, Number(match[2])]);

describe("what the engine and the wrapper agree on", () => {
  test("the plan's fields, in order, four bytes each", () => {
    const body = /class Plan \{([\s\S]*)\}/.exec(assembly("plan.ts"))?.[1] as string;
    const fields = [...body.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/^\s*(\w+): (\w+);/gm)];
    expect(fields.map((match) => match[1])).toEqual([...FIELDS]);
    expect(fields.length).toBeGreaterThan(20);
    for (const [, name, type] of fields) expect(["u32", "i32", "usize", "f32"], `${name}: ${type}`).toContain(type);
  });

  test("the sliding driver's plan, in order, four bytes each; and its passes", () => {
    const body = /class SlidePlan \{([\s\S]*)\}/.exec(assembly("slide/plan.ts"))?.[1] as string;
    const fields = [...body.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/^\s*(\w+): (\w+);/gm)];
    expect(fields.map((match) => match[1])).toEqual([...SLIDE_FIELDS]);
    for (const [, name, type] of fields) expect(["u32", "i32", "usize", "f32"], `${name}: ${type}`).toContain(type);
    const passes = constantsOf(assembly("slide/passes.ts")).map(([name, number]) => [name.toLowerCase(), number]);
    expect(Object.fromEntries(passes)).toMatchObject(PASS);
  });

  test("how values are delivered", () => {
    const camel = (name: string) => name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const numbers = constantsOf(assembly("driver/nest.ts")).filter(([name]) => camel(name) in DELIVER);
    expect(Object.fromEntries(numbers.map(([name, number]) => [camel(name), number]))).toEqual(DELIVER);
  });

  test("how fractions are rounded", () => {
    const numbers = constantsOf(assembly("lane/convert.ts"));
    const names = numbers.map(([name]) => name.toLowerCase().replace("_", "-"));
    expect(names).toEqual([...ROUNDS]);
    expect(numbers.map(([, number]) => number)).toEqual(ROUNDS.map((_, i) => i));
  });

  test("the kernels' numbers", () => {
    const numbers = constantsOf(assembly("kernel/list.ts")).map(([name, kernel]) => ({
      name: name.toLowerCase(),
      kernel,
    }));
    expect(numbers).toEqual(DRIVERS.map(({ name, kernel }) => ({ name, kernel })));
    expect(new Set(numbers.map(({ kernel }) => kernel)).size).toBe(DRIVERS.length);
  });

  test("the reductions, what is left out, divisors, and the table of numbers", () => {
    const name = (constant: string) => constant.toLowerCase().replaceAll("_", "-");
    const reductions = constantsOf(assembly("kernel/reductions.ts"));
    expect(reductions.map(([constant]) => name(constant))).toEqual([...REDUCTIONS]);
    expect(reductions.map(([, number]) => number)).toEqual(REDUCTIONS.map((_, i) => i));
    const camel = (text: string) => text.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const skips = constantsOf(assembly("lane/valid.ts")).map(([constant, number]) => [camel(constant), number]);
    expect(Object.fromEntries(skips)).toEqual(SKIP);
    const gather = assembly("kernel/gather.ts");
    const divides = constantsOf(gather).map(([constant, number]) => [camel(constant), number]);
    expect(DIVIDE).toMatchObject(Object.fromEntries(divides));
    const places = [...gather.matchAll(/const (\w+): usize = (\d+);/g)];
    expect(places.map(([, constant]) => camel(constant as string))).toEqual(NUMBERS.slice(0, places.length));
    expect(places.map(([, , at]) => Number(at))).toEqual(places.map((_, i) => 8 * i));
  });

  test("the dtypes' codes", () => {
    const short = { i: "int", u: "uint", f: "float" } as Record<string, string>;
    const long = (type: string) => `${short[type[0] as string]}${type.slice(1)}`;
    const switches = [...assembly("lane/settle.ts").matchAll(/switch \(type\) \{([\s\S]*?)\n {2}\}/g)];
    expect(switches.length).toBe(2);
    // The engine knows no float16: its elements are converted on the way in and out.
    const codes = DTYPE_NAMES.filter((name) => name !== "uint8_clamped" && name !== "float16");
    const constants = constantsOf(assembly("lane/code.ts")).map(([name, code]) => [code, name.toLowerCase()]);
    expect(constants).toEqual(codes.map((name) => [DTYPES[name].code, name]));
    for (const [, body] of switches) {
      const cases = [...(body as string).matchAll(/case (\d+):\s*return \w+<(?:A, )?(\w+)>/g)];
      const last = /default:\s*return \w+<(?:A, )?(\w+)>/.exec(body as string)?.[1] as string;
      const listed = cases.map((match) => [Number(match[1]), long(match[2] as string)]);
      listed.push([cases.length, long(last)]);
      expect(listed).toEqual(codes.map((name) => [DTYPES[name].code, name]));
    }
  });
});

/** Ops that know where their value stands are asked for that, too. */
const seeks = (op: Op) => (OPS[op].positions === "none" ? undefined : "window");

describe.each(ENGINE_BUILDS)("exports [$name]", ({ engine, api }) => {
  const functions = WebAssembly.Module.exports(engine.module).filter(({ kind }) => kind === "function");
  const exported = new Set(functions.map(({ name }) => name));

  test("every function that may be called is there, and none that may not", () => {
    const called = new Set<string>();
    // Whatever method hands out an export is asked for it by name.
    const methods = ["call", "settle", "convert", "variance"] as const;
    const spies = methods.map((method) => {
      const original = Instance.prototype[method] as (name: string) => unknown;
      return vi.spyOn(Instance.prototype, method).mockImplementation(function (this: Instance, name: string) {
        called.add(name);
        return original.call(this, name) as never;
      });
    });
    try {
      for (const dtype of DTYPE_NAMES) {
        const data = new DTYPES[dtype].array(40_000);
        for (const op of OP_NAMES) {
          // What the definition alone does calls nothing, and takes its time.
          const folds = op === "max" || op === "min" || op === "sum" || op === "mean";
          api.pool(op, { data: data.subarray(0, 160) as TypedArray, shape: [4, 40], dtype }, 2, { indices: seeks(op) });
          const nodata = DTYPES[dtype].big ? 1n : 1;
          for (const window of folds ? [2, 16] : []) {
            const some = data.subarray(0, 16 * 40) as TypedArray;
            api.pool(op, { data: some, shape: [16, 40], dtype }, window, { nodata });
          }
          for (const p of [1, 2, Infinity]) {
            const some = data.subarray(0, 160) as TypedArray;
            api.pool(op, { data: some, shape: [4, 40], dtype }, 2, { stride: 1, p });
          }
          // Medians find what stands outside as they go.
          if (op === "median") {
            const some = data.subarray(0, 160) as TypedArray;
            api.pool(op, { data: some, shape: [4, 40], dtype }, 3, { stride: 1, padding: 1, padMode: "edge" });
          }
          // Windows that overlap: of few taps, of many, of many rows.
          for (const window of folds
            ? ([
                [2, 3],
                [12, 12],
                [140, 1],
              ] as const)
            : []) {
            const some = data.subarray(0, 150 * 80) as TypedArray;
            api.pool(op, { data: some, shape: [150, 80], dtype }, window, { stride: 1 });
          }
          for (const result of folds ? [undefined, ...DTYPE_NAMES] : []) {
            for (const [shape, window] of [
              [
                [4, 40],
                [2, 2],
              ],
              [
                [9, 40],
                [3, 3],
              ],
              [
                [16, 40],
                [16, 16],
              ],
              [
                [200, 200],
                [200, 200],
              ],
            ] as const) {
              const used = data.subarray(0, shape[0] * shape[1]) as TypedArray;
              if (used.length > 10_000 && dtype === "float16") continue;
              const options = result === undefined ? {} : { dtype: result };
              api.pool(op, { data: used, shape, dtype }, window, options);
              api.pool(op, { data: used, shape, dtype }, window, { ...options, divisor: 0.5 });
            }
            if (dtype === "float16") continue;
            // Windows of more rows than a plan's table has entries come in pieces.
            const options = result === undefined ? {} : { dtype: result };
            const plan = api.createPlan(op, { shape: [5000, 3], dtype }, [5000, 1], options);
            plan.run();
            plan.dispose();
          }
        }
      }
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    for (const name of called) expect(exported, name).toContain(name);
    for (const name of exported) expect(called, name).toContain(name);
    expect(called.size).toBeGreaterThan(30);
  });

  test("memory is the host's: imported, never exported, never grown", () => {
    expect(WebAssembly.Module.imports(engine.module).filter(({ kind }) => kind === "memory")).toHaveLength(1);
    expect(WebAssembly.Module.exports(engine.module).filter(({ kind }) => kind === "memory")).toHaveLength(0);
  });
});

describe("drivers", () => {
  test("the docs list every one of them, in order", () => {
    const text = readFileSync(new URL("../../docs/PERFORMANCE.md", import.meta.url), "utf8");
    const table = /\| driver[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)/.exec(text)?.[1] as string;
    const names = table
      .trim()
      .split("\n")
      .map((line) => line.split("|")[1]?.trim());
    expect(names).toEqual([SLIDE.name, COUNT.name, ...DRIVERS.map(({ name }) => name), "reference"]);
  });

  test("the last one takes everything", () => {
    const row = {
      element: 8,
      lanes: 3,
      count: 5,
      hop: -7,
      width: 11,
      widthPitch: -13,
      rowCount: 17,
      family: "halves",
      near: true,
      asTree: false,
    } as const;
    expect(DRIVERS.at(-1)?.fits(row)).toBe(true);
    for (const { name, why } of DRIVERS) expect(why.length, name).toBeGreaterThan(10);
  });
});
