import { describe, expect, test } from "vitest";
import { differences, poolPicture } from "./demo/formulas.mjs";
import { DRIVEN_NAMES } from "./demo/page.mjs";
import { encodePng, largePng, noisePicture } from "./demo/pictures.mjs";
import { useBrowser, useSite } from "./demo/use.mjs";
import { rates } from "./demo/watch.mjs";

/* What the demo page does where one thing begins before another has ended. */

const site = useSite();

const PICTURE = noisePicture(61, 47, { seed: 3 });
const OTHER = noisePicture(40, 30, { seed: 4 });

/** Runs in the page before its own scripts: pictures are decoded, and the webcam is given, once that is let go on. */
function gates() {
  const gate = { decoding: undefined, asking: undefined, onEnded: undefined };
  globalThis.gate = gate;
  const shut = (name) => {
    let open;
    const waiting = new Promise((resolve) => {
      open = resolve;
    });
    gate[name] = { waiting, open };
  };
  gate.shut = shut;
  gate.open = (name) => {
    gate[name]?.open();
    gate[name] = undefined;
  };
  const decode = createImageBitmap;
  globalThis.createImageBitmap = async (...what) => {
    if (what[0] instanceof Blob) await gate.decoding?.waiting;
    return decode(...what);
  };
  const ask = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    await gate.asking?.waiting;
    const stream = await ask.call(navigator.mediaDevices, wanted);
    // Firefox calls no listener of a track for an event that is made: they are called by the test.
    for (const track of stream.getTracks()) {
      const add = track.addEventListener;
      track.addEventListener = (type, listener, ...more) => {
        if (type === "ended") gate.onEnded = listener;
        add.call(track, type, listener, ...more);
      };
    }
    return stream;
  };
}

