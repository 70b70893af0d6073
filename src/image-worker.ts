import { StridepoolError } from "./errors.ts";
import { fromBitmap } from "./image/browser.ts";
import { type Settings, settingsOf } from "./image/form.ts";
import { isPicture } from "./image/handover.ts";
import type { Answer, Ask, Refused, Stop } from "./image/messages.ts";
import { levelsOf } from "./image/mipmaps.ts";
import { poolInStrips, rowsOfImage, rowsOfPicture } from "./image/strips.ts";
import type { Spent } from "./image/types.ts";
import * as api from "./index.ts";

/* The worker's side of createImageWorker: a file of its own, which a page's policy can name. */

interface Scope {
  addEventListener(type: "message", listen: (event: MessageEvent<Ask | Stop>) => void): void;
  postMessage(answer: Answer, moved?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
/** Calls that are under way, and whether they are to stop. */
const stopped = new Map<number, boolean>();

scope.addEventListener("message", ({ data }) => {
  if (!("stop" in data)) void answer(data);
  else if (stopped.has(data.stop)) stopped.set(data.stop, true);
});

async function answer({ id, call, image, window, options }: Ask): Promise<void> {
  stopped.set(id, false);
  try {
    const picture = isPicture(image) ? image : undefined;
    const between = async (progress: number, spent?: Spent): Promise<boolean> => {
      scope.postMessage({ id, progress, spent });
      // Word that it is to stop comes between two tasks.
      await new Promise((resolve) => setTimeout(resolve));
      return stopped.get(id) === false;
    };
    let result: unknown;
    try {
      if (call === "mipmaps") {
        const { count, levels } = levelsOf(api, picture === undefined ? imageOf(image) : fromBitmap(picture), options);
        const made: unknown[] = [];
        for (const level of levels) {
          made.push(level);
          if (!(await between(made.length / count))) return;
        }
        result = made;
      } else {
        const source = picture === undefined ? rowsOfImage(api, imageOf(image)) : rowsOfPicture(picture);
        result = await poolInStrips(api, source, window as number, options, between);
      }
    } finally {
      picture?.close();
    }
    if (stopped.get(id) === false) scope.postMessage({ id, result }, buffersOf(result));
  } catch (error) {
    scope.postMessage({ id, refused: refusedOf(error) });
  } finally {
    stopped.delete(id);
  }
}

/** The image that was sent, ImageData being none on the way. */
function imageOf(image: object): object {
  const { imageData, ...sent } = image as ImageDataInit;
  if (imageData !== true || typeof ImageData !== "function") return sent;
  const { data, width, height } = sent;
  return new ImageData(data, width, height, settingsOf(sent));
}

interface ImageDataInit extends Settings {
  readonly imageData?: true;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

function buffersOf(result: unknown): Transferable[] {
  return [result].flat().map((image) => (image as { data: { buffer: ArrayBuffer } }).data.buffer);
}

function refusedOf(error: unknown): Refused {
  const { message, code, option } = error as StridepoolError;
  const kind = error instanceof TypeError ? "type" : "range";
  return { code: error instanceof StridepoolError ? code : undefined, option, message: message ?? String(error), kind };
}
