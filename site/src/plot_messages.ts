// What the SPARQL page asks of the bundle with Vega, which it loads when a chart is first wanted.

/** A row to be drawn: what it is called, its numbers, and what is told when one points at it. */
export interface Mark { name: string; x: number; y: number | null }

/** A chart of an answer: bars with a length each, or points with two numbers each. */
export interface Plot { marks: Mark[]; xTitle: string; yTitle: string; nameTitle: string; label: string }

export type DrawPlot = (place: HTMLElement, plot: Plot) => Promise<void>;
