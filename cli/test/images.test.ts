import { readFile, writeFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { FOLDS, poolByLoop, roundedMean } from "./naive.ts";
import { readNpyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const HEIGHT = 13;
const WIDTH = 11;

type Pixels = Uint8Array | Uint16Array;
type Channels = 1 | 2 | 3 | 4;

/** Pixels without a pattern that a wrong axis or channel could reproduce. */
function noise(channels: Channels, bits: 8 | 16): Pixels {
  const length = HEIGHT * WIDTH * channels;
  let state = 12345 + channels;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
  return bits === 8 ? Uint8Array.from({ length }, () => next() & 255) : Uint16Array.from({ length }, next);
}

function open(pixels: Pixels, channels: Channels, size = { width: WIDTH, height: HEIGHT }): Sharp {
  const wide = pixels instanceof Uint16Array;
  const space = channels < 3 ? (wide ? "grey16" : "b-w") : wide ? "rgb16" : "srgb";
  return sharp(pixels, { raw: { ...size, channels } }).toColourspace(space);
}

/** The samples of a file, channel by channel: sharp's raw output of all channels drops the alpha of 8-bit gray. */
async function samples(file: string | Buffer): Promise<{ data: number[]; shape: number[]; depth: string }> {
  const { width, height, channels, depth } = await sharp(file).metadata();
  const data = new Array<number>(width * height * channels);
  for (let channel = 0; channel < channels; channel++) {
    const raw = await sharp(file, { ignoreIcc: true })
      .toColourspace(depth === "ushort" ? (channels < 3 ? "grey16" : "rgb16") : "srgb")
      .extractChannel((channels === 2 && depth === "uchar" && channel === 1 ? 3 : channel) as 0 | 1 | 2 | 3)
      .raw({ depth: depth === "ushort" ? "ushort" : "uchar" })
      .toBuffer();
    const plane = depth === "ushort" ? new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2) : raw;
    for (let i = 0; i < width * height; i++) data[i * channels + channel] = plane[i];
  }
  return { data, shape: [height, width, channels], depth };
}

describe.each(["png", "tiff"] as const)("%s keeps every sample", (format) => {
  const cases = ([8, 16] as const).flatMap((bits) => ([1, 2, 3, 4] as const).map((channels) => ({ bits, channels })));
  test.each(cases)("$bits bits, $channels channels", async ({ bits, channels }) => {
    const pixels = noise(channels, bits);
    const input = at(`in-${bits}-${channels}.${format}`);
    await open(pixels, channels)
      [format](format === "tiff" ? { compression: "lzw" } : {})
      .toFile(input);
    const shape = [HEIGHT, WIDTH, channels];
    for (const [op, fold] of [
      ["max", FOLDS.max],
      ["min", FOLDS.min],
      ["mean", roundedMean],
    ] as const) {
      const output = at(`out-${bits}-${channels}-${op}.${format}`);
      const outcome = await stridepool(input, "--window", "3x2", "--op", op, "--out", output);
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      const written = await samples(output);
      expect(written.shape).toEqual([4, 5, channels]);
      expect(written.depth).toBe(bits === 16 ? "ushort" : "uchar");
      expect(written.data).toEqual(poolByLoop({ data: pixels, shape }, [3, 2], fold));
    }
  });
});

describe("lossy formats", () => {
  /** Large flat fields, which every codec keeps within a few steps. */
  const SIDE = 64;
  const flat = (channels: Channels) =>
    Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => {
      const x = Math.floor(i / channels) % SIDE;
      return x < SIDE / 2 ? 40 + 30 * (i % channels) : 150 + 20 * (i % channels);
    });
  test.each([
    { format: "jpeg", channels: 3 },
    { format: "jpeg", channels: 1 },
    { format: "webp", channels: 3 },
    { format: "webp", channels: 4 },
    { format: "avif", channels: 3 },
    { format: "avif", channels: 4 },
  ] as const)("$format with $channels channels there and back", async ({ format, channels }) => {
    const input = at(`flat-${channels}.${format}`);
    await open(flat(channels), channels, { width: SIDE, height: SIDE })[format]({ quality: 95 }).toFile(input);
    const output = at(`flat-${channels}-small.${format}`);
    const outcome = await stridepool(input, "--window", "4", "--op", "mean", "--quality", "95", "--out", output);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const decoded = await samples(input);
    expect(decoded.shape[2]).toBe(channels);
    const expected = poolByLoop(decoded, [4, 4], roundedMean);
    const written = await samples(output);
    expect(written.shape).toEqual([16, 16, channels]);
    expect((await sharp(output).metadata()).format).toBe(format === "avif" ? "heif" : format);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - written.data[i])));
    expect(worst).toBeLessThan(24);
    const average =
      expected.reduce((total, value, i) => total + Math.abs(value - written.data[i]), 0) / expected.length;
    expect(average).toBeLessThan(4);
  });

  test("--quality makes the file smaller or larger", async () => {
    const input = at("quality.png");
    await open(noise(3, 8), 3).png().toFile(input);
    const lengths: number[] = [];
    for (const quality of ["10", "95"]) {
      const output = at(`quality-${quality}.jpg`);
      expect((await stridepool(input, "--window", "1", "--quality", quality, "--out", output)).code).toBe(0);
      lengths.push((await readFile(output)).length);
    }
    expect(lengths[0]).toBeLessThan(lengths[1]);
  });

  test("16 bits into JPEG keep the upper 8, and the report says so", async () => {
    const input = at("deep.png");
    await open(new Uint16Array(HEIGHT * WIDTH * 3).fill(0x80ff), 3)
      .png()
      .toFile(input);
    const output = at("deep.jpg");
    const { stdout } = await stridepool(input, "--out", output);
    expect(stdout).toContain("JPEG keeps the upper 8 of the 16 bits");
    expect(new Set((await samples(output)).data)).toEqual(new Set([0x80]));
  });

  test("16 bits into AVIF keep the upper 10", async () => {
    const input = at("deep.tiff");
    await open(new Uint16Array(HEIGHT * WIDTH * 3).fill(0x8040), 3)
      .tiff({ compression: "none" })
      .toFile(input);
    const output = at("deep.avif");
    const { stdout } = await stridepool(input, "--out", output, "--quality", "100");
    expect(stdout).toContain("AVIF keeps the upper 10 of the 16 bits");
    expect(await sharp(output).metadata()).toMatchObject({ depth: "ushort", bitsPerSample: 10 });
  });
});

