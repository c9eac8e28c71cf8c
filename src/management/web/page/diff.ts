/** Lines of commands that come and go. */
import type { VNode } from 'preact';
import type { DiffLine } from '../../script-diff.ts';
import { html } from './html.ts';

const words = { '+': 'comes', '-': 'goes', ' ': 'stays' } as const;

export function Diff({ lines }: { readonly lines: readonly DiffLine[] }): VNode | readonly VNode[] {
  if (lines.every(({ sign }) => sign === ' ')) {
    return html`<p class="empty">Nothing that is shown differs; secrets are not shown.</p>`;
  }
  return html`<ol class="diff" aria-label="what changes">
    ${lines.map(
      ({ sign, line }, at) => html`<li key=${at} class=${words[sign]}>
        <span class="unseen">${words[sign]}: </span><code>${sign} ${line}</code>
      </li>`,
    )}
  </ol>`;
}
