import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // Wherever it is put, below whatever path.
  base: "./",
  // Its worker is a file beside it, which is found where it lies.
  optimizeDeps: { exclude: ["stridepool"] },
  worker: { format: "es" },
  build: { target: "es2022", outDir: "dist", emptyOutDir: true },
});
