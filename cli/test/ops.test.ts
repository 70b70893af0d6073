import { readFile, writeFile } from "node:fs/promises";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { OPS, type Op } from "../src/choices.ts";
import { FOLDS, poolByLoop, rounded } from "./naive.ts";
import { expectNear } from "./near.ts";
import { npyFile, readNpyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const SHAPE = [6, 8];
/** Few values, so that windows hold some of them more than once, and zeros. */
const VALUES = Uint8Array.from({ length: 48 }, (_, i) => [0, 7, 7, 3, 250, 0, 12, 3, 99, 1, 0][(i * i + 3 * i) % 11]);
VALUES.fill(0, 16, 20);
const PLAIN = { data: VALUES, shape: SHAPE };

const RESULT = {
  max: "|u1",
  min: "|u1",
  mean: "<f8",
  sum: "<f8",
  prod: "<f8",
  lp: "<f8",
  rms: "<f8",
  median: "<f8",
  mode: "|u1",
  var: "<f8",
  std: "<f8",
  range: "<f8",
  any: "|u1",
  all: "|u1",
  count: "<u4",
  first: "|u1",
  argmax: "<i4",
  argmin: "<i4",
} as const satisfies Record<Op, string>;

const ARRAYS = { "|u1": Uint8Array, "<f8": Float64Array, "<u4": Uint32Array, "<i4": Int32Array } as const;

beforeAll(async () => {
  await writeFile(at("m.npy"), npyFile("|u1", SHAPE, VALUES));
  await sharp(VALUES, { raw: { width: 8, height: 6, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toFile(at("m.png"));
});

describe.each(OPS)("--op %s", (op) => {
  const expected = poolByLoop(PLAIN, [2, 3], FOLDS[op]);

  test("into .npy, in the op's own dtype", async () => {
    const outcome = await stridepool(at("m.npy"), "--window", "2x3", "--op", op, "--out", at(`${op}.npy`));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const { descr, shape, data } = readNpyFile(await readFile(at(`${op}.npy`)));
    expect({ descr, shape }).toEqual({ descr: RESULT[op], shape: [3, 2] });
    expectNear(Array.from(new ARRAYS[RESULT[op]](Uint8Array.from(data).buffer)), expected);
  });

  test("as text", async () => {
    const json = await stridepool(at("m.npy"), "--window", "2x3", "--op", op, "--out", "-");
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expectNear((JSON.parse(json.stdout) as number[][]).flat(), expected);
    await stridepool(at("m.npy"), "--window", "2x3", "--op", op, "--out", at(`${op}.csv`));
    const rows = (await readFile(at(`${op}.csv`), "utf8")).trimEnd().split("\n");
    expect(rows.map((row) => row.split(",").map(Number))).toEqual(JSON.parse(json.stdout));
  });
});

describe("into an image file", () => {
  async function gray(path: string): Promise<{ depth: string; values: number[] }> {
    const { depth } = await sharp(path).metadata();
    const image = sharp(path).toColourspace(depth === "ushort" ? "grey16" : "b-w");
    const raw = await image.raw({ depth: depth === "ushort" ? "ushort" : "uchar" }).toBuffer();
    const values = depth === "ushort" ? new Uint16Array(Uint8Array.from(raw).buffer) : raw;
    return { depth, values: Array.from(values) };
  }

  const OWN = ["max", "min", "mean", "rms", "median", "mode", "std", "range", "first"] as const;
  test.each(OWN)("%s keeps the image's own 8 bits", async (op) => {
    const outcome = await stridepool(at("m.png"), "--window", "2x3", "--op", op, "--out", at(`own-${op}.png`));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const expected = poolByLoop(PLAIN, [2, 3], rounded(FOLDS[op]));
    expect(await gray(at(`own-${op}.png`))).toEqual({ depth: "uchar", values: expected });
  });

  test.each(OWN)("%s keeps the image's own 16 bits", async (op) => {
    const deep = Uint16Array.from(VALUES, (value) => 257 * value);
    const image = sharp(deep, { raw: { width: 8, height: 6, channels: 1 } }).toColourspace("grey16");
    await image.png().toFile(at("deep.png"));
    const outcome = await stridepool(at("deep.png"), "--window", "2x3", "--op", op, "--out", at(`deep-${op}.png`));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const expected = poolByLoop({ data: deep, shape: SHAPE }, [2, 3], (taps) => Math.floor(FOLDS[op](taps) + 0.5));
    expect(await gray(at(`deep-${op}.png`))).toEqual({ depth: "ushort", values: expected });
  });

  test.each(["any", "all"] as const)("%s is black and white, and the report says so", async (op) => {
    const expected = poolByLoop(PLAIN, [1, 2], FOLDS[op]);
    expect(new Set(expected)).toEqual(new Set([0, 1]));
    const outcome = await stridepool(at("m.png"), "--window", "1x2", "--op", op, "--out", at(`${op}.png`));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toContain("note    0 is written as black, 1 as white\n");
    expect((await gray(at(`${op}.png`))).values).toEqual(expected.map((truth) => 255 * truth));
    const asked = ["--dtype", "uint8", "--out", at(`${op}-asked.png`)];
    expect((await stridepool(at("m.png"), "--window", "1x2", "--op", op, ...asked)).code).toBe(0);
    expect((await gray(at(`${op}-asked.png`))).values).toEqual(expected);
  });

  test.each(["sum", "prod", "lp", "var", "count", "argmax", "argmin"] as const)(
    "%s needs --dtype, which saturates",
    async (op) => {
      const bare = await stridepool(at("m.png"), "--window", "2x3", "--op", op, "--out", at("never.png"));
      expect(bare).toMatchObject({ code: 2, stdout: "" });
      expect(bare.stderr).toMatch(new RegExp(`^stridepool: --op ${op} into an image needs --dtype: .*uint16.*\n$`));
      const asked = ["--dtype", "uint8", "--out", at(`asked-${op}.png`)];
      const outcome = await stridepool(at("m.png"), "--window", "2x3", "--op", op, ...asked);
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect((await gray(at(`asked-${op}.png`))).values).toEqual(poolByLoop(PLAIN, [2, 3], rounded(FOLDS[op])));
    },
  );

  test("an array of uint8 is pixels, one of float64 is refused with what to add", async () => {
    const outcome = await stridepool(at("m.npy"), "--window", "2x3", "--op", "std", "--out", at("std.png"));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect((await gray(at("std.png"))).values).toEqual(poolByLoop(PLAIN, [2, 3], rounded(FOLDS.std)));
    await writeFile(at("f.csv"), "1,2\n3,4\n");
    const { code, stderr } = await stridepool(at("f.csv"), "--op", "std", "--out", at("f.png"));
    expect(code).toBe(1);
    expect(stderr).toContain("PNG holds uint8 or uint16, the result is float64; add --dtype uint8\n");
  });
});
