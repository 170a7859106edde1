// The playground's page: presses, places, the clock, and changes that arrive without a reload. No library, no build.

import * as compose from "./compose.js";
import * as form from "./form.js";
import { $, once, page, post } from "./wire.js";

const scroll = $("scroll"), feed = $("feed"), mine = $("private");
const held = new Map(); // the last source of each fragment: equal means untouched
let since = null; // the message above which the unread line stays while one looks; "" for none, null to find out
let running = null, again = false;

// Answers

function take(answer, conversation, from) {
  if (answer.form) form.openForm(answer.form, conversation);
  if (answer.goto) window.open(answer.goto, "_blank", "noopener");
  if (answer.say || answer.failed) answerInPlace(answer.say ?? answer.failed, from);
  refresh();
}

function answerInPlace(html, from) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const said = holder.content.firstElementChild;
  said.tabIndex = -1;
  if (from?.matches(".private")) from.replaceWith(said);
  else mine.append(said);
  said.scrollIntoView({ block: "nearest" });
  announce(said);
}

function announce(article) {
  const words = [article.querySelector(".by b"), article.querySelector(".title, .says, .typed")];
  $("news").textContent = words.map((each) => each?.textContent.trim() ?? "").join(" : ").slice(0, 240);
}

// Live changes

function refresh() {
  if (running) again = true;
  else running = load().finally(() => { running = null; if (again) { again = false; refresh(); } });
  return running;
}

async function load() {
  const wanted = { as: page.as, in: page.in, lang: page.lang };
  const query = new URLSearchParams(wanted);
  if (since !== null && (since || !document.hidden)) query.set("since", since);
  const answer = await fetch(`/play/page?${query}`).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  if (!answer || wanted.as !== page.as || wanted.in !== page.in) return;
  const arriving = since === null;
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 48;
  for (const name of ["bar", "side", "head", "next", "to"]) swap(name, answer[name], arriving);
  const news = swapFeed(answer.feed);
  for (const name of ["as", "in", "version", "unread"]) page[name] = answer[name];
  document.title = answer.title;
  arrived(arriving, low, news);
}

function arrived(arriving, low, news) {
  since = $("unread")?.dataset.since ?? "";
  if (arriving) return settle();
  if (low) scroll.scrollTop = scroll.scrollHeight;
  const last = news.filter((each) => !("own" in each.dataset)).pop();
  if (last) announce(last);
  see();
}

function settle() {
  const line = $("unread");
  if (line) scroll.scrollTop += line.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 18;
  else scroll.scrollTop = feed.querySelector(".hollow") ? 0 : scroll.scrollHeight;
  see();
}

// What is on the screen is read: a moment later, so that the counts are seen too.
function see() {
  if (document.hidden || !Number(page.unread)) return;
  const { as, in: conversation } = page;
  setTimeout(() => {
    if (!document.hidden && as === page.as && conversation === page.in) post("seen", { conversation });
  }, 1200);
}

function sourceOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder;
}

function boxOf(name) {
  return $({ side: "side-in", next: "next-in" }[name] ?? name);
}

function swap(name, html, arriving) {
  const box = boxOf(name), fresh = sourceOf(html), source = fresh.innerHTML;
  if (held.get(name) === source || (name === "to" && !arriving)) return;
  held.set(name, source);
  const focus = handle(document.activeElement, box);
  box.replaceChildren(fresh.content);
  if (focus) box.querySelector(focus)?.focus({ preventScroll: true });
}

// A selector that finds the same control again in a fresh fragment.
function handle(element, box) {
  if (!element || element === box || !box.contains(element)) return "";
  const names = ["data-action", "data-ref", "data-push", "data-speak", "data-drawer", "data-edit", "data-try", "href"];
  const found = names.filter((name) => element.hasAttribute(name));
  return found.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("") || element.localName;
}

