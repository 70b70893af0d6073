import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import * as image from "stridepool/image";
import { afterAll, describe, expect, test } from "vitest";
import { codeFor, type Reader } from "../src/picture/code.ts";
import { DEFAULTS, OPS, optionsOf, type Settings } from "../src/picture/settings.ts";
import { FakeImageData } from "./support/imagedata.ts";

const WAYS: readonly Settings[] = [
  DEFAULTS,
  ...OPS.map((op): Settings => ({ ...DEFAULTS, op, window: [3, 2], stride: [1, 2], edge: "partial" })),
  { ...DEFAULTS, alpha: "straight", linear: true },
  { ...DEFAULTS, window: [2, 5], linear: true, edge: "partial" },
];

const pixels = { data: new Uint8ClampedArray(9 * 7 * 4), width: 9, height: 7 };
for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : (i * 89) % 256;

const expectedOf = (settings: Settings) => image.poolImage(pixels, settings.window, optionsOf(settings));

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...names: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** Runs a program's own text: its imports are handed to it, and what it gives is what `result` says. */
function run(code: string, given: Readonly<Record<string, unknown>>, result: string): Promise<unknown> {
  const body = code.replaceAll(/^import .*$/gm, "");
  return new AsyncFunction(...Object.keys(given), `${body}\nreturn ${result};`)(...Object.values(given));
}

/** A canvas of the size that one has at first, and what was put on it. */
function newCanvas() {
  const drawn: { data: Uint8ClampedArray; at: number[] }[] = [];
  const putImageData = ({ data }: ImageData, ...at: number[]) => drawn.push({ data: data.slice(), at });
  return { canvas: { width: 300, height: 150, getContext: () => ({ putImageData }) }, drawn };
}

describe.each(WAYS)("the code gives what the page shows: %j", (settings) => {
  const text = (reader: Reader): string => codeFor(reader, settings);
  const { data, width, height } = expectedOf(settings);

  test("of a file", async () => {
    const { canvas, drawn } = newCanvas();
    const given = {
      fromBitmap: () => pixels,
      poolImage: image.poolImage,
      createImageBitmap: async () => ({}),
      file: {},
      canvas,
    };
    const pooled = await run(text("browser"), given, "pooled");
    expect(pooled).toEqual(expectedOf(settings));
    expect(drawn).toEqual([{ data, at: [0, 0] }]);
    expect(canvas).toMatchObject({ width, height });
  });

  test("of video", async () => {
    const frames: (() => void)[] = [];
    const { canvas, drawn } = newCanvas();
    const given = {
      createImagePlan: image.createImagePlan,
      fromBitmap: () => pixels,
      ImageData: FakeImageData,
      video: { videoWidth: 9, videoHeight: 7, requestVideoFrameCallback: (next: () => void) => frames.push(next) },
      canvas,
    };
    await run(text("video"), given, "plan");
    frames[0]?.();
    expect(drawn).toEqual([{ data, at: [0, 0] }]);
    expect(canvas).toMatchObject({ width, height });
    expect(frames).toHaveLength(2);
  });

  test("of a worker", async () => {
    const { canvas, drawn } = newCanvas();
    const asked: Record<string, unknown>[] = [];
    const poolImage = async (bitmap: typeof pixels, window: number | number[], how: Record<string, unknown>) => {
      const { signal, onProgress, ...options } = how;
      asked.push({ bitmap, signal, onProgress });
      return image.poolImage(bitmap, window, options);
    };
    const given = {
      createImageWorker: () => ({ poolImage }),
      createImageBitmap: async () => pixels,
      file: {},
      canvas,
      console,
    };
    const controller = await run(text("worker"), given, "controller");
    expect(controller).toBeInstanceOf(AbortController);
    expect(asked).toEqual([
      { bitmap: pixels, signal: (controller as AbortController).signal, onProgress: expect.any(Function) },
    ]);
    expect(drawn).toEqual([{ data, at: [0, 0] }]);
    expect(canvas).toMatchObject({ width, height });
  });
});

describe("of Node", () => {
  const folder = mkdtempSync(join(tmpdir(), "stridepool-code-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const picture = join(folder, "picture.jpg");
  const pooled = join(folder, "pooled.png");
  // Named as a photograph, and lossless all the same: sharp looks at what is in it.
  const stored = () => sharp(pixels.data, { raw: { width: 9, height: 7, channels: 4 } }).png();
  const runs = async (settings: Settings) => {
    const here = codeFor("node", settings).replace("picture.jpg", picture).replace("pooled.png", pooled);
    await run(here, { sharp, poolImage: image.poolImage }, "undefined");
    const { data, info } = await sharp(readFileSync(pooled)).raw().toBuffer({ resolveWithObject: true });
    return { data: new Uint8ClampedArray(data), width: info.width, height: info.height, channels: info.channels };
  };

  test.each(WAYS)("%j", async (settings) => {
    await stored().toFile(picture);
    expect(await runs(settings)).toEqual(expectedOf(settings));
  });

  test("a photograph that was taken with the camera on its side, upright as browsers show it", async () => {
    await stored().withMetadata({ orientation: 6 }).toFile(picture);
    expect(await sharp(picture).metadata()).toMatchObject({ width: 9, height: 7, orientation: 6 });
    // Its first row is the right-hand column.
    const upright = { data: new Uint8ClampedArray(pixels.data.length), width: 7, height: 9 };
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 7; x++) {
        const from = 4 * ((6 - x) * 9 + y);
        upright.data.set(pixels.data.subarray(from, from + 4), 4 * (y * 7 + x));
      }
    }
    const settings: Settings = { ...DEFAULTS, window: [2, 3] };
    expect(await runs(settings)).toEqual(image.poolImage(upright, settings.window, optionsOf(settings)));
  });
});
