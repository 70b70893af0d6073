import { find } from "./dom.ts";

/** Makes tabs of a list of buttons: by click, by arrow keys, and by the address's part behind #. */
export function mountTabs(list: HTMLElement, shown: (name: string) => void): void {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>('[role="tab"]')];
  const nameOf = (tab: HTMLButtonElement): string => tab.getAttribute("aria-controls") as string;
  const select = (tab: HTMLButtonElement): void => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      find(document, `#${nameOf(other)}`, HTMLElement).hidden = !chosen;
    }
    shown(nameOf(tab));
  };
  const byAddress = (): void => {
    const named = tabs.find((tab) => `#${nameOf(tab)}` === location.hash);
    if (named !== undefined) select(named);
  };
  list.addEventListener("click", ({ target }) => {
    const tab = tabs.find((one) => one.contains(target as Node));
    if (tab === undefined) return;
    history.replaceState(null, "", `#${nameOf(tab)}`);
    select(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length] as HTMLButtonElement;
    tab.focus();
    tab.click();
  });
  addEventListener("hashchange", byAddress);
  select(tabs[0] as HTMLButtonElement);
  byAddress();
}
