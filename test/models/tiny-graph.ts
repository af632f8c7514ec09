// A hand-made ONNX file: one graph `doubled = given + given` on float tensors of any shape [n, 2].
// Field numbers from onnx.proto3 (ModelProto, GraphProto, NodeProto, ValueInfoProto).

type Part = readonly [field: number, value: number | string | readonly Part[]];

const FLOAT = 1;

function encode(parts: readonly Part[]): number[] {
  return parts.flatMap(([field, value]) => {
    if (typeof value === 'number') return [field << 3, ...varint(value)];
    const body = typeof value === 'string' ? [...new TextEncoder().encode(value)] : encode(value);
    return [(field << 3) | 2, ...varint(body.length), ...body];
  });
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

function valueInfo(name: string): readonly Part[] {
  const shape: readonly Part[] = [
    [1, [[2, 'n']]],
    [1, [[1, 2]]],
  ];
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, FLOAT],
            [2, shape],
          ],
        ],
      ],
    ],
  ];
}

/** The bytes of the graph. */
export function doublingGraph(): Uint8Array {
  const node: readonly Part[] = [
    [1, 'given'],
    [1, 'given'],
    [2, 'doubled'],
    [4, 'Add'],
  ];
  const graph: readonly Part[] = [
    [1, node],
    [2, 'doubling'],
    [11, valueInfo('given')],
    [12, valueInfo('doubled')],
  ];
  return new Uint8Array(
    encode([
      [1, 8],
      [7, graph],
      [8, [[2, 13]]],
    ]),
  );
}
