// The discrepancy cards: chips choose severities and kinds; with none pressed all are shown.

const cards = [...document.querySelectorAll(".card[data-severity]")];
const cardChips = [...document.querySelectorAll("button[data-card-filter]")];

function filterCards() {
  const wanted = { severity: new Set(), kind: new Set() };
  for (const chip of cardChips) if (chip.getAttribute("aria-pressed") === "true") wanted[chip.dataset.cardFilter].add(chip.dataset.value);
  const fits = (card, name) => !wanted[name].size || wanted[name].has(card.dataset[name]);
  for (const card of cards) card.hidden = !fits(card, "severity") || !fits(card, "kind");
  // a chip tells how many cards it would show beside what the other row has chosen
  for (const chip of cardChips) {
    const [own, other] = chip.dataset.cardFilter === "kind" ? ["kind", "severity"] : ["severity", "kind"];
    const count = cards.filter((card) => card.dataset[own] === chip.dataset.value && fits(card, other)).length;
    chip.querySelector(".times").textContent = String(count);
    chip.classList.toggle("nil", !count);
  }
  const shown = cards.filter((card) => !card.hidden).length;
  document.getElementById("cards-shown").textContent = shown === cards.length ? `All ${shown} shown.` : `${shown} of ${cards.length} shown.`;
}

for (const chip of cardChips) {
  chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filterCards();
  });
}

/** A link to a card that a filter hides takes the filter back. */
function revealCard() {
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const card = cards.find((one) => one.id === key);
  if (!card?.hidden) return;
  for (const chip of cardChips) chip.setAttribute("aria-pressed", "false");
  filterCards();
  card.scrollIntoView();
}
window.addEventListener("hashchange", revealCard);

/** A link to a question opens it. */
function revealQuestion() {
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const target = key ? document.getElementById(key) : null;
  if (target instanceof HTMLDetailsElement && target.matches(".question")) target.open = true;
}
window.addEventListener("hashchange", revealQuestion);
revealQuestion();
