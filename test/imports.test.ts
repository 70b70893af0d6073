import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SCRIPT = join(ROOT, "scripts/check-imports.mjs");

const check = (root: string) => spawnSync(process.execPath, [SCRIPT, root], { encoding: "utf8" });

describe("the check of imports", () => {
  let copy = "";
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "stridepool-imports-"));
    for (const folder of ["src", "assembly", "cli/src", "web/src"]) {
      mkdirSync(join(copy, folder), { recursive: true });
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    }
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  test("passes on the tree", () => {
    const { status, stdout, stderr } = check(ROOT);
    expect(stderr).toBe("");
    expect(stdout).toContain("imports go one way");
    expect(status).toBe(0);
    expect(check(copy).status).toBe(0);
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ["src/shape/axis.ts", 'import { DIRTY } from "../plan/fold.ts";', "shape may import"],
    ["src/registry/ops.ts", 'import type { View } from "../shape/view.ts";', "registry may import"],
    ["src/errors.ts", 'import { OPS } from "./registry/ops.ts";', "errors may import nothing"],
    ["src/api/create.ts", 'import { wasmBackend } from "../run/wasm.ts";', "api knows the backend's interface"],
    ["src/api/create.ts", 'import { anything } from "../run/backend.ts";', "import type from src/run/backend.ts alone"],
    ["src/api/create.ts", 'import { compileEngine } from "../wasm/engine.ts";', "api may import"],
    ["src/plan/step.ts", 'export * from "../run/copy.ts";', "plan may import"],
    ["src/plan/step.ts", 'const lazy = () => import("../wasm/engine.ts");', "plan may import"],
    ["src/reference/pool.ts", 'import { foldOf } from "../plan/fold.ts";', "reference may import"],
    ["src/wasm/engine.ts", 'import type { Problem } from "../shape/problem.ts";', "wasm may import"],
    ["src/run/js.ts", 'import { instantiateSync } from "@assemblyscript/loader";', "only wasm may import it"],
    ["src/api/check.ts", 'import fs from "node:fs";', "the library imports no such package"],
    ["src/index.ts", 'import { version } from "../package.json";', "imports nothing from outside"],
    ["src/shape/view.ts", 'import { x } from "./overlap.ts";', "in a circle"],
    ["assembly/lane/cell.ts", 'import { Max } from "../op/max";', "lane may import nothing"],
    ["assembly/kernel/strided.ts", 'import { Max } from "../op/max";', "kernel may import"],
    ["assembly/op/max.ts", 'import { strided } from "../kernel/strided";', "op may import"],
    ["assembly/kernel/strided.ts", 'import { nest } from "../driver/nest";', "kernel may import"],
    ["cli/src/main.ts", 'import { createStridepool } from "../../src/api/create.ts";', "by its name alone"],
    ["web/src/main.ts", 'import { poolImage } from "../../src/image.ts";', "by its name alone"],
    ["web/src/race/plain.ts", 'import { race } from "./panel.ts";', "in a circle"],
  ];
  test.each(wrong)("fails on %s with %s", (file, line, rule) => {
    appendFileSync(join(copy, file), `\n${line}\n`);
    const { status, stderr } = check(copy);
    expect(status).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr).toContain(rule);
  });

  test("fails on a part that the picture does not have, and on a missing tree", () => {
    mkdirSync(join(copy, "src/magic"));
    writeFileSync(join(copy, "src/magic/wand.ts"), "export const wand = 1;\n");
    expect(check(copy)).toMatchObject({ status: 1, stderr: expect.stringContaining("magic is no part of src/") });
    rmSync(join(copy, "assembly"), { recursive: true });
    expect(check(copy)).toMatchObject({ status: 1, stderr: expect.stringContaining("there are no files to check") });
  });

  test("does not take comments for imports", () => {
    appendFileSync(
      join(copy, "src/errors.ts"),
      '\n// import { OPS } from "./registry/ops.ts";\n/* import "./index.ts"; */\n',
    );
    expect(check(copy).status).toBe(0);
  });
});
