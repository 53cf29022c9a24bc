// The part of vis-network that the picture uses. The library itself is a classic script before ours.
// Source: https://visjs.github.io/vis-network/docs/network/

declare namespace vis {
  interface Point { x: number; y: number }

  class DataSet<Item extends object> {
    constructor(items: Item[]);
    get(id: string): Item & { hidden?: boolean };
    update(items: object[]): void;
  }

  class Network {
    constructor(container: HTMLElement, data: { nodes: DataSet<object>; edges: DataSet<object> }, options: object);
    // not documented, but the only way to learn where an edge runs
    readonly body: { edges: Record<string, { edgeType: { getPoint(place: number): Point } }> };
    on(event: "click", listener: (event: { pointer: { DOM: Point } }) => void): void;
    on(event: "beforeDrawing" | "afterDrawing", listener: (context: CanvasRenderingContext2D) => void): void;
    redraw(): void;
    setSize(width: string, height: string): void;
    moveTo(view: { position?: Point; scale?: number; animation: false }): void;
    getScale(): number;
    getEdgeAt(pixel: Point): string | undefined;
    DOMtoCanvas(pixel: Point): Point;
    canvasToDOM(point: Point): Point;
  }
}
