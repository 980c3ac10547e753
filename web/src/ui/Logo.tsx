import styles from "./Logo.module.css";

/** A node with its roots. */
export function Logo({ large = false }: { large?: boolean }) {
  return (
    <svg className={large ? styles.large : styles.logo} viewBox="0 0 20 20" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round">
      <circle cx="10" cy="4" r="2.2" />
      <path d="M10 6.2v4.3M10 10.5c0 3-5 1.5-5 5M10 10.5c0 3 5 1.5 5 5M10 10.5V16" />
    </svg>
  );
}
