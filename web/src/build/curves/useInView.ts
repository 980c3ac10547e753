import { useEffect, useRef, useState } from "react";

/** True from the moment a place comes near the screen: what lies far below is not asked for. */
export function useInView() {
  const place = useRef<HTMLElement>(null);
  const [near, setNear] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (!place.current || near) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), { rootMargin: "300px" });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [near]);
  return [place, near] as const;
}
