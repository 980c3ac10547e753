import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";

import { Live, type LiveState } from "../api/live";

const LiveContext = createContext<Live | null>(null);

/** Holds the socket open for as long as somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() => new Live(client));
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): { state: LiveState; retry: () => void } {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside LiveProvider");
  const state = useSyncExternalStore(live.subscribe, () => live.state);
  return { state, retry: live.retry };
}
