import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight, IconFile, IconFileText, IconFolder, IconNotebook, IconPhoto, IconTable } from "@tabler/icons-react";
import { clsx } from "clsx";
import { createElement, useState } from "react";

import { filesQuery } from "../../api/runs";
import type { RunFile } from "../../api/types";
import { Loaded } from "../../ui/Feedback";
import { bytes } from "../../ui/format";
import { nameOf, previewOf } from "./kinds";
import { PreviewPane } from "./PreviewPane";
import styles from "./Files.module.css";

interface BranchProps {
  run: string;
  file: RunFile;
  depth: number;
  chosen: string | null;
  onChoose: (file: RunFile) => void;
}

const picture = (file: RunFile) => {
  if (file.is_dir) return IconFolder;
  const preview = previewOf(file.path);
  if (preview === "table" || preview === "parquet") return IconTable;
  if (preview === "notebook") return IconNotebook;
  return preview === "image" ? IconPhoto : preview === "none" ? IconFile : IconFileText;
};

function Branch({ run, file, depth, chosen, onChoose }: BranchProps) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <UnstyledButton
        className={clsx(styles.branch, chosen === file.path && styles.chosen)}
        style={{ paddingLeft: 6 + depth * 18 }}
        {...(file.is_dir ? { "aria-expanded": open } : { "aria-pressed": chosen === file.path })}
        onClick={() => (file.is_dir ? setOpen(!open) : onChoose(file))}
      >
        {file.is_dir ? <Chevron className="i s m" aria-hidden /> : <span className={styles.indent} />}
        {createElement(picture(file), { className: "i s m", stroke: 1.75, "aria-hidden": true })}
        <span className="ell">{nameOf(file.path)}</span>
        {file.size !== null && <span className={styles.size}>{bytes(file.size)}</span>}
      </UnstyledButton>
      {open && <Folder run={run} path={file.path} depth={depth + 1} chosen={chosen} onChoose={onChoose} />}
    </li>
  );
}

function Folder({ run, path, ...rest }: Omit<BranchProps, "file"> & { path: string }) {
  const files = useQuery(filesQuery(run, path));
  return (
    <Loaded query={files} rows={2}>
      {(list) => (
        <ul>
          {list.map((file) => (
            <Branch key={file.path} run={run} file={file} {...rest} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

/** The artifacts of a run as a tree, with a preview beside it. */
export function Files({ run, live }: { run: string; live: boolean }) {
  const [chosen, setChosen] = useState<RunFile | null>(null);
  const top = useQuery({ ...filesQuery(run, ""), refetchInterval: live ? 5_000 : false });
  return (
    <section aria-label="Artifacts" className={styles.section}>
      <h2 className={styles.title}>Artifacts</h2>
      <Loaded query={top} rows={3}>
        {(list) =>
          list.length === 0 ? (
            <p className="m sm">{live ? "No file has been logged yet." : "This run logged no files."}</p>
          ) : (
            <div className={styles.files}>
              <div className={styles.tree}>
                <Folder run={run} path="" depth={0} chosen={chosen?.path ?? null} onChoose={setChosen} />
              </div>
              {chosen ? <PreviewPane key={chosen.path} run={run} file={chosen} /> : <p className={clsx("m sm", styles.preview)}>Choose a file to look into it.</p>}
            </div>
          )
        }
      </Loaded>
    </section>
  );
}
