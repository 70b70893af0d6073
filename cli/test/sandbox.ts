import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import { run } from "../src/run.ts";

/** What a run printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that keeps what it is given. */
export function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Runs the command in this process. */
export async function stridepool(...argv: string[]): Promise<Outcome> {
  const stdout = collector();
  const stderr = collector();
  const code = await run(argv, { stdout: stdout.stream, stderr: stderr.stream });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A directory of its own for a test file: `at("a.png")` is a path in it, `names()` is what lies there. */
export function sandbox(): { at(...names: string[]): string; names(): string[] } {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stridepool-cli-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return { at: (...names) => join(folder, ...names), names: () => readdirSync(folder).sort() };
}
