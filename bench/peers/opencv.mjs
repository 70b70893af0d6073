import { load as loadPackage, versionOf } from "./load.mjs";
import { need, Unable } from "./unable.mjs";

/** @import { Library, Ready } from "../peers.mjs" */
/** @import { inputOf } from "../data.mjs" */
/** @import { Problem } from "../shapes.mjs" */

const DEPTHS = { uint8: "8U", int8: "8S", uint16: "16U", int16: "16S", int32: "32S", float32: "32F", float64: "64F" };

const MOST_BYTES = 2 ** 28;

/** @returns {Promise<Library>} */
export async function load() {
  const cv = await (await loadPackage("@techstark/opencv-js")).default;
  return {
    name: "opencv.js",
    version: versionOf("@techstark/opencv-js"),
    native: false,
    prepare: (problem, data) => prepare(cv, problem, data),
  };
}

/** @type {(cv: any, problem: Problem, data: ReturnType<typeof inputOf>) => Ready[]} */
function prepare(cv, problem, data) {
  const { op, dtype, result, shape, window, stride, padding, border, axes, outShape } = problem;
  const channels = shape[2] ?? 1;
  need(axes[0] === 0 && axes[1] === 1 && shape.length <= 3 && channels <= 4, result === dtype);
  const blocks = window.every((k, i) => stride[i] === k && padding[i] === 0);
  const sliding = window.every((k, i) => stride[i] === 1 && k % 2 === 1 && padding[i] === k >> 1);
  const depth = DEPTHS[/** @type {keyof typeof DEPTHS} */ (dtype.name)];
  const kind = cv[`CV_${depth}C${channels}`];
  const square = window[0] === window[1];
  // INTER_AREA and blur of 32-bit integers do not exist.
  const averages = dtype.name !== "int32" && dtype.name !== "int8";
  const median = sliding && square && border === "edge" && (window[0] <= 5 || dtype.name === "uint8");
  need(
    (op === "mean" && averages && (blocks || (sliding && border !== undefined))) ||
      ((op === "max" || op === "min" || op === "range") && sliding && border === undefined) ||
      (op === "median" && median),
  );
  if (problem.bytes > MOST_BYTES) throw new Unable("left out: too many bytes for its memory");
  const whole = new cv.Mat(shape[0], shape[1], kind);
  whole.data.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const [rows, columns] = outShape;
  const used = blocks ? whole.roi(new cv.Rect(0, 0, columns * window[1], rows * window[0])) : whole;
  const to = new cv.Mat(rows, columns, kind);
  const size = new cv.Size(columns, rows);
  const ones = cv.Mat.ones(window[0], window[1], cv.CV_8U);
  const middle = new cv.Point(-1, -1);
  const extent = new cv.Size(window[1], window[0]);
  const around = border === "reflect" ? cv.BORDER_REFLECT_101 : cv.BORDER_REPLICATE;
  const run = () => {
    if (op === "max") cv.dilate(used, to, ones);
    else if (op === "min") cv.erode(used, to, ones);
    else if (op === "range") cv.morphologyEx(used, to, cv.MORPH_GRADIENT, ones);
    else if (op === "median") cv.medianBlur(used, to, window[0]);
    else if (blocks) cv.resize(used, to, size, 0, 0, cv.INTER_AREA);
    else cv.blur(used, to, extent, middle, around);
  };
  return [
    {
      rule: op !== "mean" ? "exact" : dtype.float ? "ulp" : "ties",
      contestant: run,
      result() {
        run();
        return new dtype.Array(to.data.slice().buffer);
      },
      dispose() {
        for (const mat of new Set([whole, used, to, ones])) mat.delete();
      },
    },
  ];
}
