// The menus of rarely needed buttons: one is open at a time, arrows move in it, Escape gives the focus back.

function boxOf(button) {
  return button.nextElementSibling;
}

function items(box) {
  return [...box.querySelectorAll("[role=menuitem]")];
}

export function setMenu(button, open) {
  button.ariaExpanded = String(open);
  boxOf(button).hidden = !open;
}

export function openMenu() {
  return document.querySelector("[data-menu][aria-expanded=true]");
}

export function toggleMenu(button, last) {
  const open = button.ariaExpanded !== "true";
  setMenu(button, open);
  if (!open) return;
  boxOf(button).scrollIntoView({ block: "nearest" });
  items(boxOf(button)).at(last ? -1 : 0)?.focus({ preventScroll: true });
}

export function closeMenus(but) {
  for (const each of document.querySelectorAll("[data-menu][aria-expanded=true]")) if (each !== but) setMenu(each, false);
}

const MOVES = { ArrowDown: (at, n) => (at + 1) % n, ArrowUp: (at, n) => (at - 1 + n) % n, Home: () => 0, End: (at, n) => n - 1 };

// Whether the key was for a menu.
export function menuKey(event) {
  const button = event.target.closest("[data-menu]");
  if (button && ["ArrowDown", "ArrowUp"].includes(event.key) && button.ariaExpanded !== "true") {
    event.preventDefault();
    closeMenus(button);
    toggleMenu(button, event.key === "ArrowUp");
    return true;
  }
  const opened = openMenu();
  if (!opened) return false;
  if (event.key === "Escape") {
    setMenu(opened, false);
    opened.focus();
    return true;
  }
  return move(event, opened);
}

function move(event, opened) {
  const list = items(boxOf(opened)), at = list.indexOf(event.target);
  if (at < 0) return false;
  if (event.key === "Tab") setMenu(opened, false), opened.focus();
  if (!MOVES[event.key]) return false;
  event.preventDefault();
  list[MOVES[event.key](at, list.length)].focus();
  return true;
}
