import fs from "node:fs";
import { describe, expect, test } from "vitest";
import * as image from "../src/image.ts";
import * as index from "../src/index.ts";
import * as js from "../src/js.ts";
import * as onnx from "../src/onnx.ts";
import * as skimage from "../src/skimage.ts";
import * as slim from "../src/slim.ts";
import * as tf from "../src/tf.ts";
import * as torch from "../src/torch.ts";
import * as webnn from "../src/webnn.ts";
import { docstringExamples, markdownExamples, runExample } from "./support/examples.ts";

/* Every example of the documentation runs, and what it says comes out. */

/** The package's file of the engine is this one, which is there before the package is. */
const engine = new URL("../build/release.wasm", import.meta.url);
const readFileSync = (path: string) => fs.readFileSync(path.endsWith("/stridepool.wasm") ? engine : path);

const modules = {
  stridepool: index,
  "stridepool/js": js,
  "stridepool/slim": slim,
  "stridepool/torch": torch,
  "stridepool/onnx": onnx,
  "stridepool/tf": tf,
  "stridepool/webnn": webnn,
  "stridepool/skimage": skimage,
  "stridepool/image": image,
  "node:fs": { readFileSync },
};
const docstrings = docstringExamples();
const pages = ["README.md", "CONTRIBUTING.md", "docs/DESIGN.md", "docs/SYSTEMS.md"].flatMap(markdownExamples);

describe("examples", () => {
  test.each([...docstrings, ...pages])("$at", async (example) => {
    const checks = await runExample(example, modules);
    expect(checks, `${example.at} promises no value: end a line with "; // value"`).toBeGreaterThan(0);
  });

  test("every public function has one", () => {
    const shown = new Set(docstrings.flatMap(({ code }) => [...code.matchAll(/\b(\w+)\(/g)].map((match) => match[1])));
    const entries = [index, slim, torch, onnx, tf, webnn, skimage];
    const documented = entries.flatMap((entry) => Object.keys(entry));
    const without = documented.filter((name) => !shown.has(name) && name !== "avgPool" && name !== "StridepoolError");
    expect(without).toEqual([]);
  });

  test("the README opens with the question's matrix", () => {
    const readme = fs.readFileSync(new URL("../README.md", import.meta.url), "utf8");
    expect(readme).toContain(
      "[[18.5, 40, 37.75, 12], [28.5, 27, 25, 49.75], [38.25, 27.25, 36.5, 31], [44, 28.75, 33.5, 35.75]]",
    );
    expect(pages.length).toBeGreaterThan(0);
  });
});

describe("the check of examples itself", () => {
  const run = (code: string) => runExample({ at: "here", code }, modules);

  test("sees a value that is not what comes out", async () => {
    await expect(run('import { outputShape } from "stridepool";\noutputShape([4], 2); // [3]')).rejects.toThrow(
      /outputShape/,
    );
    await expect(
      run('import { maxPool } from "stridepool";\nmaxPool([[1, 2]], [1, 2]).data; // Float32Array [2]'),
    ).rejects.toThrow();
    await expect(run("[1, 2]; // [1, 2, 3]")).rejects.toThrow();
  });

  test("counts what it checked, and takes no prose for a value", async () => {
    expect(await run("[1, 2n]; // [1, 2n]\nFloat64Array.of(1.5, -2); // Float64Array [1.5, -2]")).toBe(2);
    expect(await run("const x = 1; // not checked\n// nor this; // 3")).toBe(0);
    await expect(run("[1]; // one element")).rejects.toThrow();
  });
});
