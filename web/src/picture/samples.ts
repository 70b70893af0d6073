import { make } from "../dom.ts";

/** Photographs that the page offers. */
const SAMPLES = [
  { name: "coffee.png", title: "Coffee", address: new URL("../../../examples/coffee.png", import.meta.url) },
  { name: "chelsea.png", title: "A cat", address: new URL("../../samples/chelsea.png", import.meta.url) },
  { name: "astronaut.png", title: "An astronaut", address: new URL("../../samples/astronaut.png", import.meta.url) },
  { name: "hubble.jpg", title: "Deep space", address: new URL("../../samples/hubble_deep_field.jpg", import.meta.url) },
] as const;

/** Buttons for them; the first one is chosen at once. */
export function mountSamples(place: HTMLElement, choose: (address: string, name: string) => void): void {
  place.append(
    ...SAMPLES.map(({ name, title, address }) => {
      const picture = make("img", { src: address.href, alt: title, width: "56", height: "42" });
      const button = make("button", { type: "button", class: "sample", title }, picture);
      button.addEventListener("click", () => choose(address.href, name));
      return button;
    }),
  );
  const [{ address, name }] = SAMPLES;
  choose(address.href, name);
}
