import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { change, get } from "./client";
import { setPerson } from "./own";
import type { AcceptInvitation, Session, SetUp, SignIn } from "./types";

function entered(session: Session): Session {
  setPerson(session.person?.id);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => entered(await get<Session>("/session", signal)),
  staleTime: 60_000,
});

/** A way into a session; what was cached for nobody or somebody else is forgotten. */
function useEnter<Body>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => change<Session>("POST", path, body),
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, entered(session));
    },
  });
}

export const useSignIn = () => useEnter<SignIn>("/session");
export const useSetUp = () => useEnter<SetUp>("/setup");
export const useAcceptInvitation = () => useEnter<AcceptInvitation>("/invitations/accept");

export function useSignOut() {
  return useMutation({ mutationFn: () => change("DELETE", "/session") });
}
