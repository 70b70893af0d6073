import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hueOf } from "../src/matrix/colour.ts";
import { compute } from "../src/matrix/compute.ts";
import { EXAMPLES } from "../src/matrix/examples.ts";
import { parseMatrix } from "../src/matrix/parse.ts";
import { full, short } from "../src/matrix/print.ts";
import { addressWords, cellWords, resultWords } from "../src/matrix/words.ts";
import { asked } from "./matrix-requests.ts";

/** Relative luminance of an oklch colour (Björn Ottosson's matrices; WCAG 2's weights). */
function luminance(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (part: number) => Math.min(1, Math.max(0, part));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The same of a colour in hexadecimal. */
function luminanceOf(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one: number, other: number) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
const apart = (one: number, other: number) => Math.abs(((one - other + 540) % 360) - 180);

describe("the windows' colours", () => {
  test("leave text readable in both themes", () => {
    const style = (name: string) => readFileSync(new URL(`../src/style/${name}.css`, import.meta.url), "utf8");
    const grounds = [...style("matrix").matchAll(/oklch\(([\d.]+) ([\d.]+) var\(--hue\)\)/g)];
    const inks = /--ink: light-dark\((#\w{6}), (#\w{6})\)/.exec(style("base"))?.slice(1);
    expect([grounds.length, inks?.length]).toEqual([2, 2]);
    for (const [theme, [, lightness, chroma]] of grounds.entries()) {
      const ink = luminanceOf(inks?.[theme] as string);
      for (let hue = 0; hue < 360; hue++) {
        expect(contrast(luminance(Number(lightness), Number(chroma), hue), ink)).toBeGreaterThan(7);
      }
    }
  });

  test("are far apart between neighbours, and differ within 4 × 4", () => {
    for (let row = 1; row < 40; row++) {
      for (let column = 1; column < 40; column++) {
        for (const [down, across] of [
          [0, 1],
          [1, 0],
          [1, 1],
          [1, -1],
        ] as const) {
          expect(apart(hueOf(row, column), hueOf(row + down, column + across))).toBeGreaterThan(60);
        }
      }
    }
    const hues = Array.from({ length: 16 }, (_, n) => hueOf(n >> 2, n & 3));
    hues.forEach((hue, n) => {
      for (const other of hues.slice(n + 1)) expect(apart(hue, other)).toBeGreaterThan(20);
    });
  });
});

describe("numbers", () => {
  test.each([
    [0.1 + 0.2, "0.3"],
    [1 / 3, "0.3333333"],
    [-2 / 3, "-0.6666667"],
    [37.75, "37.75"],
    [123456789, "123456789"],
    [123456789012, "1.234568e11"],
    [1e-9, "1e-9"],
    [1.23456789e-12, "1.234568e-12"],
    [-0, "-0"],
    [NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [9007199254740993n, "9007199254740993"],
  ])("%d is %s", (value, text) => {
    expect(short(value)).toBe(text);
  });

  test("of float32 and float16 show no digits that they do not have", () => {
    expect(short(Math.fround(0.1), "float32")).toBe("0.1");
    expect(short(0.0999755859375, "float16")).toBe("0.09998");
  });

  test("are whole in their titles", () => {
    expect(full(0.1 + 0.2)).toBe("0.30000000000000004");
    expect(full(5n)).toBe("5");
    expect(full(-0)).toBe("-0");
  });
});

describe("words", () => {
  const eight = parseMatrix(EXAMPLES[0]?.text() as string);

  test("tell a cell of the result and its taps", () => {
    const outcome = compute(parseMatrix("40 24 61 60; 8 11 27 5"), asked());
    expect(cellWords(outcome, 0, 1)).toBe("result row 1, column 2: 61, max of 4 taps: 61 60 27 5");
    const padded = compute(eight, asked({ padding: [1, 1], op: "mean" }));
    expect(cellWords(padded, 0, 0)).toBe("result row 1, column 1: 19, mean of 1 tap: 19");
    const wide = compute(eight, asked({ window: [8, 8], op: "count" }));
    expect(cellWords(wide, 0, 0)).toMatch(/count of 64 taps: 19 .* and 52 more$/);
  });

  test("tell the address of the tap that was chosen, else of the last", () => {
    expect(addressWords(compute(eight, asked()), 1, 2)).toBe("view[1, 2, 1, 1]: 0 + 1·16 + 2·2 + 1·8 + 1·1 = 29 → 45");
    expect(addressWords(compute(eight, asked({ op: "argmin" })), 0, 0)).toBe(
      "view[0, 0, 1, 0]: 0 + 0·16 + 0·2 + 1·8 + 0·1 = 8 → 4",
    );
    expect(addressWords(compute(eight, asked({ op: "sum" })), 0, 0)).toMatch(/^view\[0, 0, 1, 1\].* = 9 → 19$/);
    expect(addressWords(compute(eight, asked({ padding: [1, 1] })), 0, 0)).toBe("");
  });

  test("tell the result", () => {
    expect(resultWords(compute(eight, asked({ op: "mean", window: [2, 4] })))).toBe("Result: mean, 4 by 2, float64");
  });
});
