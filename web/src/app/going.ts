import { useNavigate, useRouter } from "@tanstack/react-router";

import type { ListSearch } from "../items/listView";

/** Any place of the app. The router knows each by its own type; here they come from lists. */
export interface Address {
  to: string;
  params?: object;
  search?: ListSearch;
}

/** How a command goes somewhere: in this tab, or by its address in a new one. */
export function useGoing(): (address: Address) => { act: () => void; href: string } {
  const navigate = useNavigate();
  const router = useRouter();
  return (address) => ({ act: () => void navigate(address as { to: "/" }), href: router.buildLocation(address as { to: "/" }).href });
}
