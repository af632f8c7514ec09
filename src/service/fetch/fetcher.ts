/** Fetches pictures that a request names by URL. */
export interface PictureFetcher {
  /**
   * @param options.onBytes told of every chunk; may throw to stop
   * @throws ClaimlensError `forbidden-url`, `unreachable-url`, `limit-exceeded`, `timeout`, `aborted`
   */
  fetch(
    url: string,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<Uint8Array>;
}
