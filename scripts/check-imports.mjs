// Imports go one way (docs/DESIGN.md): fails, naming file, import and rule, on any arrow that the picture does not have.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";

const root = resolve(argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));

/** Which parts of src/ each part may import. Files that lie in src/ itself are parts of their own. */
const SRC = {
  index: ["public", "api", "run"],
  js: ["public", "api", "run"],
  slim: ["public", "api", "run", "types"],
  torch: ["public", "index", "compat"],
  onnx: ["public", "index", "compat"],
  tf: ["public", "index", "compat"],
  webnn: ["public", "index", "compat"],
  skimage: ["public", "index", "compat"],
  image: ["public", "index", "api", "shape", "registry", "errors", "types", "platform"],
  "image-worker": ["index", "image", "errors"],
  compat: ["public", "api", "errors", "types"],
  public: ["errors", "types"],
  api: ["run", "shape", "registry", "errors", "types"],
  run: ["plan", "wasm", "reference", "shape", "registry", "errors", "types", "platform"],
  plan: ["shape", "registry", "errors"],
  wasm: ["registry", "errors", "types"],
  reference: ["shape", "registry", "errors"],
  shape: ["registry", "errors"],
  registry: ["errors"],
  types: ["registry"],
  errors: [],
  platform: [],
};

/** Parts of which another part may know one file's types, and nothing else. */
const TYPES_ONLY = [
  {
    from: "compat",
    to: "api",
    file: "src/api/stridepool.ts",
    rule: "compat is a user of the public functions, handed to it",
  },
  {
    from: "image",
    to: "api",
    file: "src/api/stridepool.ts",
    rule: "image is a user of the public functions, handed to it",
  },
  { from: "api", to: "run", file: "src/run/backend.ts", rule: "api knows the backend's interface, not how data moves" },
];

/** Packages that may be imported, and by which parts of src/. */
const PACKAGES = { "@assemblyscript/loader": ["wasm"] };

/** Which parts of assembly/ each part may import. */
const ASSEMBLY = {
  index: ["driver", "plan", "slide"],
  slide: ["driver", "kernel", "lane", "op", "plan"],
  driver: ["kernel", "lane", "op", "plan"],
  kernel: ["lane", "plan"],
  op: ["lane"],
  lane: [],
  plan: [],
  unpack: [],
  image: [],
};

const faults = [];
const fault = (file, target, rule) => faults.push(`${file} -> ${target}: ${rule}`);

/** Comments out, strings kept: what a comment shows is not imported. */
const bare = (text) => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:"'`])\/\/.*$/gm, "$1");

/** Every import and re-export of a file, dynamic ones included: what is imported, and whether types alone are. */
function importsOf(path) {
  const text = bare(readFileSync(path, "utf8"));
  const from = [...text.matchAll(/\b(?:import|export)\b([^;"'`]*?)\bfrom\s*["']([^"']+)["']/g)];
  const plain = [...text.matchAll(/\bimport\s*["']([^"']+)["']/g)];
  const called = [...text.matchAll(/\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g)];
  return [
    ...from.map(([, names, specifier]) => ({ specifier, types: /^\s*type\b/.test(names) })),
    ...[...plain, ...called].map(([, specifier]) => ({ specifier, types: false })),
  ];
}

function filesUnder(folder) {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?[jt]s$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => posix.join(folder, name.split(sep).join("/")))
    .sort();
}

/** The part that a file of src/ or assembly/ belongs to: its folder, or its own name. */
const partOf = (file) => file.split("/")[1].replace(/\.\w+$/, "");

/** Where a relative import leads, as a path from the root with the file's own extension. */
function targetOf(file, specifier) {
  const path = relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join("/");
  if (existsSync(join(root, path)) && /\.\w+$/.test(path)) return path;
  for (const candidate of [`${path}.ts`, `${path}/index.ts`]) if (existsSync(join(root, candidate))) return candidate;
  return path;
}

function checkLayer(folder, allowed, graph) {
  const files = filesUnder(folder);
  if (files.length === 0) fault(folder, "(nothing)", "there are no files to check");
  for (const file of files) {
    const part = partOf(file);
    const targets = [];
    graph.set(file, targets);
    if (!(part in allowed)) {
      fault(
        file,
        "(itself)",
        `${part} is no part of ${folder}/ that the picture knows; add it to scripts/check-imports.mjs`,
      );
      continue;
    }
    for (const { specifier, types } of importsOf(join(root, file))) {
      if (!specifier.startsWith(".")) {
        const users = PACKAGES[specifier];
        if (users === undefined) fault(file, specifier, "the library imports no such package");
        else if (folder !== "src" || !users.includes(part))
          fault(file, specifier, `only ${users.join(", ")} may import it`);
        continue;
      }
      const target = targetOf(file, specifier);
      if (!target.startsWith(`${folder}/`)) {
        fault(file, target, `${folder}/ imports nothing from outside itself`);
        continue;
      }
      targets.push(target);
      const to = partOf(target);
      if (to === part) continue;
      if (!allowed[part].includes(to)) {
        fault(file, target, `${part} may import ${allowed[part].join(", ") || "nothing"}, not ${to}`);
        continue;
      }
      for (const only of TYPES_ONLY) {
        if (folder !== "src" || only.from !== part || only.to !== to) continue;
        if (target !== only.file || !types) fault(file, target, `${only.rule}: import type from ${only.file} alone`);
      }
    }
  }
}

/** The command and the page are users: each sees the library by its name, and otherwise its own files and its own packages. */
function checkUser(folder, own) {
  const files = filesUnder(folder);
  if (files.length === 0) fault(folder, "(nothing)", "there are no files to check");
  const graph = new Map();
  for (const file of files) {
    const targets = [];
    graph.set(file, targets);
    for (const { specifier } of importsOf(join(root, file))) {
      if (!specifier.startsWith(".")) continue;
      const target = targetOf(file, specifier);
      targets.push(target);
      if (target.startsWith(`${own}/`)) continue;
      fault(file, target, `${own}/ sees the library by its name alone: import from "stridepool"`);
    }
  }
  checkCircles(graph);
}

function checkCircles(graph) {
  const cycle = cycleIn(graph);
  if (cycle !== undefined) fault(cycle[0], cycle.slice(1).join(" -> "), "imports go in a circle");
}

/** One cycle of imports, if there is any. */
function cycleIn(graph) {
  const done = new Set();
  const path = [];
  const visit = (file) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

for (const [folder, allowed] of [
  ["src", SRC],
  ["assembly", ASSEMBLY],
]) {
  const graph = new Map();
  checkLayer(folder, allowed, graph);
  checkCircles(graph);
}
checkUser("cli/src", "cli");
checkUser("web/src", "web");

if (faults.length > 0) {
  console.error(`imports that go the wrong way:\n${faults.map((line) => `  ${line}`).join("\n")}`);
  exit(1);
}
console.log("imports go one way");
