import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Appends lines to a file. A file that has grown large becomes `<path>.1`, in the place of the one before it. */
export function logFile(path: string): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true });
  let file = openSync(path, 'a');
  let bytes = fstatSync(file).size;
  return (line) => {
    if (bytes > LOG_BYTES_MAX) {
      closeSync(file);
      renameSync(path, `${path}.1`);
      file = openSync(path, 'a');
      bytes = 0;
    }
    bytes += writeSync(file, `${line}\n`);
  };
}

/** Two of them per process: enough to look back over a day, little enough to forget. */
const LOG_BYTES_MAX = 20 * 1024 * 1024;
