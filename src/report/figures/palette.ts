/** Colours by what they say; each stands out from `ground` by what WCAG 2.2 AA asks of text (4.5) or lines (3). */
interface Palette {
  readonly ground: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly other: string;
  readonly third: string;
  readonly good: string;
  readonly bad: string;
  readonly warn: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  raised: '#f5f6f8',
  ink: '#171a1f',
  muted: '#586069',
  line: '#d8dce2',
  accent: '#0a5cc4',
  other: '#a8480f',
  third: '#6b3fa0',
  good: '#137333',
  bad: '#bf1d2b',
  warn: '#8a5a00',
};

export const DARK: Palette = {
  ground: '#0f1216',
  raised: '#181c22',
  ink: '#e8ebef',
  muted: '#9ba5b1',
  line: '#2d343d',
  accent: '#6fb3ff',
  other: '#f2a26c',
  third: '#c4a1f5',
  good: '#56c776',
  bad: '#ff8078',
  warn: '#dcb043',
};

/** A colour that follows the theme of the page it is drawn on. */
export const colour = (name: keyof Palette): string => `var(--${name})`;

/** The custom properties of a palette as CSS. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}

/** A drawing with the colours of the light theme, for viewers that know no custom properties. */
export function fixedColours(svg: string): string {
  return svg.replace(/var\(--([a-z]+)\)/g, (whole, name: string) =>
    Object.hasOwn(LIGHT, name) ? LIGHT[name as keyof Palette] : whole,
  );
}
