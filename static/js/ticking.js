// A box that ticks all boxes of rows on the page, and the words that count those that are ticked.

const rows = () => [...document.querySelectorAll('td input[type="checkbox"][name="id"]')];

export function tickTogether() {
  document.addEventListener("change", ({ target }) => {
    const boxes = rows();
    if (target.matches("[data-tick-all]")) {
      for (const box of boxes) box.checked = target.checked;
    } else if (!boxes.includes(target)) return;
    tell(boxes);
  });
}

function tell(boxes) {
  const count = boxes.filter((box) => box.checked).length;
  for (const all of document.querySelectorAll("[data-tick-all]")) {
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  const told = document.querySelector("[data-ticked]");
  if (told) told.textContent = count ? `${count} ticked:` : "Ticked ones:";
}
