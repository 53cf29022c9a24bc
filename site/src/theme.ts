// Dark and light: the system's choice until the reader makes one.

const listeners: (() => void)[] = [];

export function isDark(): boolean {
  if (matchMedia("print").matches) return false;
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Call `listener` whenever the theme has changed. */
export function onTheme(listener: () => void): void {
  listeners.push(listener);
}

/** The value of a custom property of the style sheet in the current theme. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function tell(): void {
  listeners.forEach((listener) => listener());
}

function setTheme(name: "dark" | "light"): void {
  document.documentElement.dataset["theme"] = name;
  try { localStorage.setItem("kg-theme", name); } catch { /* a page opened from a file may have no storage */ }
}

try {
  const kept = localStorage.getItem("kg-theme");
  if (kept === "dark" || kept === "light") document.documentElement.dataset["theme"] = kept;
} catch { /* no storage: the system's choice stays */ }

document.getElementById("theme")?.addEventListener("click", (event) => {
  if (!event.defaultPrevented) setTheme(isDark() ? "light" : "dark"); // else another bundle of the page has just done so
  event.preventDefault();
  tell();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
matchMedia("print").addEventListener("change", tell); // paper is light: what scripts have coloured changes with it
