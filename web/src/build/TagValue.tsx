import { Textarea, type TextareaProps } from "@mantine/core";

interface Props extends Omit<TextareaProps, "value" | "onChange"> {
  value: string;
  onChange: (value: string) => void;
}

/** The value of a tag, which may have several lines: Enter sends the form, Shift-Enter begins a line. */
export function TagValue({ value, onChange, ...props }: Props) {
  return (
    <Textarea
      autosize
      minRows={1}
      maxRows={10}
      maxLength={5_000}
      {...props}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
    />
  );
}
