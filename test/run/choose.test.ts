import { afterEach, describe, expect, test, vi } from "vitest";
import { simd, unpackerBase64 } from "../../src/wasm/bytes.generated.ts";

/* Which engine runs where WebAssembly is missing, forbidden, or without SIMD. Each test imports the package afresh. */

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const fresh = async () => {
  vi.resetModules();
  return import("../../src/index.ts");
};

/** WebAssembly whose compiler refuses what `refuses` says, by a module's bytes. */
function stubbed(refuses: (bytes: number) => Error | undefined): typeof WebAssembly {
  const { Module } = WebAssembly;
  class Refusing extends Module {
    constructor(bytes: BufferSource) {
      const error = refuses(bytes.byteLength);
      if (error) throw error;
      super(bytes);
    }
  }
  return Object.create(WebAssembly, { Module: { value: Refusing } }) as typeof WebAssembly;
}

describe("the backend", () => {
  test("is the reference where there is no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const { backend, maxPool } = await fresh();
    expect(backend()).toMatchObject({ engine: "js", build: "js", reason: expect.stringMatching(/no WebAssembly/) });
    expect(
      maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
  });

  test("is the reference, with the page's own words, where WebAssembly is forbidden", async () => {
    const forbidden = stubbed(() => new WebAssembly.CompileError("Wasm code generation disallowed by embedder"));
    vi.stubGlobal("WebAssembly", forbidden);
    const { backend, maxPool, alloc, createPlan } = await fresh();
    expect(backend()).toMatchObject({ engine: "js", reason: expect.stringContaining("disallowed by embedder") });
    expect(
      maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
    expect(maxPool(alloc("int8", [2, 2]), 2).data[0]).toBe(0);
    const plan = createPlan("sum", { shape: [2, 2], dtype: "int8" }, 2);
    plan.input.data.fill(3);
    plan.run();
    expect(plan.output.data[0]).toBe(12);
  });

  test("is the scalar build, with the reason, where SIMD does not compile", async () => {
    vi.stubGlobal(
      "WebAssembly",
      stubbed((bytes) => (bytes === simd.length ? new WebAssembly.CompileError("no SIMD here") : undefined)),
    );
    const { backend, maxPool } = await fresh();
    expect(backend()).toMatchObject({
      engine: "wasm",
      build: "scalar",
      reason: expect.stringContaining("no SIMD here"),
    });
    expect(
      maxPool(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).data[0],
    ).toBe(4);
  });

  test("compiles nothing before the first use", async () => {
    const compiled: number[] = [];
    vi.stubGlobal(
      "WebAssembly",
      stubbed((bytes) => {
        compiled.push(bytes);
        return undefined;
      }),
    );
    const { maxPool, outputShape, windows } = await fresh();
    outputShape([4, 4], 2);
    windows(
      [
        [1, 2],
        [3, 4],
      ],
      2,
    );
    expect(compiled).toEqual([]);
    maxPool(
      [
        [1, 2],
        [3, 4],
      ],
      2,
    );
    maxPool(
      [
        [1, 2],
        [3, 4],
      ],
      2,
    );
    // What unpacks the engine, and the engine, once.
    expect(compiled).toEqual([atob(unpackerBase64).length, simd.length]);
  });
});
