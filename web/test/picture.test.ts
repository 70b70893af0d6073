import { afterEach, describe, expect, test, vi } from "vitest";
import { isForWorker } from "../src/picture/background.ts";
import { codeFor } from "../src/picture/code.ts";
import { OpenFault, openFile, pictureIn } from "../src/picture/open.ts";
import { DEFAULTS, hopOf, optionsOf, type Settings } from "../src/picture/settings.ts";
import { meanTimes, megapixels, milliseconds, pooledIn } from "../src/picture/timing.ts";
import { centred, fitted, moved, zoomed } from "../src/picture/view.ts";
import { placeOf } from "../src/picture/viewer.ts";

describe("where a picture stands", () => {
  const picture = { width: 400, height: 200 };
  const box = { width: 800, height: 600 };

  test("whole, in the middle, small ones not larger than asked", () => {
    expect(fitted(picture, box)).toEqual({ scale: 2, x: 0, y: 100 });
    expect(fitted({ width: 2, height: 2 }, box, 8)).toEqual({ scale: 8, x: 392, y: 292 });
    expect(centred(picture, box, 1)).toEqual({ scale: 1, x: 200, y: 200 });
  });

  test("zooming keeps what is under the pointer there", () => {
    let view = fitted(picture, box);
    const at = { x: 300, y: 250 };
    for (const factor of [2, 4, 0.5]) {
      const under = [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];
      view = zoomed(view, factor, at, picture, box);
      expect((at.x - view.x) / view.scale).toBeCloseTo(under[0] as number, 9);
      // Down, the picture was smaller than the canvas, and is held in its middle until it is not.
      if (view.scale * picture.height > box.height * 2)
        expect((at.y - view.y) / view.scale).toBeCloseTo(under[1] as number, 0);
    }
  });

  test("between half of what fits and 64 times", () => {
    let view = fitted(picture, box);
    for (let i = 0; i < 20; i++) view = zoomed(view, 2, { x: 0, y: 0 }, picture, box);
    expect(view.scale).toBe(64);
    for (let i = 0; i < 20; i++) view = zoomed(view, 0.5, { x: 0, y: 0 }, picture, box);
    expect(view.scale).toBe(0.5);
  });

  test("no picture is moved out of sight", () => {
    const near = zoomed(fitted(picture, box), 4, { x: 400, y: 300 }, picture, box);
    expect(moved(near, 1e6, 1e6, picture, box)).toEqual({ scale: 8, x: 0, y: 0 });
    expect(moved(near, -1e6, -1e6, picture, box)).toEqual({ scale: 8, x: 800 - 3200, y: 600 - 1600 });
    expect(moved(fitted(picture, box), 50, 50, picture, box)).toEqual(fitted(picture, box));
  });

  test("pooled pixels stand in the middle of their windows", () => {
    expect(placeOf([2, 2], [2, 2])).toEqual({ hop: [2, 2], from: [0, 0] });
    expect(placeOf([5, 3], [1, 2])).toEqual({ hop: [1, 2], from: [2, 0.5] });
  });
});

describe("times", () => {
  test("each part's mean", () => {
    const all = [
      { copyIn: 1, kernel: 2, copyOut: 3 },
      { copyIn: 3, kernel: 2, copyOut: 4 },
    ];
    expect(meanTimes(all)).toEqual({ copyIn: 2, kernel: 2, copyOut: 3.5 });
    expect(meanTimes(all.map((times) => ({ read: 5, ...times })))).toEqual({
      read: 5,
      copyIn: 2,
      kernel: 2,
      copyOut: 3.5,
    });
    expect(pooledIn({ read: 9, copyIn: 2, kernel: 2, copyOut: 3.5 })).toBe(7.5);
  });

  test("in words", () => {
    expect([0, 0.0042, 0.123, 1.5, 45.67, 123.4, 1234].map(milliseconds)).toEqual([
      "0 ms",
      "0.004 ms",
      "0.12 ms",
      "1.50 ms",
      "45.7 ms",
      "123 ms",
      "1.23 s",
    ]);
    expect(megapixels(2e6, 1)).toBe("2,000 megapixels/s");
    expect(megapixels(2e6, 40)).toBe("50.0 megapixels/s");
    expect(megapixels(2e6, 0)).toBe("too quick to tell");
  });
});

