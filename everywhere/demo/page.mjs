import { writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { expect } from "vitest";
import { programOf } from "../browsers.mjs";
import { decodePng } from "./pictures.mjs";
import { watch } from "./watch.mjs";

/** The two that are driven by WebDriver BiDi, with a camera that shows a test picture. */
const DRIVEN = {
  chromium: {
    browser: "chrome",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  },
  firefox: {
    browser: "firefox",
    args: [],
    extraPrefsFirefox: { "media.navigator.streams.fake": true, "media.navigator.permission.disabled": true },
  },
};

export const DRIVEN_NAMES = Object.keys(DRIVEN);

export function launch(name) {
  return puppeteer.launch({
    ...DRIVEN[name],
    protocol: "webDriverBiDi",
    executablePath: programOf(name),
    headless: true,
    // The first start takes long on a busy machine.
    timeout: 120_000,
    protocolTimeout: 150_000,
  });
}

const TIMEOUT = 60_000;

/** Opens the demo page in a tab of its own. */
export async function openDemo(browser, address, { width = 1280, height = 900, before = () => {} } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT);
  await page.setViewport({ width, height });
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.evaluateOnNewDocument(watch);
  await page.evaluateOnNewDocument(before);
  await page.goto(address);
  return new Demo(page, faults);
}

/** The page, used as a person does. */
export class Demo {
  constructor(page, faults) {
    this.page = page;
    this.faults = faults;
  }

  /** Ends it; nothing may have gone wrong that nobody saw. */
  async close() {
    const violations = await this.page.evaluate(() => globalThis.kept.violations);
    await this.page.close();
    expect([...this.faults, ...violations]).toEqual([]);
  }

  /** What the page's policy forbade; it was meant to. */
  async forbidden() {
    this.faults.length = 0;
    return this.page.evaluate(() => globalThis.kept.violations.splice(0));
  }

  text(selector) {
    return this.page.$eval(selector, (element) => element.textContent.trim());
  }

  /** Waits until an element's text is as it should be, and gives it. */
  async textLike(selector, pattern) {
    const { source, flags } = pattern;
    await this.page.waitForFunction(
      (at, source, flags) => new RegExp(source, flags).test(document.querySelector(at)?.textContent ?? ""),
      {},
      selector,
      source,
      flags,
    );
    return this.text(selector);
  }

  /** Waits until what was done last shows its result. */
  async pooled() {
    await this.page.waitForFunction(() => {
      const ready = globalThis.kept.results > globalThis.kept.mark;
      return ready && document.querySelector("#tag-after").textContent !== "";
    });
    return this.text("#tag-after");
  }

  /** Waits until the page has drawn itself anew. */
  drawn() {
    return this.page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
        }),
    );
  }

  async resize(width, height) {
    await this.page.setViewport({ width, height });
    await this.page.waitForFunction((wanted) => innerWidth === wanted, {}, width);
    await this.drawn();
  }

  choose(selector, value) {
    return this.page.select(selector, value);
  }

  /** Writes over what stands in a field. */
  async type(selector, text) {
    await this.page.$eval(selector, (field) => {
      field.focus();
      field.select();
    });
    if (text === "") await this.page.keyboard.press("Delete");
    else await this.page.keyboard.type(String(text));
  }

  async check(selector, wanted) {
    const is = await this.page.$eval(selector, ({ checked }) => checked);
    if (is !== wanted) await this.page.click(selector);
  }

  /** Sets the whole form. */
  async settings({ op = "mean", window, stride, edge = "trim", linear = false }) {
    await this.choose("#op", op);
    await this.type("#window-rows", window[0]);
    await this.type("#window-columns", window[1]);
    await this.check("#stride-own", stride !== undefined);
    if (stride !== undefined) {
      await this.type("#stride-rows", stride[0]);
      await this.type("#stride-columns", stride[1]);
    }
    await this.choose("#edge", edge);
    if (op === "mean") await this.check("#linear", linear);
  }

  /** Gives a file by the page's button. */
  async upload(folder, name, bytes) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const input = await this.page.$("#file");
    await input.uploadFile(path);
  }

  /** Gives a file as if it were dropped or pasted, which no driver does from outside. */
  transfer(how, name, type, bytes) {
    return this.page.evaluate(
      (how, name, type, base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], name, { type }));
        const sign = document.querySelector("#dropping");
        if (how === "drop") {
          document.body.dispatchEvent(
            new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }),
          );
          if (sign.hidden) throw new Error("nothing says that it may be dropped");
        }
        const given = { bubbles: true, cancelable: true };
        const event =
          how === "drop" ? new DragEvent("drop", { ...given, dataTransfer: data }) : new ClipboardEvent("paste", given);
        // Firefox takes none when it makes the event.
        if (how === "paste") Object.defineProperty(event, "clipboardData", { value: data });
        document.querySelector("#picture").dispatchEvent(event);
        if (!event.defaultPrevented) throw new Error("the page left it to the browser");
        if (!sign.hidden) throw new Error("the page still waits for something to be dropped");
      },
      how,
      name,
      type,
      bytes.toString("base64"),
    );
  }

  /** Milliseconds that a part took, as the page says. */
  async time(part) {
    const words = await this.text(`#time-${part}`);
    const [, value, unit] = /^([\d.]+) (ms|s)$/.exec(words) ?? [];
    if (unit === undefined) throw new Error(`#time-${part} says ${words}`);
    return Number(value) * (unit === "s" ? 1000 : 1);
  }

  /** The file that the page hands out. */
  async download() {
    await this.page.evaluate(() => {
      globalThis.kept.files.length = 0;
    });
    await this.page.click("#download");
    await this.page.waitForFunction(() => globalThis.kept.files.length > 0);
    const { name, base64 } = await this.page.evaluate(async () => {
      const [{ name, blob }] = globalThis.kept.files;
      const reader = new FileReader();
      await new Promise((resolve) => {
        reader.onload = resolve;
        reader.readAsDataURL(blob);
      });
      return { name, base64: reader.result.split(",")[1] };
    });
    return { name, ...decodePng(Buffer.from(base64, "base64")) };
  }
}
