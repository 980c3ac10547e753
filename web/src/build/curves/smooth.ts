/**
 * Exponential moving average, corrected for its start: the first points are not drawn towards zero.
 * Missing values stay missing and do not enter the average. `weight` 0 leaves all as it is.
 */
export function ema(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let mean = 0;
  let share = 1;
  return values.map((value) => {
    if (value === null) return null;
    mean = mean * weight + (1 - weight) * value;
    share *= weight;
    return mean / (1 - share);
  });
}
