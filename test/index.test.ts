import { describe, expect, test } from "vitest";
import * as index from "../src/index.ts";
import * as js from "../src/js.ts";

const surface = (module: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(module)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, typeof value]),
  );

describe("the public surface", () => {
  test("is this, and a change to it is a change to this test", () => {
    expect(surface(index)).toEqual({
      StridepoolError: "function",
      adaptivePool: "function",
      alloc: "function",
      asStrided: "function",
      avgPool: "function",
      backend: "function",
      byteStrides: "function",
      createPlan: "function",
      globalPool: "function",
      maxPool: "function",
      meanPool: "function",
      minPool: "function",
      outputShape: "function",
      pool: "function",
      sumPool: "function",
      toNested: "function",
      windows: "function",
    });
  });

  test("is the same in stridepool/js", () => {
    expect(surface(js)).toEqual(surface(index));
    expect(js.StridepoolError).toBe(index.StridepoolError);
  });

  test("avgPool is meanPool", () => {
    expect(index.avgPool).toBe(index.meanPool);
  });
});

describe("the entries", () => {
  test("stridepool runs WebAssembly with SIMD here, and says why", () => {
    const { engine, build, reason } = index.backend();
    expect({ engine, build }).toEqual({ engine: "wasm", build: "simd" });
    expect(reason).toMatch(/SIMD/);
    expect(
      index.maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data,
    ).toEqual(Float64Array.of(4));
  });

  test("stridepool/js runs the reference", () => {
    expect(js.backend()).toMatchObject({ engine: "js", build: "js" });
    expect(js.backend().reason.length).toBeGreaterThan(10);
    expect(
      js.maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data,
    ).toEqual(Float64Array.of(4));
  });

  test("what backend() gives is the caller's own copy", () => {
    const info = index.backend() as { engine: string };
    info.engine = "changed";
    expect(index.backend().engine).toBe("wasm");
  });
});
