import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, inject, test } from "vitest";

const consumer = inject("consumer");
const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));
const dist = "node_modules/stridepool/dist";

/** What each entry of the package may weigh, compressed, as files and as parts of a bundle. */
const LIMITS = [
  {
    name: "the engine, a file",
    path: `${dist}/stridepool.wasm`,
    limit: "100 kB",
    gzip: true,
    disablePlugins: ["@size-limit/esbuild"],
  },
  { name: "stridepool", path: `${dist}/index.js`, import: "{ maxPool }", limit: "175 kB" },
  {
    name: "stridepool, shapes and views alone",
    path: `${dist}/index.js`,
    import: "{ outputShape, windows }",
    limit: "11 kB",
  },
  { name: "stridepool/slim", path: `${dist}/slim.js`, import: "{ init, maxPool }", limit: "50 kB" },
  { name: "stridepool/js", path: `${dist}/js.js`, import: "{ maxPool }", limit: "20 kB" },
  {
    name: "stridepool/image, less stridepool",
    path: `${dist}/image.js`,
    import: "{ createImagePlan, mipmaps, poolImage }",
    ignore: ["./index.js"],
    limit: "13 kB",
  },
  ...["torch", "onnx", "tf", "webnn", "skimage"].map((name) => ({
    name: `stridepool/${name}, less stridepool`,
    path: `${dist}/${name}.js`,
    import: "*",
    ignore: ["./index.js"],
    limit: "7 kB",
  })),
];

test("every entry keeps within its size", () => {
  const config = join(consumer, ".size-limit.json");
  writeFileSync(config, JSON.stringify(LIMITS));
  const bin = join(dirname(require.resolve("size-limit/package.json")), "bin.js");
  const { stdout, stderr } = spawnSync(process.execPath, [bin, "--json", "--config", config], {
    cwd: here,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const sizes = JSON.parse(stdout);
  expect(sizes.map(({ name }) => name)).toEqual(LIMITS.map(({ name }) => name));
  for (const { name, size, passed } of sizes) expect({ name, size, passed }).toEqual({ name, size, passed: true });
});

/** What a bundle of one line has, minified. */
async function bundled(line) {
  const { outputFiles } = await build({
    stdin: { contents: line, resolveDir: consumer },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

test("functions that need no engine bundle without it", async () => {
  const wasm = readFileSync(join(consumer, dist, "index.js"), "utf8").match(/text: "(.{64})/)?.[1];
  expect(wasm).toBeDefined();
  expect(await bundled('export { maxPool } from "stridepool"')).toContain(wasm);
  for (const name of ["outputShape", "windows", "asStrided", "byteStrides", "toNested", "StridepoolError"]) {
    expect(await bundled(`export { ${name} } from "stridepool"`), name).not.toContain(wasm);
  }
  expect(await bundled('import "stridepool"')).toBe("");
  expect(await bundled('import "stridepool/torch"')).toBe("");
});

test("nothing in the package evaluates text", () => {
  for (const entry of ["index", "js", "slim", "torch", "onnx", "tf", "webnn", "skimage", "workerd/index"]) {
    const text = readFileSync(join(consumer, dist, `${entry}.js`), "utf8");
    expect(text.match(/\beval\s*\(|new Function\b|\bFunction\s*\(/), entry).toBeNull();
  }
});
