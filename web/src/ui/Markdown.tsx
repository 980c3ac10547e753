import { clsx } from "clsx";
import { createContext, Fragment, type ReactNode, useContext } from "react";
import { type Token, type Tokens, lexer } from "marked";

import { safeAddress } from "./address";
import styles from "./Markdown.module.css";

const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "");

const each = (tokens: Token[] | undefined, render: (token: Token) => ReactNode): ReactNode =>
  tokens?.map((token, index) => <Fragment key={index}>{render(token)}</Fragment>);

function Address({ token }: { token: Tokens.Link }) {
  const address = safeAddress(token.href);
  const inner = each(token.tokens, inline);
  if (/^person:[0-9a-f]{32}$/.test(token.href)) return <span className={styles.mention}>{inner}</span>;
  if (address === null) return <>{inner}</>;
  const outside = /^https?:/i.test(address);
  return (
    <a className="link" href={address} {...(outside && { target: "_blank", rel: "noopener noreferrer" })}>
      {inner}
    </a>
  );
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{each(token.tokens, inline)}</strong>;
    case "em":
      return <em>{each(token.tokens, inline)}</em>;
    case "del":
      return <del>{each(token.tokens, inline)}</del>;
    case "codespan":
      return <code>{unescape((token as Tokens.Codespan).text)}</code>;
    case "br":
      return <br />;
    case "link":
      return <Address token={token as Tokens.Link} />;
    case "image": {
      // Pictures from elsewhere are not loaded: they would tell their host who reads. The link stays.
      const image = token as Tokens.Image;
      return <Address token={{ ...image, type: "link", tokens: [{ type: "text", raw: image.text, text: image.text || image.href }] } as Tokens.Link} />;
    }
    case "escape":
      return (token as Tokens.Escape).text;
    case "text":
      return "tokens" in token && token.tokens ? each(token.tokens, inline) : unescape((token as Tokens.Text).text);
    default:
      // Raw HTML is shown as the text it is.
      return token.raw;
  }
}

/** What ticking the n-th box of a text does; nothing where the text is only read. */
interface Ticking {
  onToggle: ((index: number) => void) | undefined;
  places: ReadonlyMap<Tokens.ListItem, number>;
}
const TickingContext = createContext<Ticking>({ onToggle: undefined, places: new Map() });

/** The boxes of a text in the order in which they stand there. */
function boxes(tokens: readonly Token[], found = new Map<Tokens.ListItem, number>()): Map<Tokens.ListItem, number> {
  for (const token of tokens) {
    if (token.type === "list") {
      for (const item of (token as Tokens.List).items) {
        if (item.task) found.set(item, found.size);
        boxes(item.tokens, found);
      }
    } else if ("tokens" in token && Array.isArray(token.tokens)) boxes(token.tokens, found);
  }
  return found;
}

function Box({ item }: { item: Tokens.ListItem }) {
  const { onToggle, places } = useContext(TickingContext);
  const place = places.get(item);
  const checked = item.checked ?? false;
  if (!onToggle || place === undefined) return <input type="checkbox" checked={checked} readOnly tabIndex={-1} aria-label={checked ? "Done" : "Open"} />;
  return <input type="checkbox" checked={checked} onChange={() => onToggle(place)} aria-label={item.text.slice(0, 80)} />;
}

function ListBlock({ token }: { token: Tokens.List }) {
  const List = token.ordered ? "ol" : "ul";
  return (
    <List {...(token.ordered && token.start !== "" && { start: token.start })}>
      {token.items.map((item, index) => (
        <li key={index} className={clsx(item.task && styles.task, item.checked && styles.done)}>
          {item.task && <Box item={item} />}
          <div>{each(item.tokens.filter((one) => (one.type as string) !== "checkbox"), block)}</div>
        </li>
      ))}
    </List>
  );
}

function TableBlock({ token }: { token: Tokens.Table }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} scope="col" data-align={cell.align ?? undefined}>
                {each(cell.tokens, inline)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} data-align={cell.align ?? undefined}>
                  {each(cell.tokens, inline)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading": {
      const Heading = (["h2", "h2", "h3", "h4", "h5", "h6"] as const)[(token as Tokens.Heading).depth - 1] ?? "h6";
      return <Heading>{each(token.tokens, inline)}</Heading>;
    }
    case "paragraph":
      return <p>{each(token.tokens, inline)}</p>;
    case "text":
      return inline(token);
    case "code":
      return (
        <pre className={styles.code} tabIndex={0}>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{each(token.tokens, block)}</blockquote>;
    case "list":
      return <ListBlock token={token as Tokens.List} />;
    case "table":
      return <TableBlock token={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    case "html":
      return <p>{token.raw.trim()}</p>;
    default:
      return inline(token);
  }
}

interface Props {
  text: string;
  onToggle?: ((index: number) => void) | undefined;
}

/** Markdown as elements; never as HTML. */
export function Markdown({ text, onToggle }: Props) {
  const tokens = lexer(text, { gfm: true, breaks: true });
  return (
    <TickingContext value={{ onToggle, places: onToggle ? boxes(tokens) : new Map() }}>
      <div className={styles.text} dir="auto">
        {each(tokens, block)}
      </div>
    </TickingContext>
  );
}
