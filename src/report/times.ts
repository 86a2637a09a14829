/** The whole run's seconds: `times.total` where it was measured, else the sum of the parts; undefined without any. */
export function totalSeconds(times: Readonly<Record<string, number>>): number | undefined {
  if (times.total !== undefined) return times.total;
  const parts = Object.values(times);
  return parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) : undefined;
}
