import { mkdir, readFile, writeFile } from "node:fs/promises";
import sharp from "sharp";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { npyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at, names } = sandbox();
let inputs: string[] = [];

beforeAll(async () => {
  const create = { width: 6, height: 4, channels: 4 as const, background: { r: 1, g: 2, b: 3, alpha: 0.5 } };
  const photo = await sharp({ create }).png().toBuffer();
  await writeFile(at("photo.png"), photo);
  await writeFile(at("cut.png"), photo.subarray(0, photo.length - 20));
  await writeFile(at("text.png"), "this is no image");
  await writeFile(at("drawing.png"), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>');
  await writeFile(at("empty.png"), "");
  await sharp({ create }).toColourspace("scrgb").tiff({ compression: "none" }).toFile(at("floats.tiff"));
  await writeFile(at("matrix.csv"), "1,2,3\n4,5,6\n7,8,9\n");
  await writeFile(at("pair.npy"), npyFile("|u1", [2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  await writeFile(at("none.npy"), npyFile("|u1", [0, 2, 2], new Uint8Array(0)));
  await mkdir(at("folder.png"));
  inputs = names();
});

/** A refusal is one line, and leaves nothing behind: no output, no temporary file. */
async function refused(code: number, ...argv: string[]): Promise<string> {
  const outcome = await stridepool(...argv);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toMatch(/^stridepool: [^\n]+\n$/);
  expect(outcome.stderr).not.toMatch(/\bat \S+ \(|\.ts:\d|\.js:\d/);
  return outcome.stderr;
}

afterEach(() => expect(names()).toEqual(inputs));

describe("exit code 2: a command line that cannot be understood", () => {
  test.each([
    ["an unknown option", ["--windw", "2"], "unknown option '--windw' (Did you mean --window?)"],
    ["a missing value", ["--window"], "argument missing"],
    [
      "an unknown op",
      ["--op", "average"],
      "Allowed choices are max, min, mean, sum, prod, lp, rms, median, mode, var,",
    ],
    ["an unknown edge", ["--edge", "crop"], "Allowed choices are trim, partial, exact."],
    ["an unknown dtype", ["--dtype", "float128"], "Allowed choices are int8, uint8"],
    ["an unknown rounding", ["--round", "up"], "Allowed choices are half-up, half-even, trunc, floor."],
    [
      "a malformed window",
      ["--window", "3by3"],
      "argument '3by3' is invalid. Write one number, or one per axis as in 3x3.",
    ],
    ["an unfinished window", ["--window", "3x"], "Write one number, or one per axis"],
    ["an empty window", ["--window", ""], "Write one number, or one per axis"],
    ["a malformed stride", ["--stride", "NaN"], "Write one number, or one per axis"],
    ["a malformed dilation", ["--dilation", "2:2"], "Write one number, or one per axis"],
    ["a malformed padding", ["--padding", "1:2:3"], "low:high per axis as in 0:1x2:2, or valid, same, same-lower."],
    [
      "an unknown padding",
      ["--padding", "full"],
      "argument 'full' is invalid. Write one number, one per axis as in 1x2,",
    ],
    ["a half pair", ["--padding", "1:"], "Write one number, one per axis"],
    ["a fill that is no number", ["--fill", "white"], "argument 'white' is invalid. Write a number."],
    ["an unknown pad mode", ["--pad-mode", "mirror"], "Allowed choices are edge, reflect, symmetric, wrap."],
    ["an unknown rule for NaN", ["--nan", "skip"], "Allowed choices are propagate, ignore."],
    ["a nodata that is no number", ["--nodata", ""], "Write a number."],
    ["a count in words", ["--min-count", "two"], "Write a number."],
    ["a hexadecimal divisor", ["--divisor", "0x10"], "Write a number."],
    ["a p in letters", ["--p", "infinite"], "Write a number."],
    ["a ddof that is no number", ["--ddof", "n-1"], "Write a number."],
    ["an unknown interpolation", ["--interpolation", "linear"], "Allowed choices are midpoint, lower, higher."],
    ["an unknown numbering", ["--indices", "flat"], "Allowed choices are window, plane, tensor."],
    ["malformed axes", ["--axes", "0;1"], "Write axis numbers with commas, as in 0,1."],
    ["a quality of 0", ["--quality", "0"], "Write an integer from 1 to 100."],
    ["a quality of 9e1", ["--quality", "9e1"], "Write an integer from 1 to 100."],
    ["a negative pixel limit", ["--limit-pixels", "-1"], "Write an integer from 0 to"],
  ])("%s", async (_, options, message) => {
    expect(await refused(2, at("photo.png"), ...options)).toContain(message);
  });

  test("options without a file", async () => {
    expect(await refused(2, "--op", "mean")).toBe("stridepool: no input file given (see --help)\n");
  });

  test("options that would have no effect", async () => {
    const quality = await refused(2, at("photo.png"), "--quality", "80");
    expect(quality).toContain("--quality is for JPEG, WebP and AVIF, and ");
    expect(await refused(2, at("photo.png"), "--header")).toContain("--header is for .csv, .tsv and .txt, and ");
  });

  test.each([
    [["--count-padding"], "--count-padding is for --op mean, got max"],
    [["--divisor", "4"], "--divisor is for --op mean, got max"],
    [["--p", "2", "--op", "rms"], "--p is for --op lp, got rms"],
    [["--ddof", "1", "--op", "mean"], "--ddof is for --op var and std, got mean"],
    [["--interpolation", "lower"], "--interpolation is for --op median, got max"],
    [["--indices", "plane"], "--indices is for --op argmax and argmin, got max"],
  ])("%j, which the op has no use for", async (options, message) => {
    expect(await refused(2, at("photo.png"), ...options)).toBe(`stridepool: ${message}\n`);
  });

  test("a sum into an image without its dtype", async () => {
    const message = await refused(2, at("photo.png"), "--op", "sum");
    expect(message).toContain("--op sum into an image needs --dtype: uint16 has room for it, uint8 saturates");
  });

  test("several results on the standard output", async () => {
    const message = await refused(2, at("matrix.csv"), at("photo.png"), "--out", "-");
    expect(message).toContain("--out - prints one result, got 2 files");
  });
});

describe("exit code 1: a bad window", () => {
  test.each([
    ["zero", ["--window", "0"]],
    ["negative", ["--window", "-2"]],
    ["fractional", ["--window", "1.5x2"]],
    ["too large", ["--window", "5x5"]],
    ["of too many extents", ["--window", "2x2x2"]],
  ])("%s", async (_, options) => {
    expect(await refused(1, at("photo.png"), ...options)).toContain("window");
  });

  test("a bad stride, axis or ragged end", async () => {
    expect(await refused(1, at("photo.png"), "--stride", "0")).toContain("stride");
    expect(await refused(1, at("photo.png"), "--axes", "0,3")).toContain("ax");
    expect(await refused(1, at("photo.png"), "--window", "3", "--edge", "exact")).toContain("use --edge trim");
  });
});

describe("exit code 1: an option that does not fit, by the name of its flag", () => {
  test.each([
    [["--window", "5"], "--window [5, 5] is larger than the input [4, 6, 4] on axis 0"],
    [["--stride", "1x0"], "--stride[1] must be a positive integer, got 0"],
    [["--dilation", "0"], "--dilation must be a positive integer, got 0"],
    [["--padding", "-1"], "--padding must be a non-negative integer, got -1"],
    [["--padding", "0:-1x0"], "--padding[0][1] must be a non-negative integer, got -1"],
    [
      ["--padding", "1:2"],
      "--padding [[1, 2]] has 1 entries for 2 pooled axes [0, 1]; give a number or a pair low:high",
    ],
    [["--fill", "256"], "--fill must be a value of the input's dtype, got 256, but uint8 holds integers from 0 to 255"],
    [["--fill", "99999999999999999999"], "got 99999999999999999999, but uint8"],
    [["--fill", "1", "--pad-mode", "wrap"], "--fill 1 and --pad-mode wrap both say what stands outside the array"],
    [["--nodata", "0.5"], "--nodata must be a value of the result's dtype, got 0.5, but uint8 holds integers"],
    [["--min-count", "1.5"], "--min-count must be a non-negative integer, got 1.5"],
    [
      ["--min-count", "2"],
      "--min-count 2 may leave windows with fewer than 2 taps, which give NaN, and uint8 holds none; give ",
    ],
    [
      ["--mask", "pair.npy", "--nodata", "1"],
      "pair.npy has shape [2, 2, 2], but the input has [4, 6, 4]; give one value for each element",
    ],
    [["--mask", "matrix.csv", "--nodata", "1"], "matrix.csv has shape [3, 3], but the input has [4, 6, 4]"],
    [["--op", "mean", "--divisor", "0"], "--divisor must be a finite number other than 0, got 0"],
    [
      ["--op", "lp", "--dtype", "uint8", "--p", "-1"],
      "--p must be a positive number or Infinity, got -1; it is the exponent of lp",
    ],
    [["--op", "std", "--ddof", "nan"], "--ddof must be a non-negative number, got NaN; var and std divide by"],
  ])("%j", async (options, message) => {
    const own = options.map((option) => (/\.(npy|csv)$/.test(option) ? at(option) : option));
    const line = await refused(1, at("photo.png"), ...own);
    expect(line).toContain(`${at("photo.png")}: --`);
    expect(line).toContain(message);
  });

  test("a mask that cannot be read, before any file is", async () => {
    const missing = await refused(1, at("text.png"), at("photo.png"), "--mask", at("none.png"));
    expect(missing).toBe(`stridepool: cannot read ${at("none.png")}: does not exist\n`);
    expect(await refused(1, at("photo.png"), "--mask", at("mask.gif"))).toContain("has the unknown extension .gif");
  });

  test("a mask that the result would replace", async () => {
    const options = ["--mask", at("matrix.csv"), "--nodata", "0", "--out", at("matrix.csv")];
    expect(await refused(1, at("photo.png"), ...options)).toContain("matrix.csv is an input file; name another --out");
  });
});

describe("exit code 1: a bad input", () => {
  test.each([
    ["missing", "missing.png", "missing.png: does not exist"],
    ["a directory", "folder.png", "folder.png: is a directory, not a file"],
    ["empty", "empty.png", "empty.png: the file is empty"],
    ["without an extension", "matrix", "matrix has no extension; use one of .png .jpg"],
    ["of an unknown extension", "clip.mp4", "clip.mp4 has the unknown extension .mp4; use one of .png .jpg"],
    ["no image", "text.png", "text.png: it is no PNG, JPEG, WebP, AVIF or TIFF image"],
    ["another kind of image", "drawing.png", "drawing.png holds SVG, not PNG, JPEG, WebP, AVIF or TIFF"],
    ["cut short", "cut.png", "cannot decode"],
    ["of floating point samples", "floats.tiff", "floats.tiff holds float samples in colour space scrgb"],
  ])("%s", async (_, name, message) => {
    expect(await refused(1, at(name))).toContain(message);
  });

  test("over the pixel limit, with the way out", async () => {
    const message = await refused(1, at("photo.png"), "--limit-pixels", "23");
    const said = "photo.png has 6 × 4 = 24 pixels, over the limit of 23; raise it with --limit-pixels 24\n";
    expect(message).toContain(said);
    for (const limit of ["24", "0"]) {
      const outcome = await stridepool(at("photo.png"), "--limit-pixels", limit, "--out", "-");
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("names with line breaks stay on the one line", async () => {
    expect(await refused(1, at("two\nlines.png"))).toContain("two lines.png: does not exist");
  });
});

describe("exit code 1: a bad output", () => {
  test.each([
    ["in a missing directory", ["missing", "a.png"], "does not exist; create it first"],
    ["in a file", ["matrix.csv", "a.png"], "is not a directory"],
    ["without an extension", ["result"], "result has no extension; use one of"],
    ["of an unknown extension", ["result.gif"], "result.gif has the unknown extension .gif; use one of"],
  ])("%s", async (_, path, message) => {
    // The input is missing too: what is wrong with the output is said before the input is read.
    expect(await refused(1, at("missing.png"), "--out", at(...path))).toContain(message);
  });

  test("that is no regular file", async () => {
    expect(await refused(1, at("photo.png"), "--out", "/dev/null/a.png")).toContain("cannot write /dev/null/a.png");
  });

  test("the input itself, unless forced", async () => {
    const before = await readFile(at("photo.png"));
    const message = await refused(1, at("photo.png"), "--out", at("photo.png"));
    expect(message).toContain("is an input file; name another --out, or add --force to replace it");
    expect(await readFile(at("photo.png"))).toEqual(before);
  });

  test("several files into one", async () => {
    const message = await refused(1, at("photo.png"), at("matrix.csv"), "--out", at("both.png"));
    expect(message).toContain("--out must be a directory for 2 files");
    const twice = await refused(1, at("photo.png"), at(".", "photo.png"));
    expect(twice).toContain("would both be written to");
  });
});

describe("exit code 1: a result that the output cannot hold", () => {
  test.each([
    [
      "float64 as an image",
      ["matrix.csv"],
      "a.png",
      "PNG holds uint8 or uint16, the result is float64; add --dtype uint8",
    ],
    ["float32 as an image", ["photo.png", "--dtype", "float32"], "a.png", "the result is float32; add --dtype uint8"],
    ["alpha as JPEG", ["photo.png"], "a.jpg", "JPEG has no alpha channel; write .png, .webp, .avif or .tiff"],
    [
      "two channels that are no gray with alpha",
      ["pair.npy", "--axes", "0,1"],
      "a.png",
      "the result has shape (1, 1, 2)",
    ],
    ["an image as rows of text", ["photo.png"], "a.csv", "rows of text hold a matrix, got shape (2, 3, 4)"],
    ["no pixels", ["none.npy", "--dtype", "uint8"], "a.png", "cannot write"],
  ])("%s", async (_, [input, ...options], output, message) => {
    expect(await refused(1, at(input), ...options, "--out", at(output))).toContain(message);
  });
});
