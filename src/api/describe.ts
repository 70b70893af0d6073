import { rangeError, show, typeError } from "../errors.ts";
import {
  DTYPE_NAMES,
  DTYPES,
  type DTypeRow,
  dtypeOfArray,
  ownArray,
  type TypedArray,
  typedArrayName,
} from "../registry/dtypes.ts";
import { checkBounds, detachedError, MAX_RANK, rowMajor, sizeOf, type View } from "../shape/view.ts";
import { checkInteger, field, isCount, listOf, OBJECT } from "./check.ts";
import { describeNested } from "./nested.ts";

const FORMS = "{ data, shape }, { data, dims }, { data, width, height }, { data, info: { width, height, channels } }";

/** What is looked for in every input. */
interface Fields {
  readonly data?: unknown;
  readonly dtype?: unknown;
  readonly type?: unknown;
  readonly shape?: unknown;
  readonly stride?: unknown;
  readonly strides?: unknown;
  readonly offset?: unknown;
}

/** Any input form as a view of its data; every field is read once, and the bounds are checked last. */
export function describe(input: unknown, name: string): View {
  if (Array.isArray(input)) return describeNested(input, name);
  if (typeof input !== "object" || input === null) throw notAnInput(input, name);
  // Each read by its own name where it may be, so that V8 remembers for each where it stands.
  const fields = input as Fields;
  const data = "data" in OBJECT ? field(input, "data") : fields.data;
  const dtype = "dtype" in OBJECT ? field(input, "dtype") : fields.dtype;
  const half = dtype === "float16" || ("type" in OBJECT ? field(input, "type") : fields.type) === "float16";
  const shape = "shape" in OBJECT ? field(input, "shape") : fields.shape;
  if (shape !== undefined) return describeStrided(input, data, shape, name, half);
  const dims = field(input, "dims");
  if (dims !== undefined) return rowMajorView(data, half, shapeOf(dims, name, ".dims"), name, ".dims", false);
  const info = field(input, "info");
  if (typeof info === "object" && info !== null) {
    const [width, height, channels] = ["width", "height", "channels"].map((side) => field(info, side));
    return describeImage(width, height, channels, data, half, ".info", name);
  }
  const width = field(input, "width");
  const height = field(input, "height");
  if (width !== undefined || height !== undefined) {
    return describeImage(width, height, field(input, "channels"), data, half, "", name);
  }
  throw notAnInput(input, name);
}

function notAnInput(input: unknown, name: string): unknown {
  const hint =
    typedArrayName(input) === undefined ? "" : "; a bare typed array has no shape: wrap it as { data, shape }";
  return typeError(
    "wrong-type",
    name,
    input,
    `${name} must be ${FORMS}${name === "out" ? "" : " or nested arrays of numbers"}, got ${show(input)}${hint}`,
  );
}

function describeStrided(input: object, data: unknown, shape: unknown, name: string, half: boolean): View {
  const fields = input as Fields;
  const stride = "stride" in OBJECT ? field(input, "stride") : fields.stride;
  const strides = "strides" in OBJECT ? field(input, "strides") : fields.strides;
  const offset = "offset" in OBJECT ? field(input, "offset") : fields.offset;
  const extents = shapeOf(shape, name, ".shape");
  const given = stride === undefined ? strides : stride;
  if (given === undefined && offset === undefined) {
    return rowMajorView(data, half, extents, name, ".shape", false);
  }
  const pitch =
    given === undefined
      ? rowMajor(extents)
      : pitchOf(given, name, extents, stride === undefined ? ".strides" : ".stride");
  if (stride !== undefined && strides !== undefined) {
    const other = pitchOf(strides, name, extents, ".strides");
    if (other.some((step, axis) => step !== pitch[axis])) {
      throw rangeError(
        "shape-mismatch",
        `${name}.strides`,
        strides,
        `${name} has both stride ${show(stride)} and strides ${show(strides)}, and they differ; keep one of them`,
      );
    }
  }
  const start = offset === undefined ? 0 : offset;
  if (!isCount(start)) checkInteger(start, `${name}.offset`, 0, "it is the position of the first element in data");
  sizeOf(extents, name, ".shape");
  const dtype = dtypeOf(data, half, name);
  const array = arrayBehind(data, dtype, name);
  const view: View = { data: array, dtype, shape: extents, pitch, offset: start, image: false };
  checkBounds(view, name);
  return view;
}