describe("what a viewer shows", () => {
  test("EXIF orientation is applied before pooling", async () => {
    const pixels = noise(3, 8);
    const upright = at("upright.png");
    await open(pixels, 3).png().toFile(upright);
    const turned = at("turned.tiff");
    // Orientation 6: the stored rows are the columns that a viewer shows, from the bottom up.
    const stored = await sharp(upright).rotate(270).toBuffer();
    await sharp(stored).withMetadata({ orientation: 6 }).tiff({ compression: "none" }).toFile(turned);
    expect((await sharp(turned).metadata()).orientation).toBe(6);
    const output = at("turned-small.png");
    expect((await stridepool(turned, "--window", "3x2", "--out", output)).code).toBe(0);
    const written = await samples(output);
    expect(written.data).toEqual(poolByLoop({ data: pixels, shape: [HEIGHT, WIDTH, 3] }, [3, 2], FOLDS.max));
    expect((await sharp(output).metadata()).orientation).toBeUndefined();
  });

  test.each(["png", "tiff", "jpeg", "webp", "avif"] as const)(
    "the colour profile is kept in %s, values as stored",
    async (format) => {
      const input = at(`p3-${format}.png`);
      await open(noise(3, 8), 3).withIccProfile("p3").png().toFile(input);
      const { icc } = await sharp(input).metadata();
      const output = at(`p3-small.${format}`);
      expect((await stridepool(input, "--window", "3x2", "--out", output)).code).toBe(0);
      expect((await sharp(output).metadata()).icc).toEqual(icc);
      if (format !== "png" && format !== "tiff") return;
      expect((await samples(output)).data).toEqual(poolByLoop(await samples(input), [3, 2], FOLDS.max));
    },
  );

  test("16 bits keep their profile too", async () => {
    const input = at("p3-deep.png");
    await open(noise(3, 16), 3).withIccProfile("p3").png().toFile(input);
    const { icc } = await sharp(input).metadata();
    const output = at("p3-deep-small.tiff");
    expect((await stridepool(input, "--window", "3x2", "--out", output)).code).toBe(0);
    expect((await sharp(output).metadata()).icc).toEqual(icc);
    expect((await samples(output)).data).toEqual(poolByLoop(await samples(input), [3, 2], FOLDS.max));
  });

  test("CMYK becomes sRGB, and the report says so", async () => {
    const input = at("print.jpg");
    const image = sharp({ create: { width: 32, height: 32, channels: 3, background: { r: 200, g: 40, b: 40 } } });
    await image.toColourspace("cmyk").jpeg({ quality: 100 }).toFile(input);
    expect((await sharp(input).metadata()).space).toBe("cmyk");
    const output = at("screen.png");
    const { code, stdout } = await stridepool(input, "--op", "mean", "--out", output);
    expect(code).toBe(0);
    expect(stdout).toContain("CMYK colours were converted to sRGB");
    const { data, shape } = await samples(output);
    expect(shape).toEqual([16, 16, 3]);
    expect(data.slice(0, 3)).toEqual([...(await sharp(input).toColourspace("srgb").raw().toBuffer())].slice(0, 3));
  });

  test("palette and 1-bit images are read as the colours they show", async () => {
    const palette = at("palette.png");
    await open(
      Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, i) => (i % 5 < 2 ? 0 : 255)),
      3,
    )
      .png({ palette: true })
      .toFile(palette);
    const bilevel = at("bilevel.tiff");
    await open(noise(1, 8), 1).threshold(128).tiff({ bitdepth: 1, compression: "none" }).toFile(bilevel);
    for (const input of [palette, bilevel]) {
      const decoded = await samples(input);
      const output = at("shown.png");
      expect((await stridepool(input, "--window", "3x2", "--op", "mean", "--out", output)).code).toBe(0);
      expect((await samples(output)).data).toEqual(poolByLoop(decoded, [3, 2], roundedMean));
    }
  });

  test("of several pages the first is pooled, and the report says so", async () => {
    const input = at("pages.webp");
    const frame = (background: string) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame("#ff0000"), await frame("#0000ff")];
    await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toFile(input);
    const output = at("page.png");
    const { stdout } = await stridepool(input, "--out", output);
    expect(stdout).toContain("the first of 2 pages was read");
    expect((await samples(output)).shape.slice(0, 2)).toEqual([4, 4]);
  });
});

