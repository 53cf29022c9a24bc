// What every page of the site has: dark or light, the search field, the way past the head, and words below pictures that are
// wider than the screen.

import { all, byId, make } from "./elements";
import "./theme";
import "./find";

// the address stays as it is, for on some pages it carries what is chosen there
document.querySelector("a.skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus({ preventScroll: true });
  byId("main").scrollIntoView();
});

// a picture that is wider than its frame begins at its first column; words below it tell that it goes on
for (const frame of all(".drawing")) {
  const told = make("p", { class: "note", hidden: "" }, "The picture goes on to the side: move it.");
  frame.after(told);
  new ResizeObserver(() => { told.hidden = frame.scrollWidth <= frame.clientWidth; }).observe(frame);
}
