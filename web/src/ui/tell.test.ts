import { MutationObserver, QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";

import { tell } from "./tell";

/** A change that is answered when it is told to; `leave` is what a component does as it goes. */
function asking() {
  const answers: { wanted: string; resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const observer = new MutationObserver(new QueryClient(), {
    mutationFn: (wanted: string) => new Promise<string>((resolve, reject) => answers.push({ wanted, resolve, reject })),
  });
  const leave = observer.subscribe(() => undefined);
  return { mutation: { mutateAsync: (wanted: string) => observer.mutate(wanted) }, answers, leave };
}

it("tells of an answer that comes after the component has gone", async () => {
  const { mutation, answers, leave } = asking();
  const onSuccess = vi.fn();
  tell(mutation, "a", { onSuccess });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  leave();
  answers[0]?.resolve("done");
  await vi.waitFor(() => expect(onSuccess).toHaveBeenCalledExactlyOnceWith("done"));
});

it("tells of each of two changes, refused or not", async () => {
  const { mutation, answers } = asking();
  const [onError, onSuccess] = [vi.fn(), vi.fn()];
  tell(mutation, "a", { onError });
  tell(mutation, "b", { onSuccess });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(answers.map(({ wanted }) => wanted)).toEqual(["a", "b"]);
  answers[1]?.resolve("b done");
  answers[0]?.reject(new Error("no"));
  await vi.waitFor(() => expect(onError).toHaveBeenCalledExactlyOnceWith(new Error("no")));
  expect(onSuccess).toHaveBeenCalledExactlyOnceWith("b done");
});

it("is quiet about a refusal that nobody asked to hear of", async () => {
  const { mutation, answers } = asking();
  tell(mutation, "a", {});
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  answers[0]?.reject(new Error("no"));
  await new Promise((resolve) => setTimeout(resolve));
});
