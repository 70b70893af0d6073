import fixtures from "./fixtures.mjs";
import { report } from "./report.mjs";

export default {
  async fetch() {
    return Response.json(report(fixtures));
  },
};
