import address from "@techstark/opencv-js/dist/opencv.js?url";

/** A matrix in opencv.js's memory. */
interface Mat {
  readonly data: Uint8Array;
  roi(part: object): Mat;
  delete(): void;
}

/** The part of opencv.js that takes part in races. */
export interface OpenCv {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  readonly Size: new (width: number, height: number) => object;
  readonly Rect: new (x: number, y: number, width: number, height: number) => object;
  readonly CV_8UC4: number;
  readonly INTER_AREA: number;
  resize(from: Mat, to: Mat, size: object, fx: number, fy: number, how: number): void;
}

let loaded: Promise<OpenCv> | undefined;

/** Loads opencv.js: a script of its own, since there is no need to bundle 13 MB. What failed is tried again the next time. */
export function loadOpenCv(): Promise<OpenCv> {
  loaded ??= load().catch(({ message }: Error) => {
    loaded = undefined;
    // It evaluates text, which policies may forbid.
    throw new Error(`opencv.js does not run here: ${message.trim()}`);
  });
  return loaded;
}

async function load(): Promise<OpenCv> {
  const script = document.createElement("script");
  script.src = address;
  try {
    await new Promise<void>((resolve, reject) => {
      script.onload = () => resolve();
      script.onerror = () => reject(new Error("its script is not there"));
      document.head.append(script);
    });
    const cv = await (globalThis as unknown as { cv?: OpenCv | Promise<OpenCv> }).cv;
    if (cv === undefined) throw new Error("its script is empty");
    return cv;
  } catch (fault) {
    script.remove();
    throw fault;
  }
}
