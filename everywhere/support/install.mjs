import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/*
 * The package as its users get it: packed, and installed into an empty folder far from this one, with the programs that every runtime
 * is given beside it.
 */

const root = new URL("../../", import.meta.url);
const program = new URL("../program/", import.meta.url);
const shell = process.platform === "win32";

export function setup(project) {
  const consumer = mkdtempSync(join(tmpdir(), "stridepool-everywhere-"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", consumer], {
    cwd: root,
    encoding: "utf8",
    shell,
  });
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }\n');
  const tarball = join(consumer, packed.trim().split("\n").at(-1));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", tarball], { cwd: consumer, shell });
  for (const name of readdirSync(program)) {
    copyFileSync(new URL(name, program), join(consumer, name));
  }
  // The same program as CommonJS.
  copyFileSync(new URL("consumer.mts", program), join(consumer, "consumer.cts"));
  const fixture = (name) => readFileSync(new URL(`test/fixtures/${name}.json`, root), "utf8");
  writeFileSync(
    join(consumer, "fixtures.mjs"),
    `export default { numpy: ${fixture("numpy")}, torch: ${fixture("torch")} };\n`,
  );
  project.provide("consumer", consumer);
  return () => rmSync(consumer, { recursive: true, force: true });
}
