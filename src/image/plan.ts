import type { Stridepool } from "../api/stridepool.ts";
import { calling, rangeError, StridepoolError, show, typeError } from "../errors.ts";
import type { DType, Op, Plan, PlanOptions, TypedArray } from "../types.ts";
import { meanByDefinition, roomForSums, STRAIGHT, type Way, type Windows } from "./definition.ts";
import { frameBytes, frameOf, takes } from "./engine.ts";
import { depthOf, type Layout, type Pixels } from "./form.ts";
import { readOptions, wayOf } from "./options.ts";
import { countsOf, type Hops, isPlain, opOf, windowsOf } from "./pool.ts";
import type { ImagePlan, PlanPixels } from "./types.ts";

/** Options of what makes its own results. */
export const OPTIONS = ["op", "alpha", "transfer", "stride", "edge"];

/** Bytes that one WebAssembly memory can hold. */
const MEMORY = 2 ** 32 - 65536;

/** Runtimes without Symbol.dispose have no `using` either; there the method is dispose() alone. */
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** What runs a plan, and what it says of itself. */
interface Prepared {
  readonly input: TypedArray;
  readonly output: TypedArray;
  readonly run: () => void;
  readonly description: string;
  readonly dispose?: () => void;
}

/** A class of typed arrays. */
type ArrayClass = new (length: number | ArrayBuffer, offset?: number, size?: number) => TypedArray;

/** An image to come: where its pixels lie, and the class of arrays that hold them. */
interface Template extends Layout {
  readonly Data: ArrayClass;
}

/** Prepares the pooling of images of one size. */
export function createImagePlan(api: Stridepool, image: unknown, window: unknown, options: unknown): ImagePlan {
  const given = readOptions(options, OPTIONS, "createImagePlan");
  const way = wayOf(given);
  const op = opOf(given);
  const from = templateOf(api, image);
  const { stride, edge } = given as Hops;
  const [height, width] = countsOf(api, from, window, { stride, edge });
  const to = tight(from, height, width);
  const plain =
    op !== "mean"
      ? `the op is ${typeof op === "function" ? "a function" : op}`
      : isPlain(from, way)
        ? plainness(from)
        : undefined;
  if (plain !== undefined) {
    const plan = planned(api, op, from, window as number, { stride, edge, dtype: from.dtype });
    const { input, output, run } = plan;
    const description = `${plan.describe()}\nchannels as they are: ${plain}`;
    const dispose = (): void => plan.dispose();
    return planOf({ input: input.data, output: output.data, run, description, dispose }, from, to);
  }
  depthOf(from, STRAIGHT);
  const [rows, columns] = windowsOf(from, [height, width], window, stride);
  return planOf(prepared(api, from, to, rows, columns, way), from, to);
}

/** Why channels are averaged as they are. */
function plainness({ channels }: Layout): string {
  return channels === 2 || channels === 4 ? "alpha is not weighed" : "there is no alpha";
}

/** A plan of the public functions, whose refusals speak of the image. */
function planned(
  api: Stridepool,
  op: Op,
  { height, width, channels, dtype }: Layout,
  window: number,
  options: PlanOptions,
): Plan {
  const shape = [height, width, channels];
  return calling({ "input.shape": "image", input: "image" }, () =>
    api.createPlan(op, { shape, dtype }, window, { ...options, axes: [0, 1] }),
  );
}

/** Prepares means that are weighed. */
function prepared(api: Stridepool, from: Template, to: Template, rows: Windows, columns: Windows, way: Way): Prepared {
  const describe = (held: number, engine: string, driver: string): string =>
    [
      `mean ${from.dtype} ${times(from)} window ${rows.window}x${columns.window} stride ${rows.stride}x${columns.stride} ` +
        `-> ${to.dtype} ${times(to)}`,
      `${bytesOf(from)} bytes in, ${bytesOf(to)} out, ${held} held`,
      `engine ${engine}`,
      driver,
      `colours ${manner(from, way)}`,
    ].join("\n");
  const results = lengthOf(to);

  if (takes(from, way)) {
    const bytes = frameBytes(from.channels, rows, columns);
    if (bytes > MEMORY) throw tooLarge(from, bytes, `more than the ${MEMORY} that one WebAssembly memory holds`);
    const {
      buffer,
      from: start,
      to: out,
      calls,
      run,
    } = withMemory(from, bytes, () => frameOf(from.channels, rows, columns, way));
    const parts = `${calls} ${calls === 1 ? "part" : "parts"}`;
    const description = describe(
      buffer.byteLength,
      "image: a module of its own, for means of bytes that are weighed",
      `driver image (${results} results in ${parts}): the image and its means stay in one memory`,
    );
    const input = new from.Data(buffer, start, lengthOf(from));
    return { input, output: new to.Data(buffer, out, results), run, description };
  }

  const driver = `driver definition (${results} results in 1 part): ${whyNot(from, way)}`;
  if (from.dtype === "float16") {
    // Half floats as single ones, and back from double ones, each by a plan of its own.
    const widen = planned(api, "first", from, 1, { dtype: "float32" });
    const narrow = planned(api, "first", { ...to, dtype: "float64" }, 1, { dtype: "float16" });
    const [singles, means] = [over(from, widen.output.data, "float32"), over(to, narrow.input.data, "float64")];
    const bytes = 3 * bytesOf(from) + 5 * bytesOf(to) + 8 * results;
    const room = withMemory(from, bytes, () => roomForSums(to, rows, columns));
    return {
      input: widen.input.data,
      output: narrow.output.data,
      run: () => {
        widen.run();
        meanByDefinition(singles, means, rows, columns, way, room);
        narrow.run();
      },
      description: describe(bytes, ENGINE, driver),
      dispose: () => {
        widen.dispose();
        narrow.dispose();
      },
    };
  }
  const bytes = bytesOf(from) + bytesOf(to) + 8 * results;
  return withMemory(from, bytes, () => {
    const [input, output] = [new from.Data(lengthOf(from)), new to.Data(results)];
    const [source, target] = [over(from, input), over(to, output)];
    const room = roomForSums(to, rows, columns);
    const run = (): void => meanByDefinition(source, target, rows, columns, way, room);
    return { input, output, run, description: describe(bytes, ENGINE, driver) };
  });
}

