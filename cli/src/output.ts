import type { Writable } from "node:stream";
import { errorCode, fileRefusal } from "./refusal.ts";

/** Where the command prints. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Prints at the pace of the reader; a reader that has gone away ends it without complaint. */
export async function print(stream: Writable, chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) {
    if (stream.destroyed) return;
    const error = await new Promise<Error | null | undefined>((resolve) => stream.write(chunk, resolve));
    if (!error) continue;
    if (["EPIPE", "ERR_STREAM_DESTROYED"].includes(errorCode(error) ?? "")) return;
    throw fileRefusal("write", "standard output", error);
  }
}
