import { request } from 'undici';

/** A record of the udata sandbox, as anybody sees it. */
export interface UdataView {
  id: string;
  title: string;
  description: string;
  tags: string[];
  extras: Record<string, unknown>;
  resources: { id: string; url: string; title: string }[];
  last_modified: string;
}

/** Every dataset that is alive in an organisation of a udata. */
export async function udataDatasets(portal: {
  url: string;
  key: string;
  organization: string;
}): Promise<UdataView[]> {
  const address = `${portal.url}/api/1/datasets/?organization=${portal.organization}&page_size=5000&deleted=false`;
  const { body } = await request(address, { headers: { 'x-api-key': portal.key } });
  const { data } = (await body.json()) as { data: UdataView[] };
  return data;
}

/** How many alive records carry each of our marks: exactly once is what is promised. */
export async function marked(portal: { url: string }): Promise<Record<string, string[]>> {
  const { body } = await request(`${portal.url}/__sandbox/summary`);
  return ((await body.json()) as { marked: Record<string, string[]> }).marked;
}

/** Calls an action of a CKAN as its administrator. */
export async function ckanAction(
  portal: { url: string; sysadminToken: string },
  action: string,
  body: object,
): Promise<unknown> {
  const { body: answer } = await request(`${portal.url}/api/3/action/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: portal.sysadminToken },
    body: JSON.stringify(body),
  });
  const { success, result, error } = (await answer.json()) as {
    success: boolean;
    result: unknown;
    error?: unknown;
  };
  if (!success) throw new Error(`${action}: ${JSON.stringify(error)}`);
  return result;
}
