// A program for workers, which declares what those have.
import { createImageWorker, fromBitmap, fromVideoFrame, mipmaps, poolImage, toImageData } from "stridepool/image";
import { init } from "stridepool/slim";

const small: ImageData = poolImage(new ImageData(4, 4), 2);
const levels: ImageData[] = mipmaps(small);
const worker = createImageWorker(new URL("https://example.org/image-worker.js"));

export async function read(frame: VideoFrame, bitmap: ImageBitmap, canvas: OffscreenCanvas): Promise<ImageData[]> {
  const { signal } = new AbortController();
  await init(await fetch("stridepool.wasm"));
  const pooled: ImageData = await worker.poolImage(bitmap, 2, { signal });
  const drawn: ImageData = fromBitmap(canvas);
  return [pooled, drawn, toImageData(await fromVideoFrame(frame)), ...levels];
}

// @ts-expect-error there is no document in a worker
fromBitmap(document.body);
