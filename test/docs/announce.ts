import { Client, Connection } from '@temporalio/client';

const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233' });
const client = new Client({ connection });
await client.workflow.getHandle('connector/datagouv').signal('datasetsChanged', ['arbres', 'budget-2026']);
await connection.close();
