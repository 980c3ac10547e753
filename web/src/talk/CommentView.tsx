import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";

import { isWaiting, useAddComment, useDeleteComment, useEditComment } from "../api/comments";
import { peopleQuery } from "../api/people";
import { sessionQuery } from "../api/session";
import type { Comment, ProjectRole } from "../api/types";
import { personName } from "../items/fields";
import { Avatar } from "../ui/Avatar";
import { exact } from "../ui/format";
import { LazyMarkdown } from "../ui/LazyMarkdown";
import { Time } from "../ui/Time";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { CommentBox } from "./CommentBox";
import { hasDraft } from "./draft";
import styles from "./Discussion.module.css";

interface Props {
  comment: Comment;
  answers: readonly Comment[];
  role: ProjectRole;
}

function Said({ comment, role, onAnswer }: { comment: Comment; role: ProjectRole; onAnswer: (() => void) | null }) {
  const people = useQuery(peopleQuery).data ?? [];
  const me = useQuery(sessionQuery).data?.person?.id;
  const [editing, setEditing] = useState(() => hasDraft(`edit-${comment.id}`));
  const edit = useEditComment(comment.item);
  const remove = useDeleteComment(comment.item);
  const again = useAddComment(comment.item, undefined);
  const name = personName(people, comment.author, comment.author_name);
  const mine = comment.author === me && !isWaiting(comment);
  const takeAway = () =>
    tell(remove, comment.id, {
      onSuccess: () => done("Comment deleted", mine ? () => tell(again, { text: comment.text, parent: comment.parent }, { onError: (error) => refused("It was not put back", error) }) : undefined),
      onError: (error) => refused("The comment was not deleted", error),
    });
  return (
    <div className={clsx(styles.comment, isWaiting(comment) && styles.waiting)} id={`comment-${comment.id}`}>
      <Avatar name={name} large />
      <div className={styles.head}>
        <b className="st">{name}</b>
        <span className="m sm">
          <Time at={comment.created} />
          {comment.edited !== null && <span title={exact(comment.edited)}>, edited</span>}
        </span>
        {!isWaiting(comment) && !editing && (
          <span className={styles.actions}>
            {onAnswer && (
              <Button variant="subtle" className={styles.action ?? ""} onClick={onAnswer}>
                Reply
              </Button>
            )}
            {mine && role !== "viewer" && (
              <Button variant="subtle" className={styles.action ?? ""} onClick={() => setEditing(true)}>
                Edit
              </Button>
            )}
            {(mine || role === "lead") && (
              <Button variant="subtle" className={styles.action ?? ""} onClick={takeAway} aria-label={`Delete the comment of ${name}`}>
                Delete
              </Button>
            )}
          </span>
        )}
      </div>
      <div className={styles.words}>
        {editing ? (
          <CommentBox
            draft={`edit-${comment.id}`}
            label="Edit the comment"
            placeholder="Markdown"
            send="Save"
            start={comment.text}
            focus
            onClose={() => setEditing(false)}
            onSend={(text) => edit.mutateAsync({ id: comment.id, text }, { onError: (error) => refused("The comment was not changed", error) })}
          />
        ) : (
          <LazyMarkdown text={comment.text} />
        )}
      </div>
    </div>
  );
}

/** A comment with the answers to it. */
export function Thread({ comment, answers, role }: Props) {
  const me = useQuery(sessionQuery).data?.person ?? undefined;
  const key = `answer-${comment.id}`;
  const [answering, setAnswering] = useState(() => hasDraft(key));
  const add = useAddComment(comment.item, me);
  const onAnswer = role === "viewer" ? null : () => setAnswering(true);
  return (
    <li className={styles.thread}>
      {comment.deleted ? <p className={styles.gone}>A comment that was deleted</p> : <Said comment={comment} role={role} onAnswer={onAnswer} />}
      {(answers.length > 0 || answering) && (
        <ol className={styles.answers}>
          {answers.map((answer) => (
            <li key={answer.id}>
              <Said comment={answer} role={role} onAnswer={onAnswer} />
            </li>
          ))}
          {answering && (
            <li>
              <CommentBox
                draft={key}
                label="Write an answer"
                placeholder="Answer"
                send="Reply"
                focus
                onClose={() => setAnswering(false)}
                onSend={(text) => add.mutateAsync({ text, parent: comment.id }, { onError: (error) => refused("The answer was not sent", error) })}
              />
            </li>
          )}
        </ol>
      )}
    </li>
  );
}
