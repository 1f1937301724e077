import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Theme = 'auto' | 'light' | 'dark';
const next: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const names: Readonly<Record<Theme, string>> = { auto: 'auto', light: 'light', dark: 'dark' };

/** Goes through the themes: that of the system, light, dark. Kept in this browser: it says nothing of the node. */
export function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    localStorage.setItem('parley.theme', theme);
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <button type="button" class="quiet" onClick={() => setTheme(next[theme])}>
      Theme: {names[theme]}
    </button>
  );
}

function remembered(): Theme {
  const value = localStorage.getItem('parley.theme');
  return value === 'light' || value === 'dark' ? value : 'auto';
}
