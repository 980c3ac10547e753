import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconCircleDot, IconDots, IconFlag, IconFolderSymlink, IconTag, IconTrash, IconUser, IconX } from "@tabler/icons-react";
import { clsx } from "clsx";

import { useTrashItems } from "../api/table";
import { movable, moveToProject } from "../items/moveToProject";
import { counted } from "../ui/format";
import { modKey } from "../ui/shortcuts";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import type { RowContext } from "./Cells";
import { fieldFor } from "./pick";
import { openPick } from "./useListKeys";
import type { Selection } from "./useSelection";
import styles from "./SelectionBar.module.css";

interface Props {
  selection: Selection;
  context: RowContext;
  total: number | null;
  /** On a phone the check boxes are shown on demand. */
  choosing: boolean;
  onChoose: (() => void) | undefined;
}

/** The foot of a table: how many there are and which keys act; with a selection, what can be done with it. */
export function SelectionBar({ selection, context, total, choosing, onChoose }: Props) {
  const trash = useTrashItems((error) => refused("Not put into the trash", error));
  const items = [...selection.chosen.values()];
  const fields = context.types.get(items[0]?.type ?? "")?.fields ?? [];
  const remove = () =>
    tell(trash, items, {
      onSuccess: () => {
        selection.clear();
        done(`${counted(items.length, "item", "items")} put into the trash. ${modKey} Z takes it back.`);
      },
    });
  if (items.length === 0) {
    return (
      <footer className={styles.foot}>
        {total !== null && <span className="num">{counted(total, "item", "items")}</span>}
        <span className="hide row">
          <kbd>J</kbd> <kbd>K</kbd> move <kbd>X</kbd> select <kbd>S</kbd> state <kbd>A</kbd> assign <kbd>Enter</kbd> open
        </span>
        <span className="grow" />
        {onChoose && (
          <Button variant="subtle" className="phone" onClick={onChoose}>
            {choosing ? "Done" : "Select"}
          </Button>
        )}
      </footer>
    );
  }
  const key = (name: "s" | "a" | "p" | "l") => () => openPick(items, name, context);
  const [person, priority, labels] = [fieldFor("a", fields), fieldFor("p", fields), fieldFor("l", fields)];
  const move = items.every((item) => movable(item, context.types.get(item.type)) && context.mayEdit(item)) && (() => moveToProject.open({ items, onMoved: selection.clear }));
  return (
    <footer className={styles.foot} role="toolbar" aria-label="Selected items">
      <ActionIcon aria-label="Select nothing" title="Select nothing" onClick={selection.clear}>
        <IconX className="i s" aria-hidden />
      </ActionIcon>
      <span className={clsx(styles.count, "st num")} role="status">{items.length} selected</span>
      <Button variant="subtle" leftSection={<IconCircleDot className="i s" aria-hidden />} onClick={key("s")}>State</Button>
      {person && <Button variant="subtle" leftSection={<IconUser className="i s" aria-hidden />} onClick={key("a")}>{person.label}</Button>}
      {priority && <Button variant="subtle" className="hide" leftSection={<IconFlag className="i s" aria-hidden />} onClick={key("p")}>Priority</Button>}
      {labels && <Button variant="subtle" className="hide" leftSection={<IconTag className="i s" aria-hidden />} onClick={key("l")}>Labels</Button>}
      {move && <Button variant="subtle" className="hide" leftSection={<IconFolderSymlink className="i s" aria-hidden />} onClick={move}>Move</Button>}
      <Button variant="subtle" className="bad hide" leftSection={<IconTrash className="i s" aria-hidden />} loading={trash.isPending} onClick={remove}>Trash</Button>
      <span className="grow" />
      <Menu position="top-end">
        <Menu.Target>
          <ActionIcon className="phone" aria-label="More for the selected">
            <IconDots className="i" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {priority && <Menu.Item leftSection={<IconFlag className="i s" aria-hidden />} onClick={key("p")}>Priority</Menu.Item>}
          {labels && <Menu.Item leftSection={<IconTag className="i s" aria-hidden />} onClick={key("l")}>Labels</Menu.Item>}
          {move && <Menu.Item leftSection={<IconFolderSymlink className="i s" aria-hidden />} onClick={move}>Move</Menu.Item>}
          <Menu.Item className="bad" leftSection={<IconTrash className="i s" aria-hidden />} disabled={trash.isPending} onClick={remove}>Trash</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </footer>
  );
}
