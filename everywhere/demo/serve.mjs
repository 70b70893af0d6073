import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { build } from "vite";

/** What a careful server allows the page: WebAssembly, no eval, nothing from elsewhere. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  // Drawings are read by way of one.
  "img-src 'self' blob:",
  // The race's chart brings its own.
  "style-src 'self' 'unsafe-inline'",
].join("; ");

/** Builds the demo page as it is put on a server, and serves it twice: under a strict policy, and without one. */
export async function serveDemo() {
  const folder = mkdtempSync(join(tmpdir(), "stridepool-demo-"));
  const root = fileURLToPath(new URL("../../web/", import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: folder } });
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    const [, way, rest] = /^\/(strict|free)(\/.*)$/.exec(request.url) ?? [];
    const missing = () => response.writeHead(404).end();
    if (rest === undefined) return missing();
    if (way === "strict") response.setHeader("Content-Security-Policy", POLICY);
    request.url = rest;
    files(request, response, missing);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    strict: `${origin}/strict/`,
    free: `${origin}/free/`,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
