import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DTYPES, type DType, type TypedArray } from "../src/registry/dtypes.ts";
import type { Edge, NdArray, Op, Round } from "../src/types.ts";
import { onEveryBuild } from "./support/builds.ts";

/* NumPy's own results, written by scripts/fixtures.py. */

type Held = number | string;

interface Layout {
  readonly shape: number[];
  readonly stride: number[];
  readonly offset: number;
  readonly axes: number[];
  readonly window: number[];
  readonly hop: number[];
  readonly edge: Edge;
}

interface Fixture {
  readonly numpy: string;
  readonly python: string;
  readonly arrays: Record<string, Held[]>;
  readonly layouts: Layout[];
  readonly cases: {
    readonly array: string;
    readonly layout: number;
    readonly op: Op;
    readonly shape: number[];
    readonly dtype?: DType;
    readonly round?: Round;
    readonly result: Held[];
  }[];
  readonly views: {
    readonly dtype: DType;
    readonly layout: number;
    readonly shape: number[];
    readonly strides: number[];
  }[];
  readonly accuracy: {
    readonly dtype: "float32" | "float64";
    readonly window: number;
    readonly windows: number;
    readonly rms: number;
  }[];
}

const fixture = JSON.parse(readFileSync(new URL("./fixtures/numpy.json", import.meta.url), "utf8")) as Fixture;

const dtypeOf = (name: string): DType => name.split(" ")[0] as DType;

function arrayOf(dtype: DType, values: readonly Held[]): TypedArray {
  const { array, big } = DTYPES[dtype];
  const data = new array(values.length);
  values.forEach((value, i) => {
    (data as unknown as (number | bigint)[])[i] = big ? BigInt(value) : Number(value);
  });
  return data;
}

const arrays = Object.fromEntries(
  Object.entries(fixture.arrays).map(([name, values]) => [name, arrayOf(dtypeOf(name), values)]),
);

describe("the fixture", () => {
  test("says what wrote it, and holds what it should", () => {
    expect(fixture.numpy).toMatch(/^\d+\.\d+/);
    expect(fixture.python).toMatch(/^3\./);
    expect(fixture.cases.length).toBeGreaterThan(800);
    expect(new Set(fixture.cases.map(({ array }) => dtypeOf(array))).size).toBe(10);
    expect(new Set(fixture.cases.map(({ layout }) => layout)).size).toBe(fixture.layouts.length);
  });
});

onEveryBuild("as NumPy has it", (api) => {
  test.each(Object.keys(arrays))("%s", (name) => {
    const data = arrays[name] as TypedArray;
    const cases = fixture.cases.filter(({ array }) => array === name);
    expect(cases.length).toBeGreaterThan(50);
    for (const { layout, op, shape, dtype, round, result } of cases) {
      const { window, hop, axes, edge, ...input } = fixture.layouts[layout] as Layout;
      const options = { axes, edge, stride: hop, ...(dtype && { dtype }), ...(round && { round }) };
      const pooled = api.pool(op, { data, ...input }, window, options) as NdArray;
      expect(pooled.shape).toEqual(shape);
      const expected = arrayOf(pooled.dtype, result);
      const called = `${op} of ${name}, layout ${layout}, ${JSON.stringify(options)}`;
      if (!name.endsWith("real") || op === "max" || op === "min") {
        // Up to the sign of a zero, which NumPy does not promise either.
        const plain = (values: TypedArray) =>
          Array.from(values as ArrayLike<number | bigint>, (value) => (value === 0 ? 0 : value));
        expect(plain(pooled.data), called).toEqual(plain(expected));
        continue;
      }
      const taps = window.reduce((a, b) => a * b, 1);
      const size = Math.max(...Array.from(data as Float64Array, Math.abs)) * (op === "sum" ? taps : 1);
      const step = dtypeOf(name) === "float32" ? 2 ** -24 : 2 ** -53;
      pooled.data.forEach((value, i) => {
        expect(Math.abs(Number(value) - Number(expected[i])), called).toBeLessThanOrEqual((taps + 1) * step * size);
      });
    }
  });

  test("shapes and byte strides of windows", () => {
    expect(fixture.views.length).toBeGreaterThan(20);
    for (const { dtype, layout, shape, strides } of fixture.views) {
      const { window, hop, axes, edge, ...input } = fixture.layouts[layout] as Layout;
      const view = api.windows({ data: new DTYPES[dtype].array(180), ...input }, window, { axes, edge, stride: hop });
      expect(view.shape).toEqual(shape);
      expect(api.byteStrides(view)).toEqual(strides);
    }
  });

  test("means of floats are no further from the exact ones than NumPy's", () => {
    expect(fixture.accuracy.length).toBeGreaterThan(5);
    for (const { dtype, window, windows, rms } of fixture.accuracy) {
      let state = 12345;
      const data = new DTYPES[dtype].array(window * windows) as Float32Array | Float64Array;
      for (let i = 0; i < data.length; i++) {
        const last = state;
        state = Number((BigInt(state) * 1103515245n + 12345n) % 2n ** 31n);
        data[i] = (state / 2 ** 31) * (last / 2 ** 31);
      }
      const means = api.meanPool({ data, shape: [windows, window] }, [1, window]).data;
      let squares = 0;
      for (let row = 0; row < windows; row++) {
        // All in whole multiples of 2^-90.
        let sum = 0n;
        for (let i = 0; i < window; i++) sum += BigInt((data[row * window + i] as number) * 2 ** 90);
        const exact = sum / BigInt(window);
        const error = Number(BigInt((means[row] as number) * 2 ** 90) - exact) / Number(exact);
        squares += error * error;
      }
      const ours = Math.sqrt(squares / windows);
      expect(ours, `${dtype}, ${window} taps in a row: ${ours} against NumPy's ${rms}`).toBeLessThanOrEqual(rms);
    }
  });
});
