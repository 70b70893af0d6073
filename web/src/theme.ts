const KEY = "stridepool-theme";

/** The choice between the system's theme, a light one and a dark one, which the browser keeps. */
export function mountTheme(select: HTMLSelectElement): void {
  const apply = (): void => {
    if (select.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = select.value;
  };
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null && [...select.options].some(({ value }) => value === kept)) select.value = kept;
  } catch {
    // A page without storage keeps nothing.
  }
  apply();
  select.addEventListener("change", () => {
    apply();
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // As above.
    }
  });
}
