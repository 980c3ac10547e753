import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconTableDown } from "@tabler/icons-react";
import { clsx } from "clsx";
import { useState } from "react";

import { signatureQuery, versionQuery } from "../api/models";
import type { VersionPage } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { ErrorNote, Skeleton } from "../ui/Feedback";
import { csvOf, save } from "../ui/picture";
import { isPhone } from "../ui/screen";
import { Table } from "../ui/Table";
import { type Side, factGroups } from "./versionFacts";
import { signatureIn } from "./signature";
import styles from "./Models.module.css";

/** A version's page with the signature of its MLmodel file. */
function useSide(id: string): { side: Side | null; error: unknown; retry: () => void } {
  const page = useQuery(versionQuery(id));
  const files = page.data?.files ?? null;
  const described = useQuery({ ...signatureQuery(files?.holder ?? "", files?.folder ? `${files.folder}/MLmodel` : "MLmodel"), enabled: files?.described ?? false });
  const complete = page.data && (!files?.described || described.data !== undefined || described.error !== null);
  const side = complete ? { page: page.data as VersionPage, signature: described.data === undefined ? null : signatureIn(described.data) } : null;
  return { side, error: page.error, retry: () => void page.refetch() };
}

interface Props {
  /** Ids of two versions of a model: what was, and what is. */
  versions: readonly [string, string];
  onClose: () => void;
}

/** Two versions side by side: their own facts, what their models take and give, and the params and metrics of their runs. */
export function CompareVersions({ versions, onClose }: Props) {
  const [all, setAll] = useState(false);
  const [before, after] = [useSide(versions[0]), useSide(versions[1])];
  const error = before.error ?? after.error;
  const both = before.side && after.side ? ([before.side, after.side] as const) : null;
  const names = both?.map(({ page }) => [`v${page.number}`, ...page.aliases].join(" ")) ?? [];
  const groups = both ? factGroups(both) : [];
  const csv = () => save(`${names.join(" and ")}.csv`, csvOf([["", "name", ...names, "change"], ...groups.flatMap(({ title, rows }) => rows.map((row) => [title, row.name, row.values[0] ?? "", row.values[1] ?? "", row.change]))]), "text/csv");
  return (
    <Dialog onClose={onClose} size={860} fullScreen={isPhone()} title={both ? `${both[0].page.model.title ?? "Model"}: ${names.join(" and ")}` : "Two versions side by side"}>
      {error !== null && <ErrorNote error={error} retry={before.error ? before.retry : after.retry} />}
      {!both && error === null && <Skeleton rows={8} />}
      {both && (
        <>
          <div className="row">
            <Checkbox size="xs" label="Also what is the same" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
            <span className="grow" />
            <Button variant="subtle" leftSection={<IconTableDown className="i s" aria-hidden />} onClick={csv}>
              CSV
            </Button>
          </div>
          <Table parted heads={["Name", ...names, "Change"]} label="Versions side by side" className={styles.beside}>
            {groups.map(({ title, rows, none }) => {
              const shown = rows.filter((row) => all || row.differs).slice(0, 300);
              return (
                <tbody key={title}>
                  <tr className={styles.group}>
                    <th scope="rowgroup" colSpan={4}>
                      {title}: {rows.length === 0 ? none : shown.length === 0 ? `the same (${rows.length})` : all ? rows.length : `${shown.length} of ${rows.length} differ`}
                    </th>
                  </tr>
                  {shown.map((row) => (
                    <tr key={row.name}>
                      <td className={clsx(styles.wrap, row.plain ? "" : "mono")}>{row.name}</td>
                      {row.values.map((value, index) => (
                        <td key={index} className={clsx(styles.wrap, "num", row.differs && styles.differs)} title={value ?? undefined} dir="auto">
                          {value ?? <span className="m">–</span>}
                        </td>
                      ))}
                      <td className={row.tone ?? "m"}>{row.change}</td>
                    </tr>
                  ))}
                </tbody>
              );
            })}
          </Table>
        </>
      )}
    </Dialog>
  );
}