describe("what goes to the worker", () => {
  const settings = (more: Partial<Settings>): Settings => ({ ...DEFAULTS, ...more });
  const small = { width: 1000, height: 1000 };

  test.each([
    ["pictures that are large", { width: 10000, height: 10000 }, settings({}), true],
    ["no small ones", small, settings({}), false],
    ["weighted means of more taps than slide", small, settings({ window: [300, 300], stride: [1, 1] }), true],
    ["none of fewer", small, settings({ window: [31, 31], stride: [1, 1] }), false],
    ["no large windows that slide", small, settings({ op: "max", window: [31, 31], stride: [1, 1] }), false],
    ["no plain means", small, settings({ alpha: "straight", window: [31, 31], stride: [1, 1] }), false],
    ["none in linear light", small, settings({ linear: true, window: [31, 31], stride: [1, 1] }), false],
    ["but of too many rows", small, settings({ linear: true, window: [258, 9], stride: [1, 1] }), true],
    [
      "and premultiplied ones",
      small,
      settings({ alpha: "premultiplied", linear: true, window: [9, 9], stride: [1, 1] }),
      true,
    ],
    ["medians of many taps", small, settings({ op: "median", window: [9, 9], stride: [1, 1] }), true],
  ] as const)("%s", (_, size, how, expected) => {
    expect(isForWorker(size, how)).toBe(expected);
  });
});

describe("files that are no pictures", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("are refused by name and type, with what to do", async () => {
    await expect(openFile(new File(["text"], "notes.txt", { type: "text/plain" }))).rejects.toThrow(
      "notes.txt is no picture but text/plain; open a PNG, JPEG, WebP, AVIF, GIF or SVG file",
    );
    await expect(openFile(new File(["?"], "what"))).rejects.toThrow("what is no picture but of an unknown type");
    await expect(openFile(new File([], "empty.png", { type: "image/png" }))).rejects.toThrow(
      "empty.png is empty, 0 bytes",
    );
    const decode = vi.fn(async () => {
      throw new DOMException("The source image could not be decoded.", "InvalidStateError");
    });
    vi.stubGlobal("createImageBitmap", decode);
    const broken = new File(["no png"], "broken.png");
    const refused = openFile(broken);
    await expect(refused).rejects.toBeInstanceOf(OpenFault);
    await expect(refused).rejects.toThrow(/^broken\.png\b/);
    expect(decode).toHaveBeenCalledExactlyOnceWith(broken);
  });

  test("the picture among several, and nothing at all", () => {
    const [text, picture] = [
      new File(["a"], "a.txt", { type: "text/plain" }),
      new File(["b"], "b.png", { type: "image/png" }),
    ];
    expect(pictureIn({ files: [text, picture], types: ["Files"] } as unknown as DataTransfer, "dropped")).toBe(picture);
    expect(pictureIn({ files: [text], types: ["Files"] } as unknown as DataTransfer, "pasted")).toBe(text);
    expect(() => pictureIn({ files: [], types: ["text/uri-list"] } as unknown as DataTransfer, "dropped")).toThrow(
      "what was dropped holds no file but text/uri-list",
    );
    expect(() => pictureIn(null, "pasted")).toThrow("what was pasted holds no file but nothing");
  });
});

describe("settings and code", () => {
  const chosen: Settings = {
    op: "mean",
    window: [3, 2],
    stride: [1, 2],
    edge: "partial",
    alpha: "straight",
    linear: true,
  };

  test("options are those that are not the defaults, and that the op has a use for", () => {
    expect(optionsOf(DEFAULTS)).toEqual({});
    expect(optionsOf(chosen)).toEqual({ stride: [1, 2], edge: "partial", alpha: "straight", transfer: "srgb" });
    expect(optionsOf({ ...chosen, op: "max", stride: undefined })).toEqual({ op: "max", edge: "partial" });
    expect([hopOf(chosen), hopOf(DEFAULTS)]).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test("the code names them", () => {
    expect(codeFor("browser", DEFAULTS)).toContain("poolImage(image, 2);");
    expect(codeFor("node", chosen)).toContain(
      'poolImage(image, [3, 2], { stride: [1, 2], edge: "partial", alpha: "straight", transfer: "srgb" });',
    );
    expect(codeFor("worker", DEFAULTS)).toContain("createImageBitmap(file), 2, { signal, onProgress });");
  });
});
