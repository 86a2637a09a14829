/** Bounds of a line at one place. */
export interface Bounds {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Intervals as a shape behind their line; none of fewer than two. */
export function band(name: string, bounds: readonly Bounds[], fill: string) {
  if (bounds.length < 2) return [];
  const outline = [
    ...bounds.map(({ x, high }) => [x, high]),
    ...bounds.toReversed().map(({ x, low }) => [x, low]),
  ];
  return [
    {
      type: 'custom' as const,
      name,
      silent: true,
      clip: true,
      data: [outline[0]] as never,
      renderItem: (_: unknown, api: { coord(point: readonly number[]): number[] }) => ({
        type: 'polygon' as const,
        shape: { points: outline.map(point => api.coord(point)) },
        style: { fill, opacity: 0.16 },
      }),
      tooltip: { show: false },
    } as never,
  ];
}
