// The interactive picture: reads the address, opens the board, and lets its parts follow the state.

import { isAnchor } from "../address";
import { start } from "./state";
import { board } from "./board";
import { middleOf, openCamera } from "./camera";
import { followState } from "./physics";
import { linkByKey, links, nodeByKey, nodes } from "./data";
import { decode, onState, state, tell } from "./state";
import { showPanel, wantsFocus } from "./panel";
import { showsLink, showsNode } from "./visible";
import "./filters";
import "./table";
import "./keys";
import "./search";
import "./export";

onState((jumped) => {
  showPanel(wantsFocus());
  if (jumped) document.getElementById("picture")?.scrollIntoView({ block: "nearest" });
});

start();
tell();
openCamera();
followState();
if (!state.picked && isAnchor()) {
  document.getElementById(decode(location.hash.slice(1)))?.scrollIntoView(); // the board has just changed the height of the page
}

const kgPicture = Object.freeze({
  visibleLinks: () => links.filter(showsLink).map((link) => link.id),
  visibleThings: () => nodes.filter(showsNode).map((node) => node.key),
  placeOfNode: (key: string) => { const node = nodeByKey.get(key); return node ? board.canvasToDOM({ x: node.x, y: node.y }) : null; },
  placeOfLink: (key: string) => { const link = linkByKey.get(key) ?? links.find((one) => one.id === key); return link ? board.canvasToDOM(middleOf(link)) : null; },
  camera: () => ({ ...board.getViewPosition(), scale: board.getScale() }),
});
declare global { interface Window { kgPicture: typeof kgPicture } }
window.kgPicture = kgPicture; // tests and people's own scripts may look at the state, not change it
