import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { engine } from "./engines.mjs";
import { expectReport } from "./support/expect.mjs";
import { freePort } from "./support/port.mjs";

/** As wrangler does it: one bundle by workerd's conditions, modules of WebAssembly beside it. */
const CONFIG = (port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "stridepool.wasm", wasm = embed "stridepool.wasm"),
    (name = "image.wasm", wasm = embed "image.wasm"),
  ],
);
`;

const consumer = inject("consumer");
const folder = join(consumer, "workerd");
let server;
let address;

beforeAll(async () => {
  mkdirSync(folder);
  await build({
    entryPoints: [join(consumer, "worker.mjs")],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [
      {
        name: "modules of WebAssembly stand beside the bundle",
        setup({ onResolve }) {
          onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
            copyFileSync(join(resolveDir, path), join(folder, basename(path)));
            return { path: `./${basename(path)}`, external: true };
          });
        },
      },
    ],
  });
  const port = await freePort();
  writeFileSync(join(folder, "config.capnp"), CONFIG(port));
  server = spawn(engine("workerd").path, ["serve", join(folder, "config.capnp")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  address = `http://127.0.0.1:${port}/`;
});

afterAll(() => server?.kill());

async function answer() {
  for (let tries = 0; ; tries++) {
    try {
      return await fetch(address);
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test("is the version it should be", () => {
  expect(execFileSync(engine("workerd").path, ["--version"], { encoding: "utf8" })).toContain(
    engine("workerd").version,
  );
});

test("a worker whose engines are modules", async () => {
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["image.wasm", "stridepool.wasm"]));
  const response = await answer();
  expect(response.status).toBe(200);
  expectReport(await response.json());
});
