import { describe, expect, it } from "vitest";

import { columnsOf, signatureIn, signatureRows } from "./signature";

const MLMODEL = `artifact_path: models:/m-1
flavors:
  python_function:
    env:
      conda: conda.yaml
signature:
  inputs: '[{"type": "double", "name": "the user''s age", "required": true}, {"type": "long",
    "name": "n", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: null
type_hint_from_example: false
`;

describe("a signature", () => {
  it("is read out of an MLmodel file, folded lines and quotes and all", () => {
    const found = signatureIn(MLMODEL);
    expect([...columnsOf(found?.inputs ?? null)]).toEqual([["the user's age", "double"], ["n", "long, optional"]]);
    expect([...columnsOf(found?.outputs ?? null)]).toEqual([["#1", "int64[-1]"]]);
    expect(found?.params).toBeNull();
  });
  it("in double quotes with escapes is the same", () => {
    expect(signatureIn('signature:\n  inputs: "[{\\"name\\": \\"gr\\xF6\\u00dfe\\", \\\n    \\"type\\": \\"long\\"}]"\n')?.inputs).toBe('[{"name": "größe", "type": "long"}]');
  });
  it("is missing where the file has none", () => {
    expect(signatureIn('signature:\n  inputs: "a \\e b"\n  outputs: "left open\n  params: null\n')).toEqual({ inputs: null, outputs: null, params: null });
    expect([signatureIn("flavors:\n  a: b\n"), signatureIn(""), signatureIn("signature: null\n")]).toEqual([null, null, null]);
  });
  it("that is no list is shown as it is", () => {
    expect([...columnsOf("{}"), ...columnsOf("[not json")]).toEqual([["", "{}"], ["", "[not json"]]);
  });
  it("of two versions stands side by side by column", () => {
    const of = (inputs: string) => ({ inputs, outputs: null, params: null });
    expect(signatureRows([of('[{"name":"a","type":"long"},{"name":"b","type":"long"}]'), of('[{"name":"b","type":"double"}]')])).toEqual([
      { name: "inputs.a", values: ["long", null] },
      { name: "inputs.b", values: ["long", "double"] },
    ]);
  });
});
