import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { differences, poolPicture } from "./demo/formulas.mjs";
import { DRIVEN_NAMES, launch, openDemo } from "./demo/page.mjs";
import { encodePng, noisePicture } from "./demo/pictures.mjs";
import { serveDemo } from "./demo/serve.mjs";

let site;
let folder;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stridepool-files-"));
  site = await serveDemo();
});

afterAll(() => {
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A picture of odd sizes, and ways to pool it that leave something over. */
const OPAQUE = noisePicture(61, 47, { seed: 7 });
const HOLED = noisePicture(58, 45, { seed: 9, alpha: true });
const SETTINGS = [
  { window: [2, 2] },
  { window: [2, 3], edge: "partial" },
  { window: [7, 5], edge: "partial" },
  { window: [7, 5], stride: [3, 4] },
  { window: [3, 3], stride: [2, 5], edge: "partial", linear: true },
  { window: [2, 2], linear: true },
  { op: "max", window: [2, 3] },
  { op: "max", window: [7, 5], stride: [2, 1], edge: "partial" },
  { op: "median", window: [3, 3], edge: "partial" },
];

describe.each(DRIVEN_NAMES)("%s", (name) => {
  let browser;
  let demo;

  beforeAll(async () => {
    browser = await launch(name);
  });

  afterEach(async () => {
    const last = demo;
    demo = undefined;
    await last?.close();
  });

  afterAll(() => browser?.close());

  const open = async (options) => {
    demo = await openDemo(browser, options?.free ? site.free : site.strict, options);
    await demo.pooled();
  };

  test("shows a first picture, pooled in WebAssembly, and what it took", async () => {
    await open();
    expect(await demo.text("#engine")).toBe("Engine: WebAssembly, simd build");
    expect(await demo.text("#tag-before")).toBe("600 × 400");
    expect(await demo.text("#tag-after")).toBe("300 × 200");
    for (const part of ["copyIn", "kernel", "copyOut", "whole"]) {
      expect(await demo.text(`#time-${part}`)).toMatch(/^\d+(\.\d+)? (ms|s)$/);
    }
    expect(await demo.text("#time-rate")).toMatch(/^[\d,.]+ megapixels\/s$/);
    expect(await demo.text("#timing-note")).toMatch(/^On this page/);
  });

  test.each([
    ["button", "opaque", OPAQUE],
    ["drop", "with holes", HOLED],
    ["paste", "opaque", OPAQUE],
  ])("pools what comes by %s, %s, as the formulas say", async (how, _, picture) => {
    await open();
    const png = encodePng(picture);
    if (how === "button") await demo.upload(folder, `${name}.png`, png);
    else await demo.transfer(how, `${name}.png`, "image/png", png);
    await demo.textLike("#tag-before", new RegExp(`^${picture.width} × ${picture.height}$`));
    const all =
      how === "paste" ? SETTINGS.slice(1, 2) : SETTINGS.filter(({ op }) => picture === OPAQUE || op !== "median");
    for (const settings of all) {
      await demo.settings(settings);
      const wanted = poolPicture(picture, settings);
      expect(await demo.pooled()).toBe(`${wanted.width} × ${wanted.height}`);
      const got = await demo.download();
      expect(got.name).toBe(`${name}-${settings.op ?? "mean"}-${settings.window.join("x")}.png`);
      expect(differences(got, wanted), JSON.stringify(settings)).toEqual([]);
    }
  });
});
