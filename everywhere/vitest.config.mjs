import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.mjs"],
    globalSetup: "./support/install.mjs",
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // Runtimes and browsers take a core each.
    fileParallelism: false,
  },
});
