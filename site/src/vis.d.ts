// The part of vis-network that the picture uses. The library itself is a classic script before ours.
// Source: https://visjs.github.io/vis-network/docs/network/

declare namespace vis {
  interface Point { x: number; y: number }

  class DataSet<Item extends object> {
    constructor(items: Item[]);
    update(items: object[]): void;
  }

  class Network {
    constructor(container: HTMLElement, data: { nodes: DataSet<object>; edges: DataSet<object> }, options: object);
    on(event: "click", listener: (event: { pointer: { DOM: Point } }) => void): void;
    on(event: "dragStart" | "dragging" | "dragEnd" | "zoom" | "stabilizationIterationsDone", listener: () => void): void;
    on(event: "beforeDrawing", listener: (context: CanvasRenderingContext2D) => void): void;
    setData(data: { nodes: DataSet<object>; edges: DataSet<object> }): void;
    setOptions(options: object): void;
    getPositions(): Record<string, Point>;
    moveNode(id: string, x: number, y: number): void;
    stabilize(iterations: number): void;
    redraw(): void;
    setSize(width: string, height: string): void;
    moveTo(view: { position?: Point; scale?: number; animation: false }): void;
    getScale(): number;
    getViewPosition(): Point;
    DOMtoCanvas(pixel: Point): Point;
    canvasToDOM(point: Point): Point;
  }
}
