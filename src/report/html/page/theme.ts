import { find } from './dom.ts';

const KEY = 'finetune-gate-theme';

/** A button that turns the theme round; the choice is kept where the browser lets a file keep anything. */
export function startTheme(): void {
  const button = find<HTMLButtonElement>('.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const kept = read();
  if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  const shown = () => root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  const label = () => {
    button.textContent = shown() === 'dark' ? 'Light theme' : 'Dark theme';
  };
  button.addEventListener('click', () => {
    root.dataset.theme = shown() === 'dark' ? 'light' : 'dark';
    write(root.dataset.theme);
    label();
  });
  dark.addEventListener('change', label);
  label();
  button.hidden = false;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing for files shows the chosen theme until the page is closed.
  }
}
