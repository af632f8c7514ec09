import { decodeEntities } from './xml-entities.js';
import type { XmpProperty } from './xmp.js';
import { knownNamespace, RDF, XML } from './xmp-namespaces.js';

const DECLARATION = /\bxmlns:([\w.-]{1,64})\s*=\s*(?:"([^"]{0,500})"|'([^']{0,500})')/g;
const ATTRIBUTE = /\b([\w.-]{1,64}):([\w.-]{1,128})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ELEMENT = /<([\w.-]{1,64}):([\w.-]{1,128})(?:\s[^<>]*)?>([^<]+)</g;

/**
 * Reads what can be read of a packet that is no XML: attributes and elements with plain text, prefixes resolved by
 * whatever declarations the text holds. Structure and lists are lost.
 *
 * @param limit most properties returned
 */
export function scanProperties(text: string, limit: number): XmpProperty[] {
  const prefixes = new Map<string, string>();
  for (const [, prefix, double, single] of text.matchAll(DECLARATION))
    prefixes.set(prefix, decodeEntities(double ?? single).trim());
  const properties: XmpProperty[] = [];
  const add = (prefix: string, name: string, value: string): void => {
    const namespace = prefixes.get(prefix) ?? knownNamespace(prefix);
    if (prefix === 'xmlns' || namespace === XML || namespace === RDF || properties.length >= limit) return;
    const trimmed = decodeEntities(value).trim();
    if (trimmed !== '') properties.push({ namespace, name, value: trimmed, path: `${prefix}:${name}` });
  };
  for (const [, prefix, name, double, single] of text.matchAll(ATTRIBUTE))
    add(prefix, name, double ?? single);
  for (const [, prefix, name, value] of text.matchAll(ELEMENT)) add(prefix, name, value);
  return properties;
}
