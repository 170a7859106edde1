// People and places, and what comes next: columns on a wide page, sheets over a narrow one.

import { $ } from "./wire.js";

const narrow = matchMedia("(max-width: 1180px)");
const FOLDED = "next folded"; // remembered by the browser: whoever folds the column away wants it away

export function openDrawer() {
  return document.querySelector(".drawer.open");
}

// Opens one, or closes all with null. `back`: whether the focus returns to the button that had opened it.
export function drawer(name, back) {
  const opened = openDrawer();
  for (const each of document.querySelectorAll(".drawer")) each.classList.toggle("open", each.id === name);
  for (const each of document.querySelectorAll(".bar, .pane, .skip, .drawer")) each.inert = Boolean(name) && each.id !== name;
  $("app").classList.toggle("veiled", Boolean(name));
  tell();
  if (name) $(name).querySelector("[data-shut]").focus();
  else if (opened && back) document.querySelector(`[data-drawer=${opened.id}]`)?.focus();
}

export function toggleDrawer(name) {
  if (name !== "next" || narrow.matches) return drawer(name);
  const folded = $("app").classList.toggle("folded");
  localStorage.setItem(FOLDED, folded ? "1" : "");
  tell();
}

// What the buttons say of their drawers; called again after the buttons were swapped.
export function tell() {
  for (const each of document.querySelectorAll("[data-drawer]")) {
    each.ariaExpanded = String($(each.dataset.drawer).checkVisibility());
  }
}

$("app").classList.toggle("folded", localStorage.getItem(FOLDED) === "1");
tell();
narrow.addEventListener("change", () => drawer(null));
document.addEventListener("click", (event) => openDrawer() && event.target === $("app") && drawer(null, true));
