// Fresh fragments in the place of old ones: what is unchanged keeps its element, so focus, open menus and the place
// one reads at stay.

import { setMenu } from "./menu.js";
import { handle, land } from "./focus.js";
import { $ } from "./wire.js";

const held = new Map(); // the last source of each fragment: equal means untouched
const feed = $("feed");

export const FRAGMENTS = ["bar", "side", "head", "next", "to"];

export function hold() {
  for (const name of FRAGMENTS) held.set(name, boxOf(name).innerHTML);
  for (const each of feed.children) each.source = each.outerHTML;
}

function boxOf(name) {
  return $({ side: "side-in", next: "next-in" }[name] ?? name);
}

function sourceOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder;
}

export function swap(name, html, arriving) {
  const box = boxOf(name), fresh = sourceOf(html), source = fresh.innerHTML;
  if (held.get(name) === source || (name === "to" && !arriving)) return;
  held.set(name, source);
  const focus = handle(document.activeElement, box), top = box.parentElement.scrollTop;
  box.replaceChildren(fresh.content);
  box.parentElement.scrollTop = top;
  if (focus) (box.querySelector(focus) ?? box.querySelector("button, a"))?.focus({ preventScroll: true });
}

// Returns what is new: messages, and answers in threads.
export function swapFeed(html) {
  const fresh = [...sourceOf(html).content.children], news = [];
  const old = new Map([...feed.children].map((each) => [each.dataset.key, each]));
  const wanted = fresh.map((node) => {
    const was = old.get(node.dataset.key);
    node.source = node.outerHTML;
    if (was?.source === node.source) return was;
    if (was) news.push(...carry(was, node));
    else if (node.matches(".msg")) news.push(node);
    return node;
  });
  remove([...feed.children].filter((each) => !wanted.includes(each)), wanted);
  wanted.forEach((node, place) => { if (feed.children[place] !== node) feed.insertBefore(node, feed.children[place] ?? null); });
  wanted.filter((node) => node.wantsFocus !== undefined).forEach(refocus);
  return news;
}

function remove(gone, wanted) {
  for (const each of gone) {
    const next = wanted.find((node) => node.dataset.key === each.dataset.key);
    const lost = !next && each.contains(document.activeElement);
    if (next) each.replaceWith(next);
    else each.remove();
    if (lost) land($("scroll"));
  }
}

function carry(was, node) {
  const folds = [...was.querySelectorAll("details")], menus = [...was.querySelectorAll("[data-menu]")];
  [...node.querySelectorAll("details")].forEach((each, place) => { each.open = folds[place]?.open ?? false; });
  [...node.querySelectorAll("[data-menu]")].forEach((each, place) => setMenu(each, menus[place]?.ariaExpanded === "true"));
  if (was.contains(document.activeElement)) node.wantsFocus = handle(document.activeElement, was);
  const before = new Set([...was.querySelectorAll(".reply")].map((each) => each.dataset.ref));
  return [...node.querySelectorAll(".reply")].filter((each) => !before.has(each.dataset.ref));
}

function refocus(node) {
  land((node.wantsFocus && node.querySelector(node.wantsFocus)) || node);
  delete node.wantsFocus;
}

// Only what is new is read out, and only its beginning.
export function announce(...articles) {
  $("news").textContent = articles.map(beginning).join(" ").slice(0, 480);
}

function beginning(article) {
  const words = [article.querySelector(".by b"), article.querySelector(".title, .says, .typed")];
  return words.map((each) => each?.textContent.trim() ?? "").join(" : ").slice(0, 240);
}
