/** One measured figure; times in milliseconds. */
export interface Figure {
  name: string
  /** Of the rounds. */
  medianMs: number
  lowestMs: number
  highestMs: number
  /** What it is compared with, and how many times as long it took, as the median of the rounds' ratios. */
  baseline?: { name: string; medianMs: number; ratio: number }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}

/** A figure from the rounds' times, and those of the baseline beside each. */
export function figureOf(
  name: string,
  times: readonly number[],
  baseline?: { name: string; times: readonly number[] },
): Figure {
  const figure = { name, medianMs: median(times), lowestMs: Math.min(...times), highestMs: Math.max(...times) }
  if (baseline === undefined) return figure
  const ratio = median(times.map((time, round) => time / (baseline.times[round] ?? Number.NaN)))
  return { ...figure, baseline: { name: baseline.name, medianMs: median(baseline.times), ratio } }
}

/** The figures for a person. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, medianMs, lowestMs, highestMs, baseline }) => [
    name,
    ms(medianMs),
    `${ms(lowestMs)} .. ${ms(highestMs)}`,
    baseline === undefined ? '' : ms(baseline.medianMs),
    baseline === undefined ? '' : `${baseline.ratio.toFixed(2)} x`,
  ])
  const lines = [['', 'median', 'lowest .. highest', 'baseline', 'ratio'], ...rows]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0))) ?? []
  return lines
    .map(line =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`
}
