// What the page's own thread is kept busy with: a task that takes long is a page that does not move.
//
// Processor time is measured, as the browser's own trace has it for each task, and not the clock: on a machine that
// also does other things every task takes long by the clock.

/** Milliseconds of processor time of the tasks of the page's thread while `act` was done, the longest first. */
export async function tasks(browser, page, act) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const main = new Set(threads.map(({ pid, tid }) => `${pid}/${tid}`));
  const times = traceEvents
    .filter(({ name, pid, tid, tdur }) => name.endsWith('RunTask') && tdur !== undefined && main.has(`${pid}/${tid}`))
    .map(({ tdur }) => tdur / 1000);
  if (times.length === 0) throw new Error('the browser’s trace holds no task of the page');
  return times.sort((a, b) => b - a);
}
