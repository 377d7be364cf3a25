// What opens beside a table: it takes the focus, and gives it back when it is closed.

export function openBeside() {
  let opener = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const panel = document.querySelector("#panel");
    const from = event.detail.elt;
    if (event.detail.target === panel && panel && !panel.contains(from)) opener = from;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "panel") event.target.querySelector("[data-panel-title]")?.focus();
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
