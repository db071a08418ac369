import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { indentUnit, StreamLanguage } from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import CodeMirror, { EditorView, type Extension } from "@uiw/react-codemirror";
import { useMemo } from "react";
import type { ScriptType } from "../../shared/words.ts";
import type { CodeEditorProps } from "./code-editor-props.ts";
import { codeLook } from "./code-look.ts";

const languages: Readonly<Record<ScriptType, () => Extension>> = {
  BASH: () => StreamLanguage.define(shell),
  PYTHON: () => [python(), indentUnit.of("    ")],
  NODEJS: () => javascript(),
};

/** The editor itself. Tab indents; Escape and then Tab leaves, as the library has it. */
export function CodeEditorView({ value, language, label, onChange, id, invalid, describedBy }: CodeEditorProps) {
  const readOnly = onChange === undefined;
  const extensions = useMemo(() => {
    const attributes: Record<string, string> = { "aria-label": label, spellcheck: "false" };
    if (id !== undefined) attributes["id"] = id;
    if (invalid === true) attributes["aria-invalid"] = "true";
    if (describedBy !== undefined) attributes["aria-describedby"] = describedBy;
    if (readOnly) Object.assign(attributes, { tabindex: "0", "aria-readonly": "true" });
    return [codeLook, languages[language](), EditorView.contentAttributes.of(attributes)];
  }, [language, label, id, invalid, describedBy, readOnly]);
  return (
    <CodeMirror
      value={value}
      theme="none"
      height="100%"
      extensions={extensions}
      editable={!readOnly}
      readOnly={readOnly}
      indentWithTab={!readOnly}
      basicSetup={{
        autocompletion: false,
        foldGutter: false,
        highlightActiveLine: !readOnly,
        highlightActiveLineGutter: !readOnly,
        lintKeymap: false,
        syntaxHighlighting: false,
        tabSize: 4,
      }}
      {...(onChange === undefined ? {} : { onChange })}
    />
  );
}
