import { Button, FileButton, Group, Textarea } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

/** A private key is some kilobytes; a larger file is something else. Bytes. */
const largestKeyBytes = 100_000;

export interface PrivateKeyFieldProps {
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly error?: ReactNode;
  /** A key is in the vault already; left empty it is kept. */
  readonly isStored: boolean;
}

/** A private key, pasted or read from a file. */
export function PrivateKeyField({ value = "", onChange, error, isStored }: PrivateKeyFieldProps) {
  const [trouble, setTrouble] = useState<string>();
  const read = (file: File | null): void => {
    if (file === null) return;
    if (file.size > largestKeyBytes) {
      setTrouble(`${file.name} is too large to be a private key`);
      return;
    }
    file.text().then(
      (text) => {
        setTrouble(undefined);
        onChange?.(text);
      },
      () => setTrouble(`${file.name} could not be read`),
    );
  };
  return (
    <Textarea
      label={
        <Group justify="space-between" wrap="nowrap" component="span">
          Private key
          <FileButton onChange={read} inputProps={{ "aria-label": "Choose the key's file" }}>
            {(button) => (
              <Button {...button} variant="subtle" size="compact-xs" leftSection={<IconFile size={13} aria-hidden />}>
                Choose file
              </Button>
            )}
          </FileButton>
        </Group>
      }
      aria-label="Private key"
      labelProps={{ style: { display: "block" } }}
      description="Goes to the vault and is never shown again."
      placeholder={
        isStored ? "The stored key is kept; paste another to replace it." : "-----BEGIN OPENSSH PRIVATE KEY-----"
      }
      rows={4}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: "var(--font-mono)", fontSize: 12 } }}
      value={value}
      error={trouble ?? error}
      onChange={(change) => onChange?.(change.currentTarget.value)}
    />
  );
}
