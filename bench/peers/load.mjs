import { readFileSync } from "node:fs";

/**
 * A package of bench's own install. Its name is a variable, so that types are checked where it is not installed.
 * @param {string} name
 * @returns {Promise<any>}
 */
export function load(name) {
  return import(name);
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
