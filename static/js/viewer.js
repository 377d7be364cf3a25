// A picture, large: in a dialog over the page it was opened from, or on its own page. The dialog
// shows what that page shows, under that page's address, so that a link means the same to everyone.

const find = (selector, root = document) => root?.querySelector(selector);
const dialog = () => find("#viewer");
const view = () => find("#viewer[open] .frame-view") ?? find("main .frame-view");
const stage = () => find(".frame-stage", view());

const STEPS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
const SHARP = 1280; // As wide is what is shown at first; more needs the original.

const isZoomed = () => stage()?.classList.contains("is-zoomed");
const fits = () => view() && !isZoomed(); // A picture that was made larger is scrolled instead.
const stepLink = (way) => find(`a[data-step="${way}"]`, view());

// [key, what it does in words, doing it, where it works]
export const viewerKeys = [
  ["ArrowLeft", "Frame before; moves a picture that was made larger", () => step(-1), view],
  ["ArrowRight", "Next frame; moves a picture that was made larger", () => step(1), view],
  ["Home", "First frame", () => leadTo(view().dataset.first), fits],
  ["End", "Last frame", () => leadTo(view().dataset.last), fits],
  ["+", "Larger", () => zoom("+"), view],
  ["-", "Smaller", () => zoom("-"), view],
  ["0", "Fit the picture to the window", () => zoom("0"), view],
  ["1", "Actual size", () => zoom("1"), view],
];

function step(way) {
  if (isZoomed()) stage().scrollBy({ left: way * 120 });
  else stepLink(way)?.click();
}

function zoom(how) {
  const place = stage();
  const picture = find("img", place);
  const full = Number(picture.getAttribute("width"));
  const middle = middleOf(place);
  const now = picture.getBoundingClientRect().width / full;
  place.classList.remove("is-zoomed");
  picture.style.width = "";
  const fit = picture.getBoundingClientRect().width / full;
  const next = {
    "+": STEPS.find((scale) => scale > now * 1.02) ?? STEPS.at(-1),
    "-": STEPS.findLast((scale) => scale < now * 0.98) ?? fit,
    0: fit,
    1: 1,
  }[how];
  const isFit = how === "0" || (how === "-" && next <= fit);
  if (!isFit) {
    place.classList.add("is-zoomed");
    picture.style.width = `${Math.round(full * next)}px`;
    if (full * next > SHARP && full > SHARP && picture.dataset.original) {
      picture.src = picture.dataset.original;
      delete picture.dataset.original;
    }
    place.scrollTo(middle.x * place.scrollWidth - place.clientWidth / 2, middle.y * place.scrollHeight - place.clientHeight / 2);
  }
  tellZoom(isFit, next);
}

const middleOf = (place) => ({
  x: (place.scrollLeft + place.clientWidth / 2) / place.scrollWidth,
  y: (place.scrollTop + place.clientHeight / 2) / place.scrollHeight,
});

function tellZoom(isFit, scale) {
  find("[data-zoom='0']", view()).ariaPressed = String(isFit);
  find("[data-zoom='1']", view()).ariaPressed = String(!isFit && scale === 1);
  find("[data-zoom-told]", view()).textContent = `${Math.round((isFit ? 1 : scale) * 100)}%`;
}

// Returns whether the dialog shows the picture at `href` now.
async function show(href) {
  const box = dialog();
  await window.htmx.ajax("GET", href, { target: "#viewer-body", swap: "innerHTML" });
  const shown = find("#viewer-body .frame-view");
  if (shown?.dataset.at !== new URL(href, location.href).pathname) return false;
  if (!box.open) {
    box.showModal();
    stage().focus();
  } else if (!box.contains(document.activeElement) || document.activeElement === box) {
    (stepLink(lastWay) ?? stage()).focus();
  }
  document.title = shown.dataset.title;
  find("#viewer-told").textContent = find("img", shown).alt;
  for (const path of shown.dataset.ahead.split(" ").filter(Boolean)) new Image().src = path;
  return true;
}

