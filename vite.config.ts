import { defineConfig } from "vite";

// One file for each entry, nothing shared: importing the package costs few reads, and no program needs two entries.
export default defineConfig(({ mode: entry }) => ({
  build: {
    lib: { entry: `src/${entry}.ts`, formats: ["es"], fileName: entry },
    target: "es2022",
    minify: false,
    emptyOutDir: false,
    rolldownOptions: { external: ["@assemblyscript/loader"] },
  },
}));
