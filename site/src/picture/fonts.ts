// The font of the picture: it comes with the page, so that the picture looks the same everywhere, on the screen and saved.

import { details } from "./data";

const { family, faces } = details.font;

/** What a canvas or an image sets text in; letters that the font lacks come from the page's own. */
export const fontStack = `"${family}", ${getComputedStyle(document.body).fontFamily}`;

/** Style rules that carry the font into an image that is saved. */
export const fontRules = faces.map(({ style, weight, content }) =>
  `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};src:url(data:font/ttf;base64,${content})}`).join("");

/** Done when the font can be drawn with. A font from memory is no request, so the policy needs no word about it. */
export const fontReady = Promise.all(faces.map(async ({ style, weight, content }) => {
  const face = new FontFace(family, Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)), { style, weight });
  document.fonts.add(await face.load());
}));
