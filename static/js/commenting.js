// Comments are about a turn: the one whose time was chosen in the transcript, which its address names.

export function nameTurns() {
  addEventListener("hashchange", name);
  document.addEventListener("htmx:afterSwap", name);
}

function name() {
  const field = document.querySelector("#rail-comments [name=turn]");
  const turn = /^#turn-(\d+)$/.exec(location.hash);
  if (!field || !turn || (field.value && field.value !== field.dataset.named)) return;
  field.value = field.dataset.named = turn[1];
}
