import {
  ActionIcon,
  Button,
  Menu,
  Modal,
  PasswordInput,
  Popover,
  Select,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
  createTheme,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

const accent = Array.from({ length: 10 }, () => "var(--accent)") as unknown as MantineColorsTuple;

const outlined = { background: "var(--bg)", hover: "var(--bg-hover)", color: "var(--text)", border: "1px solid var(--line)" };

/** The four kinds of button: filled (one per view), default (outlined), subtle (quiet), danger (outlined red). */
const variants: VariantColorsResolver = ({ variant }) => {
  switch (variant) {
    case "filled":
      return { background: "var(--accent)", hover: "var(--accent-hover)", color: "var(--on-accent)", border: "1px solid transparent" };
    case "subtle":
      return { background: "transparent", hover: "var(--bg-hover)", color: "var(--text-2)", border: "1px solid transparent" };
    case "danger":
      return { ...outlined, color: "var(--bad-text)", border: "1px solid var(--bad-solid)" };
    default:
      return outlined;
  }
};

const input = { size: "sm" } as const;
const instant = { transitionProps: { duration: 0 } } as const;

export const theme = createTheme({
  primaryColor: "accent",
  colors: { accent },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver: variants,
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default", size: "sm" },
      vars: (_theme, props) => ({
        root:
          props.size === "lg"
            ? { "--button-height": "36px", "--button-padding-x": "16px", "--button-fz": "var(--fs-14)" }
            : { "--button-height": "var(--control-h)", "--button-padding-x": "10px", "--button-fz": "var(--fs-13)" },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: "subtle" },
      vars: () => ({ root: { "--ai-size": "var(--icon-h)" } }),
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", ...instant, position: "bottom-start", offset: 4 } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", ...instant, position: "bottom-start", offset: 4 } }),
    // lockScroll would write a style tag, which the page's policy refuses; the shell scrolls inside itself anyway.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, ...instant, size: 480, closeButtonProps: { "aria-label": "Close" } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, ...instant, offset: 4 } }),
    TextInput: TextInput.extend({ defaultProps: input }),
    PasswordInput: PasswordInput.extend({ defaultProps: input }),
    Textarea: Textarea.extend({ defaultProps: input }),
    Select: Select.extend({ defaultProps: { ...input, allowDeselect: false, checkIconPosition: "right" } }),
    TagsInput: TagsInput.extend({ defaultProps: input }),
  },
});
