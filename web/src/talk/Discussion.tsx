import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { commentsQuery, useAddComment } from "../api/comments";
import { summaryQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import type { Comment, Item } from "../api/types";
import { ErrorNote, NextPage, Skeleton } from "../ui/Feedback";
import { count } from "../ui/format";
import { refused } from "../ui/toast";
import { AskForRole } from "./AskForAccess";
import { CommentBox } from "./CommentBox";
import { Thread } from "./CommentView";
import styles from "./Discussion.module.css";

/** Threads in order: each comment with its answers. */
export function threadsOf(comments: readonly Comment[]): { root: Comment; answers: Comment[] }[] {
  const threads: { root: Comment; answers: Comment[] }[] = [];
  for (const comment of comments) {
    const thread = comment.parent === null ? undefined : threads.find((one) => one.root.id === comment.parent);
    if (thread) thread.answers.push(comment);
    else threads.push({ root: comment, answers: [] });
  }
  return threads;
}

/** What people say of an item. */
export function Discussion({ item }: { item: Pick<Item, "id" | "project_key" | "trashed"> }) {
  const query = useInfiniteQuery(commentsQuery(item.id));
  // An item that moves is under a project not known yet for a moment: what is being written stays.
  const role = useQuery({ ...summaryQuery(item.project_key), placeholderData: keepPreviousData }).data?.project.role ?? "viewer";
  const me = useQuery(sessionQuery).data?.person ?? undefined;
  const add = useAddComment(item.id, me);
  const comments = query.data?.pages.flatMap((page) => page.comments) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const fixed = item.trashed !== null;
  return (
    <section className={styles.discussion} aria-label="Discussion">
      <header className={styles.title}>
        <h2>Discussion</h2>
        {total > 0 && <span className="m num">{count(total)}</span>}
      </header>
      {query.error && comments.length === 0 && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={2} />}
      <ol>
        {threadsOf(comments).map(({ root, answers }) => (
          <Thread key={root.id} comment={root} answers={answers} role={fixed ? "viewer" : role} />
        ))}
      </ol>
      <NextPage of={query}>Later comments</NextPage>
      {query.isSuccess && total === 0 && role === "viewer" && <p className="m sm">Nobody has said anything yet.</p>}
      {!fixed && role !== "viewer" && (
        <CommentBox
          draft={`comment-${item.id}`}
          label="Write a comment"
          placeholder={total > 0 ? "Write a comment" : "Ask, answer, note what you found. Everybody in the project can read it."}
          send="Comment"
          filled
          onSend={(text) => add.mutateAsync({ text, parent: null }, { onError: (error) => refused("The comment was not sent. It is back in the box", error) })}
        />
      )}
      {!fixed && role === "viewer" && me && <AskForRole projectKey={item.project_key} role="commenter" words="You can read here and not comment." />}
    </section>
  );
}
