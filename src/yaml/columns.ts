/** How many columns of a terminal a text takes, for carets that stand under what they mean. */

/** Characters that take two columns: Han, kana, hangul, full-width forms, emoji shown as pictures. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u
/** Characters that take none: marks that combine with the one before, joiners, variation selectors. */
const WIDTHLESS = /^(?:\p{Mark}|\p{Cf}|\p{Variation_Selector})/u

/** The columns that one code point takes: 0, 1 or 2. */
export function characterWidth(character: string): number {
  if (WIDTHLESS.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** The columns that a text without tabs and control characters takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}
