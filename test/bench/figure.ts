/** One measured figure beside its target. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  /** `min`: at least the target; `max`: at most. */
  readonly direction: 'min' | 'max';
}

export type Bench = () => Promise<readonly Figure[]>;

export function isMet({ value, target, direction }: Figure): boolean {
  return direction === 'min' ? value >= target : value <= target;
}

export function line(figure: Figure): string {
  const { name, value, unit, target, direction } = figure;
  const sign = direction === 'min' ? '>=' : '<=';
  const text = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  const goal = target.toLocaleString('en');
  return `${isMet(figure) ? 'met   ' : 'MISSED'}  ${name.padEnd(58)} ${text.padStart(12)} ${unit.padEnd(10)} (${sign} ${goal})`;
}
