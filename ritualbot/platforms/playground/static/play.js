// The playground's page: presses, places, the clock, and changes that arrive without a reload. No library, no build.

import * as compose from "./compose.js";
import { drawer, openDrawer, tell, toggleDrawer } from "./drawer.js";
import { land } from "./focus.js";
import * as form from "./form.js";
import { announce, FRAGMENTS, hold, swap, swapFeed } from "./live.js";
import { closeMenus, menuKey, openMenu, toggleMenu } from "./menu.js";
import "./preview.js";
import { $, once, page, post } from "./wire.js";

const scroll = $("scroll"), feed = $("feed"), mine = $("private");
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
  if (from?.matches(".private")) {
    const inside = from.contains(document.activeElement);
    from.replaceWith(said);
    if (inside) land(said);
  } else mine.append(said);
  said.scrollIntoView({ block: "nearest" });
  announce(said);
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
  for (const name of FRAGMENTS) swap(name, answer[name], arriving);
  tell();
  const news = swapFeed(answer.feed);
  for (const name of ["as", "in", "version", "unread"]) page[name] = answer[name];
  document.title = answer.title;
  arrived(arriving, low, news);
}

function arrived(arriving, low, news) {
  since = $("unread")?.dataset.since ?? "";
  if (arriving) return settle();
  if (low) scroll.scrollTop = scroll.scrollHeight;
  const others = news.filter((each) => !("own" in each.dataset));
  if (others.length) announce(...others);
  see();
}

function settle() {
  const line = $("unread");
  if (line) scroll.scrollTop += line.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 18;
  else scroll.scrollTop = feed.querySelector(".hollow, .home") ? 0 : scroll.scrollHeight;
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

// Going elsewhere

function go(url) {
  const query = new URL(url, location.href).searchParams;
  compose.leave();
  [page.as, page.in] = [query.get("as") ?? page.as, query.get("in") ?? ""];
  compose.arrive();
  since = null;
  mine.replaceChildren();
  drawer(null, true);
  if ($("dialog").open) $("dialog").close();
  return refresh();
}

// Clicks and keys

const CLICKS = {
  action: (button) => press(button),
  push: (button) => once(button, () => push(button)),
  speak: (button) => speak(button.dataset.speak),
  drawer: (button) => toggleDrawer(button.dataset.drawer),
  shut: () => drawer(null, true),
  menu: (button) => toggleMenu(button),
  dismiss: (button) => dismiss(button.closest(".private")),
  try: (button) => compose.write(button.dataset.try),
  edit: (button) => change(button.closest(".msg")),
  stopEdit: () => compose.stopEditing(),
};

async function push(button) {
  if (openDrawer()) drawer(null, true);
  take(await post("push", clock(button.dataset.push)), "");
}

// A quarter of an hour, a word, or one of the moments that come next.
function clock(push) {
  if (push === "15") return { minutes: 15 };
  return ["next", "tomorrow"].includes(push) ? { until: push } : { at: push };
}

function press(button) {
  const from = button.closest(".msg"), { action, ref } = button.dataset, { conversation } = from.dataset;
  const opener = button.closest("[role=menu]")?.previousElementSibling;
  closeMenus(null);
  opener?.focus({ preventScroll: true });
  return once(button, async () => {
    take(await post("press", { id: crypto.randomUUID(), conversation, action, ref }), conversation, from);
  });
}

function dismiss(answer) {
  land(answer.previousElementSibling ?? scroll);
  answer.remove();
}

function change(message) {
  compose.edit(message.dataset.ref, message.dataset.conversation, message.querySelector(".typed").textContent);
}

async function speak(language) {
  await post("speak", { language });
  location.assign(`/?${new URLSearchParams({ as: page.as, in: page.in, lang: language })}`);
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("[data-menu]") ?? event.target.closest("[role=menu]")?.previousElementSibling);
  const button = event.target.closest("button");
  const name = button && Object.keys(CLICKS).find((each) => each in button.dataset);
  if (name) return CLICKS[name](button);
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  go(link.href);
});

document.addEventListener("keydown", (event) => {
  if ($("dialog").open || menuKey(event) || event.key !== "Escape" || openMenu()) return;
  if (openDrawer()) drawer(null, true);
});

// The last own message that can still be changed.
function lastOwn() {
  return [...feed.querySelectorAll("[data-edit]")].pop()?.closest(".msg");
}

form.setUp(take);
compose.setUp(take, () => lastOwn() && change(lastOwn()));
hold();
since = $("unread")?.dataset.since ?? "";
settle();
addEventListener("popstate", () => go(location.href));
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
new EventSource("/play/stream").addEventListener("changed", (event) => {
  if (JSON.parse(event.data) !== page.version) refresh();
});
setInterval(() => { if (!document.hidden) refresh(); }, 20000);
