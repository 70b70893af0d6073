import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import type { ImagePlan, ImagePlanInput, ImagePlanOptions } from "../../src/image.ts";
import { createImagePlan, poolImage } from "../../src/image.ts";
import * as api from "../../src/index.ts";
import type { DType, NdArray, PerAxis, TypedArray } from "../../src/types.ts";
import { allocatedBy, memoriesOf } from "../support/memory.ts";
import { randomOf } from "../support/random.ts";
import { expectRefused, range, type } from "../support/refusal.ts";

/** The functions of one import of the package. */
interface Functions {
  readonly createImagePlan: typeof createImagePlan;
  readonly poolImage: typeof poolImage;
}

/** What is the whole in each dtype whose values are parts of one. */
const FULL: Readonly<Partial<Record<DType, number>>> = {
  uint8: 255,
  uint8_clamped: 255,
  uint16: 65535,
  float16: 1,
  float32: 1,
  float64: 1,
};
const DTYPES = Object.keys(FULL) as DType[];
const WAYS: readonly ImagePlanOptions[] = [
  {},
  { transfer: "srgb" },
  { alpha: "straight" },
  { alpha: "straight", transfer: "srgb" },
  { alpha: "premultiplied" },
  { alpha: "premultiplied", transfer: "srgb" },
  { op: "max" },
];

