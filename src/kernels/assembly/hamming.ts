/**
 * Nearest and second-nearest descriptor in both directions, by Hamming distance of 320 bits.
 *
 * @param from `fromCount` descriptors of 40 bytes
 * @param mostPrefix pairs that differ in more of the first 128 bits are left aside
 * @param found six arrays of 32-bit integers, one behind the other: nearest, distance and second of each `from`, then of
 *   each `to`; the caller fills them with what holds without any pair
 */
export function findNearest(
  from: usize,
  fromCount: i32,
  to: usize,
  toCount: i32,
  mostPrefix: i32,
  found: usize,
): void {
  const nearest = found;
  const distance = nearest + ((<usize>fromCount) << 2);
  const second = distance + ((<usize>fromCount) << 2);
  const nearestOfTarget = second + ((<usize>fromCount) << 2);
  const distanceOfTarget = nearestOfTarget + ((<usize>toCount) << 2);
  const secondOfTarget = distanceOfTarget + ((<usize>toCount) << 2);
  const most = <i64>mostPrefix;
  for (let i = 0; i < fromCount; i++) {
    const a = from + <usize>(i * 40);
    const a0 = load<u64>(a);
    const a1 = load<u64>(a, 8);
    const here = (<usize>i) << 2;
    let bestJ = load<i32>(nearest + here);
    let best = load<i32>(distance + here);
    let next = load<i32>(second + here);
    let b = to;
    for (let j = 0; j < toCount; j++, b += 40) {
      const prefix = <i64>(popcnt(a0 ^ load<u64>(b)) + popcnt(a1 ^ load<u64>(b, 8)));
      if (prefix > most) continue;
      const rest =
        popcnt(load<u64>(a, 16) ^ load<u64>(b, 16)) +
        popcnt(load<u64>(a, 24) ^ load<u64>(b, 24)) +
        popcnt(load<u64>(a, 32) ^ load<u64>(b, 32));
      const d = <i32>(prefix + <i64>rest);
      if (d < best) {
        next = best;
        best = d;
        bestJ = j;
      } else if (d < next) next = d;
      const there = (<usize>j) << 2;
      const bestThere = load<i32>(distanceOfTarget + there);
      if (d < bestThere) {
        store<i32>(secondOfTarget + there, bestThere);
        store<i32>(distanceOfTarget + there, d);
        store<i32>(nearestOfTarget + there, i);
      } else if (d < load<i32>(secondOfTarget + there)) store<i32>(secondOfTarget + there, d);
    }
    store<i32>(nearest + here, bestJ);
    store<i32>(distance + here, best);
    store<i32>(second + here, next);
  }
}