describe.each(DRIVEN_NAMES)("%s", (name) => {
  const browser = useBrowser(name, site);
  let demo;

  const open = async () => {
    demo = await browser.open({ before: gates });
  };
  const drop = (picture, file) => demo.transfer("drop", file, "image/png", encodePng(picture));
  const shut = (gate) => demo.page.evaluate((name) => globalThis.gate.shut(name), gate);
  const letGo = (gate) => demo.page.evaluate((name) => globalThis.gate.open(name), gate);
  const pressed = (button) => demo.page.$eval(button, (one) => one.getAttribute("aria-pressed"));
  const tracks = () =>
    demo.page.evaluate(() =>
      globalThis.kept.streams.flatMap((stream) => stream.getTracks().map((one) => one.readyState)),
    );
  const hidden = (selector) => demo.page.$eval(selector, (one) => one.hidden);
  const focused = () => demo.page.evaluate(() => document.activeElement.id);

  test("a picture that is being opened is pooled by settings that change meanwhile", async () => {
    await open();
    await shut("decoding");
    await drop(PICTURE, "first.png");
    await demo.textLike("#working-what", /^Opening/);
    await demo.choose("#op", "max");
    await letGo("decoding");
    await demo.textLike("#tag-before", /^61 × 47$/);
    expect(await demo.pooled()).toBe("30 × 23");
    const wanted = poolPicture(PICTURE, { op: "max", window: [2, 2] });
    expect(differences(await demo.download(), wanted)).toEqual([]);
  });

  test("of two that are being opened the last one comes, and a wrong one leaves what is there", async () => {
    await open();
    await shut("decoding");
    await drop(PICTURE, "first.png");
    await drop(OTHER, "second.png");
    await letGo("decoding");
    await demo.textLike("#tag-before", /^40 × 30$/);
    expect(await demo.pooled()).toBe("20 × 15");
    await demo.transfer("drop", "notes.txt", "text/plain", Buffer.from("words"));
    await demo.textLike("#fault", /^notes\.txt is no picture/);
    expect(await demo.pooled()).toBe("20 × 15");
    expect(await hidden("#working")).toBe(true);
    expect(differences(await demo.download(), poolPicture(OTHER, { window: [2, 2] }))).toEqual([]);
  });

  test("a picture is shown even where its settings are not to be read yet", async () => {
    await open();
    await demo.type("#window-rows", "");
    await demo.textLike("#settings-fault", /got nothing$/);
    await drop(PICTURE, "first.png");
    await demo.textLike("#tag-before", /^61 × 47$/);
    await demo.drawn();
    expect(await demo.page.$eval("#download", ({ disabled }) => disabled)).toBe(true);
    await demo.type("#window-rows", 2);
    expect(await demo.pooled()).toBe("30 × 23");
    expect(differences(await demo.download(), poolPicture(PICTURE, { window: [2, 2] }))).toEqual([]);
  });

  test("opening is cancelled, and what was there stays", async () => {
    await open();
    await shut("decoding");
    await drop(PICTURE, "first.png");
    await demo.textLike("#working-what", /^Opening/);
    await demo.page.click("#cancel");
    expect(await hidden("#working")).toBe(true);
    expect(await focused()).toBe("view");
    await letGo("decoding");
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await demo.text("#tag-before")).toBe("600 × 400");
  });

  test("what a worker does is given up for another picture, or cancelled and begun again", async () => {
    await open();
    await demo.choose("#op", "median");
    await demo.settings({ op: "median", window: [16, 16], stride: [4, 4] });
    await demo.pooled();
    await demo.upload(
      site.folder,
      "large.png",
      largePng(6000, 6000, 16, (y, x) => (7 * y + 11 * x) & 255),
    );
    await demo.textLike("#working-what", /^Pooling/);
    await drop(PICTURE, "small.png");
    await demo.textLike("#tag-before", /^61 × 47$/);
    expect(await demo.pooled()).toBe("12 × 8");
    expect(await hidden("#working")).toBe(true);
    const wanted = poolPicture(PICTURE, { op: "median", window: [16, 16], stride: [4, 4] });
    expect(differences(await demo.download(), wanted)).toEqual([]);

    await demo.upload(
      site.folder,
      "large.png",
      largePng(6000, 6000, 16, (y, x) => (7 * y + 11 * x) & 255),
    );
    await demo.textLike("#working-what", /^Pooling/);
    expect(await demo.page.$$eval("#levels canvas", ({ length }) => length)).toBe(0);
    await demo.page.click("#cancel");
    expect(await hidden("#cancelled")).toBe(false);
    expect(await focused()).toBe("again");
    expect(await demo.page.$eval("#download", ({ disabled }) => disabled)).toBe(true);
    await demo.choose("#op", "max");
    expect(await hidden("#cancelled")).toBe(true);
    expect(await demo.pooled()).toBe("1497 × 1497");
  });

  test("a picture is back where it was after the film, however that ends", async () => {
    await open();
    await demo.page.click("#film");
    await demo.textLike("#tag-before", /^1920 × 1080$/);
    await demo.page.click("#tab-matrix");
    expect(await pressed("#film")).toBe("false");
    await demo.page.click("#tab-picture");
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await demo.text("#tag-before")).toBe("600 × 400");

    await demo.page.click("#film");
    await demo.textLike("#tag-before", /^1920 × 1080$/);
    await demo.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotFoundError"));
    });
    await demo.page.click("#webcam");
    await demo.textLike("#fault", /^the webcam was not found/);
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await demo.text("#tag-before")).toBe("600 × 400");
    expect([await pressed("#film"), await pressed("#webcam")]).toEqual(["false", "false"]);
  });

  test("what takes too long for a film is refused until it does no more", async () => {
    await open();
    await demo.page.click("#film");
    await demo.textLike("#tag-before", /^1920 × 1080$/);
    await demo.settings({ op: "mode", window: [15, 15], stride: [1, 1] });
    await demo.textLike(
      "#settings-fault",
      /^mode of windows of 15 × 15, every 1 × 1 pixels, takes too long for frames of 1920 × 1080/,
    );
    await demo.settings({ op: "mode", window: [2, 2] });
    expect(await demo.text("#settings-fault")).toBe("");
    expect((await demo.page.evaluate(rates, 2)).every((rate) => rate > 0)).toBe(true);
    await demo.page.click("#film");
    expect(await demo.pooled()).toBe("300 × 200");
  });

  test("the webcam is not on where nobody waits for it any more", async () => {
    await open();
    await shut("asking");
    await demo.page.click("#webcam");
    expect(await pressed("#webcam")).toBe("true");
    await demo.choose("#op", "max");
    await demo.page.click("#tab-matrix");
    expect(await pressed("#webcam")).toBe("false");
    await letGo("asking");
    await demo.page.waitForFunction(() => globalThis.kept.streams.length === 1);
    await demo.page.waitForFunction(() =>
      globalThis.kept.streams[0].getTracks().every((one) => one.readyState === "ended"),
    );
    await demo.page.click("#tab-picture");
    expect(await demo.pooled()).toBe("300 × 200");

    // Settings that change while it is asked for are its own.
    await shut("asking");
    await demo.page.click("#webcam");
    await demo.choose("#op", "min");
    await letGo("asking");
    expect(Number(await demo.textLike("#time-frames", /[1-9]/))).toBeGreaterThan(0);
    expect(await pressed("#webcam")).toBe("true");
    await demo.page.click("#webcam");
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await tracks()).toEqual(["ended", "ended"]);
  });

  test("the webcam is turned off whatever the settings are, and says when it goes by itself", async () => {
    await open();
    await demo.page.click("#webcam");
    await demo.textLike("#time-frames", /[1-9]/);
    await demo.type("#window-rows", 4096);
    await demo.textLike("#settings-fault", /larger than the input/);
    expect(await demo.page.$eval("#window-rows", (one) => one.getAttribute("aria-invalid"))).toBe("true");
    await demo.page.click("#webcam");
    expect(await pressed("#webcam")).toBe("false");
    expect(await tracks()).toEqual(["ended"]);
    await demo.type("#window-rows", 2);
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await demo.text("#tag-before")).toBe("600 × 400");

    await demo.page.click("#webcam");
    await demo.textLike("#time-frames", /[1-9]/);
    // As when it is unplugged.
    await demo.page.evaluate(() => globalThis.gate.onEnded(new Event("ended")));
    await demo.textLike("#fault", /^the webcam has gone/);
    expect(await demo.pooled()).toBe("300 × 200");
    expect(await pressed("#webcam")).toBe("false");
    expect(await tracks()).toEqual(["ended", "ended"]);
  });

  test("drawings without a size are opened, and text that is dropped on the matrix is read", async () => {
    await open();
    const drawing = (attributes) =>
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect width="100%" height="100%" fill="#f00"/></svg>`,
      );
    for (const [file, type, attributes, size] of [
      ["sized.svg", "image/svg+xml", 'width="64" height="32"', /^64 × 32$/],
      ["wide.svg", "image/svg+xml", 'viewBox="0 0 64 32"', /^\d+ × \d+$/],
      ["plain.svg", "", "", /^\d+ × \d+$/],
    ]) {
      await demo.transfer("drop", file, type, drawing(attributes));
      await demo.page.waitForSelector("#working", { hidden: true });
      await demo.pooled();
      expect(await demo.textLike("#tag-before", size), file).not.toBe("600 × 400");
      expect(await demo.text("#fault")).toBe("");
      const { data } = await demo.download();
      expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    }

    await demo.page.click("#tab-matrix");
    await demo.transfer("drop", "numbers.csv", "text/csv", Buffer.from("1,2\n3,4\n"));
    expect(await demo.page.evaluate(() => location.hash)).toBe("#matrix");
    await demo.page.waitForFunction(() => document.querySelector("#matrix-input").value === "1,2\n3,4\n");
    await demo.page.waitForFunction(() => document.querySelector("#matrix-result tbody").textContent === "14");
    const isLeft = await demo.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/plain", "words");
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      return document.querySelector("#matrix-input").dispatchEvent(event);
    });
    expect(isLeft).toBe(true);
    await drop(PICTURE, "picture.png");
    await demo.textLike("#tag-before", /^61 × 47$/);
    expect(await hidden("#picture")).toBe(false);
  });
});