/** Fills an image with values of which many are nothing or the whole. */
function fill(data: TypedArray, dtype: DType, random: () => number): void {
  const full = FULL[dtype] as number;
  const one = (): number => {
    const value = random() < 0.4 ? Math.round(random()) : random();
    return full === 1 ? value : Math.round(full * value);
  };
  // Bits of half floats from 0 to 1, where there are bits alone.
  const bits = dtype === "float16" && data instanceof Uint16Array;
  for (let i = 0; i < data.length; i++) (data as Uint8Array)[i] = bits ? Math.floor(random() * 0x3c01) : one();
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
const sameBytes = (a: TypedArray, b: TypedArray): boolean => bytesOf(a).equals(bytesOf(b));

/** A plan's means of three images, and those of poolImage. */
function compare(
  { createImagePlan, poolImage }: Functions,
  image: { readonly width: number; readonly height: number; readonly channels: number; readonly dtype: DType },
  window: PerAxis,
  options: ImagePlanOptions,
): void {
  const { width, height, channels, dtype } = image;
  const shape = [height, width, channels];
  const what = `${JSON.stringify(image)} ${JSON.stringify(window)} ${JSON.stringify(options)}`;
  const random = randomOf(width * 1000 + height * 10 + channels);
  const plan = createImagePlan(image, window, options);
  expect(plan.input, what).toMatchObject({ width, height, channels });
  const input = plan.input.data;
  expect(input.length, what).toBe(width * height * channels);
  expect(sameBytes(input, input.slice().fill(0 as never)), what).toBe(true);
  for (let round = 0; round < 3; round++) {
    fill(input, dtype, random);
    const before = input.slice();
    plan.run();
    const expected = poolImage({ data: before, dtype, shape }, window, options) as NdArray;
    const { output } = plan;
    expect([output.height, output.width, output.channels], what).toEqual(expected.shape);
    expect(output.data.constructor, what).toBe(expected.data.constructor);
    if (!sameBytes(output.data, expected.data)) {
      expect(output.data, `${what}, run ${round}\n${plan.describe()}`).toEqual(expected.data);
    }
    expect(sameBytes(input, before), `${what}: the image stays as it is`).toBe(true);
  }
  plan.dispose();
}

describe.each(DTYPES)("plans of %s give what poolImage gives", (dtype) => {
  test.each([1, 2, 3, 4, 5])("of %i channels", (channels) => {
    for (const way of WAYS) {
      for (const [width, height, window, more] of [
        [8, 6, 2, {}],
        [7, 5, 2, {}],
        [7, 5, 2, { edge: "partial" }],
        [9, 7, [3, 2], { edge: "partial", stride: [2, 4] }],
        [9, 7, 3, { stride: 1 }],
        [3, 4, [4, 3], {}],
      ] as const) {
        compare({ createImagePlan, poolImage }, { width, height, channels, dtype }, window, { ...way, ...more });
      }
    }
  });
});

test.each(WAYS)("plans of RGBA bytes of many sizes: %o", (way) => {
  const image = { channels: 4, dtype: "uint8_clamped" } as const;
  for (const width of [2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65]) {
    for (const height of [2, 3, 5]) {
      for (const edge of ["trim", "partial"] as const) {
        compare({ createImagePlan, poolImage }, { ...image, width, height }, 2, { ...way, edge });
      }
    }
  }
  compare({ createImagePlan, poolImage }, { ...image, width: 1030, height: 77 }, 3, { ...way, edge: "partial" });
});

describe("a plan", () => {
  test("has the types of its dtype", () => {
    const plan = createImagePlan({ width: 4, height: 4 }, 2);
    expectTypeOf(plan).toEqualTypeOf<ImagePlan<Uint8ClampedArray<ArrayBuffer>>>();
    const words = createImagePlan({ width: 4, height: 4, channels: 3, dtype: "uint16" }, 2);
    expectTypeOf(words.output.data).toEqualTypeOf<Uint16Array<ArrayBuffer>>();
    expect(words.output.data).toBeInstanceOf(Uint16Array);
  });

  test("keeps its views, apart from other plans and calls", () => {
    for (const way of WAYS) {
      const [a, b] = [0, 1].map(() => createImagePlan({ width: 300, height: 200 }, 2, way)) as [ImagePlan, ImagePlan];
      const [input, output] = [a.input.data, a.output.data];
      input.fill(200 as never);
      b.input.data.fill(100 as never);
      a.run();
      b.run();
      poolImage({ data: new Uint8Array(2048 * 300 * 4).fill(9), width: 2048, height: 300 }, 300, way);
      expect(a.input.data).toBe(input);
      expect(a.output.data).toBe(output);
      expect(input.length).toBe(300 * 200 * 4);
      expect(sameBytes(output, output.slice().fill(200 as never))).toBe(true);
      expect(sameBytes(b.output.data, b.output.data.slice().fill(100 as never))).toBe(true);
      a.dispose();
      b.dispose();
    }
  });

  test("gives images that other functions take", () => {
    const plan = createImagePlan({ width: 8, height: 8 }, 2);
    plan.input.data.fill(255);
    plan.run();
    expect(poolImage(plan.output, 2)).toEqual(poolImage(poolImage(plan.input, 2), 2));
    plan.dispose();
  });

  test("holds what ImageData takes: bytes over memory that is neither shared nor resizable", () => {
    for (const way of WAYS) {
      const plan = createImagePlan({ width: 4, height: 4 }, 2, way);
      for (const { data } of [plan.input, plan.output]) {
        expect(data).toBeInstanceOf(Uint8ClampedArray);
        expect(data.buffer).toBeInstanceOf(ArrayBuffer);
        expect((data.buffer as { resizable?: boolean }).resizable ?? false).toBe(false);
      }
      if (typeof ImageData === "function") expect(new ImageData(plan.output.data, 2).height).toBe(2);
      plan.dispose();
    }
  });

  test("allocates nothing as it runs", () => {
    const image = { width: 640, height: 360 };
    for (const [given, way] of [
      ...WAYS.map((way) => [image, way] as const),
      [{ ...image, dtype: "uint16" }, { transfer: "srgb" }],
      [{ ...image, channels: 2 }, { transfer: "srgb" }],
      [{ ...image, channels: 3 }, { transfer: "srgb" }],
    ] as const) {
      const plan = createImagePlan(given, 2, way);
      plan.run();
      const before = process.memoryUsage().arrayBuffers;
      const { sizes } = memoriesOf(() => plan.run());
      expect(process.memoryUsage().arrayBuffers - before, plan.describe()).toBeLessThanOrEqual(0);
      expect(sizes).toEqual([]);
      plan.dispose();
    }
    // Nor small things: not one object in each of many runs.
    const turns = 200_000;
    for (const way of WAYS.filter(({ alpha }) => alpha !== "premultiplied")) {
      const plan = createImagePlan({ width: 7, height: 5 }, 2, { ...way, edge: "partial" });
      expect(plan.describe()).not.toContain("driver definition");
      const bytes = allocatedBy(() => {
        for (let i = 0; i < turns; i++) plan.run();
      });
      expect(bytes, plan.describe()).toBeLessThan(turns * 12);
      plan.dispose();
    }
  });

  test("throws after dispose(), but tells what it was", () => {
    for (const [given, way] of [
      ...WAYS.map((way) => [{ width: 4, height: 4 }, way] as const),
      [{ width: 4, height: 4, dtype: "float16" }, {}],
    ] as const) {
      const plan = createImagePlan(given as ImagePlanInput, 2, way);
      const text = plan.describe();
      plan.dispose();
      for (const member of ["run", "input", "output"] as const) {
        expectRefused(() => (member === "run" ? plan.run() : plan[member]), {
          ...type(`plan.${member}`, /disposed of; create another/, "disposed"),
          got: member,
        });
      }
      expect(plan.describe()).toBe(text);
      plan.dispose();
    }
    const left = createImagePlan({ width: 4, height: 4 }, 2);
    {
      using plan = left;
      plan.run();
    }
    expectRefused(() => left.run(), { ...type("plan.run", /create another/, "disposed"), got: "run" });
  });

  test("describes itself", () => {
    const told = (image: ImagePlanInput, options: ImagePlanOptions = {}): string => {
      const plan = createImagePlan(image, 2, options);
      plan.dispose();
      return plan.describe();
    };
    const image = { width: 7, height: 5 };
    const weighted = told(image, { edge: "partial" });
    expect(weighted).toContain("mean uint8_clamped 5x7x4 window 2x2 stride 2x2 -> uint8_clamped 3x4x4\n");
    expect(weighted).toMatch(/^140 bytes in, 48 out, \d{6} held$/m);
    expect(weighted).toContain("driver image (48 results in 4 parts): ");
    expect(weighted).toMatch(/colours weighted by alpha, averaged as they stand$/);
    const light = told({ width: 8, height: 6 }, { transfer: "srgb", alpha: "straight" });
    expect(light).toContain("driver image (48 results in 1 part): ");
    expect(light).toMatch(/colours averaged in linear light, alpha by itself$/);
    const { build, reason } = api.backend();
    for (const [given, options, why] of [
      [image, { op: "max" }, "the op is max"],
      [image, { alpha: "straight" }, "alpha is not weighed"],
      [{ ...image, channels: 3 }, {}, "there is no alpha"],
    ] as const) {
      const plain = told(given, options);
      expect(plain).toContain(`engine ${build}: ${reason}`);
      expect(plain).toContain(`channels as they are: ${why}`);
    }
    for (const [given, options, why] of [
      [{ ...image, dtype: "uint16" }, {}, "takes bytes, not uint16"],
      [{ ...image, channels: 2 }, {}, "as the fourth channel"],
      [image, { transfer: "srgb", alpha: "premultiplied" }, "by no alpha behind"],
    ] as const) {
      expect(told(given, options)).toMatch(/^engine js: .*\ndriver definition \(\d+ results in 1 part\): /m);
      expect(told(given, options)).toContain(why);
    }
  });
});

describe("where the image's engine is missing", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });
  const sizes = [
    [7, 5, 2, { edge: "partial" }],
    [9, 7, 3, { stride: 2 }],
  ] as const;

  test("for want of WebAssembly, plans are those of the definition", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const fresh = await import("../../src/image.ts");
    for (const way of WAYS) {
      for (const [width, height, window, more] of sizes) {
        compare(fresh, { width, height, channels: 4, dtype: "uint8" }, window, { ...way, ...more });
        const plan = fresh.createImagePlan({ width, height }, window, { ...way, ...more });
        fill(plan.input.data, "uint8", randomOf(5));
        plan.run();
        expect(plan.output.data).toEqual(poolImage(plan.input, window, { ...way, ...more }).data);
      }
    }
    expect(fresh.createImagePlan({ width: 2, height: 2 }, 2).describe()).toMatch(
      /engine js: .*\n.*driver definition .*needs WebAssembly/,
    );
  });

  test("for memory that the runtime refuses, they are refused", async () => {
    const { Memory } = WebAssembly;
    class Refusing extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (descriptor.initial > 1000) throw new RangeError("could not allocate memory");
        super(descriptor);
      }
    }
    vi.stubGlobal("WebAssembly", Object.create(WebAssembly, { Memory: { value: Refusing } }));
    vi.resetModules();
    const fresh = await import("../../src/image.ts");
    for (const way of WAYS.slice(0, 4)) {
      expectRefused(
        () => fresh.createImagePlan({ width: 8192, height: 4096 }, 2, way),
        range("image", /takes \d+ bytes, and this runtime refused the memory .*could not allocate/, "too-large"),
      );
    }
  });
});

