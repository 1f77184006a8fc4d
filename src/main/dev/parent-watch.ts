/**
 * Makes a command end with the process that started it, even when that one is killed with -9 and can tell nobody.
 * The shell leaves a reader on file descriptor 3 behind and becomes the command itself, under the same process id.
 * Descriptor 3 is a pipe that the parent holds open and never writes to: when the parent is gone the reader meets the
 * end of the pipe, sends the polite signal, and after a while the other one.
 */
export function withParentWatch(
  program: string,
  args: string[],
  stopSignal: 'INT' | 'TERM',
): [string, string[]] {
  return ['/bin/sh', ['-c', WATCH, 'parent-watch', stopSignal, program, ...args]];
}

/** Where the child expects the pipe: `stdio: ['ignore', 'pipe', 'pipe', 'pipe']`. */
export const WATCH_FD = 3;

/** `$$` stays the main shell's id inside the parentheses, and that shell has become the command by then. */
const WATCH = `
signal=$1
shift
(
  while read -r _; do :; done
  kill -s "$signal" $$ || exit
  waited=0
  while [ $waited -lt 10 ]; do
    sleep 1
    kill -0 $$ || exit
    waited=$((waited + 1))
  done
  kill -s KILL $$
) <&3 3<&- >/dev/null 2>&1 &
exec "$@" 3<&-
`;