function describeImage(
  width: unknown,
  height: unknown,
  given: unknown,
  data: unknown,
  half: boolean,
  part: string,
  name: string,
): View {
  const at = name + part;
  checkInteger(width, `${at}.width`, 0, "it counts the image's columns");
  checkInteger(height, `${at}.height`, 0, "it counts the image's rows");
  const array = arrayBehind(data, dtypeOf(data, half, name), name);
  let channels = given;
  if (channels === undefined) {
    const pixels = width * height;
    channels = pixels === 0 ? 1 : array.length / pixels;
    if (!Number.isInteger(channels) || channels === 0) {
      throw rangeError(
        "shape-mismatch",
        `${name}.data`,
        data,
        `${name}.data has ${array.length} elements, not a whole number of channels for ` +
          `${width} x ${height} pixels; give channels, or check width and height`,
      );
    }
  }
  checkInteger(channels, `${at}.channels`, 1, "an image has at least one channel");
  return rowMajorView(data, half, [height, width, channels], name, part, true);
}

function rowMajorView(data: unknown, half: boolean, shape: number[], name: string, part: string, image: boolean): View {
  const size = sizeOf(shape, name, part);
  const dtype = dtypeOf(data, half, name);
  const array = arrayBehind(data, dtype, name);
  if (array.length !== size) {
    throw rangeError(
      "shape-mismatch",
      `${name}.data`,
      data,
      `${name}.data has ${array.length} elements, but shape ${show(shape)} needs ` +
        `${shape.join(" * ")} = ${size}; ${array.length > size ? "pass a subarray, or say where to start with offset" : "check the shape"}`,
    );
  }
  return { data: array, dtype, shape, pitch: rowMajor(shape), offset: 0, image };
}

/** The dtype of `data`, which must be a typed array; where it is said to be float16 it may hold the bits. */
function dtypeOf(data: unknown, half: boolean, name: string): DTypeRow {
  const found = dtypeOfArray(data);
  if (half && data !== undefined && found?.name !== "float16" && found?.name !== "uint16") {
    throw typeError(
      "wrong-type",
      `${name}.data`,
      data,
      `${name}.data must be a Float16Array, or a Uint16Array of bits, where float16 is stated, got ${show(data)}; convert it, or ` +
        "leave the dtype out",
    );
  }
  if (found !== undefined) return half ? DTYPES.float16 : found;
  throw typeError(
    "wrong-type",
    `${name}.data`,
    data,
    `${name}.data must be a typed array (${[...new Set(DTYPE_NAMES.map((dtype) => DTYPES[dtype].array.name))].join(", ")}), got ${show(data)}`,
  );
}

/** That typed array. */
function arrayBehind(data: unknown, dtype: DTypeRow, name: string): TypedArray {
  const array = ownArray(data, dtype);
  if (array === undefined) throw detachedError(data, name);
  return array;
}

/** A shape as a caller gives it, copied and checked. */
export function shapeOf(shape: unknown, option: string, part = ""): number[] {
  const extents = listOf(shape, option, "an array of extents, such as [height, width]", part);
  if (extents.length === 0 || extents.length > MAX_RANK) {
    throw rangeError(
      "out-of-range",
      option + part,
      shape,
      `${option}${part} must have 1 to ${MAX_RANK} axes, got ${extents.length}; reshape the data`,
    );
  }
  for (let axis = 0; axis < extents.length; axis++) {
    const extent: unknown = extents[axis];
    if (isCount(extent)) continue;
    checkInteger(extent, `${option}${part}[${axis}]`, 0, "it counts the elements along that axis");
  }
  return extents;
}

/** Strides as a caller gives them, copied and checked. */
export function pitchOf(stride: unknown, option: string, shape: readonly number[], part = ""): number[] {
  const pitch = listOf(stride, option, "an array of element distances, one for each axis", part);
  if (pitch.length !== shape.length) {
    throw rangeError(
      "shape-mismatch",
      option + part,
      stride,
      `${option}${part} ${show(pitch)} has ${pitch.length} entries for the ${shape.length} axes of shape ${show(shape)}; give one for each axis`,
    );
  }
  for (let axis = 0; axis < pitch.length; axis++) {
    const step = pitch[axis];
    if (typeof step !== "number" || !Number.isSafeInteger(step)) {
      const refuse = typeof step === "number" ? rangeError : typeError;
      throw refuse(
        typeof step === "number" ? "out-of-range" : "wrong-type",
        `${option}${part}[${axis}]`,
        step,
        `${option}${part}[${axis}] must be an integer, got ${show(step)}; it counts elements, negative runs backwards, 0 repeats`,
      );
    }
  }
  return pitch;
}

/** The dtype that a caller names. */
export function dtypeNamed(name: unknown, option: string): DTypeRow {
  if (typeof name === "string" && Object.hasOwn(DTYPES, name)) return DTYPES[name as keyof typeof DTYPES];
  const refuse = typeof name === "string" ? rangeError : typeError;
  throw refuse("unknown-dtype", option, name, `${option} must be one of ${DTYPE_NAMES.join(", ")}, got ${show(name)}`);
}
