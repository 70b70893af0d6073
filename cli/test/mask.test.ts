import { mkdir, readFile, writeFile } from "node:fs/promises";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { FOLDS, tapsByLoop } from "./naive.ts";
import { npyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const HEIGHT = 4;
const WIDTH = 6;
const SHAPE = [HEIGHT, WIDTH];
/** The first window of 2 × 2 is left out as a whole. */
const MASK = [0, 0, 1, 1, 0, 2, 0, 0, 1, 1, 1, 1, 5, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 3];
const GRAY = Uint8Array.from({ length: 24 }, (_, i) => (i * 53 + 200) % 251);

const rows = (values: ArrayLike<number>): string =>
  Array.from({ length: HEIGHT }, (_, y) => `${Array.from(values).slice(y * WIDTH, (y + 1) * WIDTH)}\n`).join("");

/** What is left of each window of 2 × 2, channel by channel. */
function rests(
  data: ArrayLike<number>,
  channels: number,
  mask = (y: number, x: number, _c: number) => MASK[y * WIDTH + x],
) {
  const windows = tapsByLoop({ data, shape: [...SHAPE, channels] }, { window: [2, 2] });
  return windows.map((taps) => taps.filter((tap) => mask(...tap.at) !== 0).map(({ value }) => value));
}

const or = (otherwise: number, fold: (taps: readonly number[]) => number) => (taps: readonly number[]) =>
  taps.length === 0 ? otherwise : fold(taps);

beforeAll(async () => {
  await writeFile(at("m.csv"), rows(GRAY));
  await writeFile(at("mask.csv"), rows(MASK));
  await writeFile(
    at("mask.json"),
    `[${rows(MASK)
      .trimEnd()
      .split("\n")
      .map((row) => `[${row}]`)}]`,
  );
  await writeFile(at("bytes.npy"), npyFile("|u1", SHAPE, Uint8Array.from(MASK)));
  await writeFile(
    at("halves.npy"),
    npyFile(
      "<f2",
      SHAPE,
      Uint16Array.from(MASK, (value) => (value === 0 ? 0x8000 : 1)),
    ),
  );
  const fortran = Array.from({ length: 24 }, (_, i) => MASK[(i % HEIGHT) * WIDTH + Math.floor(i / HEIGHT)]);
  await writeFile(at("fortran.npy"), npyFile("|b1", SHAPE, Uint8Array.from(fortran, Math.sign), { fortran: true }));
  await image(Uint8Array.from(MASK), 1, "mask.png");
  await image(
    Uint8Array.from(MASK, (value) => (value === 0 ? 0 : 255)),
    1,
    "white.tiff",
  );
});

async function image(data: Uint8Array, channels: 1 | 2 | 3 | 4, name: string): Promise<void> {
  const raw = sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
  const placed = raw.toColourspace(channels < 3 ? "b-w" : "srgb");
  // Unless told otherwise, sharp compresses TIFF with loss.
  await (name.endsWith(".tiff") ? placed.tiff({ compression: "lzw" }) : placed.png()).toFile(at(name));
}

test.each(["mask.csv", "mask.json", "bytes.npy", "halves.npy", "fortran.npy", "mask.png", "white.tiff"])(
  "a mask in %s",
  async (mask) => {
    for (const op of ["max", "mean", "count"] as const) {
      const { code, stdout, stderr } = await stridepool(at("m.csv"), "--op", op, "--mask", at(mask), "--out", "-");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const expected = rests(GRAY, 1).map(or(op === "count" ? 0 : Number.NaN, FOLDS[op]));
      expect(stdout.trimEnd().split(/[,\n]/).map(Number)).toEqual(expected);
    }
  },
);

describe("over an image", () => {
  const noise = (channels: number) => Uint8Array.from({ length: 24 * channels }, (_, i) => (i * 91 + 17) % 253);

  test.each([1, 2, 3, 4] as const)("gray over %i channels", async (channels) => {
    const pixels = noise(channels);
    await image(pixels, channels, "photo.png");
    for (const mask of ["mask.png", "bytes.npy"]) {
      const options = ["--op", "count", "--mask", at(mask), "--out", at("counted.npy")];
      expect(await stridepool(at("photo.png"), ...options)).toMatchObject({ code: 0, stderr: "" });
      const counted = await readFile(at("counted.npy"));
      const counts = new Uint32Array(Uint8Array.from(counted.subarray(counted.indexOf("\n") + 1)).buffer);
      expect(Array.from(counts)).toEqual(rests(pixels, channels).map((taps) => taps.length));
    }
    // 1, unlike 0, is no value that these pixels have.
    expect(pixels).not.toContain(1);
    const options = ["--op", "max", "--mask", at("mask.png"), "--nodata", "1", "--out", at("masked.npy")];
    expect(await stridepool(at("photo.png"), ...options)).toMatchObject({ code: 0, stderr: "" });
    const file = await readFile(at("masked.npy"));
    expect(Array.from(file.subarray(file.indexOf("\n") + 1))).toEqual(rests(pixels, channels).map(or(1, FOLDS.max)));
  });

  test("a mask of its own for every channel", async () => {
    const pixels = noise(3);
    const colours = Uint8Array.from({ length: 72 }, (_, i) => (i % 3 === 1 ? 0 : i % 4));
    await image(pixels, 3, "photo.png");
    await image(colours, 3, "colours.png");
    const { stdout } = await stridepool(
      at("photo.png"),
      "--op",
      "mean",
      "--mask",
      at("colours.png"),
      "--nodata",
      "1",
      "--out",
      "-",
    );
    const expected = rests(pixels, 3, (y, x, c) => colours[(y * WIDTH + x) * 3 + c]).map(or(1, FOLDS.mean));
    expect((JSON.parse(stdout) as number[][][]).flat(2)).toEqual(expected);
  });

  test("back into an image: windows without a tap need --nodata, or --min-count 0", async () => {
    const pixels = noise(3);
    await image(pixels, 3, "photo.png");
    const masked = [at("photo.png"), "--mask", at("mask.png"), "--out", at("masked.png")];
    const bare = await stridepool(...masked);
    expect(bare.code).toBe(1);
    expect(bare.stderr).toBe(
      `stridepool: ${at("photo.png")}: --mask ${at("mask.png")} may leave windows with fewer than 1 taps, which give NaN, ` +
        "and uint8 holds none; give --nodata, or write .npy with --dtype float64\n",
    );
    for (const [options, nothing] of [
      [["--nodata", "1"], 1],
      [["--min-count", "0"], 0],
    ] as const) {
      expect(await stridepool(...masked, ...options)).toMatchObject({ code: 0, stderr: "" });
      const written = await sharp(at("masked.png")).raw().toBuffer();
      expect(Array.from(written)).toEqual(rests(pixels, 3).map(or(nothing, FOLDS.max)));
    }
  });
});

test("one mask lies over several files", async () => {
  await mkdir(at("several"));
  const reversed = Uint8Array.from(GRAY).reverse();
  await writeFile(at("other.csv"), rows(reversed));
  const options = ["--op", "sum", "--mask", at("mask.csv"), "--nodata", "-1", "--out", at("several")];
  expect(await stridepool(at("m.csv"), at("other.csv"), ...options)).toMatchObject({ code: 0, stderr: "" });
  for (const [name, data] of [
    ["m", GRAY],
    ["other", reversed],
  ] as const) {
    const text = await readFile(at("several", `${name}-sum-2.csv`), "utf8");
    expect(text.trimEnd().split(/[,\n]/).map(Number)).toEqual(rests(data, 1).map(or(-1, FOLDS.sum)));
  }
});

test("--header leaves out the first row of a mask too", async () => {
  await writeFile(at("headed.csv"), `a,b,c,d,e,f\n${rows(MASK)}`);
  await writeFile(at("headed-m.csv"), `a,b,c,d,e,f\n${rows(GRAY)}`);
  await image(GRAY, 1, "gray.png");
  const plain = await stridepool(
    at("gray.png"),
    "--op",
    "mean",
    "--mask",
    at("mask.csv"),
    "--nodata",
    "-1",
    "--out",
    "-",
  );
  const headed = await stridepool(
    at("gray.png"),
    "--op",
    "mean",
    "--mask",
    at("headed.csv"),
    "--header",
    "--nodata",
    "-1",
    "--out",
    "-",
  );
  expect(headed).toEqual(plain);
  expect(plain.code).toBe(0);
  const both = await stridepool(
    at("headed-m.csv"),
    "--op",
    "mean",
    "--mask",
    at("headed.csv"),
    "--header",
    "--nodata",
    "-1",
    "--out",
    "-",
  );
  expect(both.stdout.trimEnd().split(/[,\n]/).map(Number)).toEqual((JSON.parse(plain.stdout) as number[][]).flat());
});
