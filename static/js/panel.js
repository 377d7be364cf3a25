// What opens beside a table: it takes the focus, and gives it back when it is closed.

export function openBeside() {
  let opener = null;
  let template = shownTemplate();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const panel = document.querySelector("#panel");
    const from = event.detail.elt;
    if (event.detail.target === panel && panel && !panel.contains(from)) opener = from;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "panel") event.target.querySelector("[data-panel-title]")?.focus();
    if (shownTemplate() === template) return;
    template = shownTemplate(); // What stands beside the table is of another one.
    document.querySelector("#panel")?.replaceChildren();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-close-panel]");
    if (!link || !link.closest("#panel")) return;
    event.preventDefault();
    close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector("#panel")?.contains(event.target)) close();
  });

  function close() {
    document.querySelector("#panel").replaceChildren();
    if (opener?.isConnected) opener.focus();
  }
}

function shownTemplate() {
  return document.querySelector("#filters [name=template]")?.value ?? "";
}
