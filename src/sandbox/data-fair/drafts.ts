import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { journal, notify } from './events.ts';
import { existing } from './find.ts';
import { Refusal, busy, loginNeeded, wrongState } from './refusal.ts';
import { cleaned, withDraft } from './render.ts';
import type { Dataset } from './state.ts';
import { cancelled, validated } from './states.ts';

/** `POST` puts a finished draft in the place of what is there; `DELETE` forgets it. */
export function draftRoute(context: Context, method: string, reference: string): PortalReply | undefined {
  if (method !== 'POST' && method !== 'DELETE') return undefined;
  const dataset = existing(context, reference);
  const { status } = withDraft(dataset);
  const accepted = method === 'POST' ? ['finalized'] : ['draft', 'finalized', 'error'];
  if (!accepted.includes(status ?? '')) throw wrongState(status);
  context.authenticate('datasets', 'datasets-write');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, method === 'POST' ? 'validateDraft' : 'cancelDraft');
  if (dataset._work !== undefined) throw busy(dataset.id);
  const after = method === 'POST' ? validate(context, dataset) : cancel(context, dataset);
  context.state.datasets.set(dataset.id, after);
  return context.reply(200, cleaned(context, after), { applied: dataset.id });
}

function validate({ state }: Context, dataset: Dataset): Dataset {
  if (dataset.draft === undefined) throw noDraft();
  journal(state, dataset, 'draft-validated', { data: 'validation manuelle' });
  notify(state, 'dataset', dataset, 'draft-validated');
  return validated(state, dataset);
}

function cancel({ state }: Context, dataset: Dataset): Dataset {
  if (dataset.status === 'draft')
    throw new Refusal(
      409,
      "Impossible d'annuler un brouillon si aucune version du jeu de données n'a été validée.",
    );
  if (dataset.draft === undefined) throw noDraft();
  return cancelled(state, dataset);
}

function noDraft(): Refusal {
  return new Refusal(409, "Le jeu de données n'est pas en état brouillon");
}
