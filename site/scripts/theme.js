// Dark and light: the system's choice until the reader makes one.

const themeListeners = [];

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("kg-theme", name); } catch { /* a page opened from a file may have no storage */ }
  themeListeners.forEach((listener) => listener());
}

try {
  const kept = localStorage.getItem("kg-theme");
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
} catch { /* no storage: the system's choice stays */ }

document.getElementById("theme")?.addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => themeListeners.forEach((listener) => listener()));

/** The value of a custom property of the style sheet in the current theme. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
