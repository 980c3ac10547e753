import { Menu } from "@mantine/core";
import { IconPin, IconPinnedOff, IconZoomReset } from "@tabler/icons-react";

import type { Picture } from "../../ui/picture";
import { PictureMenu } from "../../ui/PictureMenu";

interface Props {
  picture: Picture;
  pinned: boolean;
  zoomed: boolean;
  asTable: boolean;
  onPin: (() => void) | undefined;
  onReset: () => void;
  onTable: () => void;
}

/** What can be done with one chart. */
export function ChartMenu({ picture, pinned, zoomed, asTable, onPin, onReset, onTable }: Props) {
  return (
    <PictureMenu picture={picture} name={picture.name} table={{ shown: asTable, picture: "curves", onToggle: onTable }}>
      {onPin && (
        <Menu.Item leftSection={pinned ? <IconPinnedOff className="i s" aria-hidden /> : <IconPin className="i s" aria-hidden />} onClick={onPin}>
          {pinned ? "Unpin" : "Pin to the top"}
        </Menu.Item>
      )}
      {zoomed && (
        <Menu.Item leftSection={<IconZoomReset className="i s" aria-hidden />} onClick={onReset}>
          Show all (double-click)
        </Menu.Item>
      )}
    </PictureMenu>
  );
}
