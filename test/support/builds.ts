import { existsSync, readFileSync } from "node:fs";
import { describe } from "vitest";
import { createStridepool } from "../../src/api/create.ts";
import type { Stridepool } from "../../src/api/stridepool.ts";
import type { Backend } from "../../src/run/backend.ts";
import { jsBackend } from "../../src/run/js.ts";
import { wasmBackend } from "../../src/run/wasm.ts";
import { compileEngine, type Engine } from "../../src/wasm/engine.ts";

/** The names of the builds, in the order in which suites run on them. */
const BUILD_NAMES = ["debug", "scalar", "release", "js"] as const;
type BuildName = (typeof BUILD_NAMES)[number];

/** The whole public API over one build. */
export interface Build {
  readonly name: BuildName;
  readonly api: Stridepool;
  readonly backend: Backend;
  /** Absent where no WebAssembly runs. */
  readonly engine: Engine | undefined;
}

/** An engine build from disk. A missing file is an error: a suite that skipped a build would say nothing about it. */
function engineOf(name: "debug" | "scalar" | "release"): Engine {
  const file = new URL(`../../build/${name}.wasm`, import.meta.url);
  if (!existsSync(file)) {
    throw new Error(`build/${name}.wasm is missing: run \`npm run build:engine\` before the tests`);
  }
  return compileEngine(readFileSync(file), name === "scalar" ? "scalar" : "simd", `the ${name} build, from disk`);
}

function wasmBuild(name: "debug" | "scalar" | "release"): Build {
  const engine = engineOf(name);
  const backend = wasmBackend(engine);
  return { name, backend, engine, api: createStridepool(() => backend) };
}

function jsBuild(): Build {
  const backend = jsBackend("the reference, for tests");
  return { name: "js", backend, engine: undefined, api: createStridepool(() => backend) };
}

/** Every build, made once for each test file. */
export const BUILDS: readonly Build[] = BUILD_NAMES.map((name) => (name === "js" ? jsBuild() : wasmBuild(name)));

/** The builds that run WebAssembly. */
export const ENGINE_BUILDS = BUILDS.filter((build): build is Build & { engine: Engine } => build.engine !== undefined);

/** A suite that runs on every build, in a describe of its own for each. */
export function onEveryBuild(name: string, suite: (api: Stridepool, build: Build) => void): void {
  for (const build of BUILDS) describe(`${name} [${build.name}]`, () => suite(build.api, build));
}
