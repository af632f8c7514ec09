// Answers like the service's worker, without inspecting: the text of the photo says how it behaves.
//   crash · hang · slow N (milliseconds) · die-idle (answers, then ends) · fail CODE · env NAME
let aborted = false;
let threads;
process.on('message', (request) => {
  if (request.kind === 'abort') {
    aborted = true;
    return;
  }
  if (request.kind === 'open') {
    if (request.options.policy === 'damaged')
      return process.send({ kind: 'failed', code: 'invalid-model', message: 'policy: damaged' });
    threads = request.options.threads;
    return process.send({ kind: 'opened' });
  }
  const { task } = request;
  if (task.kind === 'fingerprint') return process.send({ kind: 'done', result: [] });
  const [behaviour, detail] = Buffer.from(task.input.photo).toString('latin1').split(' ');
  if (behaviour === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (behaviour === 'hang') for (;;);
  if (behaviour === 'fail') return process.send({ kind: 'failed', code: detail, message: `photo: ${detail}` });
  aborted = false;
  const begin = Date.now();
  const timer = setInterval(() => {
    if (!aborted && Date.now() - begin < (behaviour === 'slow' ? Number(detail) : 0)) return;
    clearInterval(timer);
    if (aborted) return process.send({ kind: 'failed', code: 'aborted', message: 'inspect: aborted' });
    const report = JSON.stringify({
      photo: task.input.photo.length,
      pid: process.pid,
      threads,
      claim: task.input.claim,
      ...(behaviour === 'env' ? { value: process.env[detail] ?? null } : {}),
    });
    const html = task.html && `<!doctype html><html lang="${task.html}"></html>`;
    process.send({ kind: 'done', result: { report, verdict: 'no-evidence', html } }, () => {
      if (behaviour === 'die-idle') process.exit();
    });
  }, 2);
});
process.on('disconnect', () => process.exit());
