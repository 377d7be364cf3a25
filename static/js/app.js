// What htmx and HTML do not do alone: keys, menus that close, copying, the viewer's zone.

import { nameTurns } from "./commenting.js";
import { bindKeys } from "./keys.js";
import { followAlong } from "./live.js";
import { openBeside } from "./panel.js";
import { tickTogether } from "./ticking.js";
import { showPictures } from "./viewer.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`tz=${zone}`)) {
  document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
}

bindKeys();
followAlong();
nameTurns();
openBeside();
showPictures();
tickTogether();

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
  const button = event.target.closest("[data-copy-link], [data-copy-text]");
  if (!button) return;
  const { copyLink, copyText } = button.dataset;
  const hash = location.hash.startsWith("#turn-") ? location.hash : "";
  try {
    await navigator.clipboard.writeText(copyText ?? new URL(copyLink + hash, location.href).href);
    say(copyText === undefined ? "Link copied" : "Copied");
  } catch {
    say("The browser did not allow copying");
  }
});

function say(text) {
  const toast = document.querySelector(".toast");
  (document.querySelector("dialog[open]") ?? document.body).append(toast); // Nothing else is seen over one.
  toast.textContent = text;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 2500);
}

// A page that asks by itself is not busy for it, and tells of failures in its own place.
const asksByItself = (event) => event.detail.elt?.matches?.("[data-poll]");
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!asksByItself(event)) document.body.classList.add("is-busy");
});
for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, () => document.body.classList.remove("is-busy"));
}
const failures = {
  "htmx:responseError": "That did not work. Reload the page to try again.",
  "htmx:sendError": "The server cannot be reached.",
};
for (const [name, words] of Object.entries(failures)) {
  document.addEventListener(name, (event) => asksByItself(event) || say(words));
}
