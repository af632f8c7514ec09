import type { Output } from './terminal.js';

const BAR_WIDTH = 28;
/** A terminal is redrawn at most this often; a log gets a line at each tenth of the work. */
const REDRAW_MS = 100;

/** Tells on stderr how far a batch is. */
interface Progress {
  /** @param done finished rows, those of an earlier run included @param failed rows that ended in an error */
  update(done: number, failed: number): void;
  end(): void;
}

/**
 * Starts a progress display: a bar that is redrawn on a terminal, plain lines elsewhere.
 *
 * @param total number of rows
 * @param skipped rows finished by an earlier run; they do not count for the rate
 */
export function startProgress(
  output: Output,
  {
    total,
    skipped = 0,
    now = () => performance.now(),
  }: { total: number; skipped?: number; now?: () => number },
): Progress {
  const begin = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let reported = 0;
  let width = 0;

  const line = (done: number, failed: number): string => {
    const seconds = (now() - begin) / 1000;
    const rate = seconds > 0 ? (done - skipped) / seconds : 0;
    const left = rate > 0 && done < total ? `, ${formatDuration((total - done) / rate)} left` : '';
    const errors = failed > 0 ? `, ${failed} with an error` : '';
    return `${done}/${total} claims${errors}, ${rate.toFixed(1)}/s${left}`;
  };

  return {
    update(done, failed) {
      if (output.isTTY) {
        if (done < total && now() - drawn < REDRAW_MS) return;
        drawn = now();
        const filled = total > 0 ? Math.round((BAR_WIDTH * done) / total) : BAR_WIDTH;
        const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
        const text = `${bar} ${line(done, failed)}`.slice(0, (output.columns ?? 80) - 1);
        output.write(`\r${text.padEnd(width)}`);
        width = text.length;
        return;
      }
      const tenth = total > 0 ? Math.floor((10 * done) / total) : 10;
      if (tenth === reported) return;
      reported = tenth;
      output.write(`${line(done, failed)}\n`);
    },
    end() {
      if (output.isTTY && width > 0) output.write('\n');
    },
  };
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
