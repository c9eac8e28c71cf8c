/** One labelled input of a form. */
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { html } from './html.ts';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly help?: string;
  readonly options?: readonly string[];
  readonly type?: string;
  readonly inputmode?: string;
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/** With options the browser suggests them; anything may be typed. */
export function Field(props: FieldProps): VNode | readonly VNode[] {
  const { label, value, onValue, help, options, type = 'text', required, disabled } = props;
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      type=${type}
      value=${value}
      required=${required}
      disabled=${disabled}
      inputmode=${props.inputmode}
      autocomplete=${props.autocomplete ?? 'off'}
      list=${options ? `${id}-options` : undefined}
      aria-describedby=${help ? `${id}-help` : undefined}
      onInput=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
        onValue(currentTarget.value)}
    />
    ${
      options &&
      html`<datalist id=${`${id}-options`}>
        ${options.map((option) => html`<option key=${option} value=${option} />`)}
      </datalist>`
    }
    ${help && html`<small id=${`${id}-help`}>${help}</small>`}
  </div>`;
}

export function Tick(props: {
  readonly label: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}): VNode | readonly VNode[] {
  const { label, help, checked, onChecked } = props;
  const id = useId();
  return html`<div class="field tick">
    <input
      id=${id}
      type="checkbox"
      checked=${checked}
      aria-describedby=${help ? `${id}-help` : undefined}
      onChange=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
        onChecked(currentTarget.checked)}
    />
    <label for=${id}>${label}</label>
    ${help && html`<small id=${`${id}-help`}>${help}</small>`}
  </div>`;
}

/** One of a few. */
export function Select(props: {
  readonly label: string;
  readonly help?: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onValue: (value: string) => void;
}): VNode | readonly VNode[] {
  const { label, help, options, value, onValue } = props;
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      value=${value}
      aria-describedby=${help ? `${id}-help` : undefined}
      onChange=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
        onValue(currentTarget.value)}
    >
      ${options.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}
    </select>
    ${help && html`<small id=${`${id}-help`}>${help}</small>`}
  </div>`;
}