// Unchanged messages keep their element: focus, open menus and the place one reads at stay.
function swapFeed(html) {
  const fresh = [...sourceOf(html).content.children], news = [];
  const old = new Map([...feed.children].map((each) => [each.dataset.key, each]));
  const wanted = fresh.map((node) => {
    const was = old.get(node.dataset.key);
    node.source = node.outerHTML;
    if (was?.source === node.source) return was;
    if (was) carry(was, node);
    else if (node.matches(".msg")) news.push(node);
    return node;
  });
  [...feed.children].filter((each) => !wanted.includes(each)).forEach((each) => {
    const next = wanted.find((node) => node.dataset.key === each.dataset.key);
    if (next) each.replaceWith(next);
    else each.remove();
  });
  wanted.forEach((node, place) => { if (feed.children[place] !== node) feed.insertBefore(node, feed.children[place] ?? null); });
  wanted.filter((node) => node.wantsFocus !== undefined).forEach(refocus);
  return news;
}

function carry(was, node) {
  const before = [...was.querySelectorAll("details")];
  [...node.querySelectorAll("details")].forEach((each, place) => { each.open = before[place]?.open ?? false; });
  if (was.contains(document.activeElement)) node.wantsFocus = handle(document.activeElement, was);
}

function refocus(node) {
  const target = node.wantsFocus && node.querySelector(node.wantsFocus);
  if (!target) node.tabIndex = -1;
  (target || node).focus({ preventScroll: true });
  delete node.wantsFocus;
}

// Going elsewhere

function go(url) {
  const query = new URL(url, location.href).searchParams;
  compose.leave();
  [page.as, page.in] = [query.get("as") ?? page.as, query.get("in") ?? ""];
  compose.arrive();
  since = null;
  mine.replaceChildren();
  drawer(null);
  if ($("dialog").open) $("dialog").close();
  return refresh();
}

function drawer(name, from) {
  const opened = document.querySelector(".drawer.open");
  for (const each of document.querySelectorAll(".drawer")) each.classList.toggle("open", each.id === name);
  for (const each of document.querySelectorAll("[data-drawer]")) each.ariaExpanded = String(each.dataset.drawer === name);
  for (const each of document.querySelectorAll(".pane, .bar")) each.inert = name !== null;
  if (name) $(name).querySelector("[data-shut]").focus();
  else if (opened && from) document.querySelector(`[data-drawer=${opened.id}]`)?.focus();
}

// Clicks and keys

const CLICKS = {
  action: (button) => press(button),
  push: (button) => once(button, () => post("push", clock(button.dataset.push)).then((answer) => take(answer, ""))),
  speak: (button) => speak(button.dataset.speak),
  drawer: (button) => drawer(button.dataset.drawer),
  shut: (button) => drawer(null, button),
  dismiss: (button) => button.closest(".private").remove(),
  try: (button) => compose.write(button.dataset.try),
  edit: (button) => change(button.closest(".msg")),
  stopEdit: () => compose.stopEditing(),
};

function clock(push) {
  return push === "15" ? { minutes: 15 } : { until: push };
}

function press(button) {
  const from = button.closest(".msg"), { action, ref } = button.dataset, { conversation } = from.dataset;
  closeMenus(null);
  return once(button, async () => {
    take(await post("press", { id: crypto.randomUUID(), conversation, action, ref }), conversation, from);
  });
}

function change(message) {
  compose.edit(message.dataset.ref, message.dataset.conversation, message.querySelector(".typed").textContent);
}

async function speak(language) {
  await post("speak", { language });
  location.assign(`/?${new URLSearchParams({ as: page.as, in: page.in, lang: language })}`);
}

function closeMenus(but) {
  for (const each of document.querySelectorAll("details.more[open]")) if (each !== but) each.open = false;
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.more"));
  const button = event.target.closest("button");
  const name = button && Object.keys(CLICKS).find((each) => each in button.dataset);
  if (name) return CLICKS[name](button);
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  go(link.href);
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.more[open]")) event.target.lastElementChild.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("dialog").open) return;
  const menu = document.querySelector("details.more[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else if (document.querySelector(".drawer.open")) drawer(null, event.target);
});

form.setUp(take);
compose.setUp(take);
for (const name of ["bar", "side", "head", "next", "to"]) held.set(name, boxOf(name).innerHTML);
for (const each of feed.children) each.source = each.outerHTML;
since = $("unread")?.dataset.since ?? "";
settle();
addEventListener("popstate", () => go(location.href));
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
matchMedia("(max-width: 1180px)").addEventListener("change", () => drawer(null));
new EventSource("/play/stream").addEventListener("changed", (event) => {
  if (JSON.parse(event.data) !== page.version) refresh();
});
setInterval(() => { if (!document.hidden) refresh(); }, 20000);
