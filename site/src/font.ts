// A font that comes with a page, cut to the letters it needs, so that what is drawn looks the same everywhere.

export interface Font { family: string; faces: { style: string; weight: string; content: string }[] }

/** Style rules that carry the font into an image that is saved. */
export const fontFaces = ({ family, faces }: Font): string => faces.map(({ style, weight, content }) =>
  `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};src:url(data:font/ttf;base64,${content})}`).join("");

/** Done when the font can be drawn with. A font from memory is no request, so the policy needs no word about it. */
export async function loadFont({ family, faces }: Font): Promise<void> {
  await Promise.all(faces.map(async ({ style, weight, content }) => {
    const face = new FontFace(family, Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)), { style, weight });
    document.fonts.add(await face.load());
  }));
}
