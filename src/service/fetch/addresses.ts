import { BlockList, isIP } from 'node:net';

/** What an address is to a fetcher: the internet, a private network, or a place that no picture is fetched from. */
export type AddressKind = 'public' | 'private' | 'refused';

type Range = readonly [network: string, prefix: number];

// IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates).

const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
];

const REFUSED: readonly Range[] = [
  ['0.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, where clouds keep their metadata services.
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only global unicast is public at all; within it these hold no hosts, or wrap another address. */
const GLOBAL_UNICAST: Range = ['2000::', 3];
const REFUSED_GLOBAL: readonly Range[] = [
  // Protocol assignments, Teredo among them.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 carries an IPv4 address.
  ['2002::', 16],
  ['3fff::', 20],
];

const privateList = toList(PRIVATE);
const refusedList = toList([...REFUSED, ...REFUSED_GLOBAL]);
const globalList = toList([GLOBAL_UNICAST]);

/**
 * Says what an address is. An IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`) is what the inner address is;
 * other ways to wrap one (6to4, Teredo, NAT64) are refused.
 *
 * @param address as the resolver gives it; anything that is no address is refused
 */
export function classifyAddress(address: string): AddressKind {
  const family = isIP(address);
  if (family === 4) return kindOf(address, 'ipv4');
  // An address with a zone (`fe80::1%eth0`) is link-local.
  if (family !== 6 || address.includes('%')) return 'refused';
  const mapped = mappedIPv4(address);
  if (mapped !== null) return kindOf(mapped, 'ipv4');
  if (privateList.check(address, 'ipv6')) return 'private';
  return globalList.check(address, 'ipv6') ? kindOf(address, 'ipv6') : 'refused';
}

function kindOf(address: string, family: 'ipv4' | 'ipv6'): AddressKind {
  if (refusedList.check(address, family)) return 'refused';
  return privateList.check(address, family) ? 'private' : 'public';
}

/** The inner address of `::ffff:0:0/96`, however it is spelt; null for others. */
function mappedIPv4(address: string): string | null {
  // The URL parser writes IPv6 in one canonical way: two groups of hexadecimal digits after the prefix.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const groups = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!groups) return null;
  const [high, low] = [Number.parseInt(groups[1], 16), Number.parseInt(groups[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function toList(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges)
    list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
