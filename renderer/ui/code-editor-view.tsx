import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { indentUnit, StreamLanguage } from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import CodeMirror, { EditorView, type Extension } from "@uiw/react-codemirror";
import { useEffect, useMemo, useRef } from "react";
import type { ScriptType } from "../../shared/words.ts";
import { completion, type OfferedWords } from "./code-completion.ts";
import type { CodeEditorProps } from "./code-editor-props.ts";
import { codeLook } from "./code-look.ts";

const languages: Readonly<Record<ScriptType, () => Extension>> = {
  BASH: () => StreamLanguage.define(shell),
  PYTHON: () => [python(), indentUnit.of("    ")],
  NODEJS: () => javascript(),
};

const nothingOffered: OfferedWords = { words: [], variables: [] };

function insert(view: EditorView, text: string): void {
  const { from } = view.state.selection.main;
  const indentation = /^[ \t]*/.exec(view.state.doc.lineAt(from).text)?.[0] ?? "";
  view.dispatch(view.state.replaceSelection(text.replaceAll("\n", `\n${indentation}`)), { scrollIntoView: true });
  view.focus();
}

/** The editor itself. Tab indents; Escape and then Tab leaves, as the library has it. */
export function CodeEditorView(props: CodeEditorProps) {
  const { value, language, label, onChange, id, invalid, describedBy, offered, onOpen } = props;
  const readOnly = onChange === undefined;
  // Read while one types: what is offered may change without the editor being made anew.
  const latest = useRef(nothingOffered);
  useEffect(() => {
    latest.current = offered ?? nothingOffered;
  }, [offered]);
  const completes = offered !== undefined && !readOnly;
  const extensions = useMemo(() => {
    const attributes: Record<string, string> = { "aria-label": label, spellcheck: "false" };
    if (id !== undefined) attributes["id"] = id;
    if (invalid === true) attributes["aria-invalid"] = "true";
    if (describedBy !== undefined) attributes["aria-describedby"] = describedBy;
    if (readOnly) Object.assign(attributes, { tabindex: "0", "aria-readonly": "true" });
    const completing = completes ? completion(() => latest.current) : [];
    return [codeLook, languages[language](), completing, EditorView.contentAttributes.of(attributes)];
  }, [language, label, id, invalid, describedBy, readOnly, completes]);
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
      onCreateEditor={(view) => {
        onOpen?.({ insert: (text) => insert(view, text) });
      }}
      {...(onChange === undefined ? {} : { onChange })}
    />
  );
}
