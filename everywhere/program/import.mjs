import fixtures from "./fixtures.mjs";
import { report } from "./report.mjs";

console.log(JSON.stringify(report(fixtures)));
