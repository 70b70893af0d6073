import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launch, openDemo } from "./page.mjs";
import { serveDemo } from "./serve.mjs";

/** Serves the page to the tests of a file, with a folder for what they upload; what is given is there once they run. */
export function useSite() {
  const site = {};
  beforeAll(async () => {
    site.folder = mkdtempSync(join(tmpdir(), "stridepool-files-"));
    site.pages = await serveDemo();
  });
  afterAll(() => {
    site.pages?.close();
    rmSync(site.folder, { recursive: true, force: true });
  });
  return site;
}

/** Starts a browser for a group of tests; `open` gives the page, whose first picture is pooled, and which ends with its test. */
export function useBrowser(name, site) {
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
  return {
    async open(options) {
      demo = await openDemo(browser, options?.free ? site.pages.free : site.pages.strict, options);
      await demo.pooled();
      return demo;
    },
  };
}
