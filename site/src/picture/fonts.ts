// The font of the picture: on the screen and saved.

import { fontFaces, loadFont } from "../font";
import { details } from "./data";

/** What a canvas or an image sets text in; letters that the font lacks come from the page's own. */
export const fontStack = `"${details.font.family}", ${getComputedStyle(document.body).fontFamily}`;

export const fontRules = fontFaces(details.font);

export const fontReady = loadFont(details.font);
