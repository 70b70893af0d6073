import { copyFile, mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { expect, test } from "vitest";
import { showExamples } from "../src/example.ts";
import { FOLDS, poolByLoop, roundedMean } from "./naive.ts";
import { collector, sandbox, stridepool } from "./sandbox.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
const { at, names } = sandbox();

async function shown(examples: string): Promise<string> {
  const { stream, text } = collector();
  await showExamples({ stdout: stream, stderr: stream }, examples);
  return text();
}

/** The numbers of the table under a heading. */
function table(text: string, heading: string): number[][] {
  const lines = text.slice(text.indexOf(heading)).split("\n").slice(1);
  return lines.slice(0, lines.indexOf("")).map((line) => line.trim().split(/\s+/).map(Number));
}

test("the 8×8 matrix, its windows, max and mean, to the digit", async () => {
  const text = await shown(at("nowhere"));
  expect(table(text, "The matrix: 8×8, int64")).toEqual(JSON.parse(await readFile(`${EXAMPLES}matrix.json`, "utf8")));
  expect(text).toContain("  shape         (4, 4, 2, 2)\n");
  expect(text).toContain("  byte strides  (128, 16, 64, 8)\n");
  expect(table(text, "Max of every 2×2 window: 4×4, int64")).toEqual([
    [32, 57, 49, 18],
    [44, 54, 45, 58],
    [50, 50, 62, 54],
    [61, 37, 55, 63],
  ]);
  expect(table(text, "Mean of every 2×2 window: 4×4, float64")).toEqual([
    [18.5, 40, 37.75, 12],
    [28.5, 27, 25, 49.75],
    [38.25, 27.25, 36.5, 31],
    [44, 28.75, 33.5, 35.75],
  ]);
  expect(text).toContain("  18.5   40     37.75  12\n  28.5   27     25     49.75\n");
});

test("without the photo, as installed from npm, it says how to go on", async () => {
  expect(await shown(at("nowhere"))).toContain("Now a file of yours: stridepool photo.jpg --window 2x2");
});

test("the photo is pooled by max and mean, to the pixel", async () => {
  await mkdir(at("examples"));
  await copyFile(`${EXAMPLES}coffee.png`, at("examples", "coffee.png"));
  const text = await shown(at("examples"));
  expect(text).toContain("coffee.png: 600 wide × 400 high, 3 channels, uint8\n");
  const { data } = await sharp(at("examples", "coffee.png")).raw().toBuffer({ resolveWithObject: true });
  for (const [op, fold] of [
    ["max", FOLDS.max],
    ["mean", roundedMean],
  ] as const) {
    const path = at("examples", `pooled-${op}.png`);
    expect(text).toMatch(new RegExp(`  ${op} +300 × 200  +[\\d.]+ ms +[\\d.]+ megapixels/s +${path}\n`));
    const pooled = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect(pooled.info).toMatchObject({ width: 300, height: 200, channels: 3 });
    const expected = Buffer.from(poolByLoop({ data, shape: [400, 600, 3] }, [2, 2], fold));
    expect(pooled.data.equals(expected)).toBe(true);
  }
  expect(text).toMatch(/\n {2}engine: (wasm, (simd|scalar) build|js): .+\n$/);
  expect(names()).toEqual(["examples"]);
});

test("the examples of the help run on the files of the project", async () => {
  const csv = await stridepool(`${EXAMPLES}matrix.csv`, "--window", "2x2", "--out", "-");
  expect(csv).toEqual({ code: 0, stdout: "40,61\n44,47\n53,40\n", stderr: "" });
  const json = await stridepool(`${EXAMPLES}matrix.json`, "--window", "2x2", "--op", "mean", "--out", "-");
  expect(JSON.parse(json.stdout)[0]).toEqual([18.5, 40, 37.75, 12]);
});
