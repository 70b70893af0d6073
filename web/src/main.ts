import { backend } from "stridepool";
import { find } from "./dom.ts";
import { mountMatrix } from "./matrix/tab.ts";
import { mountPicture } from "./picture/tab.ts";
import { mountTabs } from "./tabs.ts";
import { mountTheme } from "./theme.ts";

mountTheme(find(document, "#theme", HTMLSelectElement));
const { engine, build, reason } = backend();
const badge = find(document, "#engine", HTMLElement);
badge.textContent = engine === "wasm" ? `Engine: WebAssembly, ${build} build` : "Engine: plain TypeScript";
badge.title = reason;
const matrix = mountMatrix(find(document, "#matrix", HTMLElement));
const picture = mountPicture(find(document, "#picture", HTMLElement), (file) => void matrix.open(file));
mountTabs(find(document, ".tabs", HTMLElement), (name) => picture.shown(name === "picture"));