let lastWay = 1;
let title = "";

// Goes to another frame, by a link as any other has.
function leadTo(href) {
  if (view().dataset.at === href) return;
  const link = Object.assign(document.createElement("a"), { href });
  link.dataset.frame = "";
  view().append(link);
  link.click();
}

async function opened(event) {
  const link = event.target.closest?.("a[data-frame]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || !dialog() || !window.htmx) return;
  event.preventDefault();
  const isOpen = dialog().open;
  const { href } = link.href.baseVal === undefined ? link : { href: link.href.baseVal }; // SVG's links
  if (link.dataset.step) lastWay = Number(link.dataset.step);
  if (!isOpen) title = document.title;
  if (!(await show(href))) return;
  if (isOpen) history.replaceState({ viewer: true }, "", href);
  else history.pushState({ viewer: true }, "", href);
}

function closed() {
  find("#viewer-body").replaceChildren();
  document.title = title;
  if (history.state?.viewer) history.back();
}

// A picture that cannot be reached is tried again, ever more seldom, and when asked to.
const AGAIN = [4, 15, 60]; // seconds
const tries = new WeakMap();
const frameOf = (picture) => picture.closest(".shot, .frame-stage");

function again(picture) {
  const path = picture.getAttribute("src");
  const ask = () => {
    picture.src = path;
    watch(picture);
  };
  if (picture.complete) return ask();
  picture.removeAttribute("src"); // The request is given up first, else it is waited for.
  setTimeout(ask, 50);
}

function broke(picture) {
  frameOf(picture).classList.add("is-broken");
  const count = tries.get(picture) ?? 0;
  tries.set(picture, count + 1);
  if (count < AGAIN.length) setTimeout(() => again(picture), AGAIN[count] * 1000);
}

// One in sight of which nothing has come for a while is told of like a broken one. It is waited for
// all the same: where a line is slow, to ask anew would only begin anew.
const PATIENCE = 8; // seconds
const timers = new WeakMap();
const nothingCame = (picture) => picture.isConnected && !picture.complete && !picture.naturalWidth;

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    if (isIntersecting && nothingCame(target)) timers.set(target, setTimeout(late, PATIENCE * 1000, target));
  }
});

function late(picture) {
  if (nothingCame(picture)) frameOf(picture).classList.add("is-broken");
}

// Has the observer tell of a picture anew, as if it had just come.
function watch(picture) {
  sight.unobserve(picture);
  sight.observe(picture);
}

const isPicture = (element) => element.matches?.("img[data-shot]");

export function showPictures() {
  document.addEventListener("click", opened);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-zoom]");
    if (button) zoom(button.dataset.zoom);
    if (target.matches?.(".frame-stage img")) zoom(isZoomed() ? "0" : "1");
    if (target.id === "viewer") target.close();
    if (target.closest?.("[data-again]")) {
      for (const picture of document.querySelectorAll(".is-broken img")) again(picture);
    }
  });
  document.addEventListener("error", ({ target }) => isPicture(target) && broke(target), true);
  document.addEventListener("load", ({ target }) => {
    if (isPicture(target)) target.closest(".is-broken")?.classList.remove("is-broken");
  }, true);
  for (const picture of document.querySelectorAll("img[data-shot]")) {
    if (picture.complete && picture.currentSrc && !picture.naturalWidth) broke(picture);
  }
  const watchAll = (root) => root.querySelectorAll?.("img[data-shot]").forEach(watch);
  watchAll(document);
  const coming = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(watchAll);
  });
  coming.observe(document.body, { childList: true, subtree: true });
  dialog()?.addEventListener("close", closed);
  addEventListener("popstate", ({ state }) => {
    if (!dialog()) return;
    if (state?.viewer) show(location.href);
    else if (dialog().open) dialog().close();
  });
}
