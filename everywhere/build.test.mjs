import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const SOURCES = [
  "assembly",
  "src",
  "scripts",
  "package.json",
  "vite.config.ts",
  ...readdirSync(root).filter((name) => /^asconfig\..*json$/.test(name)),
];

let elsewhere;

/** The files of a folder by what is in them. */
const hashes = (folder, ends) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && ends.some((end) => file.name.endsWith(end)))
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [path.slice(folder.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );

beforeAll(() => {
  elsewhere = mkdtempSync(join(tmpdir(), "stridepool-build-"));
  for (const name of SOURCES) {
    cpSync(join(root, name), join(elsewhere, name), {
      recursive: true,
      filter: (path) => !/\.generated\.ts$/.test(path),
    });
  }
  // What is bundled leaves its path in a comment; everything else is as well where it is.
  const bundled = "@assemblyscript";
  mkdirSync(join(elsewhere, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    const [from, to] = [join(root, "node_modules", name), join(elsewhere, "node_modules", name)];
    if (name === bundled) cpSync(from, to, { recursive: true });
    else symlinkSync(from, to, "junction");
  }
  for (const script of ["build-engine.mjs", "build-library.mjs"]) {
    execFileSync(process.execPath, [join("scripts", script)], {
      cwd: elsewhere,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
});

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

test("the engine built again, elsewhere, has the same bytes", () => {
  const here = hashes(join(root, "build"), [".wasm"]);
  expect(Object.keys(here)).toEqual(["/debug.wasm", "/image.wasm", "/release.wasm", "/scalar.wasm", "/unpack.wasm"]);
  expect(hashes(join(elsewhere, "build"), [".wasm"])).toEqual(here);
});

test("and so has the package", () => {
  const here = hashes(join(root, "dist"), [".js", ".wasm"]);
  expect(Object.keys(here).length).toBeGreaterThan(14);
  expect(hashes(join(elsewhere, "dist"), [".js", ".wasm"])).toEqual(here);
});