describe("into and out of arrays", () => {
  test("an image's mean into .npy is exact float64", async () => {
    const pixels = noise(3, 8);
    await open(pixels, 3).png().toFile(at("mean.png"));
    expect((await stridepool(at("mean.png"), "--op", "mean", "--out", at("mean.npy"))).code).toBe(0);
    const { descr, shape, data } = readNpyFile(await readFile(at("mean.npy")));
    expect({ descr, shape }).toEqual({ descr: "<f8", shape: [6, 5, 3] });
    const values = new Float64Array(Uint8Array.from(data).buffer);
    expect([...values]).toEqual(poolByLoop({ data: pixels, shape: [HEIGHT, WIDTH, 3] }, [2, 2], FOLDS.mean));
  });

  test("a gray image is a matrix of two axes", async () => {
    const pixels = noise(1, 8);
    await open(pixels, 1).png().toFile(at("gray.png"));
    const { code, stdout } = await stridepool(at("gray.png"), "--op", "sum", "--out", "-");
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as number[][];
    expect(rows.length).toBe(6);
    expect(rows.flat()).toEqual(poolByLoop({ data: pixels, shape: [HEIGHT, WIDTH] }, [2, 2], FOLDS.sum));
  });

  test("a matrix becomes an image with --dtype uint8, saturated and rounded", async () => {
    await writeFile(at("wide.csv"), "0,1,300,300\n1,0,300,300\n");
    const { code } = await stridepool(at("wide.csv"), "--op", "mean", "--dtype", "uint8", "--out", at("wide.png"));
    expect(code).toBe(0);
    expect(await samples(at("wide.png"))).toMatchObject({ data: [1, 255], shape: [1, 2, 1] });
  });

  test("sum of an image has room in uint16", async () => {
    const pixels = noise(3, 8);
    await open(pixels, 3).png().toFile(at("sum.png"));
    expect((await stridepool(at("sum.png"), "--op", "sum", "--dtype", "uint16", "--out", at("sum.tiff"))).code).toBe(0);
    const written = await samples(at("sum.tiff"));
    expect(written.depth).toBe("ushort");
    expect(written.data).toEqual(poolByLoop({ data: pixels, shape: [HEIGHT, WIDTH, 3] }, [2, 2], FOLDS.sum));
  });

  test("--stride, --edge and --round reach the library", async () => {
    const pixels = noise(1, 8);
    await open(pixels, 1).png().toFile(at("options.png"));
    const overlapping = await stridepool(at("options.png"), "--window", "3x2", "--stride", "2x1", "--out", at("s.png"));
    expect(overlapping.code).toBe(0);
    const plain = { data: pixels, shape: [HEIGHT, WIDTH] };
    expect((await samples(at("s.png"))).data).toEqual(poolByLoop(plain, [3, 2], FOLDS.max, [2, 1]));
    expect((await stridepool(at("options.png"), "--edge", "partial", "--out", at("p.png"))).code).toBe(0);
    expect((await samples(at("p.png"))).shape).toEqual([7, 6, 1]);
    expect((await stridepool(at("options.png"), "--op", "mean", "--round", "floor", "--out", at("f.png"))).code).toBe(
      0,
    );
    const floored = poolByLoop(plain, [2, 2], (taps) => Math.floor(FOLDS.mean(taps)));
    expect((await samples(at("f.png"))).data).toEqual(floored);
  });
});
