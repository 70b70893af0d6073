// Bundles each entry of the package into one file of dist/.
import { rm } from "node:fs/promises";
import { build } from "vite";

await rm("dist", { recursive: true, force: true });
for (const entry of ["index", "js"]) await build({ mode: entry, logLevel: "warn" });
