// Makes a compiled engine smaller when it is compressed, and leaves what it does as it is.
//
// Functions stand in another order: those much alike beside each other. Deflate, by which nearly every server sends a module, finds
// what repeats within 32 KiB alone, and copies of a kernel for several types are further apart in the order in which the compiler
// meets them. And locals are numbered in the order of their first use, so that the same code has the same numbers; the compiler
// numbers those first that are used most, and one use more in one copy of a kernel changes every number.

import { HEADER, numberAt } from "./engine-report.mjs";

const SECTION = { custom: 0, types: 1, import: 2, functions: 3, exports: 7, start: 8, elements: 9, code: 10 };
const FUNCTION = 0;

/** The types of locals in the order in which they are declared: i32, v128, f32, f64, i64. */
const TYPES = [0x7f, 0x7b, 0x7d, 0x7c, 0x7e];

/** Bytes of code that what comes next is compared with: a little less than what Deflate looks back over. */
const LOOKED_BACK = 28_000;

/** Bytes that have to be the same in a row to count as alike. */
const RUN = 6;

function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return Uint8Array.of(...bytes, value);
}

const joined = (parts) => new Uint8Array(Buffer.concat(parts));

/** Sections as they follow each other. */
function sectionsOf(bytes) {
  const sections = [];
  for (let at = HEADER; at < bytes.length; ) {
    const [length, start] = numberAt(bytes, at + 1);
    sections.push({ id: bytes[at], content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return sections;
}

/** The locals that a body begins with, and where the numbers of called functions and of locals stand in it. */
function partsOf(body) {
  const calls = [];
  const uses = [];
  const locals = [];
  let at = 0;
  const skip = (count = 1) => {
    for (; count > 0; count--) while (body[at++] > 127);
  };
  const next = () => {
    const [value, end] = numberAt(body, at);
    at = end;
    return value;
  };
  for (let groups = next(); groups > 0; groups--) {
    for (let count = next(); count > 0; count--) locals.push(body[at]);
    at++;
  }
  const code = at;
  while (at < body.length) {
    const opcode = body[at++];
    if (opcode === 0x10 || opcode === 0x12) {
      const start = at;
      const callee = next();
      calls.push({ start, end: at, callee });
    } else if (opcode >= 0x20 && opcode <= 0x22) {
      const start = at;
      const local = next();
      uses.push({ start, end: at, local });
    } else if (opcode === 0x11 || opcode === 0x13 || (opcode >= 0x28 && opcode <= 0x3e)) skip(2);
    else if (opcode === 0x0e) skip(next() + 1);
    else if (opcode === 0x1c) skip(next());
    else if (opcode === 0x43) at += 4;
    else if (opcode === 0x44) at += 8;
    else if (
      (opcode >= 0x02 && opcode <= 0x04) ||
      opcode === 0x0c ||
      opcode === 0x0d ||
      opcode === 0x23 ||
      opcode === 0x24
    )
      skip();
    else if (opcode >= 0x3f && opcode <= 0x42) skip();
    else if (opcode === 0xfc) skip(memoryOperands(next()));
    else if (opcode === 0xfd) {
      const vector = next();
      if (vector <= 11 || vector === 92 || vector === 93) skip(2);
      else if (vector === 12 || vector === 13) at += 16;
      else if (vector >= 21 && vector <= 34) at++;
      else if (vector >= 84 && vector <= 91) {
        skip(2);
        at++;
      }
    } else if (opcode > 0xc4) throw new Error(`an instruction that the engine never had: ${opcode}`);
  }
  return { calls, uses, locals, code };
}

/** Numbers after the opcodes of saturating truncation, and of operations on whole runs of memory. */
function memoryOperands(opcode) {
  if (opcode < 8) return 0;
  if (opcode === 10) return 2;
  if (opcode === 11) return 1;
  throw new Error(`an instruction that the engine never had: 0xfc ${opcode}`);
}

/** How many functions a module imports. */
function importedIn(content) {
  let [count, at] = numberAt(content, 0);
  let functions = 0;
  for (; count > 0; count--) {
    for (let name = 0; name < 2; name++) {
      const [length, start] = numberAt(content, at);
      at = start + length;
    }
    if (content[at++] === FUNCTION) {
      functions++;
      [, at] = numberAt(content, at);
    } else {
      // The only other thing that an engine imports is its memory.
      const limits = content[at++];
      for (let i = limits & 1; i >= 0; i--) [, at] = numberAt(content, at);
    }
  }
  return functions;
}

/** Each function's code, in the module's order. */
export function bodiesOf(bytes) {
  const { content } = sectionsOf(bytes).find(({ id }) => id === SECTION.code);
  let [count, at] = numberAt(content, 0);
  const bodies = [];
  for (; count > 0; count--) {
    const [length, start] = numberAt(content, at);
    at = start + length;
    bodies.push(content.subarray(start, at));
  }
  return bodies;
}

/** How many parameters each type of function has. */
function parametersIn(content) {
  let [count, at] = numberAt(content, 0);
  const parameters = [];
  for (; count > 0; count--) {
    const [taken, from] = numberAt(content, at + 1);
    const [given, to] = numberAt(content, from + taken);
    parameters.push(taken);
    at = to + given;
  }
  return parameters;
}

function typesIn(content) {
  let [count, at] = numberAt(content, 0);
  const types = [];
  for (; count > 0; count--) {
    const [type, end] = numberAt(content, at);
    types.push(type);
    at = end;
  }
  return types;
}

/** A body whose locals are numbered, each type by itself, in the order of their first use. */
function numberedByUse(body, parameters) {
  const { uses, locals, code } = partsOf(body);
  const met = [...new Set(uses.map(({ local }) => local))].filter((local) => local >= parameters);
  const numbers = new Map();
  const groups = [];
  for (const type of TYPES) {
    const some = met.filter((local) => locals[local - parameters] === type);
    for (const local of some) numbers.set(local, parameters + numbers.size);
    if (some.length > 0) groups.push(number(some.length), Uint8Array.of(type));
  }
  if (numbers.size !== met.length) throw new Error("a local of a type that the engine never had");
  const parts = [number(groups.length / 2), ...groups];
  let from = code;
  for (const { start, end, local } of uses) {
    parts.push(body.subarray(from, start), number(numbers.get(local) ?? local));
    from = end;
  }
  return joined([...parts, body.subarray(from)]);
}

/** The same module with every function's locals numbered so. */
export function localsByUse(bytes) {
  const sections = sectionsOf(bytes);
  const contentOf = (id) => sections.find((section) => section.id === id).content;
  const parameters = parametersIn(contentOf(SECTION.types));
  const types = typesIn(contentOf(SECTION.functions));
  const parts = [bytes.subarray(0, HEADER)];
  for (const { id, content } of sections) {
    if (id === SECTION.code) {
      const bodies = bodiesOf(bytes).map((body, function_) => numberedByUse(body, parameters[types[function_]]));
      const code = joined([number(bodies.length), ...bodies.flatMap((body) => [number(body.length), body])]);
      parts.push(Uint8Array.of(id), number(code.length), code);
    } else parts.push(Uint8Array.of(id), number(content.length), content);
  }
  return joined(parts);
}

/** The same module with its functions in another order: `order` has the number of the one that comes first, and so on. */
export function inOrder(bytes, order) {
  const sections = sectionsOf(bytes);
  const imports = sections.find(({ id }) => id === SECTION.import);
  const imported = imports === undefined ? 0 : importedIn(imports.content);
  const placeOf = new Map(order.map((function_, place) => [function_ + imported, place + imported]));
  const renumbered = (callee) => placeOf.get(callee) ?? callee;

  const rewritten = ({ id, content }) => {
    if (id === SECTION.custom || id === SECTION.start || id === SECTION.elements) {
      throw new Error(`a section ${id} with functions' numbers or names, which the engine never had`);
    }
    let [count, at] = numberAt(content, 0);
    const parts = [number(count)];
    if (id === SECTION.functions) {
      const types = typesIn(content);
      for (const function_ of order) parts.push(number(types[function_]));
    } else if (id === SECTION.exports) {
      for (; count > 0; count--) {
        const [length, start] = numberAt(content, at);
        const [index, end] = numberAt(content, start + length + 1);
        const kind = content[start + length];
        parts.push(content.subarray(at, start + length + 1), number(kind === FUNCTION ? renumbered(index) : index));
        at = end;
      }
    } else if (id === SECTION.code) {
      const bodies = bodiesOf(bytes);
      for (const function_ of order) {
        const body = bodies[function_];
        const pieces = [];
        let from = 0;
        for (const { start, end, callee } of partsOf(body).calls) {
          pieces.push(body.subarray(from, start), number(renumbered(callee)));
          from = end;
        }
        const code = joined([...pieces, body.subarray(from)]);
        parts.push(number(code.length), code);
      }
    } else return content;
    return joined(parts);
  };

  const parts = [bytes.subarray(0, HEADER)];
  for (const section of sections) {
    const content = rewritten(section);
    parts.push(Uint8Array.of(section.id), number(content.length), content);
  }
  return joined(parts);
}

/** The same for a module in text form. */
export function textInOrder(text, order) {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, i) => (line.startsWith(" (func ") ? [i] : []));
  if (starts.length !== order.length)
    throw new Error(`the text has ${starts.length} functions and the module ${order.length}`);
  if (starts.length === 0) return text;
  const end = lines.indexOf(" )", starts.at(-1)) + 1;
  const functions = starts.map((start, i) => lines.slice(start, starts[i + 1] ?? end));
  return [
    ...lines.slice(0, starts[0]),
    ...order.flatMap((function_) => functions[function_]),
    ...lines.slice(end),
  ].join("\n");
}

/** An order of functions in which each has as many runs of bytes as can be in common with those just before it. */
export function likeBesideLike(bodies) {
  const numbers = new Map();
  const users = [];
  const runs = bodies.map((body, function_) => {
    const found = new Set();
    for (let at = 0; at + RUN <= body.length; at++) {
      const key = body.subarray(at, at + RUN).join();
      let run = numbers.get(key);
      if (run === undefined) {
        run = numbers.size;
        numbers.set(key, run);
        users.push([]);
      }
      if (!found.has(run)) users[run].push(function_);
      found.add(run);
    }
    return [...found];
  });
  const seen = new Int32Array(users.length);
  const common = new Int32Array(bodies.length);
  const left = new Set(bodies.keys());
  const order = [];
  let oldest = 0;
  let looked = 0;
  for (let next = 0; left.size > 0; ) {
    order.push(next);
    left.delete(next);
    looked += bodies[next].length;
    for (const run of runs[next]) {
      if (seen[run]++ === 0) for (const user of users[run]) common[user]++;
    }
    for (; looked > LOOKED_BACK && oldest < order.length - 1; oldest++) {
      const last = order[oldest];
      looked -= bodies[last].length;
      for (const run of runs[last]) {
        if (--seen[run] === 0) for (const user of users[run]) common[user]--;
      }
    }
    let most = -1;
    for (const function_ of left) {
      const share = common[function_] / (runs[function_].length + 1);
      if (share > most) [next, most] = [function_, share];
    }
  }
  return order;
}
