/** Where a picture stands on a canvas: canvas pixels for each of its pixels, and where its corner is. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Width and height. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const MOST = 64;

/** The whole picture in the middle; small ones not larger than so many times. */
export function fitted(picture: Size, box: Size, most = 8): View {
  const scale = Math.min(box.width / picture.width, box.height / picture.height, most);
  return centred(picture, box, scale);
}

/** The picture's middle in the middle. */
export function centred({ width, height }: Size, box: Size, scale: number): View {
  return { scale, x: (box.width - width * scale) / 2, y: (box.height - height * scale) / 2 };
}

/** Larger or smaller, so that what stands at a place stays there. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, picture: Size, box: Size): View {
  const least = Math.min(1, fitted(picture, box).scale) / 2;
  const scale = Math.min(MOST, Math.max(least, view.scale * factor));
  const by = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, picture, box);
}

/** Moved. */
export function moved(view: View, dx: number, dy: number, picture: Size, box: Size): View {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, picture, box);
}

/** No picture is moved out of sight: it covers the canvas, or stands in the middle where it is smaller. */
function held(view: View, picture: Size, box: Size): View {
  const along = (at: number, extent: number, room: number): number => {
    const size = extent * view.scale;
    return size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, at));
  };
  return {
    scale: view.scale,
    x: along(view.x, picture.width, box.width),
    y: along(view.y, picture.height, box.height),
  };
}