const ENGINE = "js: the definition in TypeScript, over plain arrays";

/** How colours are averaged. */
function manner({ channels }: Layout, { alpha, transfer }: Way): string {
  const light = transfer === "srgb" ? "averaged in linear light" : "averaged as they stand";
  if (channels !== 2 && channels !== 4) return light;
  if (alpha === "straight") return `${light}, alpha by itself`;
  return alpha === "weighted" ? `weighted by alpha, ${light}` : `multiplied by alpha already, ${light}`;
}

/** Why the engine does not take such pixels. */
function whyNot({ dtype, channels }: Layout, { alpha }: Way): string {
  if (dtype !== "uint8" && dtype !== "uint8_clamped") return `the image's engine takes bytes, not ${dtype}`;
  if (channels === 2) return "the image's engine takes alpha as the fourth channel, not as the second";
  if (alpha === "premultiplied") return "the image's engine multiplies by no alpha behind its means";
  return "the image's engine needs WebAssembly with SIMD, which is not there";
}

/** The plan as its caller sees it. */
function planOf({ input: data, output, run, description, dispose }: Prepared, from: Layout, to: Layout): ImagePlan {
  const pixels = (data: TypedArray, { width, height, channels }: Layout): PlanPixels => ({
    data,
    width,
    height,
    channels,
  });
  let [source, target]: (PlanPixels | undefined)[] = [pixels(data, from), pixels(output, to)];
  const plan: ImagePlan = {
    get input() {
      return source ?? disposed("input");
    },
    get output() {
      return target ?? disposed("output");
    },
    run,
    describe: () => description,
    dispose() {
      source = undefined;
      target = undefined;
      (plan as { run: () => void }).run = () => disposed("run");
      dispose?.();
    },
    [DISPOSE]() {
      plan.dispose();
    },
  };
  return plan;
}

function disposed(member: string): never {
  throw typeError(
    "disposed",
    `plan.${member}`,
    undefined,
    `plan.${member} is gone: the plan was disposed of; create another`,
  );
}

/** The image that a plan is for, as its caller describes it. */
function templateOf(api: Stridepool, image: unknown): Template {
  if (typeof image !== "object" || image === null || Array.isArray(image)) {
    throw typeError(
      "wrong-type",
      "image",
      image,
      `image must be a description { width, height, channels?, dtype? }, got ${show(image)}; the pixels come later, into plan.input`,
    );
  }
  const { width, height, channels = 4, dtype = "uint8_clamped" } = image as Record<string, unknown>;
  checkCount(width, "image.width");
  checkCount(height, "image.height");
  checkCount(channels, "image.channels");
  // The public functions know every dtype and its class of arrays.
  const { data } = calling({ dtype: "image.dtype" }, () => api.pool("first", [[0]], 1, { dtype: dtype as DType }));
  const Data = data.constructor as ArrayClass;
  const layout = { dtype: dtype as DType, channels, pitch: channels, channelPitch: 1, offset: 0, Data };
  return tight({ ...layout, height, width, rowPitch: 0 }, height, width);
}

function checkCount(value: unknown, option: string): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return;
  const message = `${option} must be a positive integer, got ${show(value)}; an image has at least one pixel of one channel`;
  if (typeof value !== "number") throw typeError("wrong-type", option, value, message);
  throw rangeError("out-of-range", option, value, message);
}

/** The same of another size, row by row. */
function tight(from: Template, height: number, width: number): Template {
  return { ...from, height, width, rowPitch: width * from.channels };
}

/** Pixels of that layout. */
function over(layout: Layout, data: TypedArray, dtype = layout.dtype): Pixels {
  return { ...layout, data, dtype };
}

const lengthOf = ({ height, width, channels }: Layout): number => height * width * channels;
const bytesOf = (template: Template): number => lengthOf(template) * new template.Data(0).BYTES_PER_ELEMENT;
const times = ({ height, width, channels }: Layout): string => `${height}x${width}x${channels}`;

/** Runs what reserves memory, and turns the runtime's refusal into this package's. */
function withMemory<T>(from: Layout, bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError) || error instanceof StridepoolError) throw error;
    throw tooLarge(from, bytes, `and this runtime refused the memory (${error.message})`);
  }
}

function tooLarge({ height, width, channels }: Layout, bytes: number, why: string): StridepoolError {
  const shape = [height, width, channels];
  const message = `image ${show(shape)} takes ${bytes} bytes, ${why}; pool it with a one-shot call, which copies in bands`;
  return rangeError("too-large", "image", shape, message);
}
