#!/usr/bin/env node
import { removeUnfinished } from "./files.ts";
import { run } from "./run.ts";

// Writing reports its own failures; without a listener the same error would end the process with a stack trace.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    removeUnfinished();
    process.kill(process.pid, signal);
  });
}

process.exitCode = await run(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr });
