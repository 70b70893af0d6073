import { poolImage } from "stridepool/image";
import { describe, expect, test } from "vitest";
import { DEFAULTS, OPS, type Settings, optionsOf as settingsFor } from "../src/picture/settings.ts";
import { optionsOf } from "../src/race/contestants.ts";
import { absenceFrom, CANVAS, courseOf, courseWords, OPENCV } from "../src/race/course.ts";
import { PLAIN_OPS, plainPool, pooledSize, type Way } from "../src/race/plain.ts";
import { race } from "../src/race/run.ts";

const [width, height] = [13, 11];
const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => Math.imul(i, 2654435761) >>> 24);
// Some that do not show at all.
for (let i = 3; i < 40; i += 4) data[i] = 0;
const image = { data, width, height, colorSpace: "srgb" } as unknown as ImageData;
const opaque = { ...image, data: data.map((value, i) => (i % 4 === 3 ? 255 : value)) } as unknown as ImageData;

/** What plain JavaScript gives, on top of what was there. */
function pooled(pixels: ImageData, way: Way) {
  const size = pooledSize(pixels, way);
  const out = new Uint8ClampedArray(4 * size.width * size.height).fill(77);
  plainPool(pixels, way, out);
  return { data: out, ...size, channels: 4 };
}

describe.each(PLAIN_OPS)("plain JavaScript's %s is what the library gives", (op) => {
  const usual: Way = { op, window: [2, 2], stride: [2, 2], partial: false, weighted: false };
  const ways: Way[] = [
    usual,
    { ...usual, window: [3, 5], stride: [3, 5] },
    { ...usual, window: [1, 4], stride: [1, 4] },
    { ...usual, window: [11, 13], stride: [11, 13] },
    { ...usual, window: [3, 2], stride: [1, 3] },
    { ...usual, window: [1, 1], stride: [2, 5] },
  ];

  test.each(ways.flatMap((way) => [way, { ...way, partial: true }]))("%j", (way) => {
    for (const weighted of op === "mean" ? [false, true] : [false]) {
      for (const pixels of [image, opaque]) {
        const asked = { ...way, weighted };
        expect(pooled(pixels, asked)).toEqual(poolImage({ ...pixels, channels: 4 }, way.window, optionsOf(asked)));
      }
    }
  });

  test("where windows are larger than the picture", () => {
    const way: Way = { ...usual, window: [12, 2], stride: [12, 2] };
    expect(pooledSize(image, way)).toEqual({ width: 6, height: 0 });
    expect(() => poolImage(image, way.window, optionsOf(way))).toThrow(/larger than the input/);
    const partial = { ...way, partial: true };
    expect(pooled(image, partial)).toEqual(poolImage({ ...image, channels: 4 }, partial.window, optionsOf(partial)));
  });
});

describe("what is raced", () => {
  const chosen = (more: Partial<Settings>): Settings => ({ ...DEFAULTS, ...more });

  test.each([
    chosen({}),
    chosen({ window: [3, 2], stride: [1, 2], edge: "partial" }),
    chosen({ alpha: "straight" }),
    chosen({ alpha: "premultiplied" }),
    chosen({ op: "max", window: [3, 3] }),
    chosen({ op: "min", stride: [1, 1] }),
  ])("is what the page does by %j", (settings) => {
    const { way } = courseOf(image, settings);
    const shown = poolImage(image, settings.window, settingsFor(settings));
    expect(poolImage(image, way.window, optionsOf(way))).toEqual(shown);
    expect(pooled(image, way)).toMatchObject({ data: shown.data, width: shown.width, height: shown.height });
  });

  test("is means, where plain JavaScript has no such op", () => {
    const ops = OPS.map((op) => courseOf(image, chosen({ op })).way.op);
    expect(ops).toEqual(["mean", "max", "min", "mean", "mean", "mean", "mean"]);
  });

  test.each([
    [opaque, {}, []],
    [opaque, { alpha: "straight" }, []],
    [image, {}, [OPENCV]],
    [image, { alpha: "straight" }, [CANVAS]],
    [image, { alpha: "premultiplied" }, [CANVAS]],
    [opaque, { op: "max" }, [CANVAS, OPENCV]],
    [opaque, { stride: [2, 2] }, []],
    [opaque, { stride: [1, 2] }, [CANVAS, OPENCV]],
    [opaque, { edge: "partial" }, [CANVAS, OPENCV]],
    [opaque, { edge: "partial", window: [11, 1] }, []],
    [opaque, { op: "median" }, []],
  ] as const)("leaves out who would give something else: %#", (pixels, more, names) => {
    expect(absenceFrom(courseOf(pixels, chosen(more))).names).toEqual(names);
  });

  test("is told, and what is left out", () => {
    const words = (pixels: ImageData, more: Partial<Settings>): string => {
      const settings = chosen(more);
      return courseWords(courseOf(pixels, settings), settings, "13 × 11");
    };
    expect(words(opaque, {})).toBe("mean of 2 × 2 over 13 × 11, colours weighted by alpha");
    expect(words(image, { alpha: "straight", linear: true })).toBe(
      "mean of 2 × 2 over 13 × 11, every channel by itself; without linear light, which only stridepool has here; without canvas drawImage: always weighted by alpha",
    );
    expect(words(image, { op: "max", stride: [1, 3], edge: "partial", linear: true })).toBe(
      "max of 2 × 2 over 13 × 11, stride 1 × 3, windows cut off at the edge, every channel by itself; without canvas drawImage and opencv.js: only means of whole blocks",
    );
    expect(words(image, { op: "median" })).toBe(
      "mean of 2 × 2 over 13 × 11, colours weighted by alpha; mean in the place of median, which only stridepool has here; without opencv.js: no weights by alpha",
    );
  });
});

test("each is timed by itself, and what was timed is compared with what is right", async () => {
  const turns: string[] = [];
  const giving = (name: string, ...values: number[]) => {
    let calls = 0;
    return {
      name,
      run() {
        // Long enough that there are not millions of times to sort.
        const until = performance.now() + 0.2;
        while (performance.now() < until);
        // The first call is not among those that are timed.
        return Uint8ClampedArray.from(calls++ === 0 ? [255, 255] : values);
      },
    };
  };
  const contestants = [giving("right", 1, 2), giving("off", 1, 9), giving("short", 1)];
  const results = await race(contestants, Uint8ClampedArray.of(1, 2), (name) => turns.push(name));
  expect(turns).toEqual(["right", "off", "short"]);
  expect(results.map(({ name, off }) => [name, off])).toEqual([
    ["right", 0],
    ["off", 7],
    ["short", Number.NaN],
  ]);
  for (const { time } of results) expect(time).toBeGreaterThanOrEqual(0.2);
});
