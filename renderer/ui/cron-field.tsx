import { ActionIcon, Menu, TextInput, Tooltip } from "@mantine/core";
import { IconList } from "@tabler/icons-react";
import styles from "./cron-field.module.css";

/** Expressions people start from. */
const examples = [
  { cron: "*/15 * * * *", words: "every 15 minutes" },
  { cron: "0 * * * *", words: "every hour" },
  { cron: "30 2 * * *", words: "at 02:30 every day" },
  { cron: "0 9 * * mon-fri", words: "at 09:00 on working days" },
  { cron: "0 6 * * mon", words: "at 06:00 every Monday" },
  { cron: "0 4 1 * *", words: "at 04:00 on the 1st of the month" },
  { cron: "0 22 L * *", words: "at 22:00 on the last day of the month" },
] as const;

export interface CronFieldProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

/** A cron expression, with ready ones to start from. */
export function CronField({ id, value, onChange, error }: CronFieldProps) {
  return (
    <TextInput
      id={id}
      label="Cron expression"
      description="Minute, hour, day of month, month, day of week; with six fields, seconds first."
      placeholder="30 2 * * *"
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: styles.cron ?? "" }}
      value={value}
      error={error}
      onChange={(input) => onChange(input.currentTarget.value)}
      rightSection={
        <Menu position="bottom-end">
          <Menu.Target>
            <Tooltip label="Examples">
              <ActionIcon size={24} aria-label="Examples of cron expressions">
                <IconList size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {examples.map(({ cron, words }) => (
              <Menu.Item
                key={cron}
                onClick={() => onChange(cron)}
                rightSection={<code className={styles.hint}>{cron}</code>}
              >
                {words}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    />
  );
}
