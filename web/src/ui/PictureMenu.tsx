import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconPhotoDown, IconTable, IconTableDown, IconVector } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { type Picture, pngOf, save } from "./picture";
import { done, refused } from "./toast";

/** A browser lets no page copy a picture on plain http. */
const COPIES = "clipboard" in navigator && "ClipboardItem" in globalThis;

const png = async (picture: Picture): Promise<Blob> => pngOf(await picture.svg());

async function copy(picture: Picture): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png(picture) })]);
  done("Image copied");
}

/** The three files that every picture can be kept as. */
export const FILES = {
  PNG: { Icon: IconPhotoDown, keep: async (picture: Picture) => save(`${picture.name}.png`, await png(picture), "image/png") },
  SVG: { Icon: IconVector, keep: async (picture: Picture) => save(`${picture.name}.svg`, await picture.svg(), "image/svg+xml") },
  CSV: { Icon: IconTableDown, keep: async (picture: Picture) => save(`${picture.name}.csv`, await picture.csv(), "text/csv") },
};

/** Do it, and say so where it cannot be done. */
export const tell = (work: Promise<unknown>): void => void work.catch((error: unknown) => refused("The picture was not made", error));

interface Props {
  picture: Picture;
  /** What it is a picture of, in the name of the button. */
  name: string;
  /** Between picture and table; missing where the page has a switch of its own. */
  table?: { shown: boolean; picture: string; onToggle: () => void };
  /** What can be done with this one picture besides. */
  children?: ReactNode;
}

/** What can be done with a picture: look at its table, copy it, keep it. */
export function PictureMenu({ picture, name, table, children }: Props) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`More for ${name}`} title={`More for ${name}`}>
          <IconDots className="i s" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {table && (
          <Menu.Item leftSection={<IconTable className="i s" aria-hidden />} onClick={table.onToggle}>
            {table.shown ? `Show as ${table.picture}` : "Show as table"}
          </Menu.Item>
        )}
        {table && <Menu.Divider />}
        {COPIES && (
          <Menu.Item leftSection={<IconCopy className="i s" aria-hidden />} onClick={() => tell(copy(picture))}>
            Copy as image
          </Menu.Item>
        )}
        {Object.entries(FILES).map(([kind, { Icon, keep }]) => (
          <Menu.Item key={kind} leftSection={<Icon className="i s" aria-hidden />} onClick={() => tell(keep(picture))}>
            Save as {kind}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
