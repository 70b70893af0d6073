import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";

const consumer = inject("consumer");
const here = createRequire(import.meta.url);
const root = createRequire(new URL("../package.json", import.meta.url));

/** The oldest compiler that knows typed arrays over their buffers, the last of the old ones, and the one that this is built with. */
const COMPILERS = {
  "TypeScript 5.7": ["5.7", compilerOf(here, "typescript57")],
  "TypeScript 5.9": ["5.9", compilerOf(here, "typescript59")],
  "TypeScript 7.0": ["7.0", compilerOf(root, "typescript")],
};

function compilerOf(from, name) {
  const manifest = from.resolve(`${name}/package.json`);
  return join(dirname(manifest), from(manifest).bin.tsc);
}

const STRICT = { strict: true, skipLibCheck: false, noEmit: true, types: [], exactOptionalPropertyTypes: true };

const CONSUMERS = [
  ["nodenext", "consumer.mts", { module: "nodenext", moduleResolution: "nodenext" }],
  ["bundler", "consumer.mts", { module: "esnext", moduleResolution: "bundler" }],
  ["nodenext", "lean.mts", { module: "nodenext", moduleResolution: "nodenext", lib: ["ES2022"] }],
  ["bundler", "inworker.mts", { module: "esnext", moduleResolution: "bundler", lib: ["ES2022", "WebWorker"] }],
];

/** What a compiler says of a program: nothing, where all is well. */
function compile(compiler, file, options) {
  const project = join(consumer, "tsconfig.json");
  const lib = ["ES2022", "ESNext.Disposable", "DOM"];
  writeFileSync(
    project,
    JSON.stringify({ compilerOptions: { ...STRICT, target: "es2022", lib, ...options }, files: [file] }),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, "-p", project], { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

describe.each(Object.entries(COMPILERS))("%s", (_, [version, compiler]) => {
  test("is the version it should be", () => {
    const { stdout } = spawnSync(process.execPath, [compiler, "--version"], { encoding: "utf8" });
    expect(stdout).toContain(`Version ${version}.`);
  });

  test.each(CONSUMERS)("%s resolution: %s", (_, file, options) => {
    expect(compile(compiler, file, options)).toEqual({ status: 0, said: "" });
  });

  test("finds what is wrong", () => {
    writeFileSync(join(consumer, "wrong.mts"), 'import { maxPool } from "stridepool";\nmaxPool("text", 2);\n');
    const { status, said } = compile(compiler, "wrong.mts", { module: "nodenext", moduleResolution: "nodenext" });
    expect(status).not.toBe(0);
    expect(said).toContain("wrong.mts(2,9)");
  });
});

// require() of modules, as newer compilers know it.
test("nodenext resolution from CommonJS: consumer.cts", () => {
  const [, compiler] = COMPILERS["TypeScript 5.9"];
  const options = { module: "nodenext", moduleResolution: "nodenext" };
  expect(compile(compiler, "consumer.cts", options)).toEqual({ status: 0, said: "" });
});
