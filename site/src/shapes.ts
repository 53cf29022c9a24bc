// Shapes of SVG pictures.

const SVG = "http://www.w3.org/2000/svg";

export type Attributes = Record<string, string | number | null>;

/** A new element of a picture; attributes that are null are left out. */
export function draw<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Attributes, ...children: (Node | string)[]): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
