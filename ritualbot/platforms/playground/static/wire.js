// What the other files share: the state of the page, and the one way to speak to the server.

export const $ = (id) => document.getElementById(id);

// Who is played, where one looks, in which language; the server writes it, a navigation changes it.
export const page = document.body.dataset;

// Answers {failed: html} when the server cannot be reached or refuses: whoever called keeps what was typed.
export async function post(path, body, how = {}) {
  try {
    const answer = await fetch(`/play/${path}`, {
      ...how,
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: page.as, lang: page.lang, ...body }),
    });
    if (answer.ok) return await answer.json();
  } catch { /* said in place, below */ }
  return { failed: $("failed").innerHTML };
}

// Runs `work` once at a time per button: a double click is one click.
export async function once(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const others = [...(button.closest(".msg, .push, .next, .hollow, form") ?? button.parentElement).querySelectorAll("button")];
  others.forEach((each) => each.setAttribute("aria-disabled", "true"));
  try {
    await work();
  } finally {
    others.forEach((each) => each.removeAttribute("aria-disabled"));
  }
}
