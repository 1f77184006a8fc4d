import type { Session } from './adapter.ts';

/**
 * Makes a question to the remote that is asked once in a session: for what does not change while it lasts, its vocabularies
 * or who we are there. A session lasts as long as one activity, some seconds. A failure is not kept.
 */
export function perSession<S, T>(
  ask: (session: Session<S>) => Promise<T>,
): (session: Session<S>) => Promise<T> {
  const answers = new WeakMap<Session<S>, Promise<T>>();
  return (session) => {
    const known = answers.get(session);
    if (known !== undefined) return known;
    const answer = ask(session);
    answers.set(session, answer);
    answer.catch(() => answers.delete(session));
    return answer;
  };
}
