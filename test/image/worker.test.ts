import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { StridepoolError } from "../../src/errors.ts";
import type { Answer, Ask, Stop } from "../../src/image/messages.ts";
import { createImagePlan, createImageWorker, type ImageWorker, mipmaps, poolImage } from "../../src/image.ts";

/* Both sides of the worker in one thread: what they send each other is cloned and moved as between two. */

let toWorker: (event: { data: Ask | Stop }) => void;
let toPage: (event: { data: Answer }) => void;
/** What was sent to the worker. */
let sent: (Ask | Stop)[];

class OneThread {
  addEventListener(type: string, listen: typeof toPage): void {
    if (type === "message") toPage = listen;
  }
  postMessage(message: Ask | Stop, transfer: Transferable[] = []): void {
    const data = structuredClone(message, { transfer });
    sent.push(data);
    setTimeout(() => toWorker({ data }));
  }
  terminate(): void {}
}

beforeAll(async () => {
  vi.stubGlobal("addEventListener", (_: string, listen: typeof toWorker) => {
    toWorker = listen;
  });
  await import("../../src/image-worker.ts");
  vi.unstubAllGlobals();
});

let worker: ImageWorker;

beforeEach(() => {
  vi.stubGlobal("Worker", OneThread);
  vi.stubGlobal("postMessage", (answer: Answer, transfer: Transferable[] = []) => {
    const data = structuredClone(answer, { transfer });
    setTimeout(() => toPage({ data }));
  });
  sent = [];
  worker = createImageWorker();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const rgba = (side: number) => ({
  data: new Uint8ClampedArray(4 * side * side).map((_, i) => (i * 37) % 256),
  width: side,
  height: side,
});

describe("what is handed over", () => {
  test("a Buffer's memory stays its own, be it part of a pool or all of it", async () => {
    for (const data of [Buffer.from(new ArrayBuffer(16)), Buffer.from(Array.from({ length: 16 }, (_, i) => i))]) {
      const image = { data, info: { width: 2, height: 2, channels: 4 } };
      const expected = poolImage(image, 2);
      const pooled = await worker.poolImage(image, 2);
      expect([...pooled.data]).toEqual([...expected.data]);
      expect(pooled.info).toEqual(expected.info);
      expect(data.length).toBe(16);
      expect(data.buffer.byteLength).toBeGreaterThanOrEqual(16);
    }
  });

  test("other memory moves where that is asked for", async () => {
    const [kept, moved] = [rgba(4), rgba(4)];
    const expected = poolImage(kept, 2);
    expect(await worker.poolImage(kept, 2)).toEqual(expected);
    expect(await worker.poolImage(moved, 2, { detach: true })).toEqual(expected);
    expect([kept.data.length, moved.data.length]).toEqual([64, 0]);
  });

  test("a plan's output is copied, since memory of WebAssembly cannot move", async () => {
    const plan = createImagePlan({ width: 4, height: 4 }, 2);
    plan.input.data.set(rgba(4).data);
    plan.run();
    const expected = poolImage(plan.output, 2);
    expect(await worker.poolImage(plan.output, 2, { detach: true })).toEqual(expected);
    expect(plan.output.data.length).toBe(16);
    plan.dispose();
  });
});

describe("mipmaps", () => {
  test("tell how far they are", async () => {
    const told: number[] = [];
    const levels = await worker.mipmaps(rgba(16), { onProgress: (done) => told.push(done) });
    expect(levels).toEqual(mipmaps(rgba(16)));
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test("stop between two levels", async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const stopped = worker.mipmaps(rgba(64), {
      signal: controller.signal,
      onProgress: (done) => {
        told.push(done);
        controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toHaveLength(1);
    expect(sent.at(-1)).toEqual({ stop: 0 });
  });
});

describe("refusals come before anything is handed over, and as rejections", () => {
  const pool = (image: unknown, window?: unknown, options?: unknown): Promise<unknown> =>
    worker.poolImage(image as ReturnType<typeof rgba>, window as number, options as object);
  const detached = rgba(2);
  structuredClone(detached.data, { transfer: [detached.data.buffer] });

  test.each<[string, () => Promise<unknown>, string, RegExp, unknown?]>([
    ["no window", () => pool(rgba(4)), "window", /window must be/],
    ["null as a window", () => pool(rgba(4), null), "window", /window must be/, null],
    ["a window of one side", () => pool(rgba(4), [2]), "window", /window has 1 entries for 2 axes/],
    ["a window larger than the image", () => pool(rgba(4), 5), "window", /use a smaller window/],
    ["options that are none", () => pool(rgba(4), 2, null), "options", /options must be an object/, null],
    ["out", () => pool(rgba(4), 2, { out: rgba(2) }), "out", /poolImage of a worker takes op, alpha/],
    ["a function as op", () => pool(rgba(4), 2, { op: () => 1 }), "op", /call poolImage itself/],
    ["an unknown op", () => pool(rgba(4), 2, { op: "maximum" }), "op", /op must be/, "maximum"],
    ["an unknown alpha", () => pool(rgba(4), 2, { alpha: "none" }), "alpha", /"straight"/, "none"],
    ["a signal that is none", () => pool(rgba(4), 2, { signal: 1 }), "signal", /AbortSignal/, 1],
    ["progress to nobody", () => pool(rgba(4), 2, { onProgress: "x" }), "onProgress", /a function/, "x"],
    ["a word for detach", () => pool(rgba(4), 2, { detach: "yes" }), "detach", /true or false/, "yes"],
    ["no image", () => pool("photo.png", 2), "image", /must be an image/, "photo.png"],
    ["an image without memory", () => pool(detached, 2), "image.data", /detached/],
    ["signed pixels", () => worker.mipmaps({ ...rgba(2), data: new Int8Array(16) }), "image.dtype", /straight/, "int8"],
  ])("%s", async (_, ask, option, message, ...value) => {
    let asked: Promise<unknown> | undefined;
    expect(() => {
      asked = ask();
    }).not.toThrow();
    const error = (await (asked as Promise<unknown>).catch((what: unknown) => what)) as StridepoolError;
    expect(error).toMatchObject({ name: "StridepoolError", option, message: expect.stringMatching(message) });
    if (value.length > 0) expect(error.value).toBe(value[0]);
    expect(sent).toEqual([]);
  });

  test("memory that was to move is still there", async () => {
    const image = rgba(4);
    await expect(pool(image, 5, { detach: true })).rejects.toThrow(/window/);
    expect(image.data.length).toBe(64);
  });
});
