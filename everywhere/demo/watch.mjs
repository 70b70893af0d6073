/*
 * Runs in the page before its own scripts: keeps what a test asks for later. Nothing is changed that the page does, but that a file it hands
 * out is kept here instead of in a folder.
 */
export function watch() {
  const kept = { blobs: new Map(), files: [], violations: [], results: 0, mark: -1, gap: 0 };
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
