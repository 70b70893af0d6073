import { readFileSync } from "node:fs";
import * as slim from "stridepool/slim";
import { conformance } from "./conformance.mjs";
import fixtures from "./fixtures.mjs";

await slim.init(readFileSync(new URL(import.meta.resolve("stridepool/stridepool.wasm"))));
console.log(JSON.stringify({ main: conformance(slim, fixtures) }));
