import { Modal, type ModalProps } from "@mantine/core";

import { HEIGHT, useLayer } from "./layers";

interface Props extends Omit<ModalProps, "opened"> {
  opened?: boolean;
  /** What it is, where it has no head that says so; then what it holds goes to its edges. */
  label?: string;
}

function Open({ label, children, ...props }: Omit<Props, "opened">) {
  useLayer(props.onClose);
  const common = { ...props, opened: true, zIndex: HEIGHT, closeOnEscape: false, returnFocus: false };
  // eslint-disable-next-line no-restricted-syntax -- this is where it is one
  if (label === undefined) return <Modal {...common}>{children}</Modal>;
  return (
    <Modal.Root {...common} lockScroll={false} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={label}>
        <Modal.Body p={0}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Every dialog of the app: a layer over the page. */
export function Dialog({ opened = true, ...props }: Props) {
  return opened ? <Open {...props} /> : null;
}
