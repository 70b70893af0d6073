/** The element that a selector finds, of the class that is expected. */
export function find<E extends Element>(from: ParentNode, selector: string, kind: new () => E): E {
  const element = from.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`${selector} is no ${kind.name} of this page`);
  return element;
}

/** A new element with attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
