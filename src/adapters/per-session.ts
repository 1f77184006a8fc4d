import type { Session } from './adapter.ts';

/**
 * Makes a question to the remote that is asked once in a session: for what does not change while it lasts, its vocabularies
 * or who we are there. A session lasts as long as one activity, some seconds. A failure is not kept.
 */
export function perSession<S, T>(
  ask: (session: Session<S>) => Promise<T>,
): (session: Session<S>) => Promise<T> {
  // A session is sometimes wrapped for one push; what ends it stays the same.
  const answers = new WeakMap<AbortSignal, Promise<T>>();
  return (session) => {
    const known = answers.get(session.signal);
    if (known !== undefined) return known;
    const answer = ask(session);
    answers.set(session.signal, answer);
    answer.catch(() => answers.delete(session.signal));
    return answer;
  };
}
