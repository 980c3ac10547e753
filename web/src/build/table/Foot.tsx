import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconLayoutSidebarRight, IconX } from "@tabler/icons-react";

import type { SetView } from "../../items/ListTools";
import { count, counted } from "../../ui/format";
import type { Selection } from "./useSelection";
import styles from "./RunTable.module.css";

interface Props {
  projectKey: string;
  /** Rows that are loaded, runs that fit the filter, and all runs of the project. */
  shown: number;
  fits: number | null;
  total: number;
  live: number;
  selection: Selection;
  side: "off" | undefined;
  setView: SetView;
}

function words(shown: number, fits: number | null, total: number): string {
  const all = Math.max(total, fits ?? 0);
  if (fits === null) return `${count(shown)} loaded of ${count(all)}`;
  return fits === all ? counted(all, "run", "runs") : `${count(fits)} of ${count(all)} runs`;
}

/** What stands below the table: how many, the keys, and what can be done with the selected ones. */
export function Foot({ projectKey, shown, fits, total, live, selection, side, setView }: Props) {
  const selected = selection.ids.length;
  return (
    <footer className={styles.foot}>
      <span className="num">{words(shown, fits, total)}</span>
      <span className="hide">
        <kbd>J</kbd> <kbd>K</kbd> move <kbd>X</kbd> select <kbd>O</kbd> beside <kbd>Enter</kbd> open
      </span>
      <span className="grow" />
      {live > 0 && <span className="hide num">{live} training, updates live</span>}
      {selected > 0 && (
        <span className="row" role="status">
          <span className="num">{selected} selected</span>
          <Link to="/p/$key/compare" params={{ key: projectKey }} search={{ runs: selection.ids.join(",") }} className="link">
            Compare
          </Link>
          {side === "off" && (
            <Button variant="subtle" className="hide" leftSection={<IconLayoutSidebarRight className="i s" aria-hidden />} onClick={() => setView({ side: undefined })}>
              Show beside
            </Button>
          )}
          <Button variant="subtle" aria-label="Select none" onClick={selection.clear}>
            <IconX className="i s" aria-hidden />
          </Button>
        </span>
      )}
    </footer>
  );
}
