// Writes test/fixtures/tf.json: poolings as TensorFlow.js computes them on its CPU backend, for the tests to compare with.
//
// Not part of the checks: the file it writes is committed, and no test needs TensorFlow.js, which is no dependency of this
// package. To write it again:
//
//     npm install --prefix /somewhere/else @tensorflow/tfjs
//     node scripts/oracles/tf_cases.mjs /somewhere/else
//
// `node scripts/oracles/tf_cases.mjs /somewhere/else lines` instead reads calls from its input and prints what they give; so
// scripts/oracles/systems.py has those of docs/SYSTEMS.md run.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { argv, stdout } from "node:process";

const [, , folder, mode] = argv;
if (folder === undefined) throw new Error("say in which folder @tensorflow/tfjs is installed");
const tf = createRequire(join(folder, "package.json"))("@tensorflow/tfjs");
await tf.setBackend("cpu");
await tf.ready();

/** A number as JSON holds it exactly: what JSON has no number for is a string. */
const value = (x) => (Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? "-0" : String(x));
const held = (tensor) => ({ shape: tensor.shape, dtype: tensor.dtype, result: Array.from(tensor.dataSync(), value) });

/** Whole numbers, so that sums are exact in any order; from the same start the same ones. */
function numbers(length, seed, spread) {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * (2 * spread + 1)) - spread;
  });
}

const SHAPES = {
  image: [7, 9, 3],
  plain: [6, 6, 1],
  batch: [2, 5, 8, 2],
  tall: [1, 11, 3, 1],
  dot: [1, 1, 1, 4],
  row: [1, 1, 7, 2],
  none: [0, 4, 4, 2],
  box: [4, 5, 6, 2],
  boxes: [2, 3, 4, 5, 1],
};
const inputs = {};
for (const [i, [name, shape]] of Object.entries(SHAPES).entries()) {
  const length = shape.reduce((a, b) => a * b, 1);
  inputs[name] = { shape, dtype: "float32", data: numbers(length, i + 1, 60) };
  inputs[`${name} ties`] = { shape, dtype: "float32", data: numbers(length, i + 20, 1) };
  inputs[`${name} whole`] = { shape, dtype: "int32", data: numbers(length, i + 40, 2 ** 24) };
}
inputs["image special"] = {
  ...inputs.image,
  data: inputs.image.data.map((x, i) => [x, Infinity, -Infinity][i % 7] ?? x),
};
inputs["batch special"] = { ...inputs.batch, data: inputs.batch.data.map((x, i) => [x, -Infinity][i % 5] ?? x) };
inputs["image nan"] = { ...inputs.image, data: inputs.image.data.map((x, i) => (i % 17 === 0 ? NaN : x)) };
inputs["image fractions"] = { ...inputs.image, data: inputs.image.data.map((x) => x / 64) };

/** An argument for one axis: a number stands for all of them. */
const each = (x, i) => (typeof x === "number" ? x : x[i]);

const tensorOf = ({ shape, dtype, data }) => tf.tensor(data, shape, dtype);

