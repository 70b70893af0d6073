const { report } = require("./report.mjs");
const fixtures = require("./fixtures.mjs").default;

for (const entry of ["stridepool", "stridepool/js"]) {
  const value = require(entry).maxPool(
    [
      [1, 2],
      [3, 4],
    ],
    2,
  ).data[0];
  if (value !== 4) throw new Error(`require("${entry}") gives ${value} for 4`);
}
for (const [entry, name] of [
  ["slim", "init"],
  ["torch", "maxPool2d"],
  ["onnx", "run"],
  ["tf", "pool"],
  ["webnn", "maxPool2d"],
  ["skimage", "blockReduce"],
]) {
  if (typeof require(`stridepool/${entry}`)[name] !== "function")
    throw new Error(`require("stridepool/${entry}") has no ${name}`);
}
console.log(JSON.stringify(report(fixtures)));
