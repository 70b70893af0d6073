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

describe.each(WAYS)("the code gives what the page shows: %j", (settings) => {
  const text = (reader: Reader): string => codeFor(reader, settings);

  test("of a file", async () => {
    const drawn: unknown[] = [];
    const canvas = {
      width: 0,
      height: 0,
      getContext: () => ({ putImageData: (...given: unknown[]) => drawn.push(given) }),
    };
    const given = {
      fromBitmap: () => pixels,
      poolImage: image.poolImage,
      createImageBitmap: async () => ({}),
      file: {},
      canvas,
    };
    const pooled = await run(text("browser"), given, "pooled");
    expect(pooled).toEqual(expectedOf(settings));
    expect(drawn).toEqual([[pooled, 0, 0]]);
    expect([canvas.width, canvas.height]).toEqual([expectedOf(settings).width, expectedOf(settings).height]);
  });

  test("of video", async () => {
    const frames: (() => void)[] = [];
    const drawn: Uint8ClampedArray[] = [];
    const given = {
      createImagePlan: image.createImagePlan,
      fromBitmap: () => pixels,
      ImageData: FakeImageData,
      video: { videoWidth: 9, videoHeight: 7, requestVideoFrameCallback: (next: () => void) => frames.push(next) },
      canvas: { getContext: () => ({ putImageData: ({ data }: FakeImageData) => drawn.push(data.slice()) }) },
    };
    await run(text("video"), given, "plan");
    frames[0]?.();
    expect(drawn).toEqual([expectedOf(settings).data]);
    expect(frames).toHaveLength(2);
  });

  test("of a worker", async () => {
    const asked: unknown[][] = [];
    const given = {
      createImageWorker: () => ({ poolImage: (...all: unknown[]) => asked.push(all) }),
      controller: new AbortController(),
      createImageBitmap: async () => pixels,
      file: {},
      console,
    };
    await run(text("worker"), given, "pooled");
    const [[bitmap, window, { signal, onProgress, ...options }]] = asked as [
      [unknown, number | number[], Record<string, unknown>],
    ];
    expect(bitmap).toBe(pixels);
    expect(signal).toBe(given.controller.signal);
    expect(onProgress).toBeTypeOf("function");
    expect(image.poolImage(pixels, window, options)).toEqual(expectedOf(settings));
  });
});

describe("of Node", () => {
  const folder = mkdtempSync(join(tmpdir(), "stridepool-code-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(WAYS)("%j", async (settings) => {
    const picture = join(folder, "picture.jpg");
    const pooled = join(folder, "pooled.png");
    // Named as a photograph, and lossless all the same: sharp looks at what is in it.
    await sharp(pixels.data, { raw: { width: 9, height: 7, channels: 4 } })
      .png()
      .toFile(picture);
    const here = codeFor("node", settings).replace("picture.jpg", picture).replace("pooled.png", pooled);
    await run(here, { sharp, poolImage: image.poolImage }, "undefined");
    const { data, info } = await sharp(readFileSync(pooled)).raw().toBuffer({ resolveWithObject: true });
    const expected = expectedOf(settings);
    expect([info.width, info.height]).toEqual([expected.width, expected.height]);
    expect(new Uint8ClampedArray(data)).toEqual(expected.data);
  });
});
