// Installs what the tests beyond Node need: npm packages, runtimes, browsers. What cannot be installed is an error, never a test left out.
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
execFileSync("npm", ["ci", ...options], { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
const { installEngines } = await import("./engines.mjs");
const { installBrowsers } = await import("./browsers.mjs");
installEngines();
installBrowsers();
