/*
 * Runs in the page before its own scripts: keeps what a test asks for later. Nothing is changed that the page does, but that a file it hands
 * out is kept here instead of in a folder.
 */
export function watch() {
  const kept = { blobs: new Map(), files: [], violations: [], results: 0, mark: -1, streams: [], copied: undefined };
  globalThis.kept = kept;
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    kept.violations.push(`${violatedDirective} ${blockedURI}`);
  });
  const create = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    const address = create.call(URL, blob);
    kept.blobs.set(address, blob);
    return address;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (this.download === "") click.call(this);
    else kept.files.push({ name: this.download, blob: kept.blobs.get(this.href) });
  };
  const write = navigator.clipboard.writeText;
  navigator.clipboard.writeText = async (text) => {
    await write.call(navigator.clipboard, text);
    kept.copied = text;
  };
  const ask = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask.call(navigator.mediaDevices, wanted);
    kept.streams.push(stream);
    return stream;
  };
  // Results are counted, and from which one on they are of what was done last: what is older is not shown any more.
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => kept.results++).observe(document.querySelector("#said"), { childList: true });
  });
  for (const type of ["input", "change", "drop", "paste", "click", "reset"]) {
    addEventListener(
      type,
      () => {
        kept.mark = kept.results;
      },
      true,
    );
  }
}

/** Runs in the page: from now on keeps how long frames keep it waiting while its worker works, and how far that said to be. */
export function watchWorker() {
  const seen = { gap: 0, frames: 0, steps: [] };
  globalThis.seen = seen;
  let last = performance.now();
  let worked = false;
  const frame = () => {
    const now = performance.now();
    const shown = !document.querySelector("#working").hidden;
    const works = shown && document.querySelector("#working-what").textContent.startsWith("Pooling");
    if (works || worked) seen.gap = Math.max(seen.gap, now - last);
    if (works) seen.frames++;
    [last, worked] = [now, works];
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const progress = document.querySelector("#progress");
  const told = () => {
    if (progress.hasAttribute("value")) seen.steps.push(progress.value);
  };
  new MutationObserver(told).observe(progress, { attributeFilter: ["value"] });
}

/** Runs in the page: the rates that it tells, until there are so many. */
export function rates(count) {
  return new Promise((resolve) => {
    const list = [];
    const watch = new MutationObserver(() => {
      const rate = document.querySelector("#time-frames");
      if (rate !== null) list.push(Number(rate.textContent));
      if (list.length < count) return;
      watch.disconnect();
      resolve(list);
    });
    watch.observe(document.querySelector("#figures"), { childList: true });
  });
}
