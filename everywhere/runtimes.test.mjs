import { execFileSync } from "node:child_process";
import { describe, expect, inject, test } from "vitest";
import { engine } from "./engines.mjs";
import { expectConformance, expectReport } from "./support/expect.mjs";

const consumer = inject("consumer");

/** What a program prints, run by a runtime among the package's users. */
function run(name, ...given) {
  const text = execFileSync(engine(name).path, given, {
    cwd: consumer,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(text);
}

const version = (name) => execFileSync(engine(name).path, ["--version"], { encoding: "utf8" });

describe.each(["node20", "node22", "node24", "node26"])("%s", (name) => {
  test("is the version it should be", () => {
    expect(version(name).trim()).toBe(`v${engine(name).version}`);
  });

  test("import", () => {
    const report = run(name, "import.mjs");
    expectReport(report);
    expect(report.float16.array).toBe(Number(name.slice(4)) >= 24 ? "Float16Array" : "Uint16Array");
  });

  test("require()", () => {
    expectReport(run(name, "--no-warnings", "require.cjs"));
  });

  test("without WebAssembly the same answers", () => {
    // Newer Nodes need it themselves, before a program begins.
    expectReport(run(name, "--import", "data:text/javascript,delete globalThis.WebAssembly", "import.mjs"), "js");
  });

  test("without what decodes text, as in jsdom", () => {
    const without = "data:text/javascript,delete globalThis.TextDecoder; delete globalThis.TextEncoder";
    expectReport(run(name, "--import", without, "import.mjs"));
  });

  test("where nothing can be written to what JavaScript has", () => {
    expectReport(run(name, "--frozen-intrinsics", "--no-warnings", "import.mjs"));
  });

  test("stridepool/slim with the file's bytes", () => {
    const { main } = run(name, "slim.mjs");
    expectConformance(main);
  });
});

describe("bun", () => {
  test("is the version it should be", () => {
    expect(version("bun").trim()).toBe(engine("bun").version);
  });

  test("import", () => expectReport(run("bun", "import.mjs")));
  test("require()", () => expectReport(run("bun", "require.cjs")));
});

describe("deno", () => {
  test("is the version it should be", () => {
    expect(version("deno")).toContain(`deno ${engine("deno").version}`);
  });

  test("import, with no permission but to read the package", () => {
    expectReport(run("deno", "run", "--no-prompt", "--node-modules-dir=manual", "import.mjs"));
  });
});
