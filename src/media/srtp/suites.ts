/** The crypto suites that are spoken, by their SDES names. RFC 4568 §6.2, RFC 7714 §14.2. */

export type Suite = 'AES_CM_128_HMAC_SHA1_80' | 'AEAD_AES_128_GCM';

/** In the order in which they are offered: the common one first. */
export const suites: readonly Suite[] = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'];

export const masterKeyBytes = 16;

const saltBytes: Readonly<Record<Suite, number>> = {
  AES_CM_128_HMAC_SHA1_80: 14,
  AEAD_AES_128_GCM: 12,
};

/** Key and salt, as they stand behind `inline:`. */
export function masterBytes(suite: Suite): number {
  return masterKeyBytes + saltBytes[suite];
}

export function isSuite(name: string): name is Suite {
  return Object.hasOwn(saltBytes, name);
}
