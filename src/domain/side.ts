/** The two sides of the gateway: phones inside, providers outside. */
export type Side = 'lan' | 'wan';
