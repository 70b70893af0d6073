import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { removeUnfinished, writeAside } from "../src/files.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at, names } = sandbox();

async function matrix(...path: string[]): Promise<string> {
  await writeFile(at(...path), "1,2\n3,4\n");
  return at(...path);
}

test("without --out the result lies beside the input, named by op and window", async () => {
  await mkdir(at("beside"));
  const input = await matrix("beside", "m.csv");
  for (const options of [[], ["--window", "1x2", "--op", "sum"]])
    expect((await stridepool(input, ...options)).code).toBe(0);
  expect((await readdir(at("beside"))).sort()).toEqual(["m-max-2.csv", "m-sum-1x2.csv", "m.csv"]);
  expect(await readFile(at("beside", "m-sum-1x2.csv"), "utf8")).toBe("3\n7\n");
});

test("an existing output is replaced", async () => {
  const input = await matrix("a.csv");
  await writeFile(at("old.csv"), "old");
  expect((await stridepool(input, "--out", at("old.csv"))).code).toBe(0);
  expect(await readFile(at("old.csv"), "utf8")).toBe("4\n");
});

test.runIf(process.platform !== "win32")("what is replaced keeps its permissions", async () => {
  const input = await matrix("m.csv");
  for (const permissions of [0o600, 0o664]) {
    await writeFile(at("secret.csv"), "old");
    await chmod(at("secret.csv"), permissions);
    expect((await stridepool(input, "--out", at("secret.csv"))).code).toBe(0);
    expect((await stat(at("secret.csv"))).mode & 0o777).toBe(permissions);
    expect(await readFile(at("secret.csv"), "utf8")).toBe("4\n");
  }
});

test("the input is replaced with --force only, under whatever name", async () => {
  const input = await matrix("own.csv");
  await link(input, at("hard.csv"));
  await symlink(input, at("soft.csv"));
  for (const name of ["own.csv", "hard.csv", "soft.csv"]) {
    const { code, stderr } = await stridepool(input, "--out", at(name));
    expect(code).toBe(1);
    expect(stderr).toBe(`stridepool: ${at(name)} is an input file; name another --out, or add --force to replace it\n`);
  }
  expect(await readFile(input, "utf8")).toBe("1,2\n3,4\n");
  expect((await stridepool(input, "--out", at("own.csv"), "--force")).code).toBe(0);
  expect(await readFile(input, "utf8")).toBe("4\n");
});

test("a symbolic link stays one, and its target is written", async () => {
  const input = await matrix("b.csv");
  await writeFile(at("target.csv"), "old");
  await symlink(at("target.csv"), at("link.csv"));
  expect((await stridepool(input, "--out", at("link.csv"))).code).toBe(0);
  expect((await lstat(at("link.csv"))).isSymbolicLink()).toBe(true);
  expect(await readFile(at("target.csv"), "utf8")).toBe("4\n");
});

test("several files go beside themselves or into a directory; one that fails does not stop the others", async () => {
  await mkdir(at("many"));
  await mkdir(at("many", "results"));
  const inputs = [await matrix("many", "a.csv"), at("many", "missing.csv"), await matrix("many", "c.csv")];
  const { code, stderr } = await stridepool(...inputs, "--out", at("many", "results"));
  expect(code).toBe(1);
  expect(stderr).toBe(`stridepool: cannot read ${inputs[1]}: does not exist\n`);
  expect((await readdir(at("many", "results"))).sort()).toEqual(["a-max-2.csv", "c-max-2.csv"]);
});

test("the report says sizes, time, speed, engine and path; --quiet says nothing", async () => {
  const input = await matrix("r.csv");
  const { code, stdout, stderr } = await stridepool(input, "--op", "mean", "--out", at("r.json"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(await readFile(at("r.json"), "utf8"))).toEqual([[2.5]]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toBe(`${input}: shape (2, 2), float64`);
  expect(lines[1]).toBe("  mean    shape (1, 1), float64 (window 2)");
  expect(lines[2]).toMatch(
    /^ {2}time {4}\d+\.\d+ m?s to pool \(best of \d+ calls, the first .*\); .* to read, .* to write$/,
  );
  expect(lines[3]).toMatch(/^ {2}speed {3}[\d.]+ million elements\/s$/);
  expect(lines[4]).toMatch(/^ {2}engine {2}(wasm, (simd|scalar) build|js): ./);
  expect(lines[5]).toBe(`  wrote   ${at("r.json")} (12 B)`);
  expect(lines.length).toBe(6);
  expect(await stridepool(input, "--quiet", "--out", at("r.json"))).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("nothing is left aside when writing fails midway", async () => {
  const before = names();
  function* failing(): Generator<string> {
    yield "begun";
    throw new Error("no more");
  }
  await expect(writeAside(at("failed.csv"), failing())).rejects.toThrow(`cannot write ${at("failed.csv")}: no more`);
  expect(names()).toEqual(before);
});

test("nothing is left aside when the process is told to end", async () => {
  const before = names();
  const during: string[][] = [];
  function* interrupted(): Generator<string> {
    yield "begun";
    during.push(names());
    removeUnfinished();
    during.push(names());
    yield "more";
  }
  await expect(writeAside(at("interrupted.csv"), interrupted())).rejects.toThrow("cannot write");
  expect(during[0].filter((name) => name.endsWith(".tmp")).length).toBe(1);
  expect(during[1]).toEqual(before);
  expect(names()).toEqual(before);
});

test("--help shows every option, its files and examples; --version the version", async () => {
  for (const flag of ["--help", "-h"]) {
    const { code, stdout, stderr } = await stridepool(flag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const options =
      "window op stride dilation axes edge padding fill pad-mode nan nodata mask min-count count-padding divisor p ddof " +
      "interpolation indices dtype round out quality limit-pixels header force quiet version help";
    for (const option of options.split(" ")) expect(stdout).toMatch(new RegExp(`^ +(-., )?--${option} `, "m"));
    expect(stdout).toContain("$ stridepool photo.jpg --window 3x3 --op mean --out small.png");
    expect(stdout).toContain("Exit codes: 0 done");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  }
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(await stridepool("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});
