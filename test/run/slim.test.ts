import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { expectRefused } from "../support/refusal.ts";

type Slim = typeof import("../../src/slim.ts");

/** The entry as a program finds it, without an engine. */
async function fresh(): Promise<Slim> {
  vi.resetModules();
  return import("../../src/slim.ts");
}

const file = new URL("../../build/release.wasm", import.meta.url);
const matrix = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
];

function works({ maxPool, toNested, backend }: Slim): void {
  expect(toNested(maxPool(matrix, 2))).toEqual([[6, 8]]);
  expect(backend()).toMatchObject({ engine: "wasm", build: "simd" });
}

describe("slim", () => {
  test("computes nothing before it has an engine, but tells shapes", async () => {
    const slim = await fresh();
    expectRefused(() => slim.maxPool(matrix, 2), {
      code: "not-available",
      option: "init",
      kind: TypeError,
      message: /await init/,
    });
    expect(slim.outputShape([4, 4], 2)).toEqual([2, 2]);
    expect(slim.windows({ data: new Uint8Array(4), shape: [4] }, 2).shape).toEqual([2, 2]);
  });

  test("takes bytes, buffers and modules at once", async () => {
    const bytes = readFileSync(file);
    const copy = new Uint8Array(bytes).buffer;
    for (const source of [bytes, copy, new DataView(copy), new WebAssembly.Module(bytes)]) {
      const slim = await fresh();
      const told = slim.init(source);
      works(slim);
      expect(await told).toMatchObject({ engine: "wasm", build: "simd" });
    }
  });

  test("takes URLs of files, and of servers, and responses", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/stridepool.wasm") response.end(readFileSync(file));
      else if (request.url === "/page") response.end("<!doctype html>");
      else response.writeHead(404).end("<!doctype html>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const source of [file, new URL(`${base}/stridepool.wasm`), await fetch(`${base}/stridepool.wasm`)]) {
        const slim = await fresh();
        await slim.init(source);
        works(slim);
      }
      const slim = await fresh();
      await expect(slim.init(new URL(`${base}/page`))).rejects.toThrow(/begins with "3c 21 64 6f".*perhaps a page/);
      await expect(slim.init(new URL(`${base}/nothing`))).rejects.toThrow(/answered with 404/);
      expect(() => slim.maxPool(matrix, 2)).toThrow(/init/);
    } finally {
      server.close();
    }
  });

  test("refuses what is no engine of this version", async () => {
    const slim = await fresh();
    const refused = async (source: unknown, code: string, message: RegExp) => {
      const error = await slim.init(source as URL).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "StridepoolError", code, option: "source" });
      expect((error as Error).message).toMatch(message);
    };
    await refused(undefined, "wrong-type", /got undefined/);
    await refused(new URL("nowhere.wasm", file), "not-available", /could not be read: ENOENT.*nowhere\.wasm/);
    await refused(new URL("http://127.0.0.1:1/stridepool.wasm"), "not-available", /could not be read/);
    await refused("stridepool.wasm", "wrong-type", /new URL/);
    await refused(new Uint8Array(8), "out-of-range", /begins with "00 00 00 00"/);
    await refused(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), "out-of-range", /another program or version/);
    await refused(Uint8Array.of(0, 0x61, 0x73, 0x6d, 9, 0, 0, 0), "not-available", /refused by this runtime/);
    await slim.init(readFileSync(file));
    works(slim);
  });
});
