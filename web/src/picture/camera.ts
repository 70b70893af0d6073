import { OpenFault } from "./open.ts";

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: "was refused; allow it in the browser's address bar",
  NotFoundError: "was not found; plug one in",
  NotReadableError: "is in use by another program; close that one",
  OverconstrainedError: "has no such size",
};

/** Opens the webcam, as large as 1080p where it can; resolves when there is a first frame. */
export async function openCamera(video: HTMLVideoElement): Promise<MediaStream> {
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
  await video.play();
  return stream;
}

/** Ends the webcam's stream. */
export function closeCamera(video: HTMLVideoElement): void {
  for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}
