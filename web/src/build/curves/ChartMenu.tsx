import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconPhotoDown, IconPin, IconPinnedOff, IconTable, IconTableDown, IconVector, IconZoomReset } from "@tabler/icons-react";

interface Props {
  name: string;
  pinned: boolean;
  zoomed: boolean;
  asTable: boolean;
  onPin: (() => void) | undefined;
  onReset: () => void;
  onTable: () => void;
  /** Missing where the browser lets no page copy a picture, as on plain http. */
  onCopy: (() => void) | undefined;
  onPng: () => void;
  onSvg: () => void;
  onCsv: () => void;
}

/** What can be done with one chart. */
export function ChartMenu({ name, pinned, zoomed, asTable, onPin, onReset, onTable, onCopy, onPng, onSvg, onCsv }: Props) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`More for ${name}`}>
          <IconDots className="i s" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
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
        <Menu.Item leftSection={<IconTable className="i s" aria-hidden />} onClick={onTable}>
          {asTable ? "Show as curves" : "Show as table"}
        </Menu.Item>
        <Menu.Divider />
        {onCopy && (
          <Menu.Item leftSection={<IconCopy className="i s" aria-hidden />} onClick={onCopy}>
            Copy as image
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPhotoDown className="i s" aria-hidden />} onClick={onPng}>
          Save as PNG
        </Menu.Item>
        <Menu.Item leftSection={<IconVector className="i s" aria-hidden />} onClick={onSvg}>
          Save as SVG
        </Menu.Item>
        <Menu.Item leftSection={<IconTableDown className="i s" aria-hidden />} onClick={onCsv}>
          Save as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
