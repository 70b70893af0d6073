import { basename, dirname } from "node:path";
import { defineConfig } from "vite";

/** A letter as strings, templates and regular expressions may write it, and comments. */
const escaped = (letter: string) =>
  Array.from({ length: letter.length }, (_, i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

/** What workerd has instead of what compiles bytes. */
const IN_WORKERD: Readonly<Record<string, string>> = {
  "./run/choose.ts": "./run/workerd.ts",
  "./compiled.ts": "./workerd.ts",
};

const WORKER = 'new URL("./image-worker.js", import.meta.url)';
const WORKER_HERE = "IMAGE_WORKER_URL";

/** What the loader does as it is imported, and not every place allows: it asks for a TextDecoder, and writes to Object. */
const DECODER = 'new TextDecoder("utf-16le", { fatal: true })';
const POLYFILL = /^Object\.hasOwn = Object\.hasOwn \|\| function\(obj, prop\) \{\n.*\n\};?$/m;

// One file for each entry, with the loader in it: every further module costs Node more to find and read than to run, and
// importing the package is to be quick. Entries that are other names for the main one import it, so that there is one engine.
// Those of workerd/ are the same with an engine that is imported as a module, since workerd compiles no bytes.
export default defineConfig(({ mode: entry }) => ({
  plugins: [
    {
      name: "the main entry is a file of its own, and so is the engine",
      enforce: "pre",
      resolveId(source, importer) {
        if (source === "./index.ts") return { id: "./index.js", external: true };
        if (source.endsWith(".wasm")) return { id: `../${basename(source)}`, external: true };
        const other = dirname(entry) === "workerd" ? IN_WORKERD[source] : undefined;
        return other === undefined ? undefined : this.resolve(other, importer, { skipSelf: true });
      },
    },
    {
      name: "the worker's address stays what bundlers of this package look for",
      enforce: "pre",
      transform: (code) => (code.includes(WORKER) ? code.replace(WORKER, WORKER_HERE) : undefined),
      renderChunk: (code) => (code.includes(WORKER_HERE) ? code.replace(WORKER_HERE, WORKER) : undefined),
    },
    {
      name: "nothing is asked of globals as the package is imported",
      transform(code, id) {
        if (!id.includes("@assemblyscript/loader")) return undefined;
        // Strings are decoded where an engine fails an assertion; ES2022 has what is written to Object.
        const lazy = code.replace(DECODER, `{ decode: (units) => ${DECODER}.decode(units) }`).replace(POLYFILL, "");
        if (!lazy.includes("decode: (units)") || /^Object\.\w+ =/m.test(lazy))
          this.error(`${id} is another loader than it was`);
        return lazy;
      },
    },
    {
      name: "ASCII alone, which runtimes keep in half the memory and read quicker",
      generateBundle(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") file.code = file.code.replace(/[^\p{ASCII}]/gu, escaped);
        }
      },
    },
  ],
  build: {
    lib: { entry: `src/${basename(entry)}.ts`, formats: ["es"], fileName: entry },
    target: "es2022",
    minify: false,
    emptyOutDir: false,
  },
}));
