// The line to type in: completion of commands, what is typed kept per person and place, editing a sent message.

import { $, once, page, post } from "./wire.js";

const say = $("say"), menu = $("menu-box"), options = [...$("menu").children];
const drafts = new Map();
let chosen = -1; // among the options shown
let moved = false; // whether an arrow chose it
let editing = null; // the message being edited
let pending = null; // what was typed and not taken: sent again, it keeps its id
let take = null, editLast = null;

export function setUp(taking, editing) {
  take = taking;
  editLast = editing;
  say.addEventListener("input", () => { moved = false; suggest(); });
  say.addEventListener("keydown", key);
  say.addEventListener("blur", () => shut());
  $("compose").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("menu").addEventListener("mousedown", (event) => event.preventDefault());
  $("menu").addEventListener("click", (event) => complete(event.target.closest("[role=option]")));
  document.addEventListener("keydown", slash);
}

export function write(text) {
  say.value = text;
  say.focus();
  say.setSelectionRange(text.length, text.length);
}

export function edit(ref, conversation, text) {
  editing = { ref, conversation };
  $("editing").hidden = false;
  write(text);
}

export function stopEditing() {
  if (editing) say.value = "";
  editing = null;
  if ($("editing").contains(document.activeElement)) say.focus();
  $("editing").hidden = true;
}

// Called around a change of person or place: each keeps its own unsent line.
export function leave() {
  stopEditing();
  drafts.set(`${page.as} ${page.in}`, say.value);
}

export function arrive() {
  say.value = drafts.get(`${page.as} ${page.in}`) ?? "";
  shut();
}

async function send() {
  const text = say.value;
  if (!text.trim()) return;
  shut();
  const conversation = editing?.conversation ?? $("to").value;
  if (pending?.text !== text || pending.conversation !== conversation) {
    pending = { text, conversation, id: crypto.randomUUID() };
  }
  await once($("compose").querySelector(".send"), async () => {
    const answer = editing
      ? await post("edit", { ...pending, message: editing.ref })
      : await post("say", pending);
    if (!answer.failed) {
      pending = null;
      if (say.value === text) say.value = "";
      stopEditing();
    }
    take(answer, conversation);
  });
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function shown() {
  return options.filter((each) => !each.hidden);
}

function suggest() {
  const typed = say.value;
  const asks = typed.startsWith("/") && !typed.includes("\n");
  for (const option of options) {
    option.hidden = !asks || !folded(option.dataset.command).startsWith(folded(typed));
    if (!option.hidden) mark(option, typed.length);
  }
  const any = shown().length > 0;
  menu.hidden = !any;
  choose(any ? 0 : -1);
}

function mark(option, length) {
  const command = option.dataset.command, code = option.querySelector("code");
  const start = document.createElement("em");
  start.textContent = command.slice(0, length);
  code.replaceChildren(start, command.slice(length));
}

function choose(place) {
  const list = shown();
  chosen = list.length ? (place + list.length) % list.length : -1;
  options.forEach((each) => each.setAttribute("aria-selected", String(each === list[chosen])));
  if (chosen < 0) return say.removeAttribute("aria-activedescendant");
  say.setAttribute("aria-activedescendant", list[chosen].id);
  list[chosen].scrollIntoView({ block: "nearest" });
}

function shut() {
  menu.hidden = true;
  moved = false;
  options.forEach((each) => { each.hidden = true; });
  choose(-1);
}

function complete(option) {
  if (!option) return;
  write(option.dataset.command);
  shut();
}

// Enter sends a line that is a command already; it completes one that was chosen with an arrow or is cut short.
function completes() {
  const typed = folded(say.value.trimEnd());
  const whole = shown().some((each) => `${folded(each.dataset.command)} `.startsWith(`${typed} `));
  return chosen >= 0 && (moved || !whole);
}

function key(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    if (!menu.hidden) event.preventDefault(), shut();
    else stopEditing();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (completes()) complete(shown()[chosen]);
    else send();
  } else if (chosen >= 0 && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    complete(shown()[chosen]);
  } else if (event.key === "ArrowUp" && say.value === "" && !editing) {
    event.preventDefault();
    editLast();
  } else if (chosen >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    moved = true;
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  }
}

function slash(event) {
  const free = !event.target.closest("input, textarea, select, dialog") && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key !== "/" || !free) return;
  event.preventDefault();
  write("/");
  suggest();
}
