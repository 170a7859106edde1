// Where one was, found again after the page changed under it.

import { $ } from "./wire.js";

const NAMES = ["data-action", "data-ref", "data-push", "data-speak", "data-drawer", "data-edit", "data-try", "data-menu", "href"];

// A selector that finds the same control again in a fresh fragment; empty when the focus is not in `box`.
export function handle(element, box) {
  if (!element || element === box || !box.contains(element)) return "";
  const found = NAMES.filter((name) => element.hasAttribute(name));
  return found.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("") || element.localName;
}

// The control with the focus, described so that it outlives its fragment.
export function whereabouts() {
  const element = document.activeElement, message = element?.closest("[data-key]");
  const box = message ?? element?.closest("[id]");
  return { element, key: message?.dataset.key, id: box?.id, handle: box && handle(element, box) };
}

// Back to where one was, or as near to it as still exists; whoever has gone elsewhere meanwhile stays there.
export function goBack(place) {
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (!lost || !place) return;
  const box = place.key ? document.querySelector(`[data-key="${CSS.escape(place.key)}"]`) : $(place.id);
  const same = place.element.isConnected ? place.element : box && place.handle && box.querySelector(place.handle);
  land(same || box || $("scroll"));
}

// Gives the focus to something that may not take it by itself, such as a message.
export function land(element) {
  if (!element.matches("a, button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
