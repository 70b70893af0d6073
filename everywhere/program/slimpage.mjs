import * as slim from "stridepool/slim";
import { conformance } from "./conformance.mjs";
import fixtures from "./fixtures.mjs";
import { tell } from "./tell.mjs";

await tell(async () => {
  await slim.init(new URL("node_modules/stridepool/dist/stridepool.wasm", location.href));
  return { main: conformance(slim, fixtures) };
});