/** Every call as its function's name, its input's and its other arguments. */
function calls() {
  const made = [];
  const pads = ["valid", "same", 0, 1, 2];
  const windows = [
    [1, 1],
    [2, 2],
    [3, 1],
    [2, 3],
    [3, 2],
    [5, 4],
    [1, 3],
  ];
  let turn = 0;
  const next = (list) => list[turn++ % list.length];
  for (const input of ["image", "plain", "batch", "tall", "dot", "row", "none"]) {
    for (const pad of pads) {
      for (const [size, hop] of windows) {
        const fn = next(["maxPool", "avgPool", "avgPool"]);
        const form = fn === "maxPool" ? next([input, `${input} ties`, `${input} whole`]) : input;
        made.push([fn, form, [size, hop, pad]]);
      }
    }
  }
  for (const input of ["image", "batch", "tall"]) {
    for (const rounding of ["floor", "round", "ceil"]) {
      for (const [size, hop] of [
        [2, 2],
        [2, 3],
        [3, 4],
        [1, 5],
      ]) {
        made.push([next(["maxPool", "avgPool"]), input, [size, hop, next([0, 1]), rounding]]);
      }
      made.push([
        next(["maxPool", "avgPool"]),
        input,
        [
          [2, 3],
          [3, 2],
          [
            [0, 0],
            [1, 2],
            [0, 1],
            [0, 0],
          ],
          rounding,
        ],
      ]);
    }
    made.push(["maxPool", input, [[3, 2], [1, 2], "same"]]);
    made.push(["avgPool", input, [[3, 2], [2, 1], "same"]]);
    made.push([
      "avgPool",
      input,
      [
        [2, 3],
        [1, 2],
        [
          [0, 0],
          [2, 0],
          [1, 3],
          [0, 0],
        ],
      ],
    ]);
    made.push(["maxPool", input, [[2, 3], [2, 3], 1]]);
    made.push(["avgPool", input, [2, [1, 2], 0]]);
  }
  for (const input of ["image", "image ties", "batch"]) {
    for (const type of ["max", "avg"]) {
      for (const pad of ["valid", "same", 1]) {
        made.push(["pool", input, [2, type, pad]]);
        made.push(["pool", input, [[3, 2], type, pad, null, [2, 1]]]);
        made.push(["pool", input, [2, type, pad, 2]]);
        made.push(["pool", input, [[2, 3], type, pad, [2, 1]]]);
      }
      made.push(["pool", input, [2, type, 1, 1, 3, "ceil"]]);
    }
  }
  for (const input of ["batch", "batch ties", "batch whole", "tall", "dot", "row"]) {
    for (const batched of [false, true]) {
      for (const [size, hop, pad] of [
        [2, 2, "valid"],
        [3, 1, "same"],
        [2, 2, 1],
        [1, 2, "valid"],
        [[2, 3], [3, 1], "same"],
      ]) {
        if (batched && size === 1) continue;
        made.push(["maxPoolWithArgmax", input, [size, hop, pad, batched]]);
      }
    }
  }
  for (const input of ["box", "boxes"]) {
    for (const [size, hop] of [
      [1, 1],
      [2, 2],
      [2, 1],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [2, 3, 1],
        [2, 1, 3],
      ],
      [1, 3],
    ]) {
      for (const pad of ["valid", "same", 0, 1]) {
        made.push([next(["maxPool3d", "avgPool3d"]), input, [size, hop, pad]]);
      }
    }
    for (const rounding of ["floor", "round", "ceil"])
      made.push([next(["maxPool3d", "avgPool3d"]), input, [2, 3, 1, rounding]]);
  }
  for (const [fn, input] of [
    ["maxPool", "image special"],
    ["maxPool", "image nan"],
    ["avgPool", "image nan"],
    ["avgPool", "image fractions"],
    ["maxPool", "image fractions"],
  ]) {
    made.push([fn, input, [2, 2, "valid"]], [fn, input, [3, 2, "same"]], [fn, input, [2, 1, 1]]);
  }
  made.push(["maxPoolWithArgmax", "batch special", [2, 2, "valid", false]]);
  return made;
}

/** How many windows the formula of TensorFlow's documentation gives on each spatial axis. */
function documented(fn, shape, args) {
  const deep = fn.endsWith("3d");
  const [size, hop, pad, dilation, rounding] =
    fn === "pool"
      ? [args[0], args[4] ?? 1, args[2], args[3] ?? 1, args[5]]
      : [args[0], args[1], args[2], 1, fn === "maxPoolWithArgmax" ? undefined : args[3]];
  const rank = deep ? 3 : 2;
  const spatial = shape.slice(-rank - 1, -1);
  return spatial.map((extent, i) => {
    const [k, s, d] = [each(size, i), each(hop, i), each(dilation, i)];
    if (pad === "same") return Math.ceil(extent / s);
    const [low, high] = pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : pad[i + 1];
    const rule = { floor: Math.floor, ceil: Math.ceil, round: Math.round }[rounding] ?? Math.trunc;
    return rule((extent - (k - 1) * d - 1 + low + high) / s + 1);
  });
}

/** Whether some window holds no element of the input; only a pad in numbers is wide enough for that here. */
function hasEmptyWindow(fn, shape, [size, hop, pad], counts) {
  if (typeof pad !== "number" || fn === "pool") return false;
  const spatial = shape.slice(-counts.length - 1, -1);
  return spatial.some((extent, i) => pad >= each(size, i) || (counts[i] - 1) * each(hop, i) - pad >= extent);
}

