/** How long a page may take. */
const PATIENCE = 60_000;

/** Opens the pages that the address names in a frame, one after the other; each reports for itself. */
const { pages } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
for (const page of pages) {
  const frame = document.createElement("iframe");
  const told = new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    const listen = ({ data }) => {
      if (data !== "told") return;
      removeEventListener("message", listen);
      clearTimeout(timer);
      resolve();
    };
    addEventListener("message", listen);
  });
  frame.src = page;
  document.body.append(frame);
  await told;
  frame.remove();
}
