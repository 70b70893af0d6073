import { describe, expect, test } from "vitest";
import * as image from "../src/image.ts";
import * as index from "../src/index.ts";
import * as js from "../src/js.ts";
import * as onnx from "../src/onnx.ts";
import * as skimage from "../src/skimage.ts";
import * as slim from "../src/slim.ts";
import * as tf from "../src/tf.ts";
import * as torch from "../src/torch.ts";
import * as webnn from "../src/webnn.ts";

const dimensions = (name: string): string[] => [1, 2, 3].map((rank) => `${name}${rank}d`);

/** The entries by other systems' names. */
const SYSTEMS: Readonly<Record<string, readonly [module: object, names: readonly string[]]>> = {
  torch: [
    torch,
    ["maxPool", "avgPool", "lpPool", "adaptiveMaxPool", "adaptiveAvgPool", "maxUnpool"].flatMap(dimensions),
  ],
  onnx: [onnx, ["run"]],
  tf: [tf, ["maxPool", "avgPool", "maxPool3d", "avgPool3d", "pool", "maxPoolWithArgmax"]],
  webnn: [webnn, ["averagePool2d", "maxPool2d", "l2Pool2d"]],
  skimage: [skimage, ["blockReduce", "viewAsBlocks", "viewAsWindows"]],
  image: [
    image,
    [
      "createImagePlan",
      "createImageWorker",
      "fromBitmap",
      "fromCanvas",
      "fromVideoFrame",
      "mipmaps",
      "poolImage",
      "toImageData",
    ],
  ],
};

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
      argmaxPool: "function",
      argminPool: "function",
      asStrided: "function",
      avgPool: "function",
      backend: "function",
      byteStrides: "function",
      createPlan: "function",
      globalPool: "function",
      lpPool: "function",
      maxPool: "function",
      maxUnpool: "function",
      meanPool: "function",
      medianPool: "function",
      minPool: "function",
      modePool: "function",
      outputShape: "function",
      pool: "function",
      poolStats: "function",
      stdPool: "function",
      sumPool: "function",
      toNested: "function",
      varPool: "function",
      windows: "function",
    });
  });

  test("is the same in stridepool/js", () => {
    expect(surface(js)).toEqual(surface(index));
    expect(js.StridepoolError).toBe(index.StridepoolError);
  });

  test("is the same in stridepool/slim, and init", () => {
    const { init, ...rest } = surface(slim);
    expect(rest).toEqual(surface(index));
    expect(init).toBe("function");
    expect(slim.StridepoolError).toBe(index.StridepoolError);
  });

  test.each(Object.entries(SYSTEMS))("stridepool/%s has these functions", (_, [module, names]) => {
    const expected = ["StridepoolError", ...names].sort();
    expect(surface(module)).toEqual(Object.fromEntries(expected.map((name) => [name, "function"])));
    expect((module as typeof index).StridepoolError).toBe(index.StridepoolError);
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
