import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const FEATURES = ["talk", "projects", "items", "models", "people", "settings", "scope", "plan", "build", "ship", "watch"];
const downward = (rooms) => ({
  "no-restricted-imports": ["error", { patterns: [{ group: rooms.map((room) => `**/${room}/**`), message: "Imports go down only: app, features, ui, api." }] }],
});

export default tseslint.config(
  { ignores: ["node_modules", "public", "scripts", "src/api/schema.d.ts", "eslint.config.js"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    rules: {
      "max-lines": ["error", { max: 300 }],
      "no-console": "error",
      // We do not run the React compiler, which is all this one is about.
      "react-hooks/incompatible-library": "off",
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text is rendered as elements, never as raw HTML." },
        { selector: "CallExpression[callee.property.name='mutate'][arguments.length>1]", message: "`mutate` forgets its callbacks when the component leaves the page: ui/tell.ts." },
        { selector: "JSXOpeningElement > JSXIdentifier[name='Modal']", message: "Only the topmost dialog hears Escape, and the focus comes back: ui/Dialog.tsx." },
        { selector: "Literal[value=/#[0-9a-fA-F]{6}\\b/]", message: "Colours are named in app/theme/tokens.css only." },
      ],
    },
  },
  // Imports go down only: app -> features -> ui -> api. Phases are features too.
  { files: ["src/api/**"], rules: downward(["ui", "app", ...FEATURES]) },
  { files: ["src/ui/**"], rules: downward(["app", ...FEATURES]) },
  { files: [...FEATURES.map((feature) => `src/${feature}/**`)], rules: downward(["app"]) },
);
