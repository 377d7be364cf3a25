// Pages that follow along: what came is put in beside what is there, and the reader stays where
// they are: scroll, focus and selection. htmx does the asking, every two seconds.

const find = (selector) => document.querySelector(selector);
// Not detail.elt: once what asked was replaced, that is another element.
const asks = (event) => event.detail.requestConfig.elt.matches("[data-poll]");
const repeats = (event) => event.detail.requestConfig.elt.matches('[data-poll][hx-trigger^="every"]');

let wasAtEnd = false;
let unseen = [];

export function followAlong() {
  // Nobody reads a hidden page; what comes once, comes to one opened for later, too.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && repeats(event)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "live") wasAtEnd = isAtEnd();
  });
  document.addEventListener("htmx:oobBeforeSwap", mergeInstead);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (asks(event)) heard(event.detail);
  });
  const feed = find("#feed[aria-live]");
  if (!feed) return;
  new MutationObserver(grown).observe(feed, { childList: true });
  document.addEventListener("scroll", forgetSeen, { passive: true });
}

function heard({ requestConfig, successful, xhr }) {
  if (requestConfig.elt.id === "live") find("#live")?.classList.toggle("is-lost", !successful);
  if (xhr.status === 404) location.reload(); // Taken away: so are the words on this page.
  if (!find("#live[hx-get]")) find("#feed")?.removeAttribute("aria-live");
}

// Where the end of the words can be seen, and nobody is selecting any.
function isAtEnd() {
  const feed = find("#feed");
  if (!feed || (!getSelection().isCollapsed && feed.contains(getSelection().anchorNode))) return false;
  const { bottom } = feed.getBoundingClientRect();
  return bottom > 0 && bottom <= innerHeight + 8;
}

function grown(records) {
  const turns = records.flatMap((record) => [...record.addedNodes]).filter((node) => node.matches?.(".turn"));
  if (!turns.length) return;
  find("#feed").role = "feed";
  if (wasAtEnd) {
    find("#live").scrollIntoView({ block: "end" });
    return;
  }
  unseen.push(...turns);
  const pill = find("#new-turns");
  pill.textContent = `${unseen.length} new ${unseen.length === 1 ? "turn" : "turns"}`;
  pill.href = `#${unseen[0].id}`;
  pill.hidden = false;
}

function forgetSeen() {
  if (!unseen.length) return;
  unseen = unseen.filter((turn) => turn.getBoundingClientRect().top > innerHeight);
  find("#new-turns").hidden = !unseen.length;
}

// An element that is there already is made equal to the one that came, never replaced by it.
function mergeInstead(event) {
  const { target, fragment } = event.detail;
  const fresh = fragment.firstElementChild;
  if (!target.id || fresh?.id !== target.id) return;
  event.detail.shouldSwap = false;
  merge(target, fresh);
  if (target.matches("[hx-get]") || target.querySelector("[hx-get]")) window.htmx.process(target);
}

const OWN = { open: "DETAILS", class: "TR" }; // What the reader did: opened a call, went to a row.

function merge(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && OWN[name] !== old.nodeName) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const had = [...old.childNodes];
  const has = [...fresh.childNodes];
  has.forEach((node, place) => (place < had.length ? mergePart(had[place], node) : old.append(node)));
  for (const node of had.slice(has.length)) node.remove();
}

// What asks for itself knows better than the page around it.
function mergePart(old, fresh) {
  const asksItself = old.matches?.("[data-poll]") && old.id && old.id === fresh.id;
  if (!asksItself) merge(old, fresh);
}
