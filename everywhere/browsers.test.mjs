import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { BROWSER_NAMES, open } from "./browsers.mjs";
import { BUNDLERS, bundleAll } from "./support/bundles.mjs";
import { expectConformance, expectReport } from "./support/expect.mjs";
import { serve, writePages } from "./support/site.mjs";

const consumer = inject("consumer");

/** Each page by what it is called here, and the engine that it must run. */
const ROWS = [
  ["plain", "wasm", "the package's own files, by an import map"],
  ["slim", "wasm", "stridepool/slim, the engine fetched"],
  ["strict", "wasm", "a policy that allows WebAssembly, but no eval"],
  ["forbidden", "js", "a policy that forbids WebAssembly"],
  ["vite dev", "wasm", "served by Vite"],
  ...Object.keys(BUNDLERS).map((name) => [name, "wasm", `bundled by ${name}`]),
];

const IMAGE_ROWS = [
  ["images", "the image pipeline, its worker a file of the package"],
  ["images vite", "the same, bundled by Vite"],
  ["images webpack", "the same, bundled by webpack"],
  ["images vite dev", "the same, served by Vite"],
];

/** What each calls itself; all but Firefox name each other too. */
const AGENTS = { chromium: / Chrome\/|HeadlessChrome\//, firefox: / Firefox\//, webkit: /AppleWebKit\/(?!.*Chrome)/ };

/** What imagepage.mjs must tell. */
const IMAGES = {
  imageData: "19x12",
  plan: true,
  levels: ["19x12", "10x6", "5x3", "3x2", "2x1", "1x1"],
  grey: [0, 0, 0, 255, 255, 255, 255, 255],
  canvas: true,
  part: "5x20",
  bitmap: true,
  frame: true,
  padded: [10, 20, 30, 255, 10, 20, 30, 255],
  colorSpaces: true,
  worker: true,
  progress: true,
  kept: 4096 * 1500 * 4,
  workerLevels: ["19x12", "10x6", "5x3", "3x2", "2x1", "1x1"],
  levelsTold: true,
  workerBitmap: true,
  workerStrips: true,
  stopped: "AbortError",
  refused: "StridepoolError out-of-range window",
  moved: [0, 0, 0, 0, 0],
  ended: "disposed",
  lost: "disposed",
};

let site;
let dev;
let pages;

beforeAll(async () => {
  writePages(consumer);
  const bundles = await bundleAll(consumer);
  site = await serve(consumer);
  dev = await createServer({
    root: consumer,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0 },
  });
  await dev.listen();
  const own = Object.fromEntries(["plain", "slim", "strict", "forbidden"].map((name) => [name, `${name}.html`]));
  own.images = "image.html";
  pages = {
    ...Object.fromEntries(
      Object.entries({ ...own, ...bundles }).map(([name, path]) => [name, `${site.origin}/${path}`]),
    ),
    "vite dev": `http://127.0.0.1:${dev.httpServer.address().port}/bundle.html`,
    "images vite dev": `http://127.0.0.1:${dev.httpServer.address().port}/imagebundle.html`,
  };
});

afterAll(async () => {
  await dev?.close();
  site?.close();
});

describe.each(BROWSER_NAMES)("%s", (name) => {
  let browser;
  const placeOf = (row) => `/report/${name}/${encodeURIComponent(row)}`;

  beforeAll(() => {
    const list = [...ROWS, ...IMAGE_ROWS].map(
      ([row]) => `${pages[row]}?to=${encodeURIComponent(site.origin + placeOf(row))}`,
    );
    browser = open(name, `${site.origin}/visit.html#${encodeURIComponent(JSON.stringify({ pages: list }))}`);
  });

  afterAll(() => browser?.close());

  test.each(IMAGE_ROWS)("%s: %s", async (row) => {
    const ended = browser.ended.then((how) => ({ error: `${how}\n${browser.said()}` }));
    const { agent, ...told } = await Promise.race([site.report(placeOf(row)), ended]);
    // WebKitGTK neither copies nor draws frames that are made of bytes.
    const padded = name === "webkit" ? { padded: "Unable to copy data" } : {};
    expect(told).toEqual({ ...IMAGES, ...padded });
  });

  test.each(ROWS)("%s: %s, %s", async (row, engine) => {
    const ended = browser.ended.then((how) => ({ error: `${how}\n${browser.said()}` }));
    const report = await Promise.race([site.report(placeOf(row)), ended]);
    expect(report.error).toBeUndefined();
    expect(report.agent).toMatch(AGENTS[name]);
    if (row === "slim") expectConformance(report.main, engine);
    else {
      expectReport(report, engine);
      expect(report.imageData).toEqual({ width: 1, height: 1, pixels: [191, 64, 0, 255] });
      expect(report.float16.array).toBe("Float16Array");
    }
  });
});
