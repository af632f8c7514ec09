/** The description of the interface. */
export function openApiDocument(): Record<string, unknown> {
  return { openapi: '3.1.0' };
}
