import { poolImage } from "stridepool/image";
import { expect, test, vi } from "vitest";
import { plainPool } from "../src/race/plain.ts";
import { race } from "../src/race/run.ts";
import { FakeImageData } from "./support/imagedata.ts";

vi.stubGlobal("ImageData", FakeImageData);

const [width, height] = [13, 11];
const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 2654435761) >>> 24);
const image = { data, width, height, colorSpace: "srgb" } as unknown as ImageData;

test.each(["mean", "max", "min"] as const)("plain JavaScript's %s is what the library gives", (op) => {
  for (const window of [
    [2, 2],
    [3, 5],
    [1, 4],
  ] as const) {
    const expected = poolImage({ data, width, height }, window, { op, alpha: "straight" });
    const got = plainPool(image, op, window);
    expect([got.width, got.height]).toEqual([expected.width, expected.height]);
    expect(got.data).toEqual(expected.data);
  }
});

test("each is timed by itself, and compared with what is right", async () => {
  const turns: string[] = [];
  const giving = (name: string, ...values: number[]) => ({
    name,
    run() {
      // Long enough that there are not millions of times to sort.
      const until = performance.now() + 0.2;
      while (performance.now() < until);
      return Uint8ClampedArray.from(values);
    },
  });
  const contestants = [giving("right", 1, 2), giving("off", 1, 9), giving("short", 1)];
  const results = await race(contestants, Uint8ClampedArray.of(1, 2), (name) => turns.push(name));
  expect(turns).toEqual(["right", "off", "short"]);
  expect(results.map(({ name, off }) => [name, off])).toEqual([
    ["right", 0],
    ["off", 7],
    ["short", Number.NaN],
  ]);
  for (const { time } of results) expect(time).toBeGreaterThanOrEqual(0.2);
});
