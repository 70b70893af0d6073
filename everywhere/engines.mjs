import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * The runtimes beyond the Node that runs the tests. Their packages are one for each system, so they have an install of their own, of
 * just these versions.
 */

const folder = join(dirname(fileURLToPath(import.meta.url)), "engines");
const { platform, arch } = process;
const exe = platform === "win32" ? ".exe" : "";

const nodes = { node20: "20.20.2", node22: "22.23.3", node24: "24.21.0", node26: "26.10.0" };

const NODE = `node-${platform === "win32" ? "win" : platform}-${arch}`;
// The baseline build runs on processors without AVX2 too.
const BUN = `@oven/bun-${platform === "win32" ? "windows" : platform}-${arch === "x64" ? "x64-baseline" : "aarch64"}`;
const DENO = `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`;
const WORKERD = `@cloudflare/workerd-${platform === "win32" ? "windows" : platform}-${arch === "x64" ? "64" : arch}`;

/** Each runtime: its package as npm is asked for it, and its program in there. */
const ENGINES = {
  ...Object.fromEntries(
    Object.entries(nodes).map(([name, version]) => [
      name,
      { ask: `${name}@npm:${NODE}@${version}`, program: `${name}/bin/node${exe}`, version },
    ]),
  ),
  bun: { ask: `${BUN}@1.4.5`, program: `${BUN}/bin/bun${exe}`, version: "1.4.5" },
  deno: { ask: `${DENO}@2.9.6`, program: `${DENO}/deno${exe}`, version: "2.9.6" },
  workerd: { ask: `${WORKERD}@1.20261117.1`, program: `${WORKERD}/bin/workerd${exe}`, version: "2026-11-17" },
};

export const ENGINE_NAMES = Object.keys(ENGINES);

const asked = Object.values(ENGINES).map(({ ask }) => ask);
const stamp = join(folder, "installed.json");

/** Installs them where they are not yet. */
export function installEngines() {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === JSON.stringify(asked)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", ...options, ...asked], {
    cwd: folder,
    stdio: "inherit",
    shell: platform === "win32",
  });
  writeFileSync(stamp, JSON.stringify(asked));
}

/** The program of a runtime and its version. */
export function engine(name) {
  const { program, version } = ENGINES[name];
  const path = join(folder, "node_modules", program);
  if (!existsSync(path)) throw new Error(`${name} ${version} is missing at ${path}: run \`node everywhere/setup.mjs\``);
  return { path, version };
}
