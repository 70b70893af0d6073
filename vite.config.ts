import { defineConfig } from "vite";

// One file for each entry, with the loader in it: every further module costs Node more to find and read than to run, and
// importing the package is to be quick. No program needs two entries, so they share nothing.
export default defineConfig(({ mode: entry }) => ({
  build: {
    lib: { entry: `src/${entry}.ts`, formats: ["es"], fileName: entry },
    target: "es2022",
    minify: false,
    emptyOutDir: false,
  },
}));
