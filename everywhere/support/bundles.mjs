import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { writePage } from "./site.mjs";

/** Each bundler makes the same page of the same program, in a folder of its own, as it does by itself for production. */
export const BUNDLERS = {
  async vite(root, folder) {
    await vite.build({
      root,
      configFile: false,
      logLevel: "error",
      base: "./",
      build: {
        outDir: folder,
        emptyOutDir: true,
        rolldownOptions: { input: [join(root, "bundle.html"), join(root, "imagebundle.html")] },
      },
    });
    return { page: "bundle.html", image: "imagebundle.html" };
  },
  async webpack(root, folder) {
    const compiler = webpack({
      mode: "production",
      context: root,
      entry: { page: "./page.mjs", image: "./imagepage.mjs" },
      output: { path: folder, filename: "[name].js" },
      performance: { hints: false },
    });
    const stats = await new Promise((resolve, reject) => {
      compiler.run((error, done) => (error ? reject(error) : resolve(done)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
    writePage(folder, "index.html", "page.js");
    writePage(folder, "image.html", "image.js");
    return { page: "index.html", image: "image.html" };
  },
  async esbuild(root, folder) {
    await esbuild.build({
      entryPoints: [join(root, "page.mjs")],
      outfile: join(folder, "page.js"),
      bundle: true,
      minify: true,
      format: "esm",
    });
    writePage(folder, "index.html", "page.js");
    return { page: "index.html" };
  },
  async rollup(root, folder) {
    const bundle = await rollup({
      input: join(root, "page.mjs"),
      plugins: [nodeResolve({ browser: true })],
      onwarn(warning) {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: join(folder, "page.js"), format: "es" });
    writePage(folder, "index.html", "page.js");
    return { page: "index.html" };
  },
};

/** Builds the programs with each of them under the root; gives where the pages are. The two that bundle workers have one for images. */
export async function bundleAll(root) {
  const pages = {};
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    const folder = join(root, `bundle-${name}`);
    mkdirSync(folder);
    const { page, image } = await bundle(root, folder);
    pages[name] = `bundle-${name}/${page}`;
    if (image !== undefined) pages[`images ${name}`] = `bundle-${name}/${image}`;
  }
  return pages;
}
