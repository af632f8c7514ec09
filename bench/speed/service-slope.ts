/** A straight line through measured memory. */
export interface Slope {
  /** MB per 1,000 inspections. */
  readonly slope: number;
  /** Half the width of its 95 % interval. */
  readonly margin: number;
}

/** Two-sided 95 % of a normal distribution; dozens of points make Student's t differ by a few percent. */
const Z95 = 1.96;

/**
 * Least squares over (inspections, MB). Neighbouring readings resemble each other, so that they tell less than as many
 * independent ones: the error is widened by the correlation of each residual with the next (an AR(1) process).
 *
 * @param points at least four
 */
export function fitSlope(points: readonly (readonly [inspections: number, mb: number])[]): Slope {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const sxx = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / sxx;
  const residuals = points.map(([x, y]) => y - y0 - slope * (x - x0));
  const squares = residuals.reduce((sum, value) => sum + value ** 2, 0);
  const products = residuals.slice(1).reduce((sum, value, i) => sum + value * residuals[i], 0);
  const correlation = squares === 0 ? 0 : Math.min(0.95, Math.max(0, products / squares));
  const error = Math.sqrt(((squares / (points.length - 2) / sxx) * (1 + correlation)) / (1 - correlation));
  return { slope: 1000 * slope, margin: 1000 * Z95 * error };
}
