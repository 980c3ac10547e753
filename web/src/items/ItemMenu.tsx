import { ActionIcon, Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowMoveRight, IconDots, IconFolderSymlink, IconLink, IconSubtask, IconTrash, IconTrashOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { useTrash } from "../api/items";
import { typesQuery } from "../api/projects";
import type { Item } from "../api/types";
import { copyText } from "../ui/copyText";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { createItem } from "./createItem";
import { movable, moveToProject } from "./moveToProject";
import { MoveItem, moveItem } from "./MoveItem";
import { useReadOnly } from "./readOnly";
import styles from "./ItemPage.module.css";

function Changes({ item }: { item: Item }) {
  const trash = useTrash(item);
  const type = useQuery(typesQuery).data?.find((one) => one.name === item.type);
  const fixed = type?.fixed ?? [];
  const move = () =>
    tell(trash, "trash", {
      onSuccess: () => done("In the trash", () => tell(trash, "restore", { onError: (error) => refused("It was not restored", error) })),
      onError: (error) => refused("It was not moved to the trash", error),
    });
  return (
    <>
      <Menu.Item leftSection={<IconSubtask className="i s" aria-hidden />} onClick={() => createItem.open({ project: item.project_key, type: item.type, parent: { id: item.id, title: item.title } })}>
        New beneath
      </Menu.Item>
      {!fixed.includes("parent") && (
        <Menu.Item leftSection={<IconArrowMoveRight className="i s" aria-hidden />} onClick={() => moveItem.open(item)}>
          Move beneath…
        </Menu.Item>
      )}
      {movable(item, type) && (
        <Menu.Item leftSection={<IconFolderSymlink className="i s" aria-hidden />} onClick={() => moveToProject.open({ items: [item] })}>
          Move to project…
        </Menu.Item>
      )}
      <Menu.Divider role="separator" />
      <Menu.Item data-danger leftSection={<IconTrash className="i s" aria-hidden />} onClick={move}>
        Move to trash
      </Menu.Item>
    </>
  );
}

/** What can be done with an item. `children`: what this page has beside that. */
export function ItemMenu({ item, children }: { item: Item; children?: ReactNode }) {
  const readOnly = useReadOnly(item.project_key);
  const copy = () => void copyText(location.href).then((copied) => done(copied ? "Link copied" : "Copy the address from the bar above: the browser does not let pages do it."));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More">
            <IconDots className="i" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          <Menu.Item leftSection={<IconLink className="i s" aria-hidden />} onClick={copy}>
            Copy link
          </Menu.Item>
          {!readOnly && item.trashed === null && item.type !== "project" && <Changes item={item} />}
        </Menu.Dropdown>
      </Menu>
      <MoveItem />
    </>
  );
}

export function TrashNote({ item, readOnly }: { item: Item; readOnly: boolean }) {
  const trash = useTrash(item);
  if (item.trashed === null) return null;
  return (
    <div className={styles.trash} role="status">
      <IconTrashOff className="i" stroke={1.75} aria-hidden />
      <span className="grow">
        In the trash since <Time at={item.trashed} />. It can be restored.
      </span>
      {!readOnly && (
        <Button loading={trash.isPending} onClick={() => tell(trash, "restore", { onError: (error) => refused("It was not restored", error) })}>
          Restore
        </Button>
      )}
    </div>
  );
}
