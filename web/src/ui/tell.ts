interface Asked<Data, Variables> {
  mutateAsync: (wanted: Variables) => Promise<Data>;
}

interface Told<Data> {
  onSuccess?: ((data: Data) => void) | undefined;
  onError?: ((error: Error) => void) | undefined;
}

/**
 * Asks for a change and tells what came of it, also when who asked has left the page by then (a live change may
 * come before the answer), or has asked for another one since. The callbacks of `mutate` are silent in both cases.
 */
export function tell<Data, Variables>({ mutateAsync }: Asked<Data, Variables>, wanted: Variables, { onSuccess, onError }: Told<Data>): void {
  void mutateAsync(wanted).then(onSuccess, onError ?? (() => undefined));
}
