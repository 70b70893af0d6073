// Bundles each entry of the package into one file of dist/, with the engine's bytes beside them for stridepool/slim.
import { copyFile, rm } from "node:fs/promises";
import { build } from "vite";
import { ENTRIES, WORKERD_ENTRIES } from "./entries.mjs";

await rm("dist", { recursive: true, force: true });
for (const entry of [...ENTRIES, ...WORKERD_ENTRIES]) await build({ mode: entry, logLevel: "warn" });
await copyFile("build/release.wasm", "dist/stridepool.wasm");
await copyFile("build/image.wasm", "dist/image.wasm");
