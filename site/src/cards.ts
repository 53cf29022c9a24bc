// The discrepancy cards: chips choose severities and kinds; with none pressed all are shown.

import { all, byId } from "./elements";

type Facet = "severity" | "kind";
const cards = all(".card[data-severity]");
const chips = all("button[data-card-filter]").map((button) => ({
  button, facet: button.dataset["cardFilter"] as Facet, value: button.dataset["value"] ?? "",
}));

function filterCards(): void {
  const wanted = { severity: new Set<string>(), kind: new Set<string>() };
  for (const chip of chips) if (chip.button.getAttribute("aria-pressed") === "true") wanted[chip.facet].add(chip.value);
  const fits = (card: HTMLElement, name: Facet): boolean => !wanted[name].size || wanted[name].has(card.dataset[name] ?? "");
  for (const card of cards) card.hidden = !fits(card, "severity") || !fits(card, "kind");
  // a chip tells how many cards it would show beside what the other row has chosen
  for (const { button, facet, value } of chips) {
    const other = facet === "kind" ? "severity" : "kind";
    const count = cards.filter((card) => card.dataset[facet] === value && fits(card, other)).length;
    const times = button.querySelector(".times");
    if (times) times.textContent = String(count);
    button.classList.toggle("nil", !count);
  }
  const shown = cards.filter((card) => !card.hidden).length;
  byId("cards-shown").textContent = shown === cards.length ? `All ${shown} shown.` : `${shown} of ${cards.length} shown.`;
}

for (const { button } of chips) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filterCards();
  });
}

/** The id that the address points to, "" where it is broken. */
function anchor(): string {
  try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
}

/** A link to a card that a filter hides takes the filter back. */
function revealCard(): void {
  const key = anchor();
  const card = cards.find((one) => one.id === key);
  if (!card?.hidden) return;
  for (const { button } of chips) button.setAttribute("aria-pressed", "false");
  filterCards();
  card.scrollIntoView();
}
window.addEventListener("hashchange", revealCard);

/** A link to a question opens it. */
function revealQuestion(): void {
  const key = anchor();
  const target = key ? document.getElementById(key) : null;
  if (target instanceof HTMLDetailsElement && target.matches(".question")) target.open = true;
}
window.addEventListener("hashchange", revealQuestion);
revealQuestion();
