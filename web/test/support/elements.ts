/** What browsers call an element, as far as the race's panel uses it. */
export class FakeElement {
  disabled = false;
  checked = false;
  value = "";
  children: unknown[] = [];
  readonly #attributes = new Map<string, string>();
  readonly #listeners: (() => void)[] = [];

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  addEventListener(_: "click", listener: () => void): void {
    this.#listeners.push(listener);
  }

  replaceChildren(...children: unknown[]): void {
    this.children = children;
  }

  click(): void {
    if (!this.disabled) for (const listener of this.#listeners) listener();
  }
}
