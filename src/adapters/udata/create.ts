import { RemoteFault } from '../../faults.ts';
import { merge } from '../merge.ts';
import type { PutRequest, PutResult, Session } from '../adapter.ts';
import { ask } from './ask.ts';
import { createBody } from './body.ts';
import { contactIds } from './contact-ids.ts';
import type { Wanted } from './from-model.ts';
import { withoutFiles } from './hosted.ts';
import { publisherId } from './organization.ts';
import { createRequest } from './requests.ts';
import { resolve } from './resolve.ts';
import { resultOf } from './result.ts';
import { withoutReuses } from './reuses/fields.ts';
import type { Settings } from './settings.ts';
import { WireAny, WireCreated, WireDataset } from './wire.ts';

/** One POST with everything in it, the mark too: what an unseen success left behind can be found again. */
export async function create(
  session: Session<Settings>,
  request: PutRequest,
  first: Wanted,
): Promise<PutResult> {
  const organization = await publisherId(session);
  const wanted = await resolve(session, request.dataset, first, (field) => field in first.fields);
  const merged = merge(undefined, wanted.fields, {}, request.edits);
  await request.planned?.({ action: 'create', diff: merged.diff, losses: wanted.losses });
  const contacts = await contactIds(session, wanted.fields['contact_points'], [], organization, () =>
    request.guard(),
  );
  const links = withoutReuses(withoutFiles(wanted.fields));
  const body = createBody(links, organization, contacts);
  await request.intend(links);
  await request.guard();
  const answer = await ask(session, WireAny.and(WireCreated), createRequest(session.settings, body));
  await request.created(answer.id);
  const made = WireDataset.safeParse(answer);
  if (!made.success)
    throw new RemoteFault('malformed', `The record ${answer.id} was made but is not shown as one`);
  const sent =
    links === wanted.fields ? merged : { ...merge(undefined, links, {}, request.edits), diff: merged.diff };
  return resultOf('created', made.data, { ...wanted, fields: links }, sent, {}, {});
}
