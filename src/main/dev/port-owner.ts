import { readdir, readFile, readlink } from 'node:fs/promises';

/** Who listens on a TCP port of this machine, as far as Linux lets us see: `node (process 4711)`. */
export async function portOwner(port: number): Promise<string | undefined> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return undefined;
  const entries = await readdir('/proc').catch(() => []);
  for (const pid of entries.filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsAny(pid, sockets))) continue;
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return `${name.trim() || 'a program'} (process ${pid})`;
  }
  return undefined;
}

/** As links under `/proc/<pid>/fd` show them: `socket:[12345]`. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const row of rows) {
      const fields = row.trim().split(/\s+/);
      const local = fields[1]?.split(':')[1];
      if (fields[3] !== LISTEN || local === undefined || Number.parseInt(local, 16) !== port) continue;
      found.add(`socket:[${fields[9]}]`);
    }
  }
  return found;
}

async function holdsAny(pid: string, sockets: Set<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const link = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (sockets.has(link)) return true;
  }
  return false;
}

/** The state column's code in the kernel's table. */
const LISTEN = '0A';
