import { Button, Menu } from "@mantine/core";
import { IconCheck, IconColumns3 } from "@tabler/icons-react";
import { Fragment } from "react";

import type { SetView } from "../items/ListTools";
import { shortName, toggled } from "./columns";
import styles from "./ColumnMenu.module.css";

const GROUPS = [
  ["metric.", "Metrics"],
  ["param.", "Params"],
  ["tag.", "Tags"],
] as const;

/** Which columns the table of runs has. */
export function ColumnMenu({ known, chosen, setView }: { known: string[]; chosen: string[]; setView: SetView }) {
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconColumns3 className="i s" aria-hidden />} disabled={known.length === 0}>
          {chosen.length} of {known.length}
          <span className="vh"> columns</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {GROUPS.map(([start, label]) => {
          const names = known.filter((name) => name.startsWith(start));
          if (names.length === 0) return null;
          return (
            <Fragment key={start}>
              <Menu.Label>{label}</Menu.Label>
              {names.map((name) => (
                <Menu.Item key={name} onClick={() => setView({ cols: toggled(chosen, name) })} rightSection={chosen.includes(name) && <IconCheck className="i s" aria-label="Shown" />}>
                  <span className="mono">{shortName(name)}</span>
                </Menu.Item>
              ))}
            </Fragment>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
