import fc from "fast-check";
import { test } from "vitest";
import { OP_NAMES } from "../../src/registry/ops.ts";
import { drawnWith } from "../support/cases.ts";
import { assertCases } from "../support/property.ts";

test.each(OP_NAMES)("%s is what its definition says, on every build", (op) => {
  assertCases(drawnWith({ op: fc.constant(op) }), 300);
});
