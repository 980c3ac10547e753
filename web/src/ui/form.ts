import { useState } from "react";

import { asProblem } from "../api/problem";

/** The values of a small form, and the refusal of its last try put beside the field it is about. */
export function useForm<Values extends object>(start: Values) {
  const [values, setValues] = useState(start);
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null);
  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setProblem(null);
  };
  const named = problem?.where && problem.where in values ? problem.where : null;
  return {
    values,
    set,
    reset: () => {
      setValues(start);
      setProblem(null);
    },
    fail: (error: unknown) => setProblem(asProblem(error)),
    /** The sentence for one field, if the refusal is about it. */
    error: (name: keyof Values & string) => (named === name ? problem?.message : undefined),
    /** The refusal, if it is about no field of this form. */
    rest: named ? null : problem,
  };
}
