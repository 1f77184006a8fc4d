import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * Bundles the workflows into a file: by the build beside the compiled ones, and by a worker that runs from sources, in a
 * process of its own, because bundling takes more memory than working.
 */
const [out = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url))] = process.argv.slice(2);
const source = new URL(`../../workflows/index${extname(import.meta.url)}`, import.meta.url);
const { code } = await bundleWorkflowCode({ workflowsPath: fileURLToPath(source) });
await writeFile(out, code);
