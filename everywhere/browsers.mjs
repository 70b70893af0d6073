import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { env, getuid, platform } from "node:process";
import { chromium, firefox, webkit } from "playwright-core";

/*
 * Three browsers, headless. A page reports by itself to the server that it came from, so a browser need only be started with its
 * address, whichever build of it there is.
 */

/** Switches without which a browser in a closed network waits for servers of its maker's, or for a graphics card. */
const QUIET = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const BROWSERS = {
  chromium: {
    variable: "STRIDEPOOL_CHROMIUM",
    names: ["chromium", "chromium-browser", "google-chrome"],
    packages: ["chromium"],
    playwright: chromium,
    switches: (profile, url) => [...QUIET, `--user-data-dir=${profile}`, url],
  },
  firefox: {
    variable: "STRIDEPOOL_FIREFOX",
    names: ["firefox-esr", "firefox"],
    packages: ["firefox-esr"],
    playwright: firefox,
    switches: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
  },
  webkit: {
    variable: "STRIDEPOOL_WEBKIT",
    names: ["MiniBrowser"],
    packages: ["webkit2gtk-driver", "xvfb", "xauth"],
    playwright: webkit,
    // It has no headless mode: it shows itself to a display that nobody sees.
    display: true,
    switches: (_, url) => [url],
  },
};

export const BROWSER_NAMES = Object.keys(BROWSERS);

/** Folders in which Debian keeps programs that are no commands. */
function hidden() {
  const under = "/usr/lib";
  if (!existsSync(under)) return [];
  return readdirSync(under)
    .filter((name) => name.endsWith("-linux-gnu"))
    .flatMap((name) =>
      ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map((folder) => join(under, name, folder)),
    );
}

function find(names) {
  for (const folder of [...(env.PATH ?? "").split(delimiter), ...hidden()]) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/** Where a browser's program is: where a variable says, what is installed, or Playwright's own. */
export function programOf(name) {
  const { variable, names, playwright } = BROWSERS[name];
  const given = env[variable];
  if (given !== undefined) return given;
  const own = playwright.executablePath();
  return find(names) ?? (existsSync(own) ? own : undefined);
}

function missing() {
  return BROWSER_NAMES.filter((name) => {
    const program = programOf(name);
    return program === undefined || !existsSync(program) || (needsDisplay(name) && find(["xvfb-run"]) === undefined);
  });
}

const needsDisplay = (name) => Boolean(BROWSERS[name].display) && platform === "linux" && env.DISPLAY === undefined;

/** Installs what is missing, where that is possible; else says what to do. */
export function installBrowsers() {
  const names = missing();
  if (names.length === 0) return;
  const packages = names.flatMap((name) => BROWSERS[name].packages);
  if (getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const quiet = { stdio: "inherit", env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
    execFileSync("apt-get", ["update", "-q"], quiet);
    execFileSync("apt-get", ["install", "-qy", "--no-install-recommends", ...packages], quiet);
  }
  const still = missing();
  if (still.length === 0) return;
  throw new Error(
    `${still.join(", ")} not found: install ${still.flatMap((name) => BROWSERS[name].packages).join(" ")} (Debian), or ` +
      `npx playwright install ${still.join(" ")}, or say where with ${still.map((name) => BROWSERS[name].variable).join(", ")}`,
  );
}

/** Opens an address in a browser; closes it when the returned function is called. */
export function open(name, url) {
  const program = programOf(name);
  if (program === undefined) throw new Error(`${name} is missing: run \`node everywhere/setup.mjs\``);
  const profile = mkdtempSync(join(tmpdir(), `stridepool-${name}-`));
  const switches = BROWSERS[name].switches(profile, url);
  const [command, given] = needsDisplay(name) ? ["xvfb-run", ["-a", program, ...switches]] : [program, switches];
  let said = "";
  const child = spawn(command, given, { stdio: ["ignore", "ignore", "pipe"], detached: platform !== "win32" });
  child.stderr.on("data", (text) => {
    said = (said + text).slice(-4000);
  });
  const ended = new Promise((resolve) => {
    child.on("exit", (code) => resolve(`${name} ended with ${code}`));
    child.on("error", (error) => resolve(`${name} did not start: ${error.message}`));
  });
  return {
    /** Resolves with what happened when the browser ends by itself. */
    ended,
    said: () => said,
    close() {
      try {
        // Its helpers too.
        if (platform === "win32") child.kill();
        else process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
