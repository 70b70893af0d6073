import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  createImagePlan,
  fromBitmap,
  fromCanvas,
  fromVideoFrame,
  type Image,
  type ImageLike,
  type ImageOptions,
  mipmaps,
  poolImage,
  toImageData,
} from "../../src/image.ts";
import type { TypedArray } from "../../src/types.ts";
import { expectRefused, range, type } from "../support/refusal.ts";

const rgba = { data: new Uint8ClampedArray(64).map((_, i) => i * 3), width: 4, height: 4 };
const WAYS = [
  {},
  { transfer: "srgb" },
  { alpha: "straight", transfer: "srgb" },
  { alpha: "straight" },
  { alpha: "premultiplied", transfer: "srgb" },
  { op: "max" },
] as const satisfies ImageOptions[];

describe.each(WAYS)("windows and strides, with %j", (way) => {
  test("are of both sides", () => {
    const out = { data: new Uint8ClampedArray(16).fill(9), width: 2, height: 2 };
    const refusal = { ...range("window", /window has 1 entries for 2 axes/, "shape-mismatch"), got: "1 entries" };
    expectRefused(() => poolImage(rgba, [2], { ...way, out }), refusal);
    expect(out.data).toEqual(new Uint8ClampedArray(16).fill(9));
    expectRefused(() => createImagePlan(rgba, [2], way), refusal);
    const three = { ...refusal, message: /give one for each/, got: "3 entries" };
    expectRefused(() => poolImage(rgba, [2, 2, 1], way), three);
    expectRefused(() => poolImage(rgba, 2, { ...way, stride: [1] }), range("stride", /1 entries/, "shape-mismatch"));
  });

  test("may be larger than anything", () => {
    const first = poolImage(rgba, 2, { ...way, stride: 4 }).data;
    const whole = poolImage(rgba, 4, way).data;
    for (const large of [2 ** 29, 2 ** 30, 2 ** 32, 2 ** 32 + 1, 2 ** 40]) {
      expect(poolImage(rgba, 2, { ...way, stride: large }).data).toEqual(first);
      expect(poolImage(rgba, large, { ...way, edge: "partial" }).data).toEqual(whole);
      const plan = createImagePlan(rgba, 2, { ...way, stride: large });
      plan.input.data.set(rgba.data);
      plan.run();
      expect(plan.output.data).toEqual(first);
      plan.dispose();
    }
  });
});

describe("mipmaps", () => {
  const chain = (image: { data: TypedArray; width: number; height: number }, options: object): void => {
    const levels = mipmaps(image, options);
    levels.forEach((level, i) => {
      const window = [Math.min(2 ** (i + 1), image.height), Math.min(2 ** (i + 1), image.width)];
      expect(level, `level ${i + 1}`).toEqual(poolImage(image, window, { ...options, edge: "partial" }));
    });
    expect(levels.length).toBe(Math.ceil(Math.log2(Math.max(image.width, image.height))));
  };

  test("of integers that are no parts of a whole", () => {
    for (const Data of [Int8Array, Int16Array, Int32Array, Uint32Array]) {
      const data = new Data(33 * 9 * 4).map((_, i) => (i * 2654435761) % 2 ** 31);
      chain({ data, width: 33, height: 9 }, { alpha: "straight" });
    }
    const big = { data: new BigInt64Array(64).fill(2n ** 60n + 1n), width: 8, height: 8, channels: 1 };
    expect(mipmaps(big).map(({ data }) => data[0])).toEqual([2n ** 60n + 1n, 2n ** 60n + 1n, 2n ** 60n + 1n]);
  });

  test("of premultiplied pixels are plain means, halves rounded up, light without alpha kept", () => {
    const data = new Uint8Array(8 * 8 * 4).map((_, i) => (i % 4 === 3 ? 2 : i % 4 === 0 && i < 4 * 32 ? 1 : 0));
    // Of 64 reds, 32 are 1: the mean is a half.
    const levels = mipmaps({ data, width: 8, height: 8 }, { alpha: "premultiplied" });
    expect(levels.at(-1)?.data).toEqual(Uint8Array.of(1, 0, 0, 2));
    const glow = new Uint8Array(8 * 8 * 4).map((_, i) => (i % 4 === 3 ? 0 : 100));
    for (const level of mipmaps({ data: glow, width: 8, height: 8 }, { alpha: "premultiplied" })) {
      expect(new Set(level.data)).toEqual(new Set([0, 100]));
    }
    chain({ data: glow.map((_, i) => (i * 97) % 256), width: 8, height: 8 }, { alpha: "premultiplied" });
  });

  test("of float32 are rounded once from sums in float64", () => {
    const data = Float32Array.of(2 ** 24, 1, 1, 1);
    const [level] = mipmaps({ data, width: 2, height: 2, channels: 1 });
    expect(level?.data[0]).toBe(Math.fround((2 ** 24 + 3) / 4));
  });
});

