// Answers like the worker of the pool, without inspecting: the photo's name says how it behaves.
process.on('message', ({ kind, task }) => {
  if (kind === 'open') return process.send({ kind: 'opened' });
  const { photo } = task.input;
  if (photo.endsWith('crash.jpg')) process.kill(process.pid, 'SIGSEGV');
  const report = JSON.stringify({ photo, pid: process.pid });
  setTimeout(
    () => process.send({ kind: 'done', result: { report, verdict: 'no-evidence', html: null } }),
    photo.endsWith('slow.jpg') ? 300 : 5,
  );
});
process.on('disconnect', () => process.exit());
