// What htmx and HTML do not do alone: keys, menus that close, copying a link, the viewer's zone.

import { bindKeys } from "./keys.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`tz=${zone}`)) {
  document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
}

bindKeys();

// On a phone the links stand in one line that scrolls: the page one is on must be in sight.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-link]");
  if (!button) return;
  const hash = location.hash.startsWith("#turn-") ? location.hash : "";
  try {
    await navigator.clipboard.writeText(new URL(button.dataset.copyLink + hash, location.href).href);
    say("Link copied");
  } catch {
    say("The browser did not allow copying");
  }
});

function say(text) {
  const toast = document.querySelector(".toast");
  toast.textContent = text;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 2500);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt.matches(".news-slot")) document.body.classList.add("is-busy");
});
for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, () => document.body.classList.remove("is-busy"));
}
document.addEventListener("htmx:responseError", () => say("That did not work. Reload the page to try again."));
document.addEventListener("htmx:sendError", () => say("The server cannot be reached."));
