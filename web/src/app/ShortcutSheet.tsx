import { Modal } from "@mantine/core";

import { modKey } from "../ui/shortcuts";
import styles from "./ShortcutSheet.module.css";

const GROUPS: [string, [string, string][]][] = [
  [
    "Everywhere",
    [
      [`${modKey} K`, "Find or do anything"],
      ["C", "Create an item"],
      ["G then H", "Go to Home"],
      ["G then I", "Go to the inbox"],
      ["G then P", "Go to the project"],
      ["G then S", "Go to Settings"],
      ["?", "This sheet"],
      ["Esc", "Out of a dialog or field"],
    ],
  ],
  [
    "In a list",
    [
      ["/", "Filter by text"],
      ["J", "Next row"],
      ["K", "Row before"],
      ["Enter", "Open the row"],
    ],
  ],
  [
    "In the inbox",
    [
      ["E", "Open"],
      ["X", "Done"],
      ["H", "Snooze"],
    ],
  ],
  [
    "On an item",
    [
      ["E", "Edit the title"],
      ["S", "Change the state"],
      ["A", "Assign"],
      ["P", "Set the priority"],
      ["L", "Set labels"],
      ["R", "Relate: add a link"],
      ["O", "Show or hide Context"],
    ],
  ],
];

export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Shortcuts">
      <div className={styles.sheet}>
        {GROUPS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([keys, what]) => (
                <div key={keys}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.split(" ").map((key) => (key === "then" ? <span key={key}> then </span> : <kbd key={key}>{key}</kbd>))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
