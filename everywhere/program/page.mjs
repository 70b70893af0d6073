import fixtures from "./fixtures.mjs";
import { report } from "./report.mjs";
import { tell } from "./tell.mjs";

await tell(() => report(fixtures));
