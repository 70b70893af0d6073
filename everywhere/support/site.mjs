import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/** A word that a page's Content-Security-Policy trusts its import map by. */
const NONCE = "stridepool";

const ENTRIES = ["js", "slim", "image", "torch", "onnx", "tf", "webnn", "skimage"];
const at = (entry) => `/node_modules/stridepool/dist/${entry}.js`;
const IMPORTS = {
  stridepool: at("index"),
  ...Object.fromEntries(ENTRIES.map((entry) => [`stridepool/${entry}`, at(entry)])),
};

const html = (script, map = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>stridepool</title><body>${map}<script type="module" src="${script}"></script></body></html>\n`;
const MAP = `<script type="importmap" nonce="${NONCE}">${JSON.stringify({ imports: IMPORTS })}</script>`;

/** Pages that load the package's own files, and what they may do. */
const PAGES = {
  "plain.html": { script: "/page.mjs" },
  "slim.html": { script: "/slimpage.mjs" },
  // Workers of the page's own only, which blob: addresses are not.
  "image.html": {
    script: "/imagepage.mjs",
    policy: `default-src 'self'; script-src 'self' 'nonce-${NONCE}' 'wasm-unsafe-eval'; worker-src 'self'`,
  },
  // WebAssembly, and no eval.
  "strict.html": {
    script: "/page.mjs",
    policy: `default-src 'self'; script-src 'self' 'nonce-${NONCE}' 'wasm-unsafe-eval'`,
  },
  // No WebAssembly either.
  "forbidden.html": { script: "/page.mjs", policy: `default-src 'self'; script-src 'self' 'nonce-${NONCE}'` },
};

/** Writes the pages beside the package's user. `bundle.html` is for bundlers, which resolve names themselves. */
export function writePages(folder) {
  for (const [name, { script }] of Object.entries(PAGES)) writeFileSync(join(folder, name), html(script, MAP));
  writeFileSync(join(folder, "bundle.html"), html("./page.mjs"));
  writeFileSync(join(folder, "imagebundle.html"), html("./imagepage.mjs"));
  writeFileSync(join(folder, "visit.html"), html("/visit.mjs"));
}

/** Writes the page of a bundle. */
export function writePage(folder, name, script) {
  writeFileSync(join(folder, name), html(script));
}

/** Serves a folder, and takes reports: each is waited for by the path that it is sent to. */
export async function serve(folder) {
  const files = sirv(folder, { dev: true });
  const waiting = new Map();
  const reportOf = (path) => {
    if (!waiting.has(path)) waiting.set(path, withResolvers());
    return waiting.get(path);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (request.method === "POST") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        reportOf(pathname).resolve(JSON.parse(Buffer.concat(parts).toString()));
        response.end();
      });
      return;
    }
    const policy = PAGES[pathname.slice(1)]?.policy;
    if (policy !== undefined) response.setHeader("Content-Security-Policy", policy);
    files(request, response, () => {
      response.statusCode = 404;
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, report: (path) => reportOf(path).promise, close: () => server.close() };
}

function withResolvers() {
  let resolve;
  const promise = new Promise((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
