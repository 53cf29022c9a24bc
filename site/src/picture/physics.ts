// Physics: vis-network moves the things that are shown; where they end is the layout that the address carries.

import { board, canvasBox } from "./board";
import { fit } from "./camera";
import { boxed, links, nodes } from "./data";
import { forgetLines } from "./drawing";
import { onState, state } from "./state";
import { markOfShown, showsLink, showsNode } from "./visible";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let running: number | null = null; // what takes part; null while nothing moves

function readPositions(): void {
  const found = board.getPositions();
  for (const node of nodes) {
    const place = found[node.id];
    if (place) Object.assign(node, place);
  }
  forgetLines();
}

function startPhysics(): void {
  board.setData({
    // seen through, not hidden: physics leaves out what is hidden
    nodes: new vis.DataSet<object>(nodes.filter(showsNode).map((node) => ({ id: node.id, x: node.x, y: node.y, opacity: 0, borderWidth: 0, chosen: false, fixed: state.pins.has(node), shape: "dot", size: boxed ? 30 : 12 }))),
    edges: new vis.DataSet<object>(links.filter(showsLink).map((link) => ({ id: link.id, from: link.from, to: link.to, width: 0.1, smooth: false, chosen: false, color: { color: "#888", opacity: 0, inherit: false } }))),
  });
  const solver = { enabled: true, solver: "barnesHut", barnesHut: { gravitationalConstant: -2600, springLength: 110, avoidOverlap: 0.3 }, stabilization: { enabled: false, fit: false }, minVelocity: 1 };
  board.setOptions({ physics: solver });
  if (calm.matches) board.stabilize(300); // the result at once instead of the way to it
}

function stopPhysics(): void {
  board.setOptions({ physics: false });
  board.setData({ nodes: new vis.DataSet<object>([]), edges: new vis.DataSet<object>([]) });
}

board.on("stabilizationIterationsDone", () => {
  if (calm.matches) {
    board.setOptions({ physics: { enabled: false } });
    readPositions();
    if (!state.camera) fit();
  }
  board.redraw();
});

board.on("beforeDrawing", () => { if (state.physics) readPositions(); });

/** Start, stop, or start anew with other things, as the state wants it. */
export function followState(): void {
  const wanted = state.physics ? markOfShown() : null;
  if (wanted === running) return;
  running = wanted;
  const kept = { position: board.getViewPosition(), scale: board.getScale() };
  if (wanted === null) stopPhysics(); else startPhysics();
  if (canvasBox.clientWidth) board.moveTo({ ...kept, animation: false }); // new data would reset the camera
}

onState(followState);
