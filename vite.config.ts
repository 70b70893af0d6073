import { defineConfig } from "vite";

// One file for each entry, with the loader in it: every further module costs Node more to find and read than to run, and
// importing the package is to be quick. Entries that are other names for the main one import it, so that there is one engine.
export default defineConfig(({ mode: entry }) => ({
  plugins: [
    {
      name: "the main entry is a file of its own",
      enforce: "pre",
      resolveId: (source) => (source === "./index.ts" ? { id: "./index.js", external: true } : undefined),
    },
  ],
  build: {
    lib: { entry: `src/${entry}.ts`, formats: ["es"], fileName: entry },
    target: "es2022",
    minify: false,
    emptyOutDir: false,
  },
}));
