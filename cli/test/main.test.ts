import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { expect, test } from "vitest";
import { npyFile } from "./npyfile.ts";
import { sandbox } from "./sandbox.ts";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const COFFEE = fileURLToPath(new URL("../../examples/coffee.png", import.meta.url));
const { at, names } = sandbox();

function start(...argv: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...argv], { cwd: at(), stdio: ["ignore", "pipe", "pipe"] });
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (texts.stdout += chunk));
  child.stderr?.on("data", (chunk) => (texts.stderr += chunk));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...texts };
}

test("a photo in, a smaller photo out", async () => {
  await copyFile(COFFEE, at("photo.png"));
  const outcome = await ended(start("photo.png", "--window", "3x3", "--op", "mean", "--out", "small.png"));
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(outcome.stdout).toContain("photo.png: 600 wide × 400 high, 3 channels, uint8\n");
  expect(outcome.stdout).toContain("wrote   small.png (");
  expect(await sharp(at("small.png")).metadata()).toMatchObject({ width: 200, height: 133, channels: 3 });
});

test("without arguments it shows the examples", async () => {
  const outcome = await ended(start());
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(outcome.stdout).toContain("byte strides  (128, 16, 64, 8)");
  expect(outcome.stdout).toContain("megapixels/s");
  const pooled = fileURLToPath(new URL("../../examples/pooled-max.png", import.meta.url));
  expect(await sharp(pooled).metadata()).toMatchObject({ width: 300, height: 200 });
});

test("refusals reach the shell as one line and an exit code", async () => {
  expect(await ended(start("missing.png"))).toEqual({
    code: 1,
    signal: null,
    stdout: "",
    stderr: "stridepool: cannot read missing.png: does not exist\n",
  });
  expect(await ended(start("--nonsense"))).toMatchObject({ code: 2, stdout: "" });
});

test("a reader that goes away is no error", async () => {
  const side = 1000;
  const rows = new Float64Array(side * side).map((_, i) => i / 3);
  await writeFile(at("long.npy"), npyFile("<f8", [side, side], rows));
  const child = start("long.npy", "--window", "1", "--out", "-");
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await ended(child)).toMatchObject({ code: 0, signal: null, stderr: "" });
});

test.runIf(process.platform !== "win32")("a signal while writing leaves the old output and nothing aside", async () => {
  const side = 2000;
  await writeFile(
    at("large.npy"),
    npyFile(
      "<f8",
      [side, side],
      new Float64Array(side * side).map((_, i) => i / 3),
    ),
  );
  await writeFile(at("large.csv"), "old");
  const child = start("large.npy", "--window", "1", "--out", "large.csv");
  const end = ended(child);
  const writing = () => names().some((name) => name.endsWith(".tmp"));
  while (!writing() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(writing()).toBe(true);
  child.kill("SIGTERM");
  expect(await end).toMatchObject({ code: null, signal: "SIGTERM", stderr: "" });
  expect(await readFile(at("large.csv"), "utf8")).toBe("old");
  expect(writing()).toBe(false);
});