describe("exactness", () => {
  test("words of windows whose sums pass 2^53", () => {
    const side = 1100;
    const data = new Uint16Array(4 * side * side);
    // Alpha is 65535 or 65534; colours are chosen so that the mean is a little less than a half.
    for (let i = 0; i < side * side; i++)
      data.set([60000 + (i % 2), 65535, i % 65536, 65535 - (i % 3 === 0 ? 1 : 0)], 4 * i);
    const sums = [0n, 0n, 0n, 0n];
    for (let i = 0; i < data.length; i += 4) {
      const alpha = BigInt(data[i + 3] as number);
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] as bigint) + alpha * BigInt(data[i + c] as number);
      sums[3] = (sums[3] as bigint) + alpha;
    }
    const half = (sum: bigint, by: bigint): number => Number((2n * sum + by) / (2n * by));
    const [r, g, b, a] = sums as [bigint, bigint, bigint, bigint];
    const expected = [half(r, a), half(g, a), half(b, a), half(a, BigInt(side * side))];
    const image = { data, width: side, height: side };
    expect([...poolImage(image, side).data]).toEqual(expected);
    expect(mipmaps(image).at(-1)?.data).toEqual(Uint16Array.from(expected));
  });

  test("a mean just below a half of a million words", () => {
    const side = 2048;
    const count = side * side;
    const data = new Uint16Array(4 * count);
    for (let i = 0; i < count; i++) data.set([i * 2 < count ? 60000 : 60001, 0, 0, 65535], 4 * i);
    expect(poolImage({ data, width: side, height: side }, side).data[0]).toBe(60001);
    // One less in one pixel.
    data[0] = 59999;
    expect(poolImage({ data, width: side, height: side }, side).data[0]).toBe(60000);
  });

  test("a million floats are added as if nothing were lost", () => {
    const data = new Float64Array(4 * 1e6).map((_, i) => (i % 4 === 3 ? 1 : 0.1));
    const [red] = poolImage({ data, width: 1000, height: 1000 }, 1000).data;
    expect(Math.abs((red as number) / 0.1 - 1)).toBeLessThan(4e-16);
    const light = poolImage({ data, width: 1000, height: 1000 }, 1000, { transfer: "srgb" }).data[0] as number;
    expect(Math.abs(light / 0.1 - 1)).toBeLessThan(2e-15);
    data[0] = Infinity;
    expect(poolImage({ data, width: 1000, height: 1000 }, 1000).data[0]).toBe(Infinity);
  });

  test("float16 are rounded once", () => {
    const data = Uint16Array.of(14748, 13583, 12330, 14945, 12308, 15201);
    const image = { data, shape: [1, 3, 2], dtype: "float16" } as const;
    // Colours 0.7012…, 0.1455…, 0.1350… by alphas 0.2959…, 0.6723…, 0.9224….
    expect(poolImage(image, [1, 3]).data[0]).toBe(13047);
  });
});

describe("out", () => {
  const image = { data: new Uint8ClampedArray(100), shape: [4, 4, 4], stride: [16, 4, 1], offset: 0 };

  test.each(WAYS)("may share a buffer with the image, but no values: %j", (way) => {
    image.data.set(rgba.data);
    const expected = poolImage(rgba, 2, way);
    const apart = { data: image.data, shape: [2, 2, 4], stride: [8, 4, 1], offset: 70 };
    expect(poolImage(image, 2, { ...way, out: apart })).toBe(apart);
    expect(image.data.subarray(70, 86)).toEqual(expected.data);
    expect(image.data.subarray(0, 64)).toEqual(rgba.data);
    const over = { data: image.data, shape: [2, 2, 4], stride: [8, 4, 1], offset: 63 };
    expectRefused(() => poolImage(image, 2, { ...way, out: over }), range("out", /read what was written/, "overlap"));
  });

  test.each(WAYS)("has a place for each value: %j", (way) => {
    const out = { data: new Uint8ClampedArray(8).fill(7), shape: [2, 2, 4], stride: [0, 4, 1] };
    expectRefused(() => poolImage(rgba, 2, { ...way, out }), range("out", /overlaps itself/, "overlap"));
    expect(out.data).toEqual(new Uint8ClampedArray(8).fill(7));
  });

  test("is the result, as its type says", () => {
    const out = { data: new Uint8ClampedArray(16), width: 2, height: 2 };
    expectTypeOf(poolImage(rgba, 2, { out })).toEqualTypeOf(out);
    const options: ImageOptions = { out };
    // Whether there is one, these options do not tell.
    expectTypeOf(poolImage(rgba, 2, options)).toEqualTypeOf<Image | ImageLike<typeof rgba>>();
    expect(poolImage(rgba, 2, options)).toBe(out);
    const buffer = { data: Buffer.alloc(4), width: 1, height: 1 };
    expect(poolImage({ data: new Uint8Array(16), width: 2, height: 2 }, 2, { out: buffer })).toBe(buffer);
  });
});

