'use strict';
const { spawn, spawnSync, exec, execFileSync, fork } = require('child_process');
const { Worker, isMainThread } = require('worker_threads');
const os = require('os');
let n = 0;
const ok = (...a) => console.log(++n, ...a.map((x) => typeof x === 'string' ? x : JSON.stringify(x)));
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const ended = (c) => new Promise((r) => c.on('close', (code, sig) => r([code, sig])));

if (process.argv[2] === 'child') {
  process.on('SIGTERM', () => { process.send('term'); process.exit(7); });
  process.send('ready');
  setInterval(() => {}, 1000);
} else if (isMainThread) {
  main();
} else {
  let x = 0;
  for (;;) x++;
}

async function main() {
  const all = Object.keys(os.constants.signals).filter((s) => !['SIGKILL', 'SIGSTOP', 'SIGIOT', 'SIGPOLL', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGUNUSED'].includes(s));
  const got = new Set();
  for (const s of all) process.on(s, (name, num) => { if (os.constants.signals[name] === num) got.add(name); });
  for (const s of all) { process.kill(process.pid, s); }
  while (got.size < all.length) await sleep(5);
  ok('all', [...got].sort().join(' '));
  for (const s of all) process.removeAllListeners(s);
  ok('SIGPIPE ignored again', process.kill(process.pid, 'SIGCHLD'));

  let c = 0;
  process.on('SIGUSR2', () => c++);
  for (let i = 0; i < 5; i++) { process.kill(process.pid, 'SIGUSR2'); const want = i + 1; while (c < want) await sleep(1); }
  ok('five', c);
  process.once('SIGHUP', () => ok('once'));
  process.kill(process.pid, 'SIGHUP'); await sleep(20);
  ok('listeners', process.listenerCount('SIGHUP'));

  for (const s of ['SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGSEGV', 'SIGABRT']) {
    const p = spawn('sleep', ['60']); p.kill(s); ok('kill', s, await ended(p), p.killed, p.signalCode);
  }
  { const p = spawn('sh', ['-c', 'trap "exit 9" TERM; echo r; while :; do sleep 0.02; done']); p.stdout.once('data', () => p.kill()); ok('trap', await ended(p)); }
  { const p = spawn('sleep', ['60']); p.kill('SIGSTOP'); p.kill('SIGCONT'); p.kill('SIGTERM'); ok('stop, cont, term', await ended(p)); }
  { const ac = new AbortController(); const p = spawn('sleep', ['60'], { signal: ac.signal }); p.on('error', (e) => ok('abort', e.name)); ac.abort(); ok(await ended(p)); }
  { const r = spawnSync('sleep', ['60'], { timeout: 100 }); ok('spawnSync', r.status, r.signal, r.error.code); }
  { const r = spawnSync('sleep', ['60'], { timeout: 100, killSignal: 'SIGKILL' }); ok('spawnSync', r.status, r.signal, r.error.code); }
  { const r = spawnSync('sh', ['-c', 'kill -SEGV $$']); ok('spawnSync', r.status, r.signal); }
  await new Promise((r) => exec('exec sleep 60', { timeout: 100 }, (e) => { ok('exec', e.killed, e.signal, e.code); r(); }));
  try { execFileSync('sh', ['-c', 'kill -TERM $$']); } catch (e) { ok('execFileSync', e.signal, e.status); }
  ok('many', (await Promise.all(Array.from({ length: 20 }, (_, i) => ended(spawn('sh', ['-c', `exit ${i}`]))))).map((x) => x[0]).join());
  { const p = spawn('sh', ['-c', 'sleep 60 & sleep 60 & wait'], { detached: true }); process.kill(-p.pid, 'SIGTERM'); ok('group', (await ended(p))[1]); }
  { const p = spawn('yes', [], { stdio: ['ignore', 'pipe', 'ignore'] }); p.stdout.once('data', () => p.stdout.destroy()); const e = await ended(p); ok('yes', e[0] === 1 || e[1] === 'SIGPIPE'); } // ECONNRESET or EPIPE, as it comes
  { const p = fork(__filename, ['child']); const m = []; p.on('message', (x) => { m.push(x); if (x === 'ready') p.kill('SIGTERM'); }); ok('fork', await ended(p), m); }
  for (const [pid, s] of [[process.pid, 0], [4194305 + 7, 0], [process.pid, 'SIGNONE']]) {
    try { ok('kill', process.kill(pid, s)); } catch (e) { ok('kill', e.code); }
  }
  // A busy worker, collected and signalled, ended from outside.
  const w = [0, 1].map(() => new Worker(__filename));
  await Promise.all(w.map((x) => new Promise((r) => x.once('online', r))));  // else it may end with 0
  c = 0;
  for (let i = 0; i < 5; i++) { process.kill(process.pid, 'SIGUSR2'); while (c <= i) await sleep(1); }
  let keep = []; for (let i = 0; i < 200000; i++) keep.push({ i }); keep = null;
  ok('workers', c, await Promise.all(w.map((x) => x.terminate())));
  // Synchronous work in the main thread delays the listener, not the signal.
  let seen = false; process.once('SIGUSR1', () => { seen = true; });
  process.kill(process.pid, 'SIGUSR1'); const t = Date.now(); while (Date.now() - t < 50); const early = seen; while (!seen) await sleep(1);
  ok('after the loop', early, seen);
  for (const code of ["process.kill(process.pid, 'SIGTERM')", "process.abort()", "process.on('SIGINT', () => process.exit(3)); process.kill(process.pid, 'SIGINT')", "process.kill(process.pid, 'SIGKILL')", "process.on('exit', (c) => console.log('exit', c)); process.on('SIGTERM', () => process.exit(5)); process.kill(process.pid, 'SIGTERM')"]) {
    const r = spawnSync('sh', ['-c', `ulimit -c 0; exec "$0" -e "$1"`, process.execPath, code + '; setTimeout(() => {}, 60000)'], { encoding: 'utf8' }); ok(code.length, r.status, r.signal, r.stdout);
  }
  process.kill(process.pid, 'SIGINT');
  setTimeout(() => ok('never'), 10000);
}
