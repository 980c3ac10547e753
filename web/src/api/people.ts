import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { at, change, get } from "./client";
import type { Invitation, Invitations, NewInvitation, NewToken, People, Team, Teams, Token, Tokens, WorkspaceRole } from "./types";

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await get<People>("/people", signal)).people,
  staleTime: 30_000,
});
export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await get<Tokens>("/me/tokens", signal)).tokens,
});
export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await get<Teams>("/teams", signal)).teams,
});
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await get<Invitations>("/invitations", signal)).invitations,
});

/** A change after which one list is asked again. */
function useChange<In, Out = void>(key: readonly string[], mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: [...key] }) });
}

export const useCreateToken = () => useChange(["tokens"], (body: NewToken) => change<Token>("POST", "/me/tokens", body));
export const useRevokeToken = () => useChange(["tokens"], (id: string) => change("DELETE", at("me", "tokens", id)));
export const projectTokensQuery = (project: string) =>
  queryOptions({
    queryKey: ["project-tokens", project],
    queryFn: async ({ signal }) => (await get<Tokens>(`${at("projects", project)}/tokens`, signal)).tokens,
  });
export const useCreateProjectToken = (project: string) =>
  useChange(["project-tokens", project], (body: NewToken) => change<Token>("POST", `${at("projects", project)}/tokens`, body));
export const useRevokeProjectToken = (project: string) =>
  useChange(["project-tokens", project], (id: string) => change("DELETE", at("projects", project, "tokens", id)));

export const useInvite = () =>
  useChange(["invitations"], (body: NewInvitation) => change<Invitation>("POST", "/invitations", body));
export const useWithdraw = () => useChange(["invitations"], (id: string) => change("DELETE", at("invitations", id)));
export const useEditPerson = () =>
  useChange(["people"], ({ id, ...edit }: { id: string; role?: WorkspaceRole; suspended?: boolean }) => change("PATCH", at("people", id), edit));
export const useCreateTeam = () => useChange(["teams"], (name: string) => change<Team>("POST", "/teams", { name }));
export const useDeleteTeam = () => useChange(["teams"], (id: string) => change("DELETE", at("teams", id)));
export const useMember = () =>
  useChange(["teams"], ({ team, person, member }: { team: string; person: string; member: boolean }) =>
    change(member ? "PUT" : "DELETE", at("teams", team, "members", person)),
  );
export const useChangePassword = () => useMutation({ mutationFn: (body: { current: string; new: string }) => change("POST", "/me/password", body) });