describe("refusals", () => {
  test("images of no pixels", () => {
    for (const [width, height] of [
      [0, 4],
      [4, 0],
    ] as const) {
      const image = { data: new Uint8Array(0), width, height, channels: 4 };
      const refusal = range("image", new RegExp(`at least one pixel, .*${height} rows and ${width} columns`));
      expectRefused(() => poolImage(image, 2), refusal);
      expectRefused(() => mipmaps(image), refusal);
      const array = { data: new Uint8Array(0), shape: [height, width, 4] };
      expectRefused(() => poolImage(array, 2), refusal);
      expectRefused(() => poolImage({ data: image.data, info: { width, height, channels: 4 } }, 2), refusal);
    }
  });

  test("null as an op", () => {
    const options = { op: null } as unknown as ImageOptions;
    expectRefused(() => poolImage(rgba, 2, options), type("op", /op must be/, "unknown-op"));
    expectRefused(() => createImagePlan(rgba, 2, options), type("op", /op must be/, "unknown-op"));
  });
});

test("memory for large windows is given back", () => {
  const held: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  class Watched extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      held.push(this);
    }
  }
  vi.stubGlobal("WebAssembly", Object.create(WebAssembly, { Memory: { value: Watched } }));
  const image = { data: new Uint8ClampedArray(4 * 1500 * 1500).fill(200), width: 1500, height: 1500 };
  const [large, small] = [poolImage(image, 1500, { transfer: "srgb" }), poolImage(rgba, 2, { transfer: "srgb" })];
  poolImage(image, 1500, { transfer: "srgb" });
  poolImage(rgba, 2, { transfer: "srgb" });
  vi.unstubAllGlobals();
  expect([...large.data]).toEqual([200, 200, 200, 200]);
  expect(small).toEqual(poolImage(rgba, 2, { transfer: "srgb" }));
  // What comes after a large one has memory of its own, which is small again.
  expect(held.length).toBeGreaterThan(1);
  expect(held.at(-1)?.buffer.byteLength).toBeLessThan(2 ** 20);
});

