import { command, type Owner } from './commands.ts';

/** The system user that PostgreSQL runs as: undefined is ourselves, but root it refuses, so then the user `postgres`. */
export async function postgresOwner(say: (line: string) => void): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await idsOf(USER);
  if (existing !== undefined) return existing;
  say(`PostgreSQL does not run as root; making the system user ${USER} for it`);
  const { trouble } = await command(
    'useradd',
    [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      USER,
    ],
    { timeoutMs: TIMEOUT_MS },
  );
  // Somebody else may have made it in the meantime: what counts is that it is there.
  const made = await idsOf(USER);
  if (made !== undefined) return made;
  throw new Error(
    `PostgreSQL does not run as root, and the system user ${USER} cannot be made (${trouble}). ` +
      'Make it, start as an ordinary user, or name a PostgreSQL server of yours in DATABASE_URL.',
  );
}

async function idsOf(user: string): Promise<Owner | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => command('id', [flag, user], { timeoutMs: TIMEOUT_MS })),
  );
  if (!uid?.ok || !gid?.ok) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

const USER = 'postgres';
const TIMEOUT_MS = 20_000;
