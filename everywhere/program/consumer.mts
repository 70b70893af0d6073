// What the compiler knows of the package, as a program of its users sees it.
import {
  createPlan,
  maxPool,
  meanPool,
  type NdArray,
  type PoolOptions,
  pool,
  StridepoolError,
  toNested,
} from "stridepool";
import { createImagePlan, createImageWorker, type ImagePlan, mipmaps, poolImage } from "stridepool/image";
import { maxPool as reference } from "stridepool/js";
import { run } from "stridepool/onnx";
import { blockReduce } from "stridepool/skimage";
import { init } from "stridepool/slim";
import { avgPool } from "stridepool/tf";
import { maxPool2d } from "stridepool/torch";
import { averagePool2d } from "stridepool/webnn";

const bytes = { data: new Uint8Array(16), shape: [4, 4] };
const options = { stride: 2, padding: [[0, 1], 0] } satisfies PoolOptions;

const largest: NdArray<Uint8Array> = maxPool(bytes, 2, options);
const means: NdArray<Float64Array> = meanPool(bytes, 2);
const rounded: NdArray<Uint8Array> = pool("mean", bytes, 2, { dtype: "uint8" });
const nested = toNested(largest);
const plan = createPlan("max", { shape: [4, 4], dtype: "float32" }, 2);
const input: Float32Array = plan.input.data;

// @ts-expect-error there is no such op
pool("maximum", bytes, 2);
// @ts-expect-error nor such an option
maxPool(bytes, 2, { strides: 2 });
// @ts-expect-error a mean of bytes is no byte unless it is asked for
const wrong: NdArray<Uint8Array> = meanPool(bytes, 2);

const photo = { data: new Uint8ClampedArray(64), width: 4, height: 4 };
const small: { data: Uint8ClampedArray<ArrayBuffer>; width: number } = poolImage(photo, 2, { transfer: "srgb" });
const shown: ImageData = poolImage(new ImageData(4, 4), 2);
const levels: ImageData[] = mipmaps(shown);

const frames: ImagePlan<Uint8ClampedArray<ArrayBuffer>> = createImagePlan({ width: 4, height: 4 }, 2);
const frame = new ImageData(frames.output.data, frames.output.width);
const words: Uint16Array = createImagePlan({ width: 4, height: 4, dtype: "uint16" }, [2, 1]).input.data;

export const images = [small, levels, createImageWorker, frame, words];
export const used = [largest, means, rounded, nested, input, wrong, StridepoolError, reference, run, blockReduce, init];
export const more = [avgPool, maxPool2d, averagePool2d];
