/** The compiled functions of `assembly/`, where each is described. Places are byte offsets into the memory. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly heapBase: { readonly value: number };
  boxMean(data: number, width: number, height: number, radius: number, out: number, line: number): void;
  warpRgb(
    map: number,
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    weights: number,
    out: number,
    width: number,
    height: number,
    scratch: number,
  ): number;
  computeLuma(data: number, count: number, out: number): void;
  computeChroma(data: number, count: number, isRed: 0 | 1, out: number): void;
  renderColours(
    reds: number,
    greens: number,
    blues: number,
    valid: number,
    width: number,
    height: number,
    tables: number,
    tableSize: number,
    tableStart: number,
    tableSteps: number,
    light: number,
    darkest: number,
    out: number,
  ): void;
  ringFilter(
    data: number,
    width: number,
    height: number,
    weights: number,
    lowest: number,
    highest: number,
    out: number,
  ): void;
  binomialMean(data: number, width: number, height: number, out: number): void;
  gradientSum(data: number, width: number, height: number, out: number): void;
  halve(data: number, width: number, height: number, out: number): void;
  subtract(a: number, b: number, count: number, out: number): void;
  subtractWhere(a: number, b: number, valid: number, count: number, out: number): void;
  addScaled(a: number, b: number, weight: number, count: number, out: number): void;
  standardize(values: number, sigma: number, cut: number, count: number, out: number): void;
  raiseToMagnitude(strength: number, test: number, valid: number, scale: number, count: number): void;
  square(values: number, count: number, out: number): void;
  raiseToEnergy(
    strength: number,
    energy: number,
    valid: number,
    floor: number,
    middle: number,
    scale: number,
    count: number,
  ): void;
  raiseToHalf(
    plane: number,
    width: number,
    height: number,
    half: number,
    halfWidth: number,
    halfHeight: number,
    valid: number,
  ): void;
  countResiduals(
    residual: number,
    activity: number,
    brightness: number,
    valid: number,
    count: number,
    edges: number,
    edgeCount: number,
    edgesBelow: number,
    tones: number,
    steps: number,
    size: number,
    histogram: number,
    binOf: number,
  ): void;
  lookUp(table: number, binOf: number, count: number, out: number): void;
  sumBlock(
    expected: number,
    seen: number,
    valid: number,
    width: number,
    height: number,
    left: number,
    top: number,
    side: number,
    out: number,
  ): 0 | 1;
  cellMaxima(data: number, width: number, height: number, cell: number, out: number): void;
  rateEvidence(strength: number, mask: number, limit: number, count: number, out: number): void;
  addDirections(
    data: number,
    width: number,
    height: number,
    place: number,
    disc: number,
    count: number,
    bins: number,
    histogram: number,
  ): void;
  describePatch(
    data: number,
    width: number,
    height: number,
    place: number,
    patch: number,
    count: number,
    histogram: number,
    pairs: number,
    out: number,
  ): void;
  vectorEighths(x: number, y: number): number;
  correlateRow(
    values: number,
    stride: number,
    weights: number,
    width: number,
    height: number,
    count: number,
    out: number,
  ): void;
  findMaxima(data: number, width: number, height: number, border: number, least: number, out: number): number;
  hessianDeterminant(data: number, width: number, height: number, out: number): void;
  smoothFive(
    data: number,
    width: number,
    height: number,
    centre: number,
    near: number,
    far: number,
    out: number,
    line: number,
  ): void;
  findNearest(
    from: number,
    fromCount: number,
    to: number,
    toCount: number,
    mostPrefix: number,
    found: number,
  ): void;
  leaveResiduals(
    rows: number,
    target: number,
    coefficients: number,
    count: number,
    unknowns: number,
    residuals: number,
    absolute: number,
  ): void;
  addNormalEquations(
    rows: number,
    target: number,
    weights: number,
    count: number,
    unknowns: number,
    normal: number,
    right: number,
  ): void;
  addBytes(bytes: number, count: number, weight: number, sums: number): void;
  averageSpans(sums: number, spans: number, shares: number, count: number, scale: number, out: number): void;
  roundToBytes(values: number, count: number, out: number): void;
  lumaOfFloats(values: number, count: number, out: number): void;
  fillSimilarity(
    a: number,
    b: number,
    width: number,
    height: number,
    c1: number,
    c2: number,
    out: number,
    scratch: number,
  ): void;
  transformColumns(
    re: number,
    im: number,
    size: number,
    columns: number,
    roots: number,
    reversed: number,
    scratch: number,
  ): void;
  transpose(data: number, side: number): void;
  windowTile(pixels: number, side: number, window: number, luma: number, chroma: number): void;
  logPowers(re: number, im: number, side: number, reach: number, first: number, second: number): void;
  overRing(data: number, count: number, ring: number, ringCount: number, out: number): void;
  splitPixels(pixels: number, count: number, out: number): void;
  halveShorts(data: number, width: number, height: number, out: number): void;
  bendShorts(
    data: number,
    width: number,
    outWidth: number,
    outHeight: number,
    step: number,
    out: number,
  ): void;
  twistShorts(
    data: number,
    width: number,
    outWidth: number,
    outHeight: number,
    step: number,
    out: number,
  ): void;
  quantizeShorts(data: number, count: number, one: number, two: number, out: number): void;
  sumMagnitudes(data: number, count: number): number;
  countTriples(
    first: number,
    second: number,
    third: number,
    width: number,
    columns: number,
    rows: number,
    counts: number,
    line: number,
  ): void;
  sumPowers(data: number, count: number, limit: number, out: number): void;
  sumProducts(a: number, b: number, c: number, count: number, out: number): void;
}
