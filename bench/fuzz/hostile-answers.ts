/** What a service answered to one file. */
export interface HostileAnswer {
  readonly name: string;
  /** As which part the file was sent. */
  readonly part: 'photo' | 'reference';
  /** 0 when the connection broke. */
  readonly status: number;
  /** The problem's code, or the verdict. */
  readonly code: string;
  readonly elapsedMs: number;
}

/** A client that waited so long was left hanging. */
const HANG_MS = 900_000;

/** Posts each file as the photo, and as a reference beside an honest photo. */
export async function postHostile(
  url: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  {
    honest,
    clients,
    onAnswer,
  }: {
    readonly honest: Uint8Array;
    readonly clients: number;
    /** Told how many were answered. */
    readonly onAnswer?: (answered: number) => void;
  },
): Promise<HostileAnswer[]> {
  const requests = files.flatMap((file) =>
    (['photo', 'reference'] as const).map((part) => ({ ...file, part })),
  );
  const answers: HostileAnswer[] = [];
  const client = async () => {
    for (let next = requests.shift(); next; next = requests.shift()) {
      const { name, bytes, part } = next;
      const form = new FormData();
      form.append('photo', new Blob([new Uint8Array(part === 'photo' ? bytes : honest)]), 'photo');
      if (part === 'reference') form.append('reference', new Blob([new Uint8Array(bytes)]), 'reference');
      const begin = performance.now();
      const signal = AbortSignal.timeout(HANG_MS);
      const answer = await fetch(`${url}/v1/inspections`, { method: 'POST', body: form, signal }).then(
        async (response) => {
          const body = (await response.json()) as { code?: string; verdict?: string };
          return { status: response.status, code: body.code ?? body.verdict ?? '?' };
        },
        (error: Error) => ({ status: 0, code: String(error.cause ?? error) }),
      );
      answers.push({ name, part, ...answer, elapsedMs: performance.now() - begin });
      onAnswer?.(answers.length);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
}

/** Number of answers of each kind. */
export function countAnswers(answers: readonly HostileAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { part, status, code } of answers) {
    const kind = `${part} ${status} ${code}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
