// Comments are about a turn: the one whose time was chosen in the transcript, which its address names.
// Turns that have some lead to them.

export function nameTurns() {
  addEventListener("hashchange", name);
  document.addEventListener("htmx:afterSwap", () => {
    name();
    mark();
  });
}

function name() {
  const field = document.querySelector("#rail-comments [name=turn]");
  const turn = /^#turn-(\d+)$/.exec(location.hash);
  if (!field || !turn || (field.value && field.value !== field.dataset.named)) return;
  field.value = field.dataset.named = turn[1];
}

function mark() {
  const found = new Map();
  for (const row of document.querySelectorAll("#rail-comments [data-turn]")) {
    found.set(row.dataset.turn, [...(found.get(row.dataset.turn) ?? []), row]);
  }
  for (const [turn, rows] of found) {
    const article = document.getElementById(`turn-${turn}`);
    if (!article || article.querySelector(".commented")) continue;
    const link = document.createElement("a");
    link.className = "commented link";
    link.href = `#${rows[0].id}`;
    link.textContent = rows.length === 1 ? "1 comment" : `${rows.length} comments`;
    article.append(link);
  }
}
