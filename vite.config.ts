import { defineConfig } from "vite";

// Few files, so that importing the package costs few reads: what the entries share is one chunk beside them.
export default defineConfig({
  build: {
    lib: {
      entry: { index: "src/index.ts", js: "src/js.ts" },
      formats: ["es"],
    },
    target: "es2022",
    minify: false,
    sourcemap: true,
    rolldownOptions: { external: ["@assemblyscript/loader"] },
  },
});
