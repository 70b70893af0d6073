import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileRefusal, Refusal } from "./refusal.ts";

/** One read asks the system for at most this much; larger requests fail on some systems. */
const READ_LIMIT = 2 ** 30;

/** A whole file in memory of its own, of any size that memory holds. */
export async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile()) {
        throw new Refusal(
          `cannot read ${path}: is ${stat.isDirectory() ? "a directory, not a file" : "not a regular file"}`,
        );
      }
      if (stat.size === 0) throw new Refusal(`cannot read ${path}: the file is empty`);
      const bytes = new Uint8Array(stat.size);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, Math.min(READ_LIMIT, bytes.length - filled), filled);
        if (bytesRead === 0) throw new Refusal(`cannot read ${path}: it was cut short while being read`);
        filled += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof Refusal ? error : fileRefusal("read", path, error);
  }
}

const unfinished = new Set<string>();

/** Who may do what with a file that is there. */
async function permissionsOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return undefined;
  }
}

/**
 * Writes aside, then renames: the target is as it was or complete, never half-written, and has the permissions that it had. Returns the bytes
 * written.
 */
export async function writeAside(target: string, content: Uint8Array | Iterable<string>): Promise<number> {
  const aside = join(dirname(target), `.stridepool-${randomUUID()}.tmp`);
  let written = 0;
  function* measured(chunks: Iterable<string>): Generator<Buffer> {
    for (const chunk of chunks) {
      const bytes = Buffer.from(chunk);
      written += bytes.length;
      yield bytes;
    }
  }
  unfinished.add(aside);
  try {
    const permissions = await permissionsOf(target);
    const how = { flag: "wx", mode: permissions ?? 0o666 };
    if (content instanceof Uint8Array) {
      await writeFile(aside, content, how);
      written = content.byteLength;
    } else {
      await writeFile(aside, measured(content), how);
    }
    // What was created had those that the process gives to new files taken off.
    if (permissions !== undefined) await chmod(aside, permissions);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error instanceof Refusal ? error : fileRefusal("write", target, error);
  } finally {
    unfinished.delete(aside);
  }
  return written;
}

/** Removes every file that is still being written aside; for a signal handler, so at once. */
export function removeUnfinished(): void {
  for (const aside of unfinished) rmSync(aside, { force: true });
  unfinished.clear();
}
