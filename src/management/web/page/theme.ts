/** Dark or light: as the system has it, until somebody says otherwise. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.ts';

const key = 'offhook-theme';

function initial(): string {
  const chosen = localStorage.getItem(key);
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function ThemeButton(): VNode | readonly VNode[] {
  const [theme, setTheme] = useState(initial);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    localStorage.setItem(key, other);
    setTheme(other);
  };
  return html`<button type="button" onClick=${change}>${other}</button>`;
}