/** Why what TensorFlow.js gives, or that it refuses, is not what this package follows; undefined where it is. */
function doubt(fn, { shape, data, dtype }, args, given) {
  const deep = fn.endsWith("3d");
  const [size, hop, pad] = args;
  const counts = documented(fn, shape, args);
  if (counts.some((count) => count < 1)) {
    return "no window fits: TensorFlow.js throws or gives an empty tensor, this package refuses";
  }
  if (fn === "pool" && typeof args[2] === "number" && args[3] != null && args[3] !== 1) {
    return "TensorFlow.js leaves a pad in numbers out where there are dilations";
  }
  if (given instanceof Error) return `TensorFlow.js throws: ${given.message.slice(0, 80)}`;
  if (!fn.startsWith("avg") && data.some(Number.isNaN)) {
    return "which NaN reaches a maximum depends on TensorFlow.js's backend; here every one does";
  }
  if (fn === "maxPoolWithArgmax" && data.includes(-Infinity)) {
    return "TensorFlow.js has position -1 for -Infinity; here it has its own";
  }
  const result = given.result ?? given;
  const theirs = result.shape.slice(-counts.length - 1, -1);
  if (JSON.stringify(theirs) !== JSON.stringify(counts)) {
    return `TensorFlow.js counts columns by the window's height and its hop: ${theirs} instead of ${counts}`;
  }
  const spatial = shape.slice(-counts.length - 1, -1);
  if (deep && pad === "same" && spatial.some((extent, i) => (counts[i] - 1) * each(hop, i) + each(size, i) < extent)) {
    return "TensorFlow.js's 3-D 'same' pads by less than nothing where strides skip elements";
  }
  if (size === 1 && typeof pad === "number" && pad > 0 && JSON.stringify(result.shape) === JSON.stringify(shape)) {
    return "TensorFlow.js gives the input back for a window of one element, even where padding moves it";
  }
  if (hasEmptyWindow(fn, shape, args, counts)) {
    if (fn === "avgPool3d")
      return "the mean of padding alone is 0 in TensorFlow.js's 3-D kernel, NaN in its 2-D one and here";
    if (dtype === "int32") return "the maximum of padding alone is 0 in TensorFlow.js's int32, the lowest one here";
  }
  return undefined;
}

function attempt(run) {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

function fixture() {
  const cases = [];
  const leftOut = [];
  for (const [fn, input, args] of calls()) {
    const given = attempt(() => tf[fn](tensorOf(inputs[input]), ...args.map((arg) => arg ?? undefined)));
    const reason = doubt(fn, inputs[input], args, given);
    if (reason !== undefined) leftOut.push({ fn, input, args, reason });
    else if (given.result === undefined) cases.push({ fn, input, args, ...held(given) });
    else cases.push({ fn, input, args, ...held(given.result), indexes: held(given.indexes).result });
  }
  const used = new Set([...cases, ...leftOut].map(({ input }) => input));
  const lines = (list) => `[\n${list.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n ]`;
  const arrays = Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => used.has(name))
      .map(([name, { shape, dtype, data }]) => [name, { shape, dtype, data: data.map(value) }]),
  );
  const parts = [
    ` "generated": "by scripts/oracles/tf_cases.mjs; not to be edited"`,
    ` "tfjs": ${JSON.stringify(tf.version.tfjs)}`,
    ` "backend": ${JSON.stringify(tf.getBackend())}`,
    ` "node": ${JSON.stringify(process.version)}`,
    ` "inputs": {\n${Object.entries(arrays)
      .map(([name, array]) => `  ${JSON.stringify(name)}: ${JSON.stringify(array)}`)
      .join(",\n")}\n }`,
    ` "cases": ${lines(cases)}`,
    ` "leftOut": ${lines(leftOut)}`,
  ];
  const path = new URL("../../test/fixtures/tf.json", import.meta.url);
  writeFileSync(path, `{\n${parts.join(",\n")}\n}\n`);
  console.log(`tf.json: ${cases.length} cases, ${leftOut.length} left out`);
}

/** The table's calls: each is evaluated as it stands there, with the arrays that it names. */
function answer() {
  const { lines, arrays } = JSON.parse(readFileSync(0, "utf8"));
  const tensors = Object.values(arrays).map(({ shape, dtype, data }) => tf.tensor(data.map(Number), shape, dtype));
  const answers = lines.map((line) =>
    held(new Function("tf", ...Object.keys(arrays), `return (${line});`)(tf, ...tensors)),
  );
  stdout.write(JSON.stringify({ tfjs: tf.version.tfjs, answers }));
}

if (mode === "lines") answer();
else fixture();