describe("refusals", () => {
  const bad =
    (image: unknown, window: unknown = 2, options?: object) =>
    () =>
      createImagePlan(image as ImagePlanInput, window as number, options);
  const image = { width: 6, height: 4 };

  test("images", () => {
    expectRefused(bad("photo.png"), type("image", /the pixels come later, into plan\.input/));
    expectRefused(bad([6, 4]), type("image", /must be a description/));
    expectRefused(bad(null), type("image", /must be a description/));
    expectRefused(bad({ height: 4 }), type("image.width", /positive integer/));
    expectRefused(bad({ ...image, height: "4" }), type("image.height", /positive integer/));
    expectRefused(bad({ ...image, width: -1 }), range("image.width", /positive integer/));
    expectRefused(bad({ ...image, height: 2.5 }), range("image.height", /positive integer/));
    expectRefused(bad({ ...image, channels: 0 }), range("image.channels", /positive integer.*one channel/));
    expectRefused(bad({ ...image, dtype: "uint7" }), range("image.dtype", /must be one of .*uint8/, "unknown-dtype"));
    expectRefused(bad({ ...image, dtype: "constructor" }), range("image.dtype", /must be one of/, "unknown-dtype"));
    expectRefused(bad({ ...image, dtype: 8 }), type("image.dtype", /must be one of/, "unknown-dtype"));
    expectRefused(
      bad({ ...image, dtype: "int32" }),
      range("image.dtype", /parts of a whole.*alpha: "straight"/, "unknown-dtype"),
    );
    expect(createImagePlan({ ...image, dtype: "int32" }, 2, { alpha: "straight" }).output.data).toEqual(
      new Int32Array(24),
    );
  });

  test("windows and options", () => {
    expectRefused(bad(image, 0), range("window"));
    expectRefused(bad(image, 8), range("window"));
    expectRefused(bad(image, "2"), type("window"));
    expectRefused(bad(image, 2, { stride: 0 }), range("stride"));
    expectRefused(bad(image, 4, { edge: "exact" }), range("edge", /exact/, "shape-mismatch"));
    expectRefused(bad(image, 2, { edge: "keep" }), range("edge"));
    expectRefused(bad(image, 2, { op: "maximum" }), range("op", /max/, "unknown-op"));
    expectRefused(bad(image, 2, { alpha: "none" }), range("alpha", /"weighted", "straight" or "premultiplied"/));
    expectRefused(bad(image, 2, { transfer: 1 }), type("transfer", /"none" or "srgb"/));
    expectRefused(bad(image, 2, { out: image }), {
      ...type("out", /createImagePlan takes op, alpha, transfer, stride, edge/, "unknown-option"),
      got: "out",
    });
    expectRefused(bad(image, 2, { alfa: 1 }), { ...type("alfa", /did you mean alpha/, "unknown-option"), got: "alfa" });
    expectRefused(bad(image, 2, [1] as object), type("options", /must be an object/));
  });

  test("images beyond one memory", () => {
    const large = { width: 2 ** 15, height: 2 ** 15 };
    for (const way of WAYS.slice(0, 4)) {
      expectRefused(
        bad(large, 2, way),
        range(
          "image",
          /takes \d+ bytes, more than the \d+ that one WebAssembly memory holds; .*one-shot call/,
          "too-large",
        ),
      );
    }
    for (const given of [
      { width: 2 ** 24, height: 2 ** 24, channels: 3 },
      { width: 2 ** 24, height: 2 ** 24, dtype: "uint16" },
    ]) {
      expectRefused(bad(given, 2, { transfer: "srgb" }), range("image", /takes \d+ bytes/, "too-large"));
    }
    expectRefused(bad({ width: 2 ** 30, height: 2 ** 30 }, 2), range("image", undefined, "too-large"));
  });
});
