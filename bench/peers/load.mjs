import { existsSync, readFileSync } from "node:fs";

/** A package of bench/package.json that is not installed. */
export class Missing extends Error {
  /** @param {string} name */
  constructor(name) {
    super(`${name} is not installed: npm install --prefix bench --ignore-scripts`);
  }
}

/**
 * A package of bench's own install, and of no other that may be found from here. Its name is a variable, so that types are
 * checked where it is not installed.
 * @param {string} name
 * @param {string} [entry]
 * @returns {Promise<any>}
 */
export async function load(name, entry = "") {
  if (!existsSync(folderOf(name))) throw new Missing(name);
  return import(`${name}${entry}`);
}

/**
 * Where such a package lies.
 * @type {(name: string) => URL}
 */
export function folderOf(name) {
  return new URL(`../node_modules/${name}/`, import.meta.url);
}

/** @type {(name: string) => string} */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL("package.json", folderOf(name)), "utf8")).version;
}
