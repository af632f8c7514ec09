/** AlgorithmIdentifier of SHA-256, with and without the NULL parameters that some authorities write. */
const SHA256_WITH_NULL = '300d06096086480165030402010500';
const SHA256_BARE = '300b0609608648016503040201';
/** OCTET STRING of 32 bytes. */
const DIGEST_HEAD = '0420';

/**
 * Tells whether an RFC 3161 token was made for a digest: its message imprint is SHA-256 and equals it.
 *
 * The authority's signature, its certificate and the time are not checked here; that takes the authority's
 * certificates and is what `openssl ts -verify -digest HEAD -in token.tsr -CAfile tsa.pem` is for.
 *
 * @param token DER of the token or of the whole response
 * @param digest lower-case hex SHA-256
 * @see RFC 3161, section 2.4.1, MessageImprint
 */
export function stampsDigest(token: Uint8Array, digest: string): boolean {
  const hex = Buffer.from(token).toString('hex');
  return [SHA256_WITH_NULL, SHA256_BARE].some((algorithm) => {
    const imprint = algorithm + DIGEST_HEAD + digest;
    const at = hex.indexOf(imprint);
    return at >= 0 && at % 2 === 0;
  });
}
