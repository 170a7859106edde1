// The dialog: fields to values, errors to their fields; what is typed is told while it is typed, and kept as a draft.

import { goBack, whereabouts } from "./focus.js";
import { $, once, page, post } from "./wire.js";

const dialog = $("dialog");
let asked = null; // the form that is open: {action, ref, conversation, as, answered}
let waiting = 0; // the timer of what was typed and is not told yet
let telling = Promise.resolve(); // what was told last, on its way
let from = null; // where one was when it opened
let take = null; // what to do with an answer that is not about the form

export function setUp(taking) {
  take = taking;
  dialog.addEventListener("submit", submit);
  dialog.addEventListener("input", noted);
  dialog.addEventListener("click", (event) => event.target.closest("[data-cancel]") && dialog.close());
  dialog.addEventListener("keydown", quick);
  dialog.addEventListener("close", closed);
  addEventListener("pagehide", tell);
}

export function openForm(html, conversation) {
  dialog.innerHTML = html;
  const { form: action, formRef: ref } = dialog.querySelector("form").dataset;
  asked = { action, ref, conversation, as: page.as, answered: false };
  dialog.querySelectorAll("[data-limit]").forEach(count);
  if (!dialog.open) {
    from = whereabouts();
    dialog.showModal();
  }
  dialog.querySelector("[autofocus]")?.focus();
}

export function closeForm() {
  if (asked) asked.answered = true;
  if (dialog.open) dialog.close();
}

function fields() {
  return [...dialog.querySelectorAll("[data-field]")];
}

function valueOf(field) {
  const checked = [...field.querySelectorAll("input:checked")].map((each) => each.value);
  if (["radios", "many", "people", "toggle"].includes(field.dataset.kind)) return checked.join(",");
  return field.querySelector(".ctl").value;
}

function values() {
  return Object.fromEntries(fields().map((field) => [field.dataset.field, valueOf(field)]));
}

function noted(event) {
  clearTimeout(waiting);
  if ("drafts" in dialog.querySelector("form").dataset) waiting = setTimeout(tell, 400);
  if (event.target.dataset.limit) count(event.target);
}

// What stands in the form goes to the server, where the last one wins; nothing is told twice.
function tell() {
  if (!waiting) return;
  clearTimeout(waiting);
  waiting = 0;
  const { action, ref, conversation, as } = asked;
  const draft = { id: crypto.randomUUID(), as, conversation, action, ref, values: values() };
  telling = telling.then(() => post("draft", draft, { keepalive: true }));
}

// Characters as people see them: a family of four with its joiners is one.
function count(control) {
  const long = control.value.length > control.dataset.limit * 0.8;
  const left = control.parentElement.querySelector(".left");
  left.hidden = !long;
  if (!long) return;
  const seen = [...new Intl.Segmenter(page.lang).segment(control.value)].length;
  const [n, most] = [seen, Number(control.dataset.limit)].map((each) => each.toLocaleString(page.lang));
  left.textContent = left.dataset.left.replace("{n}", n).replace("{most}", most);
}

// Ctrl or Cmd and Enter send from any field.
function quick(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  dialog.querySelector("form").requestSubmit();
}

async function submit(event) {
  event.preventDefault();
  const { action, ref, conversation } = asked;
  const button = dialog.querySelector("[type=submit]");
  await once(button, async () => {
    clearTimeout(waiting);
    waiting = 0;
    await telling; // a draft that arrives after the form was sent would come back
    const answer = await post("submit", { id: crypto.randomUUID(), conversation, action, ref, values: values() });
    if (answer.failed) return showErrors({ "": textOf(answer.failed) });
    if (answer.errors) return showErrors(answer.errors);
    if (!answer.form) closeForm();
    take(answer, conversation);
  });
}

function textOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.querySelector(".says")?.innerHTML ?? "";
}

function showErrors(errors) {
  dialog.querySelectorAll(".err").forEach((each) => { each.hidden = true; each.lastElementChild.innerHTML = ""; });
  dialog.querySelectorAll(".bad").forEach((each) => each.classList.remove("bad"));
  dialog.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  for (const [name, html] of Object.entries(errors)) {
    const field = fields().find((each) => each.dataset.field === name);
    const place = field?.querySelector(".err") ?? $("f-err");
    place.lastElementChild.insertAdjacentHTML("beforeend", (place.hidden ? "" : "<br>") + html);
    place.hidden = false;
    field?.classList.add("bad");
    field?.querySelectorAll(".ctl, input").forEach((each) => each.setAttribute("aria-invalid", "true"));
  }
  const first = dialog.querySelector(".bad .ctl, .bad input");
  (first ?? $("f-err")).focus();
  first?.closest(".f").querySelector(".err").scrollIntoView({ block: "nearest" });
}

function closed() {
  tell();
  if (asked && !asked.answered) {
    const { action, ref, conversation, as } = asked;
    post("close", { id: crypto.randomUUID(), as, conversation, action, ref });
  }
  asked = null;
  dialog.replaceChildren();
  goBack(from);
}
