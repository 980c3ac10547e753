import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { invitationsQuery, useInvite, useWithdraw } from "../api/people";
import type { WorkspaceRole } from "../api/types";
import { ErrorNote, Loaded } from "../ui/Feedback";
import { useForm } from "../ui/form";
import { dateOf, shortDate } from "../ui/format";
import { Section } from "../ui/Page";
import { heard, Table } from "../ui/Table";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import { humanise } from "../ui/vocabulary";
import { roleChoices } from "./People";
import { Secret } from "./Secret";
import styles from "./Settings.module.css";

function Invite({ onMade }: { onMade: (link: string) => void }) {
  const { values, set, fail, error, rest, reset } = useForm({ email: "", role: "member" as WorkspaceRole });
  const invite = useInvite();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tell(invite, values, {
      onError: fail,
      onSuccess: (invitation) => {
        reset();
        onMade(invitation.link ?? "");
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <div className={styles.line}>
        <TextInput label="E-mail" type="email" required autoFocus value={values.email} error={error("email")} onChange={(event) => set("email", event.currentTarget.value)} />
        <Select label="Role" w={110} data={roleChoices} value={values.role} error={error("role")} onChange={(role) => role && set("role", role as WorkspaceRole)} />
        <Button type="submit" loading={invite.isPending}>
          Make the link
        </Button>
      </div>
      {rest && <ErrorNote error={rest} />}
    </form>
  );
}

/** Links that make an account. The server sends no mail; whoever invites passes the link on. */
export function Invitations() {
  const invitations = useQuery(invitationsQuery);
  const withdraw = useWithdraw();
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const made = (text: string) => {
    setLink(text);
    setAdding(false);
  };
  return (
    <>
      <h1>Invitations</h1>
      <p className={styles.lead}>A link that makes one account, once. The server sends no mail: pass the link on yourself.</p>
      <Section
        title="Open invitations"
        end={
          !adding && (
            <Button leftSection={<IconPlus className="i s" aria-hidden />} onClick={() => setAdding(true)}>
              Invite
            </Button>
          )
        }
      >
        {adding && <Invite onMade={made} />}
        {link && <Secret label="Send this link to the person." text={link} />}
        <Loaded query={invitations} rows={1}>
          {(list) =>
            list.length === 0 ? (
              <p className="m sm">None is open. Invite somebody by e-mail address; the link is good for a week.</p>
            ) : (
              <Table heads={["For", "Role", "Ends", heard("Withdraw")]}>
                {list.map((one) => (
                  <tr key={one.id}>
                    <td className="ell">{one.email}</td>
                    <td>{humanise(one.role)}</td>
                    <td>{shortDate(dateOf(one.expires))}</td>
                    <td>
                      <Button variant="subtle" onClick={() => tell(withdraw, one.id, { onError: (error) => refused("It was not withdrawn", error) })} aria-label={`Withdraw ${one.email}`}>
                        Withdraw
                      </Button>
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
      </Section>
    </>
  );
}
