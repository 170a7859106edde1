// What a platform would be sent for a message: asked for when its fold is opened, also where a fresh fragment opens it.

import { $, page } from "./wire.js";

async function fill(box) {
  const shown = box.querySelector("pre"), { ref, preview: platform } = box.dataset;
  if (!box.open || "filled" in shown.dataset) return;
  const query = new URLSearchParams({ as: page.as, ref, platform });
  const answer = await fetch(`/play/preview?${query}`).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  if (answer) shown.dataset.filled = "";
  shown.textContent = answer?.json ?? $("failed").content.querySelector(".says").textContent;
}

// `toggle` does not bubble.
document.addEventListener("toggle", (event) => event.target.matches("[data-preview]") && fill(event.target), true);
