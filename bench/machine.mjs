import { cpus } from "node:os";
import { backend } from "stridepool";

/** What the figures were measured on. */
export function machineOf() {
  return {
    node: process.version,
    v8: process.versions.v8,
    cpu: cpus()[0].model.trim(),
    cpus: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    engine: backend().build,
    date: new Date().toISOString(),
  };
}
