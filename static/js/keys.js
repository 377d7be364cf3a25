// The keyboard: one registry, which `?` shows. A key does nothing where its page has no use for it.

import { viewerKeys } from "./viewer.js";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const find = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
const turns = () => [...document.querySelectorAll("[data-feed] .turn")];

const SHOWN = { ArrowLeft: "←", ArrowRight: "→" };

// [key, what it does in words, doing it, where it works]; two letters: pressed one after another. A
// key may stand here more than once: the first that works is meant.
const registry = [
  ["/", "Search", () => find("#q").focus(), () => find("#q")],
  ["j", "Next row, or the older conversation", () => follow("j") || move(rows(), 1), () => rows().length || link("j")],
  ["k", "Row before, or the newer conversation", () => follow("k") || move(rows(), -1), () => rows().length || link("k")],
  ["n", "Next turn", () => move(turns(), 1), () => turns().length],
  ["p", "Turn before", () => move(turns(), -1), () => turns().length],
  ["1", "Accept", () => press("1"), () => button("1")],
  ["2", "Correct: write the value, then Enter", () => press("2"), () => button("2")],
  ["3", "Reject", () => press("3"), () => button("3")],
  ["4", "Unsure", () => press("4"), () => button("4")],
  ["m", "Write a note; Escape ends it", () => find("#id_note").focus(), () => find("[data-verdicts] #id_note")],
  ["Enter", "Begin", () => follow("Enter"), () => link("Enter") && document.activeElement === document.body],
  ["u", "Back to the list", () => follow("back"), () => link("back")],
  ["c", "New conversation", () => follow("c"), () => link("c")],
];
const help = ["?", "Show these keys", showMap, () => true];

// Over a dialog nothing of the page has its keys, but a viewer has its own.
function working() {
  const inDialog = find("dialog[open]");
  const inViewer = find("#viewer[open]") && !find("#keys[open]");
  const known = inDialog ? (inViewer ? [...viewerKeys, help] : []) : [...registry, ...pages(), ...viewerKeys, help];
  return known.filter(([, , , works]) => works());
}

// The pages in the margin say themselves which two letters lead to them.
function pages() {
  return [...document.querySelectorAll('a[data-key^="g "]')].map((target) => [
    target.dataset.key,
    `Go to ${inText(target.textContent.trim())}`,
    () => target.click(),
    () => true,
  ]);
}

const inText = (name) => (/^.[a-z]/.test(name) ? name[0].toLowerCase() + name.slice(1) : name);

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
  list.replaceChildren(...working().map(([keys, words]) => {
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

// Out of what is written beside a verdict, so that keys are verdicts again.
function leave(element) {
  if (element.closest("[data-verdicts]")) element.blur();
}

let before = "";

function act(event) {
  if (event.key === "Escape") return leave(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.repeat && find("[data-press]")) return; // A key held down judges nothing unseen.
  const keys = working();
  const key = event.key === "=" ? "+" : event.key; // The same key, where the plus stands above.
  const pair = keys.find(([known]) => known === `${before} ${key}`);
  const entry = pair ?? keys.find(([known]) => known === key);
  before = entry ? "" : event.key;
  if (!entry) return;
  event.preventDefault();
  entry[2]();
}

export function bindKeys() {
  document.addEventListener("keydown", act);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) showMap();
    if (event.target.id === "keys") event.target.close();
  });
}
