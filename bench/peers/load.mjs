import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * A package of bench's own install. Its name is a variable, so that types are checked where it is not installed.
 * @param {string} name
 * @returns {Promise<any>}
 */
export function load(name) {
  return import(name);
}

/** @type {(name: string) => string} */
export function versionOf(name) {
  return require(`../node_modules/${name}/package.json`).version;
}
