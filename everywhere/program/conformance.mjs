/*
 * What is run in every runtime: the question that the package began with, and NumPy's and PyTorch's own results. Plain JavaScript, nothing
 * of any runtime's.
 */

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

const EIGHT = [
  19, 32, 28, 25, 31, 49, 17, 18, 4, 19, 50, 57, 29, 42, 5, 8, 44, 16, 54, 13, 15, 1, 58, 50, 18, 36, 29, 12, 39, 45,
  47, 44, 34, 31, 17, 28, 35, 62, 30, 54, 38, 50, 14, 50, 25, 24, 36, 4, 58, 27, 20, 34, 55, 22, 63, 59, 61, 30, 37, 24,
  23, 34, 5, 16,
];

/** Runs everything with the package's functions: which engine ran, how many results were compared, and which were wrong. */
export function conformance(api, { numpy, torch }) {
  const told = { compared: 0, wrong: [] };
  question(api, told);
  numpyCases(api, numpy, told);
  torchCases(api, torch, told);
  refusals(api, told);
  return { backend: api.backend(), ...told };
}

function compare(told, what, got, expected, near = () => false) {
  told.compared++;
  const same =
    got.length === expected.length &&
    got.every((value, i) => Object.is(plain(value), plain(expected[i])) || near(value, expected[i]));
  if (!same && told.wrong.length < 20) told.wrong.push(`${what}: ${show(got)} instead of ${show(expected)}`);
}

/** Up to the sign of a zero, which neither library promises. */
const plain = (value) => (value === 0 ? 0 : value);
const show = (values) => values.slice(0, 8).map(String).join(" ");

/** An 8 x 8 matrix of int64 by 2 x 2: the strided view, mean and max. */
function question(api, told) {
  const matrix = { data: BigInt64Array.from(EIGHT.map(BigInt)), shape: [8, 8] };
  const view = api.windows(matrix, [2, 2]);
  compare(told, "the view's shape", view.shape, [4, 4, 2, 2]);
  compare(told, "its strides in bytes", api.byteStrides(view), [128, 16, 64, 8]);
  compare(
    told,
    "2x2 means",
    api.toNested(api.meanPool(matrix, [2, 2])).flat(),
    [18.5, 40, 37.75, 12, 28.5, 27, 25, 49.75, 38.25, 27.25, 36.5, 31, 44, 28.75, 33.5, 35.75],
  );
  compare(told, "2x2 maxima", api.toNested(api.maxPool(matrix, 2)).flat(), [
    32n,
    57n,
    49n,
    18n,
    44n,
    54n,
    45n,
    58n,
    50n,
    50n,
    62n,
    54n,
    61n,
    37n,
    55n,
    63n,
  ]);
}

const dtypeOf = (name) => name.split(" ")[0];

function arrayOf(dtype, values) {
  const big = dtype.endsWith("64") && dtype !== "float64";
  return ARRAYS[dtype].from(values, big ? BigInt : Number);
}

function numpyCases(api, { arrays, layouts, cases }, told) {
  for (const { array, layout, op, shape, dtype, round, result } of cases) {
    const data = arrayOf(dtypeOf(array), arrays[array]);
    const { window, hop, axes, edge, ...input } = layouts[layout];
    const options = { axes, edge, stride: hop, ...(dtype && { dtype }), ...(round && { round }) };
    const pooled = api.pool(op, { data, ...input }, window, options);
    const what = `${op} of ${array}, layout ${layout}, ${JSON.stringify(options)}`;
    compare(told, `shape of ${what}`, pooled.shape, shape);
    const taps = window.reduce((a, b) => a * b, 1);
    const size = Math.max(...Array.from(data, (value) => Math.abs(Number(value)))) * (op === "sum" ? taps : 1);
    const most = (taps + 1) * size * (dtypeOf(array) === "float32" ? 2 ** -24 : 2 ** -53);
    const real = array.endsWith("real") && op !== "max" && op !== "min";
    const near = (value, expected) => real && Math.abs(value - expected) <= most;
    compare(told, what, Array.from(pooled.data), Array.from(arrayOf(pooled.dtype, result)), near);
  }
}

function torchCases(api, { inputs }, told) {
  for (const { shape, data, calls } of inputs) {
    const input = { data: Float32Array.from(data), shape };
    const axes = shape.map((_, axis) => axis).slice(2);
    for (const { op, window, adaptive, shape: expected, result, ...options } of calls) {
      const pooled =
        adaptive === undefined
          ? api.pool(op, input, window, { ...options, axes })
          : api.adaptivePool(op, input, adaptive, { axes });
      const what = `${op} ${window ?? `to ${adaptive}`} of ${shape}, ${JSON.stringify(options)}`;
      compare(told, `shape of ${what}`, pooled.shape, expected);
      // Its adaptive means are rounded once for each axis.
      const near = (value, theirs) => adaptive !== undefined && Math.abs(value - theirs) <= 2 ** -22 * Math.abs(theirs);
      compare(told, what, Array.from(pooled.data), Array.from(Float32Array.from(result, Number)), near);
    }
  }
}

/** What is refused, and that it is a StridepoolError. */
function refusals(api, told) {
  for (const [what, call] of [
    ["stride 0", () => api.maxPool([[1, 2]], 1, { stride: 0 })],
    ["a window that does not fit", () => api.maxPool([[1, 2]], 3)],
    ["text", () => api.maxPool("text", 1)],
  ]) {
    let name = "nothing thrown";
    try {
      call();
    } catch (error) {
      name = error.name;
    }
    compare(told, what, [name], ["StridepoolError"]);
  }
}
