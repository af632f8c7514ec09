// Answers like the batch worker, without inspecting: the photo's name says how it behaves.
process.on('message', ({ kind, task }) => {
  if (kind === 'open') return process.send({ kind: 'opened' });
  if (task.photo.endsWith('crash.jpg')) process.kill(process.pid, 'SIGSEGV');
  if (task.photo.endsWith('hang.jpg')) for (;;);
  setTimeout(
    () => process.send({ kind: 'outcome', outcome: { report: { photo: task.photo, pid: process.pid } } }),
    task.photo.endsWith('slow.jpg') ? 300 : 5,
  );
});
process.on('disconnect', () => process.exit());
