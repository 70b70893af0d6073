import { test } from "vitest";
import { drawnWith } from "./support/cases.ts";
import { assertCases } from "./support/property.ts";

// What else is drawn, in files of their own, so that they run beside each other: test/property/.
test("any valid call gives what the definition says, on every build and by every way in", () => {
  assertCases(drawnWith(), 6000);
});
