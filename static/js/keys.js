// The keyboard: `/` searches, `j` and `k` move, Enter opens, `u` goes back.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr, [data-feed] .turn")];
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("is-at") || row.contains(document.activeElement));
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-at", row === next);
  (next.querySelector("a.who") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function follow(key) {
  const link = document.querySelector(`a[data-key="${key}"]`);
  if (link) link.click();
  return Boolean(link);
}

// On a conversation `j` and `k` walk the list it was opened from; `n` and `p` walk its turns.
const keys = {
  "/": () => document.querySelector("#q")?.focus(),
  j: () => follow("j") || (!onConversation() && move(1)),
  k: () => follow("k") || (!onConversation() && move(-1)),
  n: () => move(1),
  p: () => move(-1),
  u: () => follow("back"),
};

function onConversation() {
  return Boolean(document.querySelector("[data-feed]"));
}

export function bindKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
