import { createRequire } from "node:module";
import { join } from "node:path";
import array from "@stdlib/ndarray/array";
import * as tf from "@tensorflow/tfjs-core";
import { fromArrayBuffer, writeArrayBuffer } from "geotiff";
import { Jimp } from "jimp";
import ndarray from "ndarray";
import { dump, parse } from "npyjs";
import * as np from "numpy-ts";
import { Tensor } from "onnxruntime-common";
import { PNG } from "pngjs";
import sharp from "sharp";
import { expect, inject, test } from "vitest";
import * as zarr from "zarrita";

const consumer = inject("consumer");
const { maxPool, meanPool, toNested } = createRequire(join(consumer, "inputs.js"))("stridepool");

/** 0 … 31 as 4 x 8; maxima by 2 x 2, also of its transpose and of every other column backwards. */
const COUNT = Array.from({ length: 32 }, (_, i) => i);
const MAXIMA = [
  [9, 11, 13, 15],
  [25, 27, 29, 31],
];
const TRANSPOSED = [
  [9, 25],
  [11, 27],
  [13, 29],
  [15, 31],
];
const floats = () => Float32Array.from(COUNT);

/** Two pixels by two, red but for one that is green. */
const RED = [255, 0, 0, 255];
const GREEN = [0, 255, 0, 255];
const PIXELS = Uint8Array.from([...RED, ...GREEN, ...RED, ...RED]);
const MEANS = [[[191, 64, 0, 255]]];
const meansOf = (input) => toNested(meanPool(input, 2, { dtype: "uint8" }));

test("ndarray of scijs, and its views", () => {
  const matrix = ndarray(floats(), [4, 8]);
  expect(toNested(maxPool(matrix, 2))).toEqual(MAXIMA);
  expect(toNested(maxPool(matrix.transpose(1, 0), 2))).toEqual(TRANSPOSED);
  expect(toNested(maxPool(matrix.step(1, -2), 2))).toEqual([
    [15, 11],
    [31, 27],
  ]);
  expect(toNested(maxPool(matrix.lo(2, 4).hi(2, 4), 2))).toEqual([[29, 31]]);
});

test("ndarray of stdlib", () => {
  expect(toNested(maxPool(array(floats(), { shape: [4, 8] }), 2))).toEqual(MAXIMA);
  const columns = array(floats(), { shape: [8, 4], order: "column-major" });
  expect(toNested(maxPool(columns, 2))).toEqual(TRANSPOSED);
});

test("a chunk of zarrita", async () => {
  const store = zarr.root(new Map());
  const options = {
    shape: [4, 8],
    chunkShape: [4, 4],
    dtype: "float32",
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    fillValue: 0,
  };
  const stored = await zarr.create(store, options);
  await zarr.set(stored, null, { data: floats(), shape: [4, 8], stride: [8, 1] });
  expect(toNested(maxPool(await zarr.get(stored), 2))).toEqual(MAXIMA);
  expect(toNested(maxPool(await stored.getChunk([0, 1]), 2))).toEqual(MAXIMA.map((row) => row.slice(2)));
});

test("a Tensor of ONNX Runtime", () => {
  expect(toNested(maxPool(new Tensor("float32", floats(), [1, 1, 4, 8]), 2))).toEqual([[MAXIMA]]);
  const longs = new Tensor("int64", BigInt64Array.from(COUNT, BigInt), [4, 8]);
  expect(toNested(maxPool(longs, 2))).toEqual(MAXIMA.map((row) => row.map(BigInt)));
  const halves = new Tensor("float16", Uint16Array.of(0x3c00, 0x4000, 0xc000, 0x3800), [2, 2]);
  expect(toNested(maxPool(halves, 2))).toEqual([[2]]);
});

test("a TensorBuffer of TensorFlow.js: { data: buffer.values, shape: buffer.shape }", () => {
  const { values, shape } = tf.buffer([4, 8], "float32", floats());
  expect(toNested(maxPool({ data: values, shape }, 2))).toEqual(MAXIMA);
});

test("an array of numpy-ts", () => {
  const matrix = np.array(COUNT).reshape([4, 8]);
  expect(toNested(maxPool(matrix, 2))).toEqual(MAXIMA);
  expect(toNested(maxPool(matrix.transpose(), 2))).toEqual(TRANSPOSED);
});

test("sharp's raw pixels", async () => {
  const raw = { width: 2, height: 2, channels: 4 };
  const { data, info } = await sharp(PIXELS, { raw }).raw().toBuffer({ resolveWithObject: true });
  expect(meansOf({ data, info })).toEqual(MEANS);
  expect(meansOf(await sharp(PIXELS, { raw }).removeAlpha().raw().toBuffer({ resolveWithObject: true }))).toEqual([
    [[191, 64, 0]],
  ]);
});

test("jimp's bitmap", async () => {
  const image = new Jimp({ width: 2, height: 2 });
  image.bitmap.data.set(PIXELS);
  const read = await Jimp.read(await image.getBuffer("image/png"));
  expect(meansOf(read.bitmap)).toEqual(MEANS);
});

test("a PNG of pngjs", () => {
  const image = new PNG({ width: 2, height: 2 });
  image.data.set(PIXELS);
  expect(meansOf(PNG.sync.read(PNG.sync.write(image)))).toEqual(MEANS);
});

test("what npyjs reads", () => {
  expect(toNested(maxPool(parse(dump(floats(), [4, 8])), 2))).toEqual(MAXIMA);
});

test("rasters of geotiff: { data: raster, width, height }", async () => {
  const file = writeArrayBuffer(floats(), { width: 8, height: 4, SampleFormat: [3], BitsPerSample: [32] });
  const image = await (await fromArrayBuffer(file)).getImage();
  const raster = await image.readRasters({ interleave: true });
  const { width, height } = raster;
  expect(toNested(maxPool({ data: raster, width, height }, 2))).toEqual(
    MAXIMA.map((row) => row.map((value) => [value])),
  );
  const [band] = await image.readRasters();
  expect(toNested(maxPool({ data: band, shape: [height, width] }, 2))).toEqual(MAXIMA);
});

test("Buffers, and arrays over shared and growing memory", () => {
  expect(toNested(maxPool({ data: Buffer.from(COUNT), shape: [4, 8] }, 2))).toEqual(MAXIMA);
  const shared = new Float32Array(new SharedArrayBuffer(128));
  shared.set(COUNT);
  expect(toNested(maxPool({ data: shared, shape: [4, 8] }, 2))).toEqual(MAXIMA);
  const growing = new Float32Array(new ArrayBuffer(128, { maxByteLength: 4096 }));
  growing.set(COUNT);
  expect(toNested(maxPool({ data: growing, shape: [4, 8] }, 2))).toEqual(MAXIMA);
});
