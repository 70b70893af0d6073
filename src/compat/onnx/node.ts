import { nearest, oneOf, rangeError, show, typeError } from "../../errors.ts";
import { OPERATORS, type Operator, type OperatorVersion } from "./operators.ts";

/** A node that has been read: which operator, in which version, with which attributes and how many outputs. */
export interface Node {
  readonly operator: Operator;
  readonly version: OperatorVersion;
  /** What refusals call it, such as MaxPool-12. */
  readonly called: string;
  readonly attributes: ReadonlyMap<string, unknown>;
  readonly outputs: number;
}

/** The fields of a NodeProto, the opset in which it is to be read, and its attributes by name. */
const FIELDS = ["op_type", "attributes", "opset", "output", "domain", "name", "doc_string", "input"];

/** Reads a node; an attribute that its operator's version doesn't have is refused. */
export function readNode(node: unknown): Node {
  const fields = record(node, "node", 'an object such as { op_type: "MaxPool", attributes: { kernel_shape: [2, 2] } }');
  for (const [name, value] of fields) {
    if (FIELDS.includes(name)) continue;
    const near = nearest(name, FIELDS);
    const hint = near === undefined ? "" : `did you mean ${near}? `;
    const message = `unknown field ${show(name)} of the node, got ${show(value)}; ${hint}it has ${FIELDS.join(", ")}`;
    throw typeError("unknown-option", name, value, message);
  }
  const domain = fields.get("domain");
  if (domain !== undefined && domain !== "" && domain !== "ai.onnx") {
    const message = `domain must be "" or "ai.onnx", got ${show(domain)}; no other domain's operators are here`;
    throw typeof domain === "string"
      ? rangeError("out-of-range", "domain", domain, message)
      : typeError("wrong-type", "domain", domain, message);
  }
  const operator = operatorNamed(fields.get("op_type"));
  const version = versionAt(operator, fields.get("opset"));
  const called = `${operator.name}-${version.since}`;
  return {
    operator,
    version,
    called,
    attributes: attributesOf(fields.get("attributes"), operator, version, called),
    outputs: outputsOf(fields.get("output")),
  };
}

/** The fields of a plain object, each read once; undefined is the same as not given. */
function record(value: unknown, name: string, what: string): Map<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw typeError("wrong-type", name, value, `${name} must be ${what}, got ${show(value)}`);
  }
  const fields = new Map<string, unknown>();
  for (const key of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) fields.set(key, field);
  }
  return fields;
}

function operatorNamed(name: unknown): Operator {
  const found = OPERATORS.find((operator) => operator.name === name);
  if (found !== undefined) return found;
  const names = OPERATORS.map((operator) => operator.name);
  const near = typeof name === "string" ? nearest(name, names) : undefined;
  const message = `op_type must be ${oneOf(names)}, got ${show(name)}${near === undefined ? "" : `; did you mean "${near}"?`}`;
  throw typeof name === "string"
    ? rangeError("unknown-op", "op_type", name, message)
    : typeError("unknown-op", "op_type", name, message);
}

/** An operator's version is the newest that is not newer than the model's opset; without an opset, the newest. */
function versionAt({ name, versions }: Operator, opset: unknown): OperatorVersion {
  if (opset === undefined) return versions.at(-1) as OperatorVersion;
  const first = (versions[0] as OperatorVersion).since;
  const number = typeof opset === "bigint" ? Number(opset) : opset;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < first) {
    const message = `opset must be an integer from ${first} on, with which ${name} came, got ${show(opset)}`;
    throw typeof number === "number"
      ? rangeError("out-of-range", "opset", opset, message)
      : typeError("wrong-type", "opset", opset, message);
  }
  return versions.filter(({ since }) => since <= number).at(-1) as OperatorVersion;
}

function attributesOf(
  value: unknown,
  { name, versions }: Operator,
  { attributes }: OperatorVersion,
  called: string,
): ReadonlyMap<string, unknown> {
  if (value === undefined) return new Map();
  const given = record(value, "attributes", "an object such as { kernel_shape: [2, 2] }");
  for (const [key, attribute] of given) {
    if (attributes.includes(key)) continue;
    const later = versions.find((version) => version.attributes.includes(key));
    const near = nearest(key, attributes);
    const takes = attributes.length === 0 ? "none" : attributes.join(", ");
    const hint = near === undefined ? "" : `did you mean ${near}? `;
    const why =
      later === undefined
        ? `is not one of ${called}; ${hint}it takes ${takes}`
        : `came with ${name}-${later.since}, and this is ${called}; leave it out, or give opset: ${later.since}`;
    throw typeError("unknown-option", key, attribute, `attribute ${key}, got ${show(attribute)}, ${why}`);
  }
  return given;
}

/** How many outputs are wanted: as many as the node names, else all. */
function outputsOf(output: unknown): number {
  if (output === undefined) return Infinity;
  if (!Array.isArray(output) || output.length === 0 || output.some((name) => typeof name !== "string")) {
    const message = `output must be a list of names such as ["Y", "Indices"], got ${show(output)}; leave it out for all outputs`;
    throw typeError("wrong-type", "output", output, message);
  }
  return output.reduce((count: number, name, i) => (name === "" ? count : i + 1), 0);
}
