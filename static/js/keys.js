// The keyboard: one registry, which `?` shows. A key does nothing where its page has no use for it.

import { viewerKeys } from "./viewer.js";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const find = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
const turns = () => [...document.querySelectorAll("[data-feed] .turn")];

const SHOWN = { ArrowLeft: "←", ArrowRight: "→" };

// Over a dialog nothing of the page has its keys, but a viewer has its own.
function known() {
  if (!find("dialog[open]")) return registry;
  return find("#viewer[open]") && !find("#keys[open]") ? { ...viewerKeys, "?": registry["?"] } : {};
}

// key (two letters: pressed one after another) → [what it does in words, doing it, where it works]
const registry = {
  "/": ["Search", () => find("#q").focus(), () => find("#q")],
  j: ["Next row, or the older conversation", () => follow("j") || move(rows(), 1), () => rows().length || link("j")],
  k: ["Row before, or the newer conversation", () => follow("k") || move(rows(), -1), () => rows().length || link("k")],
  n: ["Next turn", () => move(turns(), 1), () => turns().length],
  p: ["Turn before", () => move(turns(), -1), () => turns().length],
  1: ["Accept", () => press("1"), () => button("1")],
  2: ["Correct: write the value, then Enter", () => press("2"), () => button("2")],
  3: ["Reject", () => press("3"), () => button("3")],
  4: ["Unsure", () => press("4"), () => button("4")],
  m: ["Write a note", () => find("#id_note").focus(), () => find("[data-verdicts] #id_note")],
  Enter: ["Begin", () => follow("Enter"), () => link("Enter") && document.activeElement === document.body],
  u: ["Back to the list", () => follow("back"), () => link("back")],
  c: ["New conversation", () => follow("c"), () => link("c")],
  "g o": ["Go to the overview", () => follow("g o"), () => link("g o")],
  "g c": ["Go to conversations", () => follow("g c"), () => link("g c")],
  "g f": ["Go to findings", () => follow("g f"), () => link("g f")],
  "g r": ["Go to reviews", () => follow("g r"), () => link("g r")],
  "g x": ["Go to exports", () => follow("g x"), () => link("g x")],
  "g p": ["Go to persons", () => follow("g p"), () => link("g p")],
  "g t": ["Go to templates", () => follow("g t"), () => link("g t")],
  "g d": ["Go to deliveries", () => follow("g d"), () => link("g d")],
  "g v": ["Go to saved views", () => follow("g v"), () => link("g v")],
  "g s": ["Go to sources", () => follow("g s"), () => link("g s")],
  "g m": ["Go to members", () => follow("g m"), () => link("g m")],
  "g k": ["Go to API keys", () => follow("g k"), () => link("g k")],
  "g e": ["Go to erasures", () => follow("g e"), () => link("g e")],
  "g q": ["Go to the queue of erasures", () => follow("g q"), () => link("g q")],
  "g f": ["Go to find a person", () => follow("g f"), () => link("g f")],
  "g a": ["Go to the audit log", () => follow("g a"), () => link("g a")],
  ...viewerKeys,
  "?": ["Show these keys", showMap, () => true],
};

const link = (key) => find(`a[data-key="${key}"]`);

function follow(key) {
  const target = link(key);
  if (target) target.click();
  return Boolean(target);
}

const button = (key) => find(`[data-press="${key}"]`);

// A verdict; a correction that nobody has written yet is written first.
function press(key) {
  const pressed = button(key);
  const needed = pressed.dataset.needs && document.getElementById(pressed.dataset.needs);
  if (!needed || needed.value !== needed.defaultValue) return pressed.click();
  needed.focus();
  needed.select();
}

function move(all, step) {
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("is-at") || row.contains(document.activeElement));
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-at", row === next);
  (next.querySelector("a.who") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function showMap() {
  const dialog = find("#keys");
  const list = dialog.querySelector("dl");
  list.replaceChildren(...Object.entries(known()).filter(([, [, , works]]) => works()).map(([keys, [words]]) => {
    const entry = document.createElement("div");
    const shown = document.createElement("dt");
    const told = document.createElement("dd");
    shown.append(...keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: SHOWN[key] ?? key })));
    told.textContent = words;
    entry.append(shown, told);
    return entry;
  }));
  dialog.showModal();
}

let before = "";

function act(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const keys = known();
  const key = event.key === "=" ? "+" : event.key; // The same key, where the plus stands above.
  const pair = keys[`${before} ${key}`];
  const entry = pair ?? keys[key];
  before = pair ? "" : event.key;
  if (!entry || !entry[2]()) return;
  event.preventDefault();
  before = "";
  entry[1]();
}

export function bindKeys() {
  document.addEventListener("keydown", act);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) showMap();
    if (event.target.id === "keys") event.target.close();
  });
}