describe("what browsers have, by stand-ins", () => {
  class StandIn {
    readonly colorSpace: string;
    readonly pixelFormat: string;
    readonly data: TypedArray;
    readonly width: number;
    readonly height: number;
    constructor(
      data: TypedArray,
      width: number,
      height: number,
      { colorSpace = "srgb", pixelFormat = "rgba-unorm8" } = {},
    ) {
      this.data = data;
      this.width = width;
      this.height = height;
      this.colorSpace = colorSpace;
      this.pixelFormat = pixelFormat;
      const half = this.pixelFormat === "rgba-float16";
      if (half !== !(data instanceof Uint8ClampedArray)) throw new Error("InvalidStateError");
    }
    get [Symbol.toStringTag](): string {
      return "ImageData";
    }
  }
  const drawn: unknown[][] = [];
  class Canvas {
    readonly width: number;
    readonly height: number;
    constructor(width: number, height: number) {
      this.width = width;
      this.height = height;
    }
    getContext() {
      return {
        drawImage: (...how: unknown[]) => drawn.push(how),
        getImageData: (x: number, y: number, width: number, height: number) => ({ x, y, ...rgbaOf(width, height) }),
      };
    }
  }
  const rgbaOf = (width: number, height: number) => ({
    data: new Uint8ClampedArray(4 * width * height),
    width,
    height,
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("ImageData keeps its colours and its depth", () => {
    vi.stubGlobal("ImageData", StandIn);
    const p3 = new StandIn(rgba.data, 4, 4, { colorSpace: "display-p3" }) as unknown as ImageData;
    expect(poolImage(p3, 2)).toMatchObject({ colorSpace: "display-p3", width: 2 });
    expect(toImageData(p3)).toMatchObject({ colorSpace: "display-p3", width: 4, data: rgba.data });
    expect(toImageData(rgba)).toMatchObject({ colorSpace: "srgb" });
    // As deep as newer browsers have it; Node's oldest has no Float16Array, so another stands for it.
    const deep = new StandIn(new Float32Array(64).fill(0.5), 4, 4, { pixelFormat: "rgba-float16" });
    const small = poolImage(deep as unknown as { data: Float32Array; width: number; height: number }, 2);
    expect(small).toMatchObject({ pixelFormat: "rgba-float16", data: new Float32Array(16).fill(0.5) });
  });

  test("half floats that are given as bits", () => {
    vi.stubGlobal("ImageData", StandIn);
    const half = { data: Uint16Array.of(0x3800, 0x3c00), shape: [1, 2], dtype: "float16" } as const;
    expect([...toImageData(half).data]).toEqual([128, 128, 128, 255, 255, 255, 255, 255]);
  });

  const frameOf = (format: string, bytes: number[], more: object = {}): VideoFrame =>
    ({
      format,
      visibleRect: { width: 2, height: 2 },
      displayWidth: 2,
      displayHeight: 2,
      allocationSize: () => bytes.length,
      copyTo: async (to: Uint8ClampedArray) => {
        to.set(bytes);
        return [{ offset: 0, stride: bytes.length / 2 }];
      },
      ...more,
    }) as unknown as VideoFrame;

  test.each([
    ["RGBA", [10, 20, 30, 0]],
    ["RGBX", [10, 20, 30, 255]],
    ["BGRA", [30, 20, 10, 0]],
    ["BGRX", [30, 20, 10, 255]],
  ])("frames of %s: what stands for no alpha is opaque", async (format, pixel) => {
    // Rows are two bytes farther apart than they are long.
    const row = [10, 20, 30, 0, 10, 20, 30, 0, 7, 7];
    const image = await fromVideoFrame(frameOf(format, [...row, ...row]));
    expect(image.stride).toEqual([10, 4, 1]);
    expect(poolImage(image, 1)).toMatchObject({ shape: [2, 2, 4] });
    expect([...image.data]).toEqual([...pixel, ...pixel, 7, 7, ...pixel, ...pixel, 7, 7]);
  });

  test("frames that only a canvas converts are as large as they are shown", async () => {
    vi.stubGlobal("OffscreenCanvas", Canvas);
    const refusing = { copyTo: () => Promise.reject(new Error("NotSupportedError")) };
    const frame = frameOf("I420", [], { ...refusing, displayWidth: 4, displayHeight: 1 });
    expect(await fromVideoFrame(frame)).toMatchObject({ shape: [1, 4, 4], stride: [16, 4, 1], offset: 0 });
    expect(drawn.at(-1)).toEqual([frame, -0, -0]);
  });

  test("parts lie within", () => {
    vi.stubGlobal("OffscreenCanvas", Canvas);
    const canvas = new Canvas(8, 6) as unknown as OffscreenCanvas;
    expect(fromCanvas(canvas, { x: 7, y: 2 })).toMatchObject({ x: 7, y: 2, width: 1, height: 4 });
    const bitmap = { width: 8, height: 6 } as ImageBitmap;
    expect(fromBitmap(bitmap, { width: 3, height: 6 })).toMatchObject({ x: 0, y: 0, width: 3, height: 6 });
    for (const read of [
      (part: unknown) => fromCanvas(canvas, part as object),
      (part: unknown) => fromBitmap(bitmap, part as object),
    ]) {
      expectRefused(() => read(null), type("part", /an object such as/));
      expectRefused(() => read({ x: "a" }), type("part.x", /from 0 to 7, got "a"/));
      expectRefused(() => read({ x: 8 }), range("part.x", /within the 8 x 6 pixels/));
      expectRefused(() => read({ y: -1 }), range("part.y", /from 0 to 5/));
      expectRefused(() => read({ x: 3, width: 6 }), range("part.width", /from 1 to 5/));
      expectRefused(() => read({ height: 1.5 }), range("part.height", /from 1 to 6/));
    }
    expectRefused(() => fromCanvas(new Canvas(0, 6) as unknown as OffscreenCanvas), range("part.x", /no pixels/));
    const closed = { width: 0, height: 0 } as ImageBitmap;
    expectRefused(() => fromBitmap(closed), type("bitmap", /do not close it before/));
  });
});
