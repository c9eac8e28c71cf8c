/** Which view the address shows: `#/lines/alice`. */
import { useEffect, useState } from 'preact/hooks';

function current(): readonly string[] {
  try {
    return location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  } catch {
    // An address that somebody has mistyped is the first view.
    return [];
  }
}

export function useRoute(): readonly string[] {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const follow = () => setRoute(current());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

export function linkTo(...words: readonly string[]): string {
  return `#/${words.map(encodeURIComponent).join('/')}`;
}
