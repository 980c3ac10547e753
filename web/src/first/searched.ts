import { useEffect, useRef } from "react";

import { countSearch } from "../api/first";

const MOST = 1_000;

/** Counts what a search in the palette came to: opened at which place, left, or nothing found. Told once, when it is over. */
export function useSearched(searching: boolean, shown: number): (place: number) => void {
  const state = useRef({ searching: false, shown: 0, opened: null as number | null });
  useEffect(() => {
    if (searching) Object.assign(state.current, { searching: true, shown });
  }, [searching, shown]);
  useEffect(() => {
    const search = state.current;
    return () => {
      if (search.searching) countSearch({ shown: Math.min(search.shown, MOST), opened: search.opened });
      search.searching = false;
    };
  }, []);
  return (place) => {
    state.current.opened = place;
  };
}
