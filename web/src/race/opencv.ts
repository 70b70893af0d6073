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

/** Loads opencv.js: a script of its own, since there is no need to bundle 13 MB. */
export function loadOpenCv(): Promise<OpenCv> {
  loaded ??= new Promise<OpenCv>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve((globalThis as unknown as { cv: OpenCv | Promise<OpenCv> }).cv);
    script.onerror = () => reject(new Error("it did not load"));
    document.head.append(script);
  });
  // It evaluates text, which policies may forbid.
  return loaded.catch(({ message }: Error) => {
    throw new Error(`opencv.js does not run here: ${message.trim()}; race without it`);
  });
}
