import { OpenFault } from "./open.ts";

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: "was refused; allow it in the browser's address bar",
  NotFoundError: "was not found; plug one in",
  NotReadableError: "is in use by another program; close that one",
  OverconstrainedError: "has no such size",
};

/** Opens the webcam, as large as 1080p where it can; resolves when there is a first frame. `onEnd` is told where it ends by itself. */
export async function openCamera(video: HTMLVideoElement, onEnd: (fault: OpenFault) => void): Promise<void> {
  // Not there on pages that came over plain HTTP from elsewhere.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    throw new OpenFault(
      "the webcam is not to be had here, on a page that came without encryption; open it over HTTPS or from localhost",
    );
  }
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ video: { width: { ideal: 1920 }, height: { ideal: 1080 } } });
  } catch (error) {
    const { name, message } = error as DOMException;
    throw new OpenFault(`the webcam ${REASONS[name] ?? `does not start: ${message || name}`}, then press Webcam again`);
  }
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    closeCamera(video);
    throw new OpenFault(`the webcam does not start: ${(error as Error).message}, then press Webcam again`);
  }
  for (const track of stream.getTracks()) {
    track.addEventListener("ended", () =>
      onEnd(new OpenFault("the webcam has gone; plug it in, then press Webcam again")),
    );
  }
}

/** Ends the webcam's stream. */
export function closeCamera(video: HTMLVideoElement): void {
  for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}
