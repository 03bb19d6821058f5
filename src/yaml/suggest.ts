import { distance } from 'fastest-levenshtein'

/**
 * The candidate that was probably meant by a word that is none of them, or undefined where none is near enough to be
 * worth naming. Letter case, `_`, `-` and spaces count for nothing; two letters in five may be wrong, so that two swapped
 * in a word of four still are near.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word)
  const allowed = Math.max(1, Math.round(wanted.length * 0.4))
  let best: { candidate: string; away: number } | undefined
  for (const candidate of candidates) {
    const other = plain(candidate)
    const away = distance(wanted, other)
    // A word of one or two letters is near to everything.
    if (away > allowed || away >= Math.max(wanted.length, other.length)) continue
    if (best === undefined || away < best.away) best = { candidate, away }
  }
  return best?.candidate
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '')
}
